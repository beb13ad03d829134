package app

import (
	"context"
	"time"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/org"
	"yichuang/internal/queue"
)

// Seed sets a new city up from the catalogue: halls, departments, posts, staff, windows, business queues, item versions. It is run
// once, by init and by the demo.
func (a *App) Seed(ctx context.Context) error {
	who := ids.TheSystem(a.Catalogue.DefaultHall().Code)
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		if err := a.Catalogue.Settle(tx, who); err != nil {
			return err
		}
		if _, err := a.Catalogue.Publish(tx, who); err != nil {
			return err
		}
		for i := range a.Catalogue.Halls {
			lines, windows := a.queueOf(&a.Catalogue.Halls[i])
			if err := a.Queue.SetUp(tx, who, lines, windows); err != nil {
				return err
			}
		}
		return nil
	})
}

// Seeded tells whether a city is set up.
func (a *App) Seeded(ctx context.Context) (bool, error) {
	var n int
	err := a.DB.Read(ctx, func(q *db.Q) error {
		halls, err := org.Halls(q)
		n = len(halls)
		return err
	})
	return n > 0, err
}

// LineID names a business queue of a hall.
func LineID(hall, code string) string { return hall + ":" + code }

// queueOf turns a hall of the catalogue into lines and windows of the queue.
func (a *App) queueOf(h *catalogue.Hall) ([]queue.Line, []queue.Window) {
	var lines []queue.Line
	for i, q := range a.Catalogue.QueuesOf(h.Code) {
		lines = append(lines, queue.Line{ID: LineID(h.Code, q.Code), Hall: h.Code, Code: q.Code, Letter: q.Letter, NameZH: q.Name.ZH, NameEN: q.Name.EN,
			Department: q.Department, Minutes: q.Minutes, Cutoff: q.Cutoff, Position: i})
	}
	var windows []queue.Window
	for _, w := range a.Catalogue.WindowsOf(h.Code) {
		out := queue.Window{ID: org.WindowID(h.Code, w.No), Hall: h.Code, No: w.No, Zone: w.Zone}
		for _, code := range w.Queues {
			out.Serves = append(out.Serves, queue.Serves{Line: LineID(h.Code, code), PriorityOnly: w.Kind == catalogue.PriorityW})
		}
		windows = append(windows, out)
	}
	return lines, windows
}

// Today is the Beijing date.
func (a *App) Today() string { return a.Now().Format(time.DateOnly) }

// FirstAdministrator gives a person of the catalogue the first password, so that somebody can sign in.
func (a *App) FirstAdministrator(ctx context.Context, badge, password string) error {
	hash, err := a.Identity.Hash(ctx, password)
	if err != nil {
		return err
	}
	for _, s := range a.Catalogue.Staff {
		if s.Badge == badge || s.Code == badge {
			return a.DB.Write(ctx, func(tx *db.Tx) error {
				return identity.SavePassword(tx, ids.TheSystem(s.Hall), s.Code, hash)
			})
		}
	}
	return errs.New(errs.Invalid, "init.no_such_person", "badge", badge).At("admin")
}
