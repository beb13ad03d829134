package clerk

import (
	"time"

	"yichuang/internal/db"
	"yichuang/internal/queue"
	"yichuang/internal/site"
)

// queueView is the left column: who comes next, who waits, who is put aside, the day.
type queueView struct {
	seat
	Waiting []place
	Parked  []aside
	Missed  []aside
	Busy    string // number of the ticket at the window
	Day     queue.Day
	Ready   int
}

// place is somebody who waits, in the order in which the policy calls.
type place struct {
	ID, Number, What string
	Tag, Tone, Icon  string
	Taken            time.Time
}

// aside is somebody who was put aside or did not come.
type aside struct {
	ID, Number, What string
	Since            time.Time
}

// waitingShown is how many waiting tickets the column lists.
const waitingShown = 30

func (w *Web) queueView(q *db.Q, p *site.Page, s seat) (queueView, error) {
	v := queueView{seat: s}
	if !s.Seated {
		return v, nil
	}
	list, err := queue.Queue(q, s.Window, w.Queue.Settings, q.Time(), waitingShown)
	if err != nil {
		return v, err
	}
	for _, at := range list {
		v.Waiting = append(v.Waiting, w.place(p, at))
	}
	if err := w.asides(q, p, &v); err != nil {
		return v, err
	}
	if s.Window.Ticket != "" {
		t, err := queue.Get(q, s.Window.Ticket)
		if err != nil {
			return v, err
		}
		v.Busy = t.Number
	}
	if v.Day, err = queue.DayOf(q, s.Hall.Code, s.Window.ID, midnight(p.Now)); err != nil {
		return v, err
	}
	ready, err := w.Cases.ReadyAt(q, s.Hall.Code, readyShown)
	v.Ready = len(ready)
	return v, err
}

func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

func (w *Web) place(p *site.Page, at queue.Place) place {
	t := at.Ticket
	out := place{ID: t.ID, Number: t.Number, What: w.matters(p, t, at.Line), Taken: t.Taken}
	switch t.Class {
	case queue.Appointment:
		out.Tag, out.Tone = p.T("desk.tag.booked", "time", p.HourMinute(t.Order)), "blue"
	case queue.Priority:
		out.Tag, out.Tone, out.Icon = w.priority(p, t.Reason), "warn", "old"
	case queue.Return:
		out.Tag, out.Tone = p.T("desk.tag.return"), "ok"
	}
	return out
}

// priority names the class for which somebody goes ahead.
func (w *Web) priority(p *site.Page, code string) string {
	for _, c := range w.Catalogue().Priorities {
		if c.Code == code {
			return p.T("desk.tag.priority", "why", c.Name.In(string(p.Lang)))
		}
	}
	return p.T("desk.tag.ahead")
}

// matters says in one line what a ticket is for.
func (w *Web) matters(p *site.Page, t *queue.Ticket, l queue.Line) string {
	out := ""
	for _, m := range t.Matters {
		if it, ok := w.Catalogue().Item(m.Item); ok {
			if out != "" {
				out += p.T("desk.comma")
			}
			out += it.Name.In(string(p.Lang))
		}
	}
	if out == "" {
		return lineName(p, l)
	}
	return out
}

func lineName(p *site.Page, l queue.Line) string {
	if p.Lang == "en" && l.NameEN != "" {
		return l.NameEN
	}
	return l.NameZH
}

func (w *Web) asides(q *db.Q, p *site.Page, v *queueView) error {
	parked, err := queue.ParkedAt(q, v.Window)
	if err != nil {
		return err
	}
	for _, t := range parked {
		spans, err := queue.Spans(q, t.ID)
		if err != nil || len(spans) == 0 {
			return err
		}
		last := spans[len(spans)-1]
		v.Parked = append(v.Parked, aside{t.ID, t.Number, last.Reason, last.Since})
	}
	missed, err := queue.MissedNow(q, v.Hall.Code, p.Now.Add(-w.Queue.Settings.ReturnWithin))
	for _, t := range missed {
		if v.Window.ServesLine(t.Line) {
			l, err := queue.GetLine(q, t.Line)
			if err != nil {
				return err
			}
			v.Missed = append(v.Missed, aside{t.ID, t.Number, lineName(p, l), t.Missed})
		}
	}
	return err
}
