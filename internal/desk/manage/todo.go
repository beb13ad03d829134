package manage

import (
	"cmp"
	"slices"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/db"
	"yichuang/internal/notice"
	"yichuang/internal/promise"
	"yichuang/internal/site"
)

// todo is one thing that needs a hand, with where to go.
type todo struct {
	Class  string // over, warn or ""
	Lamp   site.LampKind
	Tag    string
	Title  string
	Words  string
	Since  time.Time // a running clock behind the title; zero for none
	Links  []link
	order  int           // within its class: what happens in the hall before what lies in files
	weight time.Duration // within its order: how bad
}

type link struct{ Words, Href string }

const (
	mostTodo = 12
	mostLate = 8
)

// todos lists what needs a hand, the most urgent first.
func (w *Web) todos(q db.Querier, p *site.Page, b *board, f floor) ([]todo, error) {
	var out []todo
	for _, c := range f.Overdue {
		out = append(out, todo{Class: "over", Lamp: site.LampOver, Tag: p.T("manage.window.empty"), Title: p.T("manage.todo.away", "no", c.No), Since: c.Since,
			Words: p.T("manage.todo.away.words", "name", c.Who, "line", c.Line), Links: []link{{p.T("manage.todo.window"), c.Path}}, weight: p.Now.Sub(c.Since)})
	}
	for _, l := range b.Lines {
		out = append(out, lineTodos(p, b, l)...)
	}
	late, err := w.lateTodos(q, p, b)
	if err != nil {
		return nil, err
	}
	second, err := w.secondTodos(q, p, b.Hall)
	if err != nil {
		return nil, err
	}
	out = append(append(out, late...), second...)
	if n, err := parked(q); err != nil {
		return nil, err
	} else if n > 0 {
		out = append(out, todo{Class: "over", Lamp: site.LampOver, Tag: p.T("manage.todo.system"), order: 2, Title: p.T("manage.todo.parked", "n", n), Words: p.T("manage.todo.parked.words")})
	}
	differ, err := auditTodos(q, p, b.Hall)
	if err != nil {
		return nil, err
	}
	out = append(append(out, differ...), w.yearTodos(p, b.Hall)...)
	slices.SortStableFunc(out, moreUrgent)
	return out, nil
}

// yearTodos: the notice of days off for a year is missing, so that due dates are provisional (CAL-1).
func (w *Web) yearTodos(p *site.Page, hall string) []todo {
	year, urgency := w.View(hall).Calendar().Missing(calendar.DateOf(p.Now))
	if urgency == calendar.Calm {
		return nil
	}
	lamp := site.LampWarn
	if urgency == calendar.Urgent {
		lamp = site.LampOver
	}
	return []todo{{Class: string(urgency), Lamp: lamp, Tag: p.T("promise.provisional"), order: 2, Title: p.T("manage.todo.year", "year", year),
		Words: p.T("manage.todo.year.words"), Links: []link{{p.T("manage.todo.calendar"), "/h/" + hall + "/admin/calendar"}}}}
}

// moreUrgent puts red before amber before the rest, the hall before the files, and the worse first.
func moreUrgent(a, b todo) int {
	rank := map[string]int{"over": 0, "warn": 1, "": 2}
	return cmp.Or(rank[a.Class]-rank[b.Class], a.order-b.order, cmp.Compare(b.weight, a.weight))
}

// lineTodos: people wait and nobody serves, or somebody waits longer than promised (HAL-1).
func lineTodos(p *site.Page, b *board, l lineWait) []todo {
	guide := link{p.T("manage.todo.guide"), "/h/" + b.Hall + "/guide-desk"}
	switch {
	case l.Serving == 0 && b.Open:
		return []todo{{Class: "over", Lamp: site.LampOver, Tag: p.T("manage.todo.nobody"), Title: p.T("manage.todo.nobody.title", "line", l.Name, "n", l.N), Since: l.Since,
			Words: p.T("manage.todo.nobody.words"), Links: []link{guide}, weight: p.Now.Sub(l.Since)}}
	case l.Over:
		return []todo{{Class: "warn", Lamp: site.LampWarn, Tag: p.T("manage.todo.long"), Title: p.T("manage.todo.long.title", "number", l.Number, "n", int(p.Now.Sub(l.Since).Minutes())),
			Words: p.T("manage.todo.long.words", "line", l.Name, "n", l.N, "windows", l.Serving), Links: []link{guide}, weight: p.Now.Sub(l.Since)}}
	}
	return nil
}

// lateTodos: cases whose limit has run out, with whose hands they are in (LIM-11, DUT-3).
func (w *Web) lateTodos(q db.Querier, p *site.Page, b *board) ([]todo, error) {
	var out []todo
	for _, r := range b.load.Cases {
		if r.Clock.Lamp != promise.LampOver || len(out) == mostLate {
			continue
		}
		row, err := w.row(q, p, b.Hall, r)
		if err != nil {
			return nil, err
		}
		out = append(out, todo{Class: "over", Lamp: site.LampOver, Tag: row.Left, Title: row.Item, order: 1,
			Words: p.T("manage.todo.late.words", "no", row.No, "kind", row.Kind, "post", row.Post, "name", row.Who, "handler", row.Handler),
			Links: []link{{p.T("manage.todo.case"), row.Path}}, weight: p.Now.Sub(r.Clock.Result.Due)})
	}
	return out, nil
}

// secondTodos: today's demands for something that the first sheet did not name (ONE-4).
func (w *Web) secondTodos(q db.Querier, p *site.Page, hall string) ([]todo, error) {
	list, err := notice.Breaches(q, hall, midnight(p.Now), mostLate)
	var out []todo
	for _, n := range list {
		out = append(out, todo{Class: "warn", Lamp: site.LampWarn, Tag: p.T("manage.todo.second"), order: 1, Title: p.T("manage.todo.second.title", "number", n.Number),
			Words: p.T("manage.todo.second.words", "name", nameOf(q, n.Clerk), "reason", n.Second), Links: []link{{p.T("manage.todo.case"), w.CasePath(hall, n.Case)}}})
	}
	return out, err
}
