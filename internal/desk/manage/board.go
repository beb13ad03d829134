package manage

import (
	"net/http"

	"yichuang/internal/calendar"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/disclosure"
	"yichuang/internal/identity"
	"yichuang/internal/notice"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// board is what goes on in a hall now.
type board struct {
	Hall            string
	Open            bool // in office hours
	Tiles           []site.Tile
	Zones           []zone
	WaitColumns     int // of the plan, for the waiting area
	Lines           []lineWait
	Waiting, InHall int
	Longest         lineWait
	Served          queue.Day
	Notices, Second int // today
	Ready           int // results at the window
	Todo            []todo
	TodoMore        int
	Due             []dueRow
	DueChips        []site.Chip
	Figures         []figureRow
	MayEnd          bool
	Flow            flow
	Suggestion      *suggestion // nil when there is none

	load  load
	month []disclosure.Figure
}

const mostDue = 8

func (w *Web) board(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.may(r)
	if err != nil {
		return err
	}
	p := w.page(r, hall.Code, "manage.title")
	b, err := w.boardOf(r, p, hall)
	if err != nil {
		return err
	}
	p.Class, p.OwnMain = "mg", true
	p.Topics, p.Refresh = topics(hall.Code), 30
	return w.Site.Write(rw, r, http.StatusOK, p, boardPage(p, b))
}

// topics are what moves the board: the queue, the cases, and what concerns the hall's head alone.
func topics(hall string) []string { return []string{"hall:" + hall, "manage:" + hall} }

func (w *Web) boardPart(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.may(r)
	if err != nil {
		return err
	}
	p := w.page(r, hall.Code, "manage.title")
	b, err := w.boardOf(r, p, hall)
	if err != nil {
		return err
	}
	return w.Site.Fragment(rw, r, boardNow(p, b))
}

func (w *Web) boardOf(r *http.Request, p *site.Page, hall *catalogue.Hall) (*board, error) {
	b := &board{Hall: hall.Code, MayEnd: identity.Can(web.Actor(r), "queue.day_end", identity.Object{Hall: hall.Code}) == nil}
	opens, closes, ok := w.Hours.On(hall.Code, p.Now)
	b.Open = ok && !p.Now.Before(opens) && p.Now.Before(closes)
	return b, w.read(r, func(q *db.Q) error {
		f, err := w.floorOf(q, p, hall)
		if err != nil {
			return err
		}
		b.Zones, b.WaitColumns = f.Zones, layOut(f.Zones)
		if err := w.people(q, p, b, f); err != nil {
			return err
		}
		if err := w.matters(q, p, b); err != nil {
			return err
		}
		if b.Flow, err = w.flowOf(q, p, b, f.Open); err != nil {
			return err
		}
		if b.Suggestion, err = suggest(q, p, b); err != nil {
			return err
		}
		list, err := w.todos(q, p, b, f)
		if err != nil {
			return err
		}
		b.Todo = list[:min(len(list), mostTodo)]
		b.TodoMore = len(list) - len(b.Todo) + max(0, b.load.Lamps[promise.LampOver]-mostLate)
		b.Tiles = b.tiles(p, w.Catalogue(), f)
		return nil
	})
}

// people fills in who waits and who was served.
func (w *Web) people(q db.Querier, p *site.Page, b *board, f floor) error {
	var all []waiting
	var err error
	if b.Lines, all, err = waits(q, p, b.Hall, promisedWait(w.Catalogue()), f.servingLine); err != nil {
		return err
	}
	b.Waiting = len(all)
	for _, l := range b.Lines {
		if len(all) > 0 && l.Number == all[0].Number {
			b.Longest = l
		}
	}
	if b.InHall, err = inHall(q, b.Hall); err != nil {
		return err
	}
	b.Served, err = queue.DayOf(q, b.Hall, "", midnight(p.Now))
	return err
}

// matters fills in cases, notices and the month's promises.
func (w *Web) matters(q db.Querier, p *site.Page, b *board) error {
	var err error
	if b.load, err = w.loadOf(q, b.Hall); err != nil {
		return err
	}
	for _, r := range b.load.Cases[:min(len(b.load.Cases), mostDue)] {
		row, err := w.row(q, p, b.Hall, r)
		if err != nil {
			return err
		}
		b.Due = append(b.Due, row)
	}
	b.DueChips = dueChips(p, b)
	if b.Notices, b.Second, err = notice.Count(q, b.Hall, midnight(p.Now)); err != nil {
		return err
	}
	if b.Ready, err = ready(q, b.Hall); err != nil {
		return err
	}
	b.month, err = disclosure.Figures(q, w.Catalogue(), b.Hall, calendar.DateOf(p.Now))
	b.Figures = figureRows(p, w.Catalogue(), b.month)
	return err
}

func dueChips(p *site.Page, b *board) []site.Chip {
	out := []site.Chip{{Label: p.T("manage.filter.all", "n", len(b.load.Cases)), Href: at(b.Hall, "/clocks?about=case")}}
	for _, lamp := range []promise.Lamp{promise.LampOver, promise.LampWarn, promise.LampHalt} {
		out = append(out, site.Chip{Label: p.T("manage.filter.lamp", "lamp", p.T("promise.lamp."+string(lamp)), "n", b.load.Lamps[lamp]),
			Href: at(b.Hall, "/clocks?about=case&lamp="+string(lamp)), Lamp: site.LampKind(lamp)})
	}
	return out
}

// endDay ends the day of the queue: whoever still waits keeps a voucher (HAL-1).
func (w *Web) endDay(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.may(r)
	if err != nil {
		return err
	}
	if _, err := w.Queue.EndDay(r.Context(), web.Actor(r), hall.Code); err != nil {
		return err
	}
	web.Flash(rw, "manage.ended")
	return web.SeeOther(rw, r, at(hall.Code, ""))
}
