package search

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func guides(names ...string) []Guide {
	var out []Guide
	for i, n := range names {
		out = append(out, Guide{Code: fmt.Sprintf("G%02d", i), Name: n})
	}
	return out
}

func found(x *Index, query string) []string {
	var out []string
	for _, h := range x.Search(query, 10) {
		out = append(out, h.Code)
	}
	return out
}

// TestHAL2_TwoCharactersAreEnough, in names, keywords, materials and departments.
func TestHAL2_TwoCharactersAreEnough(t *testing.T) {
	list := guides("单位社会保险登记", "公路占用许可", "房产税申报")
	list[1].Keywords = []string{"挖路"}
	list[2].Materials = []string{"不动产权证书", "Title deed"}
	list[2].Department = []string{"临溪市税务局"}
	x := New(list)
	for query, want := range map[string]string{
		"登记": "G00", "社会": "G00", "公路": "G01", "挖路": "G01", "产权": "G02", "税务": "G02", "房产": "G02", "title": "G02", "房产税": "G02", "公路 许可": "G01",
	} {
		if got := found(x, query); len(got) == 0 || got[0] != want {
			t.Errorf("%s: %v, want %s first", query, got, want)
		}
	}
	for _, query := range []string{"结婚", "护照", "zz", "", "   ", "!?"} {
		if got := found(x, query); len(got) != 0 {
			t.Errorf("%q found %v", query, got)
		}
	}
}

// TestHAL2_PinyinInitials: 单 is read dan, chan and shan; 行 hang and xing. Any reading finds.
func TestHAL2_PinyinInitials(t *testing.T) {
	x := New(guides("单位社会保险登记", "公路占用许可", "银行开户"))
	for query, want := range map[string]string{
		"dwsh": "G00", "shbx": "G00", "SHBX": "G00", "bxdj": "G00", "glzy": "G01", "yhkh": "G02", "yx": "G02",
	} {
		if got := found(x, query); len(got) == 0 || got[0] != want {
			t.Errorf("%s: %v, want %s", query, got, want)
		}
	}
	if got := found(x, "dwbx"); len(got) != 0 {
		t.Errorf("initials that do not stand side by side found %v", got)
	}
}

func TestHAL2_Ranking(t *testing.T) {
	list := guides("税务登记变更", "税务登记", "发票领购", "工商登记")
	list[2].Materials = []string{"税务登记证件复印件"}
	x := New(list)
	if got := found(x, "税务登记"); !slices.Equal(got, []string{"G01", "G00", "G02"}) {
		t.Errorf("exact name, then name, then material: %v", got)
	}
	if got := found(x, "登记"); len(got) != 4 || got[3] != "G02" {
		t.Errorf("a material is worth less than a name: %v", got)
	}
	list[0].Popular = true
	if got := found(New(list), "务登"); got[0] != "G00" {
		t.Errorf("popular items come first among equals: %v", got)
	}
}

// TestHAL2_PlainSentences: what people type is longer than what the catalogue says; the best part of it decides.
func TestHAL2_PlainSentences(t *testing.T) {
	list := guides("单位社会保险登记", "公路占用许可", "税务登记")
	list[0].Keywords = []string{"给公司开社保", "社保开户"}
	x := New(list)
	if got := found(x, "我想给公司开社保"); len(got) == 0 || got[0] != "G00" {
		t.Errorf("%v", got)
	}
	if got := found(x, "ＳＨＢＸ"); len(got) == 0 || got[0] != "G00" {
		t.Errorf("full-width letters: %v", got)
	}
}

func TestHAL2_CodesAndLatinWords(t *testing.T) {
	list := guides("单位社会保险登记", "税务登记")
	list[0].Code, list[0].English = "SB-01", "Registration of an employer"
	list[1].English = "Tax registration"
	x := New(list)
	for query, want := range map[string]string{"SB-01": "SB-01", "sb01": "SB-01", "employer": "SB-01", "emplo": "SB-01", "tax reg": "G01"} {
		if got := found(x, query); len(got) == 0 || got[0] != want {
			t.Errorf("%s: %v", query, got)
		}
	}
}

// TestHAL2_WhatStandsInANameIsFound is the oracle: a guide whose name holds the two characters is found, and nothing is found that
// holds them nowhere.
func TestHAL2_WhatStandsInANameIsFound(t *testing.T) {
	alphabet := []rune("社会保险登记税务公路许可")
	rapid.Check(t, func(t *rapid.T) {
		word := func(n, m int) string {
			return string(rapid.SliceOfN(rapid.SampledFrom(alphabet), n, m).Draw(t, "word"))
		}
		var names []string
		for range rapid.IntRange(1, 12).Draw(t, "guides") {
			names = append(names, word(2, 8))
		}
		list := guides(names...)
		query := word(2, 2)
		hits := map[string]bool{}
		for _, h := range New(list).Search(query, len(list)) {
			hits[h.Code] = true
		}
		for _, g := range list {
			if hits[g.Code] != strings.Contains(g.Name, query) {
				t.Fatalf("query %s, name %s, found %v", query, g.Name, hits[g.Code])
			}
		}
	})
}

// many builds guides that share their characters, so that lists of hits are as long as those of a province.
func many(n int) []Guide {
	places := []string{"省级", "市级", "县级", "乡镇", "街道", "园区", "企业", "个人", "单位", "农村", "城镇", "外资"}
	objects := []string{"社会保险", "养老保险", "公路占用", "建设工程", "房产税", "发票领购", "不动产", "食品经营", "医疗机构", "出租车", "户外广告", "排水设施"}
	acts := []string{"登记", "变更登记", "注销登记", "许可", "延续许可", "申报", "审核", "备案", "复查", "转移接续", "年度报告", "证明开具"}
	papers := []string{"申请表", "身份证复印件", "营业执照", "授权委托书", "不动产权证书", "施工图纸", "完税证明", "银行账户证明"}
	out := make([]Guide, n)
	for i := range out {
		a, b, c := places[i%12], objects[i/12%12], acts[i/144%12]
		g := Guide{Code: fmt.Sprintf("X-%05d", i), Name: fmt.Sprintf("%s%s%s第%d类", a, b, c, i/1728), English: "Service item",
			Keywords: []string{b + "怎么办", c + "手续"}, Summary: []string{"在窗口办理" + a + b + "的" + c + "事项，一次告知全部材料。"}, Department: []string{"临溪市" + b + "管理局"}}
		for j := range 5 {
			g.Materials = append(g.Materials, papers[(i+j)%8])
		}
		out[i] = g
	}
	return out
}

var benchQueries = []string{"登记", "社保", "许可", "发票", "办理", "材料", "窗口", "申请表", "营业执照", "变更登记", "房产税", "出租车", "结婚", "护照签", "农村养老",
	"sh", "djxk", "ylbx", "service", "乡镇公路占用许可", "我想办企业养老保险转移接续手续", "临溪市建设工程管理局"}

// BenchmarkP8_Search reports the 99th percentile over queries of two and more characters, hits and none, on 30,000 guides.
func BenchmarkP8_Search(b *testing.B) {
	x := New(many(30_000))
	var took []time.Duration
	i := 0
	for b.Loop() {
		start := time.Now()
		x.Search(benchQueries[i%len(benchQueries)], 20)
		took = append(took, time.Since(start))
		i++
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

func BenchmarkP8_SearchByQuery(b *testing.B) {
	x := New(many(30_000))
	for _, q := range benchQueries {
		b.Run(q, func(b *testing.B) {
			for b.Loop() {
				x.Search(q, 20)
			}
		})
	}
}
