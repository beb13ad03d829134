package demo

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/catalogue"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/journal"
	"yichuang/internal/promise"
)

func TestMorningIsAWorkingDay(t *testing.T) {
	sunday := time.Date(2026, 11, 22, 15, 0, 0, 0, clock.Zone)
	if got := Morning(sunday); got.Format("2006-01-02 15:04") != "2026-11-20 10:00" {
		t.Fatal(got)
	}
}

// The demo shows what it promises, its journal is clean, and one edited row is named.
func TestTheDemoShowsWhatItPromises(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	a, err := Open(ctx, Config{Dir: dir, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { a.Close(ctx) }()
	count := func(query string) (n int) {
		t.Helper()
		err := a.DB.Read(ctx, func(q *db.Q) error { return q.QueryRow(query).Scan(&n) })
		if err != nil {
			t.Fatal(query, err)
		}
		return n
	}
	if n := count(`SELECT count(*) FROM ticket WHERE state = 'done'`); n < 1200 {
		t.Errorf("%d visits", n)
	}
	if n := count(`SELECT count(*) FROM ticket WHERE state = 'waiting'`); n < 5 {
		t.Errorf("%d people wait", n)
	}
	if n := count(`SELECT count(*) FROM notice`); n < 20 {
		t.Errorf("%d notices", n)
	}
	perClass := map[catalogue.Class]int{}
	for _, it := range a.Catalogue.Items {
		perClass[it.Class] += count(`SELECT count(*) FROM service_case WHERE item = '` + it.Code + `'`)
	}
	for _, class := range []catalogue.Class{catalogue.Immediate, catalogue.SameDay, catalogue.InHours, catalogue.InDays} {
		if perClass[class] < 3 {
			t.Errorf("%d cases of class %s", perClass[class], class)
		}
	}
	lamps := map[promise.Lamp]int{}
	err = a.DB.Read(ctx, func(q *db.Q) error {
		list, err := promise.OpenOfHall(q, a.Catalogue.DefaultHall().Code, 1000)
		for _, s := range a.Clocks.Standings(q, list) {
			lamps[s.Lamp]++
		}
		return err
	})
	for _, lamp := range []promise.Lamp{promise.LampOK, promise.LampWarn, promise.LampOver, promise.LampHalt} {
		if lamps[lamp] == 0 {
			t.Errorf("no running clock with lamp %s: %v", lamp, lamps)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if n := count(`SELECT count(*) FROM message WHERE held = 0`); n > 0 {
		t.Errorf("%d messages of the past wait to be sent", n)
	}
	if at := a.Now(); at.Hour() != 10 || calendar.DateOf(at) != calendar.DateOf(Morning(at)) {
		t.Errorf("the demo begins at %v", at)
	}
	verify := func(q db.Querier) journal.Report {
		t.Helper()
		r, err := journal.Verify(q)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	a.DB.Read(ctx, func(q *db.Q) error {
		if r := verify(q); len(r.Faults()) > 0 || r.Unsealed > 0 {
			t.Errorf("after the history: %v, %d unsealed", r.Faults(), r.Unsealed)
		}
		if _, faults, err := a.Clocks.Verify(q); err != nil || len(faults) > 0 {
			t.Errorf("clocks: %v %v", faults, err)
		}
		return nil
	})
	a.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(`UPDATE journal SET at = at - 60000000 WHERE idx = 5000`); err != nil {
			t.Fatal(err)
		}
		if r := verify(tx); len(r.Faults()) == 0 {
			t.Error("an act was backdated and nobody noticed")
		}
		return context.Canceled // undone
	})
}
