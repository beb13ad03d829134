package faults

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"yichuang/internal/app"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/once"
	"yichuang/internal/queue"
)

// sources are a wall clock that somebody plays with and the time that has really passed.
type sources struct {
	wall   *clock.Manual
	passed atomic.Int64
	guard  *clock.Guard
}

// watched wires a hall to them.
func (s *sources) watched(cfg *app.Config) {
	s.wall = cfg.Clock.(*clock.Manual)
	s.passed.Store(0)
	s.guard = clock.Watch(s.wall.Now, func() time.Duration { return time.Duration(s.passed.Load()) })
	cfg.Guard = s.guard
}

// pass lets time go by on both.
func (s *sources) pass(d time.Duration) {
	s.wall.Advance(d)
	s.passed.Add(int64(d))
}

// CLK-1: whatever happens to the wall clock, an act has its right time or is refused and leaves nothing.
func TestCLK1_AJumpOfTheClockNeverReachesTheJournal(t *testing.T) {
	jumps := []struct {
		name       string
		wall, mono time.Duration
	}{
		{"an hour back", -time.Hour, 0},
		{"a day forward", 24 * time.Hour, 0},
		{"frozen for ten minutes", 0, 10 * time.Minute},
		{"into the new year", 38 * 24 * time.Hour, 0},
		{"asleep: ten minutes on the wall that the process did not see", 10 * time.Minute, 0},
	}
	s := &sources{}
	halltest.EachAs(t, s.watched, func(t *testing.T, h *halltest.Hall) {
		d := h.Sit("06")
		s.pass(time.Minute)
		d.Accept(item)
		for _, j := range jumps {
			s.pass(time.Minute)
			h.Ticket(item)
			called, err := h.Queue.Call(h.Ctx, d.Clerk, d.Window)
			h.Must(err)
			before, right := actsOf(h), s.wall.Now().Add(j.mono)
			s.wall.Advance(j.wall)
			s.passed.Add(int64(j.mono))
			for name, act := range legalActs(h, d, called.ID) {
				if err := act(); !refusedForTheClock(err) {
					t.Errorf("%s: %s: %v", j.name, name, err)
				}
			}
			if after := actsOf(h); fmt.Sprint(after) != fmt.Sprint(before) {
				t.Errorf("%s: what was refused left something: %v, then %v", j.name, before, after)
			}
			s.wall.Set(right) // somebody puts it right: two sources agree again
			_, err = h.Queue.Arrive(h.Ctx, d.Clerk, d.Window, called.ID)
			h.Must(err)
			h.Must(h.Queue.DecidePlain(h.Ctx, d.Clerk, d.Window, called.ID, called.Matters[0].ID, queue.Consultation))
			_, err = h.Queue.Finish(h.Ctx, d.Clerk, d.Window, called.ID)
			h.Must(err)
		}
		h.Verified()
		inOrder(h)
		numbersOnceADay(h, map[string]int{"2026-11-24": len(jumps) + 1})
	})
}

// refusedForTheClock: a jump is named, or the rule itself says no to what the clock shows, as on a day on which the hall is closed.
func refusedForTheClock(err error) bool {
	return errors.Is(err, errs.New(errs.Unavailable, "clock.jump")) || errors.Is(err, errs.New(errs.Conflict, "ticket.take.closed_today"))
}

// legalActs are some of each kind; each would be right were it not for the clock.
func legalActs(h *halltest.Hall, d *halltest.Desk, ticket string) map[string]func() error {
	line := app.LineID(halltest.City, "sb")
	return map[string]func() error{
		"take": func() error {
			return second(h.Queue.Take(h.Ctx, h.Kiosk(), halltest.City, queue.Request{Line: line, Origin: ids.New()}, once.Key{}))
		},
		"arrive": func() error { return second(h.Queue.Arrive(h.Ctx, d.Clerk, d.Window, ticket)) },
		"receive": func() error {
			return second(h.Cases.Receive(h.Ctx, d.Clerk, d.Window, h.Intake(item, visitOf("", ""))))
		},
		"close": func() error { return h.Queue.CloseWindow(h.Ctx, h.At("05"), h.At("05").Window) },
	}
}

// A source that jumps and comes back while a transaction runs has given it a wrong time: the act is refused all the same.
func TestCLK1_ATimeTakenInAJumpIsNotUsedWhenTheClockComesBack(t *testing.T) {
	s := &sources{}
	halltest.EachAs(t, s.watched, func(t *testing.T, h *halltest.Hall) {
		s.wall.Advance(24 * time.Hour)
		tries := 0
		err := h.DB.Write(h.Ctx, func(tx *db.Tx) error {
			if tries++; tries == 1 {
				s.wall.Advance(-24 * time.Hour)
			}
			_, err := h.Queue.TakeIn(tx, h.Kiosk(), halltest.City, queue.Request{Line: app.LineID(halltest.City, "sb"), Origin: ids.New()})
			return err
		})
		if !errors.Is(err, errs.New(errs.Unavailable, "clock.jump")) {
			t.Errorf("an act of tomorrow was taken: %v", err)
		}
		h.Ticket(item)
		numbersOnceADay(h, map[string]int{"2026-11-24": 1})
	})
}

// The day rolls: numbers begin anew and none stands on two slips of a day, also when the clock goes back over midnight and somebody
// confirms it, or forward and back.
func TestCLK1_NumbersStayUniqueWhenTheDayRolls(t *testing.T) {
	s := &sources{}
	halltest.EachAs(t, s.watched, func(t *testing.T, h *halltest.Hall) {
		h.Ticket(item)
		h.Ticket(item)
		s.pass(24 * time.Hour)
		if got := h.Ticket(item).Ticket; got.Number != "A001" || got.Day != "2026-11-25" {
			t.Errorf("the first of the next day is %s of %s", got.Number, got.Day)
		}
		s.wall.Advance(-24 * time.Hour)
		s.guard.Confirm()
		if got := h.Ticket(item).Ticket; got.Number != "A003" || got.Day != "2026-11-24" {
			t.Errorf("a number of a day that was over: %s of %s", got.Number, got.Day)
		}
		s.wall.Advance(24 * time.Hour)
		s.guard.Confirm()
		h.Ticket(item)
		numbersOnceADay(h, map[string]int{"2026-11-24": 3, "2026-11-25": 2})
	})
}

// numbersOnceADay: as many slips as numbers, and the last number says how many there are, for each day that there should be and no other.
func numbersOnceADay(h *halltest.Hall, want map[string]int) {
	h.T.Helper()
	got := map[string]int{}
	h.Read(func(q *db.Q) error {
		rows, err := q.Query(`SELECT day, count(*), count(DISTINCT number), max(number) FROM ticket GROUP BY day`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var day, last string
			var slips, numbers int
			if err := rows.Scan(&day, &slips, &numbers, &last); err != nil {
				return err
			}
			if slips != numbers || last != fmt.Sprintf("A%03d", slips) {
				h.T.Errorf("%s: %d slips, %d numbers, the last is %s", day, slips, numbers, last)
			}
			got[day] = slips
		}
		return rows.Err()
	})
	if fmt.Sprint(got) != fmt.Sprint(want) {
		h.T.Errorf("slips by day %v, want %v", got, want)
	}
}

// inOrder: along the sealed journal time never goes back.
func inOrder(h *halltest.Hall) {
	h.T.Helper()
	h.Read(func(q *db.Q) error {
		times, err := db.All(q, db.Value[int64], `SELECT at FROM journal ORDER BY idx`)
		for i := 1; i < len(times); i++ {
			if times[i] < times[i-1] {
				h.T.Errorf("act %d is of %v, the one before of %v", i, db.FromMicro(times[i]), db.FromMicro(times[i-1]))
			}
		}
		return err
	})
}
