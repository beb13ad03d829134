package demo

import (
	"context"
	"log/slog"
	"time"

	"yichuang/internal/app"
	"yichuang/internal/db"
)

// Crowd lets visitors come and be served until ctx ends, at the windows where nobody real sits. Time is the demo's own.
func Crowd(ctx context.Context, a *app.App) {
	hall := a.Catalogue.DefaultHall().Code
	s, err := newSim(ctx, a, hall, 99, &schedule{}, func(time.Time) {})
	if err != nil {
		slog.Error("crowd", "error", err)
		return
	}
	s.free = func(window string) bool { return !seated(ctx, a, hall, window) }
	if err := s.pickUp(); err != nil {
		slog.Error("crowd", "error", err)
		return
	}
	items := s.itemsToday()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	next := a.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if now := a.Now(); !now.Before(next) {
			next = now.Add(s.minutes(0, 1) + 20*time.Second)
			it := items[s.rnd.IntN(len(items))]
			s.at(now, func() error { return s.arrive(it) })
		}
		if a.Now().Second()%5 == 0 {
			s.poke()
		}
		if err := s.run(a.Now()); err != nil {
			slog.Warn("crowd", "error", err)
		}
	}
}

// seated tells whether somebody signed in at a window.
func seated(ctx context.Context, a *app.App, hall, window string) bool {
	taken := false
	_ = a.DB.Read(ctx, func(q *db.Q) error { // when nobody can tell, the window is left to people
		seats, err := a.Identity.Seats(q, hall)
		_, taken = seats[window]
		taken = taken || err != nil
		return err
	})
	return taken
}
