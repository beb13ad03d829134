package manage

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/org"
	"yichuang/internal/promise"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// filter says which clocks are listed; it stands in the address, so that a list can be shared.
type filter struct {
	Lamp       promise.Lamp
	Department string
	Post       string
	About      string // "case", "other", or "" for all
}

func filterOf(r *http.Request) filter {
	q := r.URL.Query()
	return filter{promise.Lamp(q.Get("lamp")), q.Get("department"), q.Get("post"), q.Get("about")}
}

// query is the filter as the end of an address, with a page beyond the first.
func (f filter) query(page int) string {
	q := url.Values{}
	for name, v := range map[string]string{"lamp": string(f.Lamp), "department": f.Department, "post": f.Post, "about": f.About} {
		if v != "" {
			q.Set(name, v)
		}
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// clockRow is one running clock.
type clockRow struct {
	promise.Standing
	Item, Department string
	Case             caseRef
	Path             string // of the case; empty when the clock is about something else
	Mark             site.LampKind
	Left             string
	KindWords        string
	SourceWords      string
	PostName, Who    string
	As               org.As
}

// clocksView is the list of running clocks.
type clocksView struct {
	Hall        string
	Rows        []clockRow
	Chips       []site.Chip
	Departments []site.Option
	Posts       []site.Option
	Abouts      []site.Option
	Filter      filter
	Total       int
	Pager       site.Pager
	File        string
}

const clocksPage = 50

// listing is what the rows of a list are made from.
type listing struct {
	standings []promise.Standing // after the filter
	all       []promise.Standing
	posts     map[string]org.Post
	holders   map[string]org.Responsible
	names     map[string]string
}

func (w *Web) clocks(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.may(r)
	if err != nil {
		return err
	}
	p := w.page(r, hall.Code, "manage.clocks.title")
	f, pg := filterOf(r), web.PageOf(r, clocksPage)
	v := clocksView{Hall: hall.Code, Filter: f, File: at(hall.Code, "/clocks.csv"+f.query(1)), Abouts: []site.Option{
		{Label: p.T("manage.filter.everything")}, {Value: "case", Label: p.T("manage.filter.case")}, {Value: "other", Label: p.T("manage.filter.other")}}}
	if err := w.read(r, func(q *db.Q) error {
		l, err := w.listing(q, hall.Code, f)
		if err != nil {
			return err
		}
		pg.Total, v.Total = len(l.standings), len(l.standings)
		v.Chips, v.Departments, v.Posts = w.clockChips(p, hall.Code, l, f), w.departmentOptions(p, l), postOptions(p, l)
		first := min(pg.Offset(), pg.Total)
		v.Rows, err = w.clockRows(q, p, hall.Code, l, l.standings[first:min(first+clocksPage, pg.Total)])
		return err
	}); err != nil {
		return err
	}
	v.Pager = site.Pager{Page: pg.Number, Pages: pg.Last()}
	if pg.Number > 1 {
		v.Pager.Prev = at(hall.Code, "/clocks"+f.query(pg.Number-1))
	}
	if pg.Number < pg.Last() {
		v.Pager.Next = at(hall.Code, "/clocks"+f.query(pg.Number+1))
	}
	return w.Site.Write(rw, r, http.StatusOK, p, clocksList(p, v))
}

func (w *Web) listing(q db.Querier, hall string, f filter) (l listing, err error) {
	clocks, err := promise.OpenOfHall(q, hall, mostClocks)
	if err != nil {
		return l, err
	}
	l.all = w.Clocks.Standings(q, clocks)
	l.standings = slices.DeleteFunc(slices.Clone(l.all), func(s promise.Standing) bool {
		return f.Lamp != "" && s.Lamp != f.Lamp || !w.among(f, s)
	})
	l.names = map[string]string{}
	if l.holders, err = org.HoldersAt(q, hall, q.Now()); err != nil {
		return l, err
	}
	posts, err := org.Posts(q, hall)
	l.posts = map[string]org.Post{}
	for _, x := range posts {
		l.posts[x.ID] = x
	}
	return l, err
}

// among tells whether a clock passes the filter, whatever its lamp.
func (w *Web) among(f filter, s promise.Standing) bool {
	if f.About != "" && (f.About == "case") != ofCase(s) {
		return false
	}
	return (f.Post == "" || s.Post == f.Post) && (f.Department == "" || w.department(s) == f.Department)
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

func (w *Web) clockRows(q db.Querier, p *site.Page, hall string, l listing, list []promise.Standing) ([]clockRow, error) {
	var out []clockRow
	for _, s := range list {
		c, err := caseOf(q, s.Subject)
		if err != nil {
			return nil, err
		}
		row := clockRow{Standing: s, Case: c, Item: s.Item, Mark: site.LampKind(s.Lamp), Left: s.Words(w.Words, p.Lang), KindWords: kindWords(p, w, s.Kind),
			SourceWords: p.T("promise.source." + string(s.Source)), PostName: l.posts[s.Post].Name.In(lang(p)), As: l.holders[s.Post].As}
		if it, ok := w.Catalogue().Item(s.Item); ok {
			row.Item = it.Name.In(lang(p))
		}
		if d, ok := w.Catalogue().Department(w.department(s)); ok {
			row.Department = d.Short.In(lang(p))
		}
		if c.ID != "" {
			row.Path = w.CasePath(hall, c.ID)
		}
		row.Who = l.name(q, l.holders[s.Post].Staff)
		out = append(out, row)
	}
	return out, nil
}

// kindWords name a kind of promise; features add kinds of their own, whose words may stand elsewhere.
func kindWords(p *site.Page, w *Web, k promise.Kind) string {
	if key := "promise.kind." + string(k); w.Words.Has(p.Lang, key) {
		return p.T(key)
	}
	return string(k)
}

// name remembers names: a few people hold many clocks.
func (l listing) name(q db.Querier, staff string) string {
	if _, ok := l.names[staff]; !ok {
		l.names[staff] = nameOf(q, staff)
	}
	return l.names[staff]
}

func (w *Web) clockChips(p *site.Page, hall string, l listing, f filter) []site.Chip {
	counts := map[promise.Lamp]int{}
	n := 0
	for _, s := range l.all {
		if w.among(f, s) {
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

// departmentOptions offer the departments that owe something now.
func (w *Web) departmentOptions(p *site.Page, l listing) []site.Option {
	out := []site.Option{{Label: p.T("manage.filter.departments")}}
	for _, d := range w.Catalogue().Departments {
		if slices.ContainsFunc(l.all, func(s promise.Standing) bool { return w.department(s) == d.Code }) {
			out = append(out, site.Option{Value: d.Code, Label: d.Name.In(lang(p))})
		}
	}
	return out
}

// postOptions offer the posts that owe something now.
func postOptions(p *site.Page, l listing) []site.Option {
	out := []site.Option{{Label: p.T("manage.filter.posts")}}
	seen := map[string]bool{}
	for _, s := range l.all {
		if !seen[s.Post] {
			seen[s.Post] = true
			out = append(out, site.Option{Value: s.Post, Label: l.posts[s.Post].Name.In(lang(p))})
		}
	}
	slices.SortFunc(out[1:], func(a, b site.Option) int { return strings.Compare(a.Label, b.Label) })
	return out
}
