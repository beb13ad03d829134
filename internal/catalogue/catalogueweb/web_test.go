package catalogueweb

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/catalogue"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/org"
)

// everyPage is one address of each kind.
var everyPage = []string{"/", "/search", "/search?q=%E7%A4%BE%E4%BF%9D", "/search?q=zzzzqqq", "/items", "/items?department=shuiwu&class=immediate&page=2", "/halls/shi",
	"/halls/dong", "/promises", "/calendar/2026", "/calendar/2027", "/accessibility", "/privacy", "/guide/SB-31", "/guide/SB-31/print", "/load/shi"}

func TestEveryPageHasAllWordsInBothLanguages(t *testing.T) {
	s := newStage(t)
	for _, path := range everyPage {
		for _, cookie := range []string{"lang=zh-CN", english} {
			if body := s.page(path, 200, cookie); strings.Contains(body, "⟦") {
				t.Errorf("%s %s: a word is missing: %s", path, cookie, body[strings.Index(body, "⟦"):][:60])
			}
		}
	}
}

// TestPUB1_EveryItemHasAWholeGuide loops over the catalogue: all the words, and what PUB-1 wants published.
func TestPUB1_EveryItemHasAWholeGuide(t *testing.T) {
	s := newStage(t)
	for i := range s.w.Catalogue.Items {
		it := &s.w.Catalogue.Items[i]
		d, _ := s.w.Catalogue.Department(it.Department)
		for cookie, l := range map[string]string{"lang=zh-CN": "zh-CN", english: "en"} {
			for _, path := range []string{"/guide/" + it.Code, "/guide/" + it.Code + "/print"} {
				body := s.page(path, 200, cookie)
				if strings.Contains(body, "⟦") {
					t.Errorf("%s %s: a word is missing: %s", path, cookie, body[strings.Index(body, "⟦"):][:60])
				}
				plain := plainText(t, body)
				want := []string{it.Name.In(l), it.Summary.In(l), d.Phones.Enquiry, d.Phones.Responsible, d.Phones.Complaints}
				for _, m := range it.Materials {
					want = append(want, m.Name.In(l), m.HowToFix.In(l))
				}
				for _, c := range it.Conditions {
					want = append(want, c.Text.In(l))
				}
				for _, st := range it.Steps {
					want = append(want, st.Name.In(l))
				}
				for _, f := range it.Fees {
					want = append(want, f.Standard.In(l))
				}
				for _, x := range want {
					if !strings.Contains(plain, strings.Join(strings.Fields(x), " ")) {
						t.Errorf("%s %s lacks %q", path, cookie, x)
					}
				}
			}
		}
	}
}

func TestGuide_SituationsChooseTheMaterials(t *testing.T) {
	s := newStage(t)
	s.has(s.page("/guide/SB-31", 200), "看情况要带（2 样）", "户口簿")
	old := s.page("/guide/SB-31?show=1&by=person&late_age=yes&agent=no", 200)
	s.has(old, "要带（2 样）", "户口簿", "不用带（2 样）")
	s.hasNot(old, "看情况要带", "授权委托书")
	young := s.page("/guide/SB-31?show=1&by=unit&late_age=no&agent=no", 200)
	s.has(young, "授权委托书")
	s.hasNot(young, "户口簿首页")
}

func TestGuide_AnUnansweredQuestionSaysSoAndKeepsTheRest(t *testing.T) {
	s := newStage(t)
	body := s.page("/guide/SB-31?show=1&late_age=yes&by=nonsense", 422)
	s.has(body, "有错误：", "请回答：谁提出申请？", "请回答：本人来，还是请人代办？")
	s.hasNot(body, "请回答：男满50周岁")
	if !strings.Contains(body, `name="late_age" value="yes" checked`) {
		t.Error("the answer that was given is lost")
	}
	s.page("/guide/SW-06?show=1&monthly=lots", 422)
	s.page("/guide/SW-06?show=1&monthly=30&agent=no", 200)
}

// TestLIM3_PromisedStandsBeforeStatutory: 15 working days from 24 November 2026 is 15 December; no notice covers 2027, which may
// still move days of December, so the date is marked.
func TestLIM3_PromisedStandsBeforeStatutory(t *testing.T) {
	s := newStage(t)
	body := s.page("/guide/SB-31", 200)
	plain := plainText(t, body)
	s.has(body, "今天交齐材料，最晚 12 月 15 日（周二） 办结。", "暂定", "出处 S1 L10", "国办发〔2009〕66号） 第 8 条")
	limits := plain[strings.Index(plain, "要多久"):]
	if p, l := strings.Index(limits, "承诺"), strings.Index(limits, "法定"); p < 0 || l < p {
		t.Errorf("承诺 at %d, 法定 at %d", p, l)
	}
}

func TestGuide_CountsFromTheNextOpeningWhenTheHallIsClosed(t *testing.T) {
	s := newStage(t)
	s.now = time.Date(2026, 11, 27, 18, 0, 0, 0, clock.Zone) // Friday after the close
	s.has(s.page("/guide/SB-31", 200), "11 月 30 日（周一）交齐材料，最晚 12 月 21 日（周一） 办结。", "现在没有开门")
	s.now = time.Date(2026, 11, 24, 12, 30, 0, 0, clock.Zone) // lunch
	s.has(s.page("/guide/SB-31", 200), "今天交齐材料，最晚 12 月 15 日（周二） 办结。")
}

func TestGuide_ImmediateItemIsDoneAtOnce(t *testing.T) {
	s := newStage(t)
	var code string
	for i := range s.w.Catalogue.Items {
		if it := &s.w.Catalogue.Items[i]; it.Class == catalogue.Immediate && it.Otherwise != nil {
			code = it.Code
			break
		}
	}
	s.has(s.page("/guide/"+code, 200), "现在来，材料齐全，当场办完。", "不能当场办完的，说明原因")
	s.now = time.Date(2026, 11, 24, 20, 0, 0, 0, clock.Zone)
	s.has(s.page("/guide/"+code, 200), "明天 09:00开门后来，材料齐全，当场办完。")
}

func TestGuide_PendingBasisAndOwnFigureAreMarked(t *testing.T) {
	s := newStage(t)
	for i := range s.w.Catalogue.Items {
		it := &s.w.Catalogue.Items[i]
		plain := plainText(t, s.page("/guide/"+it.Code, 200))
		if it.PendingBasis() && !strings.Contains(plain, "依据待核") {
			t.Errorf("%s does not say 依据待核", it.Code)
		}
		if it.Promised.Own() && !strings.Contains(plain, "本厅承诺（示例）") {
			t.Errorf("%s does not say that the promise is the hall's own", it.Code)
		}
		if len(it.Fees) == 0 && !strings.Contains(plain, "不收费") {
			t.Errorf("%s does not say that it is free", it.Code)
		}
	}
}

func TestUnknownThingsAreNotFound(t *testing.T) {
	s := newStage(t)
	for _, path := range []string{"/guide/NO-1", "/guide/NO-1/print", "/halls/nowhere", "/load/nowhere", "/calendar/1999", "/calendar/2099", "/calendar/next"} {
		s.page(path, 404)
	}
}

// TestPUB5_TheHallShowsWhoIsInCharge: a change in the org tables shows at once.
func TestPUB5_TheHallShowsWhoIsInCharge(t *testing.T) {
	s := newStage(t)
	post, _ := s.w.Catalogue.Post("LZ-W13")
	inCharge := func() (who string) {
		plain := plainText(t, s.page("/halls/shi", 200))
		for as, code := range map[string]string{"A": post.A, "B": post.B} {
			p, _ := s.w.Catalogue.Person(code)
			card := fmt.Sprintf("%s %s 岗 · 工号 %s", p.Name.ZH, as, p.Badge)
			if p.Title.ZH != "" {
				card += " · " + p.Title.ZH
			}
			if !strings.Contains(plain, card) {
				t.Errorf("no card %q", card)
			}
			if strings.Contains(plain, card+" 在岗负责") {
				who += code
			}
		}
		return who
	}
	if got := inCharge(); got != post.A {
		t.Errorf("in charge is %q, want %q", got, post.A)
	}
	err := s.e.DB.Write(context.Background(), func(tx *db.Tx) error {
		return org.SetHolder(tx, ids.TheSystem("shi"), post.Code, post.B, org.AsB, tx.Now())
	})
	if err != nil {
		t.Fatal(err)
	}
	s.e.Clock.Advance(time.Minute)
	s.now = s.now.Add(time.Minute)
	if got := inCharge(); got != post.B {
		t.Errorf("in charge is %q, want %q", got, post.B)
	}
}

func TestPUB7_TheHallShowsWhomToComplainTo(t *testing.T) {
	s := newStage(t)
	body := s.page("/halls/shi", 200)
	s.has(body, "监督岗：纪明岚", "0990-5550103", "0990-5550104", "预约电话 0990-5550109", "夏季", "冬季", "现在执行", "现在开门，到 12:00")
	for _, d := range s.w.Catalogue.Departments {
		s.has(body, d.Phones.Complaints)
	}
	s.now = time.Date(2026, 10, 1, 10, 0, 0, 0, clock.Zone) // National Day
	s.has(s.page("/halls/shi", 200), "现在没有开门", "10 月 8 日（周四） 09:00开门")
}

// TestPUB6_AMissedPromiseIsShownToo: with the target, the figure and the gap; a rate is never rounded up to its target.
func TestPUB6_AMissedPromiseIsShownToo(t *testing.T) {
	s := newStage(t)
	s.has(s.page("/promises", 200), "承诺：不低于 95%", "还没有数", "承诺：不超过 15 分钟", "不是填报的")
	s.has(s.page("/", 200), "本月还没有数")
	s.w.Promises = func(context.Context, string) ([]PromiseFigure, error) {
		return []PromiseFigure{{Code: "items-on-time", Value: 94.11, N: 120, Kept: 113, From: "2026-11-01", To: "2026-11-24"},
			{Code: "first-contact-received", Value: 99.96, N: 40}, {Code: "wait-15-minutes", Value: 17.04, N: 9}, {Code: "no-second-demand", Value: 0, N: 80}}, nil
	}
	for _, path := range []string{"/promises", "/"} {
		body := s.page(path, 200)
		s.has(body, "94.1%", "还差 0.9 个百分点", "99.9%", "还差 0.1 个百分点", "17 分钟", "超出 2.1 分钟", "做到了")
		s.hasNot(body, "本月还没有数")
	}
	s.has(s.page("/promises", 200), "按 120 件计算，做到 113 件，2026-11-01 至 2026-11-24", "出处 S5 L182", "LIM-5", "本厅承诺（示例）")
}

func TestHome_FindsFollowsAndShowsTheHalls(t *testing.T) {
	s := newStage(t)
	body := s.page("/", 200)
	s.has(body, "您要办什么事？", "查我的办件", "城东分厅", "现在开门，到 12:00", "3 人在等", "服务公约", "首问负责", "工作日历", "主办单位：临溪市政务服务管理局")
	for _, it := range s.w.Catalogue.PopularItems() {
		s.has(body, it.Name.ZH)
	}
	if !strings.Contains(body, `method="post" action="/track"`) {
		t.Error("no way to the own case, or one that writes the code into the address")
	}
	// PUB-2: only notices in force, policies first.
	plain := plainText(t, body)
	if strings.Contains(plain, "夏季作息（6月1日") || strings.Index(plain, "11月征期") > strings.Index(plain, "现在执行冬季作息") {
		t.Error("notices are stale or out of order")
	}
	s.waiting = 0
	s.has(s.page("/load/shi", 200), "不用等")
	s.waiting, s.open = 5, 0
	s.has(s.page("/load/shi", 200), "现在没有窗口在办")
}

func TestHAL2_TwoCharactersOrInitialsFindAnItem(t *testing.T) {
	s := newStage(t)
	s.has(s.page("/search?q=%E5%8F%91%E7%A5%A8", 200), "临溪市", "发票")
	s.has(s.page("/search?q=fp", 200), "发票")
	none := s.page("/search?q=zzzzqqq", 200)
	s.has(none, "没有找到“zzzzqqq”", "0990-5550100", "导办台")
	s.has(s.page("/search?q="+strings.Repeat("x", 500), 200), "没有找到")
	hostile := s.page("/search?q=%3Cscript%3Ealert(1)%3C/script%3E", 200)
	if strings.Contains(hostile, "<script>alert") {
		t.Error("a query came back as markup")
	}
}

func TestItems_PagesShowEveryItemOnce(t *testing.T) {
	s := newStage(t)
	seen := map[string]int{}
	for page := 1; ; page++ {
		body := s.page(fmt.Sprintf("/items?page=%d", page), 200)
		for _, it := range s.w.Catalogue.Items {
			seen[it.Code] += strings.Count(body, `href="/guide/`+it.Code+`"`)
		}
		if !strings.Contains(body, `rel="next"`) {
			break
		}
	}
	for _, it := range s.w.Catalogue.Items {
		if seen[it.Code] != 1 {
			t.Errorf("%s is listed %d times", it.Code, seen[it.Code])
		}
	}
	s.hasNot(s.page("/items?department=jumin", 200), "临溪市公路路政管理大队")
	s.has(s.page("/items?department=nobody", 200), "这个部门没有这一类事项")
}

// TestCalendar_SaysWhatIsSettled: figures of the State Council notice for 2026; 2027 has none yet.
func TestCalendar_SaysWhatIsSettled(t *testing.T) {
	s := newStage(t)
	body := s.page("/calendar/2026", 200)
	s.has(body, fmt.Sprintf("全年 %d 个工作日", calendar.Builtin().WorkingDays(2026)), "暂定", "12 月的日子以后可能会调整", "法定节假日（春节）", "调休上班日")
	s.hasNot(s.page("/calendar/2025", 200), "暂定")
	s.has(s.page("/calendar/2027", 200), "暂定", "还没有发布", "通知未发布，按规定推算")
}

func TestStatements_NameWhoAnswers(t *testing.T) {
	s := newStage(t)
	s.has(s.page("/privacy", 200), "临溪市政务服务管理局", "存多久", "您的权利", "0990-5550103")
	s.has(s.page("/accessibility", 200), "还没有做到的", "0990-5550100")
}
