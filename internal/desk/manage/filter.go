package manage

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"yichuang/internal/casework"
	"yichuang/internal/promise"
	"yichuang/internal/site"
)

// filter says which clocks are listed; it stands in the address, so that a list can be shared.
type filter struct {
	Lamp       promise.Lamp
	Department string
	Post       string
	Item       string
	Kind       promise.Kind
	Source     promise.Source
	About      string // "case", "other", or "" for all
	Number     string // part of a case number
}

func filterOf(r *http.Request) filter {
	q := r.URL.Query()
	return filter{promise.Lamp(q.Get("lamp")), q.Get("department"), q.Get("post"), q.Get("item"), promise.Kind(q.Get("kind")), promise.Source(q.Get("source")),
		q.Get("about"), strings.ToUpper(strings.TrimSpace(q.Get("number")))}
}

func (f filter) values() url.Values {
	q := url.Values{}
	for name, v := range map[string]string{"lamp": string(f.Lamp), "department": f.Department, "post": f.Post, "item": f.Item, "kind": string(f.Kind),
		"source": string(f.Source), "about": f.About, "number": f.Number} {
		if v != "" {
			q.Set(name, v)
		}
	}
	return q
}

// query is the filter as the end of an address, with a page beyond the first.
func (f filter) query(page int) string {
	q := f.values()
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// among tells whether a clock passes the filter, whatever its lamp.
func (w *Web) among(f filter, s promise.Standing, cases map[string]caseRef) bool {
	if f.About != "" && (f.About == "case") != ofCase(s) {
		return false
	}
	if f.Number != "" && !strings.Contains(strings.ToUpper(cases[s.ID].No), f.Number) {
		return false
	}
	return (f.Post == "" || s.Post == f.Post) && (f.Item == "" || s.Item == f.Item) && (f.Kind == "" || s.Kind == f.Kind) &&
		(f.Source == "" || s.Source == f.Source) && (f.Department == "" || w.department(s) == f.Department)
}

// ofCase tells whether a clock is about a case or one of its steps; others are about ratings and agreed times.
func ofCase(s promise.Standing) bool {
	return s.Subject.Type == casework.SubjectCase || s.Subject.Type == casework.SubjectStep
}

// department is whose item the clock is about, empty for what is about no item.
func (w *Web) department(s promise.Standing) string {
	if it, ok := w.Catalogue().Item(s.Item); ok {
		return it.Department
	}
	return ""
}

// clockChips count what passes the rest of the filter by lamp.
func (w *Web) clockChips(p *site.Page, hall string, l listing, f filter) []site.Chip {
	counts := map[promise.Lamp]int{}
	n := 0
	for _, s := range l.all {
		if w.among(f, s, l.cases) {
			counts[s.Lamp]++
			n++
		}
	}
	link := func(lamp promise.Lamp) string {
		g := f
		g.Lamp = lamp
		return at(hall, "/clocks"+g.query(1))
	}
	out := []site.Chip{{Label: p.T("manage.filter.all", "n", n), Href: link(""), On: f.Lamp == ""}}
	for _, lamp := range []promise.Lamp{promise.LampOver, promise.LampWarn, promise.LampOK, promise.LampHalt} {
		out = append(out, site.Chip{Label: p.T("manage.filter.lamp", "lamp", p.T("promise.lamp."+string(lamp)), "n", counts[lamp]), Href: link(lamp), On: f.Lamp == lamp, Lamp: site.LampKind(lamp)})
	}
	return out
}

// choices are the lists of a filter form.
type choices struct{ Departments, Posts, Items, Kinds, Sources, Abouts []site.Option }

// choicesOf offer what somebody owes now, and nothing that would give an empty list.
func (w *Web) choicesOf(p *site.Page, l listing) choices {
	return choices{
		Departments: w.departmentOptions(p, l),
		Posts:       options(l, p.T("manage.filter.posts"), func(s promise.Standing) (string, string) { return s.Post, l.posts[s.Post].Name.In(lang(p)) }),
		Items: options(l, p.T("manage.filter.items"), func(s promise.Standing) (string, string) {
			if it, ok := w.Catalogue().Item(s.Item); ok {
				return it.Code, it.Name.In(lang(p))
			}
			return "", ""
		}),
		Kinds: options(l, p.T("manage.filter.kinds"), func(s promise.Standing) (string, string) { return string(s.Kind), kindWords(p, w, s.Kind) }),
		Sources: options(l, p.T("manage.filter.sources"), func(s promise.Standing) (string, string) {
			return string(s.Source), p.T("promise.source." + string(s.Source))
		}),
		Abouts: []site.Option{{Label: p.T("manage.filter.everything")}, {Value: "case", Label: p.T("manage.filter.case")},
			{Value: "other", Label: p.T("manage.filter.other")}},
	}
}

// options are the different values of the listed clocks by their words, after a first entry for all.
func options(l listing, all string, of func(promise.Standing) (value, words string)) []site.Option {
	out := []site.Option{{Label: all}}
	seen := map[string]bool{}
	for _, s := range l.all {
		value, words := of(s)
		if value != "" && !seen[value] {
			seen[value] = true
			out = append(out, site.Option{Value: value, Label: words})
		}
	}
	slices.SortFunc(out[1:], func(a, b site.Option) int { return strings.Compare(a.Label, b.Label) })
	return out
}

// departmentOptions offer the departments that owe something now, in the order of the catalogue.
func (w *Web) departmentOptions(p *site.Page, l listing) []site.Option {
	out := []site.Option{{Label: p.T("manage.filter.departments")}}
	for _, d := range w.Catalogue().Departments {
		if slices.ContainsFunc(l.all, func(s promise.Standing) bool { return w.department(s) == d.Code }) {
			out = append(out, site.Option{Value: d.Code, Label: d.Name.In(lang(p))})
		}
	}
	return out
}
