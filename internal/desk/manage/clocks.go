package manage

import (
	"net/http"
	"slices"

	"yichuang/internal/db"
	"yichuang/internal/org"
	"yichuang/internal/promise"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

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
	Hall     string
	Rows     []clockRow
	Chips    []site.Chip
	Choices  choices
	Filter   filter
	Total    int
	Cut      bool // there are more than one reading looks at
	Pager    site.Pager
	Workbook string
	File     string
}

const clocksPage = 50

// mostExported bounds a file and a search: more running clocks than any hall has.
const mostExported = 200_000

// listing is what the rows of a list are made from.
type listing struct {
	standings []promise.Standing // after the filter
	all       []promise.Standing
	posts     map[string]org.Post
	holders   map[string]org.Responsible
	names     map[string]string
	cases     map[string]caseRef // by clock; filled where a number is looked for, or all rows are written
	cut       bool
}

func (w *Web) clocks(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.may(r)
	if err != nil {
		return err
	}
	p := w.page(r, hall.Code, "manage.clocks.title")
	f, pg := filterOf(r), web.PageOf(r, clocksPage)
	v := clocksView{Hall: hall.Code, Filter: f, File: at(hall.Code, "/clocks.csv"+f.query(1)), Workbook: at(hall.Code, "/clocks.xlsx"+f.query(1))}
	if err := w.read(r, func(q *db.Q) error {
		l, err := w.listing(q, hall.Code, f, mostClocks)
		if err != nil {
			return err
		}
		pg.Total, v.Total, v.Cut = len(l.standings), len(l.standings), l.cut
		v.Chips, v.Choices = w.clockChips(p, hall.Code, l, f), w.choicesOf(p, l)
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

// listing reads the running clocks of a hall, at most so many, and those of them that pass the filter. A number is looked for among
// all of them.
func (w *Web) listing(q db.Querier, hall string, f filter, most int) (l listing, err error) {
	if f.Number != "" {
		most = mostExported
	}
	clocks, err := promise.OpenOfHall(q, hall, most)
	if err != nil {
		return l, err
	}
	if most == mostExported {
		if l.cases, err = casesOf(q, hall); err != nil {
			return l, err
		}
	}
	l.all, l.cut = w.Clocks.Standings(q, clocks), len(clocks) == most
	l.standings = slices.DeleteFunc(slices.Clone(l.all), func(s promise.Standing) bool {
		return f.Lamp != "" && s.Lamp != f.Lamp || !w.among(f, s, l.cases)
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

func (w *Web) clockRows(q db.Querier, p *site.Page, hall string, l listing, list []promise.Standing) ([]clockRow, error) {
	var out []clockRow
	for _, s := range list {
		c, err := l.caseOf(q, s)
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

// caseOf is the case of a clock, looked up unless all are known.
func (l listing) caseOf(q db.Querier, s promise.Standing) (caseRef, error) {
	if l.cases != nil {
		return l.cases[s.ID], nil
	}
	return caseOf(q, s.Subject)
}
