package demo

import (
	"context"
	"embed"
	"fmt"
	"time"

	"yichuang/internal/app"
	"yichuang/internal/calendar"
	"yichuang/internal/casework"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/promise"
	"yichuang/internal/text"
)

//go:embed text.*.yaml
var texts embed.FS

var words = text.Must(texts)

// live lets the city live from where it stands up to today 10:00.
func live(ctx context.Context, cfg Config, a *app.App, now *clock.Moving, today time.Time, fresh bool) error {
	from, err := lastAct(ctx, a)
	if err != nil {
		return err
	}
	if fresh {
		from = today.AddDate(0, 0, -historyDays)
	}
	if calendar.DateOf(from) >= calendar.DateOf(today) {
		now.Set(later(today, from)) // the same day: go on where it stopped
		return nil
	}
	now.Set(from)
	halls, events := []*sim{}, &schedule{}
	for i := range a.Catalogue.Halls {
		s, err := newSim(ctx, a, a.Catalogue.Halls[i].Code, uint64(i+1), events, now.Set)
		if err != nil {
			return err
		}
		s.slack = today.AddDate(0, 0, -18)
		if err := s.replan(); err != nil {
			return err
		}
		halls = append(halls, s)
	}
	if err := days(halls, from, today, cfg); err != nil {
		return err
	}
	now.Set(today)
	if err := halt(ctx, a); err != nil {
		return err
	}
	return a.Runner.Drain(ctx)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// lastAct is when the city last lived.
func lastAct(ctx context.Context, a *app.App) (time.Time, error) {
	var at int64
	err := a.DB.Read(ctx, func(q *db.Q) error { return q.QueryRow(`SELECT coalesce(max(at), 0) FROM journal`).Scan(&at) })
	return db.FromMicro(at), err
}

// days plays each day; the last one only up to the present. The main hall has most of the visitors.
func days(halls []*sim, from, today time.Time, cfg Config) error {
	last := calendar.DateOf(today)
	for d := calendar.DateOf(from); d <= last; d++ {
		for i, s := range halls {
			n := visitsADay / (1 + 3*i)
			if err := s.openDay(d, n); err != nil {
				return err
			}
			if d == last {
				s.rush(today, rushVisitors/(1+3*i))
			}
		}
		if closed := d.At(17*60 + 10); closed.Before(today) { // warnings and cards of the day, as the minute's sweep would give them
			halls[0].at(closed, func() error { return halls[0].app.Sweep(halls[0].ctx) })
		}
		until := (d + 1).Start().Add(-time.Second)
		if d == last {
			until = today
		}
		if err := halls[0].run(until); err != nil {
			return err
		}
		if cfg.Progress != nil && d%7 == 0 {
			fmt.Fprintf(cfg.Progress, "\r%s", d)
		}
	}
	if cfg.Progress != nil {
		fmt.Fprintln(cfg.Progress)
	}
	return nil
}

// rush is a busy morning: more people than windows in the last half hour, so that the present has queues.
func (s *sim) rush(now time.Time, visitors int) {
	items := s.itemsToday()
	for range visitors {
		it := items[s.rnd.IntN(len(items))]
		s.at(now.Add(-s.minutes(1, 32)), func() error { return s.arrive(it) })
	}
}

const rushVisitors = 70

// replan takes up what was planned before a restart: every open step, every result that waits.
func (s *sim) replan() error {
	var running []*casework.Case
	err := s.app.DB.Read(s.ctx, func(q *db.Q) error {
		for _, state := range []casework.State{casework.Accepted, casework.Decided} {
			list, err := s.app.Cases.Recent(q, s.hall, state, 1000, 0)
			if err != nil {
				return err
			}
			running = append(running, list...)
		}
		return nil
	})
	for _, c := range running {
		if err := s.inside(c); err != nil {
			return err
		}
	}
	return err
}

// halt puts one running case under a special procedure of its item's law, so that the present has a grey lamp (LIM-12).
func halt(ctx context.Context, a *app.App) error {
	var list []*casework.Case
	hall := a.Catalogue.DefaultHall().Code
	err := a.DB.Read(ctx, func(q *db.Q) (err error) {
		list, err = a.Cases.Recent(q, hall, casework.Accepted, 300, 0)
		return err
	})
	if err != nil {
		return err
	}
	manager := ids.Actor{Kind: ids.Staff, ID: a.Catalogue.DefaultHall().Head, Hall: hall, Roles: []ids.Role{ids.RoleManager}}
	for _, c := range list {
		it, ok := a.Catalogue.Item(c.Item)
		if !ok || len(it.Special) == 0 || stopped(ctx, a, c) {
			continue
		}
		_, err := a.Cases.StartSpecial(ctx, manager, c.ID, 0, casework.Procedure{Kind: it.Special[0].Kind, Days: it.Special[0].Days,
			By: words.T(text.ZH, "demo.special_by"), Reference: words.T(text.ZH, "demo.special_no"), Reason: words.T(text.ZH, "demo.special")})
		if soft(err) == nil {
			return nil
		}
		return err
	}
	return nil
}

func stopped(ctx context.Context, a *app.App, c *casework.Case) bool {
	found := false
	_ = a.DB.Read(ctx, func(q *db.Q) error { // an unreadable case is left alone
		clocks, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectCase, ID: c.ID})
		for _, k := range clocks {
			found = found || k.Result.Suspended
		}
		return err
	})
	return found
}
