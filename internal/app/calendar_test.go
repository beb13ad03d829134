package app_test

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/almanac"
	"yichuang/internal/app"
	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/halltest"
	"yichuang/internal/pii"
)

// process opens another process of the hall, with its background work.
func process(t *testing.T, h *halltest.Hall, dsn string) *app.App {
	t.Helper()
	city, err := fs.Sub(yichuang.Catalogue(), "linxi")
	h.Must(err)
	a, err := app.Open(h.Ctx, app.Config{DSN: dsn, Keys: pii.GenerateKeys(), Catalogue: city, Files: t.TempDir(), Clock: h.Clock, Passwords: halltest.Cheap,
		Jobs: true, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	h.Must(err)
	ctx, stop := context.WithCancel(h.Ctx)
	t.Cleanup(func() { stop(); a.Close(h.Ctx) })
	h.Must(a.Start(ctx))
	return a
}

// until waits for something that another process does.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	limit, look := time.After(30*time.Second), time.NewTicker(20*time.Millisecond)
	defer look.Stop()
	for !done() {
		select {
		case <-limit:
			t.Fatalf("%s did not come about", what)
		case <-look.C:
		}
	}
}

// A change that one process puts in force is in force in the others at once, and whichever has time moves the clocks.
func TestAConfirmedCalendarReachesEveryProcessAndMovesTheClocks(t *testing.T) {
	dsn := dbtest.PostgresDSN(t)
	h := halltest.Open(t, dsn)
	one, other := process(t, h, dsn), process(t, h, dsn)
	h.Sit("01").Accept("JM-05")
	id := h.EnterYear(almanac.Content{Kind: almanac.National, Year: 2027, Title: "t", Reason: "r"}, halltest.Year2027("2026-12-04,holiday,元旦"))
	h.Must(one.Almanac.Confirm(h.Ctx, h.Actor("manager"), id, "r"))
	if !one.View(halltest.City).Calendar().Loaded(2027) {
		t.Error("the process that confirmed goes on with the former calendar")
	}
	until(t, "the calendar in the other process", func() bool { return other.View(halltest.City).Calendar().Loaded(2027) })
	until(t, "the moving of the clocks", func() bool {
		var c almanac.Change
		h.Read(func(q *db.Q) (err error) { c, err = almanac.ByID(q, id); return err })
		return !c.Applied.IsZero() && c.Moved > 0
	})
	h.Must(h.Almanac.Reload(h.Ctx)) // this one has no background
	h.Read(func(q *db.Q) error {
		n, faults, err := h.Clocks.Verify(q)
		if n == 0 || len(faults) > 0 {
			t.Errorf("%d clocks, findings %v", n, faults)
		}
		return err
	})
}

// The background moves the clocks on the embedded database too.
func TestTheBackgroundMovesTheClocksOnOneMachine(t *testing.T) {
	dsn := "sqlite:" + t.TempDir() + "/hall.db"
	h := halltest.Open(t, dsn)
	h.Sit("01").Accept("JM-05")
	id := h.EnterYear(almanac.Content{Kind: almanac.National, Year: 2027, Title: "t", Reason: "r"}, halltest.Year2027())
	h.Must(h.App.Close(h.Ctx))
	a := process(t, h, dsn)
	h.App = a
	h.Must(a.Almanac.Confirm(h.Ctx, h.Actor("manager"), id, "r"))
	until(t, "the moving of the clocks", func() bool {
		var c almanac.Change
		h.Read(func(q *db.Q) (err error) { c, err = almanac.ByID(q, id); return err })
		return !c.Applied.IsZero()
	})
}
