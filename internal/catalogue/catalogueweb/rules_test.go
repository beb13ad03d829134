package catalogueweb

import (
	"strconv"
	"strings"
	"testing"

	"yichuang/internal/calendar"
	"yichuang/internal/catalogue"
)

// Basis, limit, place, responsible person and handler of every item stand on its guide; the words and the rest are in web_test.go.
func TestPUB1_EveryGuideNamesBasisLimitPlaceAndPeople(t *testing.T) {
	s := newStage(t)
	c := s.w.Catalogue
	for i := range c.Items {
		it := &c.Items[i]
		plain := plainText(t, s.page("/guide/"+it.Code, 200, "lang=zh-CN"))
		if it.Class == catalogue.InDays {
			want := strconv.Itoa(it.Promised.N) + " 个工作日"
			if it.Promised.Unit == calendar.NaturalDays.String() {
				want = strconv.Itoa(it.Promised.N) + " 日（自然日）"
			}
			if !strings.Contains(plain, want) {
				t.Errorf("%s lacks its limit %q", it.Code, want)
			}
		}
		for _, want := range published(c, it) {
			if !strings.Contains(plain, want) {
				t.Errorf("%s lacks %q", it.Code, want)
			}
		}
	}
}

// published is who and where, and what the item rests on, straight from the catalogue.
func published(c *catalogue.Catalogue, it *catalogue.Item) []string {
	var out []string
	d, _ := c.Department(it.Department)
	head, _ := c.Person(d.Responsible)
	out = append(out, head.Name.ZH)
	for _, w := range c.WindowsFor(it, "") {
		h, _ := c.Hall(w.Hall)
		out = append(out, h.Name.ZH, h.Address.ZH)
	}
	for _, st := range it.Steps {
		if p, ok := c.Post(st.Post); ok {
			a, _ := c.Person(p.A)
			b, _ := c.Person(p.B)
			out = append(out, a.Name.ZH, b.Name.ZH)
		}
	}
	for _, b := range it.Basis {
		if b.Pending() {
			out = append(out, "依据待核")
			continue
		}
		for _, l := range c.Laws {
			if l.Law == b.Law {
				out = append(out, l.Title.ZH)
			}
		}
	}
	return out
}
