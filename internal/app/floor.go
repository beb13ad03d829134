package app

import (
	"context"
	"io/fs"
	"os"

	"yichuang"
	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/pii"
	"yichuang/internal/queue"
	"yichuang/internal/queue/queueweb"
)

// floorPages are what stands in the hall: kiosk, displays, window signs, the guide desk.
func (a *App) floorPages() *queueweb.Web {
	figures := &monthly{read: a.figures, now: a.Now, kept: map[string]measured{}}
	return &queueweb.Web{Site: a.Site, DB: a.DB, Queue: a.Queue, Catalogue: a.Current, Now: a.Now, Hall: a.SiteHall, PublicURL: a.Config.Base,
		Person: a.person, ReturnTicket: a.returnTicket, DeliveryLine: a.deliveryLine, Promises: figures.onScreen, Frame: a.SignIn.Frame,
		Voice: a.voice()}
}

// voice are the clips for calls: those made at build time, and over them the hall's own recordings.
func (a *App) voice() *queueweb.Voice {
	folders := []fs.FS{yichuang.Voice()}
	if a.Config.Voice != "" {
		folders = append(folders, os.DirFS(a.Config.Voice))
	}
	return queueweb.NewVoice(folders...)
}

// person is the blind index of an identity number, so that one person has one active ticket.
func (a *App) person(kind, value string) string {
	n := pii.New(pii.Kind(kind), value)
	if n.Empty() {
		return ""
	}
	return a.Cipher.Index(n)
}

// returnTicket takes a ticket for somebody who brings what a one-time notice asked for.
func (a *App) returnTicket(ctx context.Context, actor ids.Actor, hall, code string) (queue.Taken, error) {
	item, err := a.Cases.ItemOfCode(ctx, code)
	if err != nil {
		return queue.Taken{}, err
	}
	it, ok := a.Catalogue.Item(item)
	if !ok {
		return queue.Taken{}, casework.ErrNoItem
	}
	return a.Cases.ReturnTicket(ctx, actor, hall, code, LineID(hall, it.Queue))
}

// deliveryLine is where the result of a case is handed out: the hall's delivery queue, else the line of the item.
func (a *App) deliveryLine(ctx context.Context, hall, caseNo string) (string, error) {
	var c *casework.Case
	err := a.DB.Read(ctx, func(q *db.Q) (err error) {
		c, err = a.Cases.ByNo(q, caseNo)
		return err
	})
	if err != nil {
		return "", err
	}
	if c.Ready.IsZero() || c.State != casework.Decided {
		return "", errs.New(errs.Conflict, "case.deliver.not_ready", "number", c.No)
	}
	for _, q := range a.Catalogue.QueuesOf(hall) {
		if q.Code == deliveryQueue {
			return LineID(hall, q.Code), nil
		}
	}
	it, ok := a.Catalogue.Item(c.Item)
	if !ok {
		return "", casework.ErrNoItem
	}
	return LineID(hall, it.Queue), nil
}

// deliveryQueue is the queue for collecting results, where a hall has one.
const deliveryQueue = "dv"

// onScreen are the figures as the displays show them; none when they cannot be read now.
func (m *monthly) onScreen(ctx context.Context, hall string) []queueweb.PromiseFigure {
	all, err := m.read(ctx, hall)
	if err != nil {
		return nil
	}
	var out []queueweb.PromiseFigure
	for _, f := range all {
		if len(f.Departments) > 0 || (!f.Known && len(out) >= 5) {
			continue
		}
		out = append(out, queueweb.PromiseFigure{Title: f.Title, Value: f.Actual, Target: f.Target, Unit: f.Unit, AtMost: f.Direction == "at_most", None: !f.Known})
	}
	return out
}
