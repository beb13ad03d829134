package app

import (
	"context"
	"sync"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/catalogue/catalogueweb"
	"yichuang/internal/db"
	"yichuang/internal/disclosure"
	"yichuang/internal/queue"
)

// publicPages are what a citizen reads before coming.
func (a *App) publicPages() *catalogueweb.Web {
	figures := &monthly{read: a.figures, now: a.Now, kept: map[string]measured{}}
	return &catalogueweb.Web{Site: a.Site, DB: a.DB, Catalogue: a.Catalogue, Now: a.Now, Hall: a.hallOf, View: a.View, Loads: a.loads,
		Promises: figures.of}
}

func (a *App) loads(ctx context.Context, hall string) (list []queue.Load, err error) {
	err = a.DB.Read(ctx, func(q *db.Q) error {
		list, err = queue.Loads(q, hall)
		return err
	})
	return list, err
}

// figures computes the promises of a hall in the running month.
func (a *App) figures(ctx context.Context, hall string) (list []disclosure.Figure, err error) {
	err = a.DB.Read(ctx, func(q *db.Q) error {
		list, err = disclosure.Figures(q, a.Catalogue, hall, calendar.DateOf(a.Now()))
		return err
	})
	return list, err
}

// monthly keeps the figures for a minute: the home page shows them to everybody, and counting a month again for each reader would
// only tell what changed in between.
type monthly struct {
	read func(ctx context.Context, hall string) ([]disclosure.Figure, error)
	now  func() time.Time

	mu   sync.Mutex
	kept map[string]measured
}

type measured struct {
	at   time.Time
	list []catalogueweb.PromiseFigure
}

func (m *monthly) of(ctx context.Context, hall string) ([]catalogueweb.PromiseFigure, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	if k, ok := m.kept[hall]; ok && now.Sub(k.at).Abs() < time.Minute && k.at.Month() == now.Month() {
		return k.list, nil
	}
	all, err := m.read(ctx, hall)
	if err != nil {
		return nil, err
	}
	fresh := measured{at: now}
	first := now.AddDate(0, 0, 1-now.Day()).Format(time.DateOnly)
	for _, f := range all {
		if f.Known {
			fresh.list = append(fresh.list, catalogueweb.PromiseFigure{Code: f.Code, Value: f.Actual, N: f.Of, Kept: f.Kept, From: first, To: now.Format(time.DateOnly)})
		}
	}
	m.kept[hall] = fresh
	return fresh.list, nil
}
