package promise

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"yichuang/internal/calendar"
	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/journal"
)

// rungs are the rungs that a clock's acts tell of, in order.
func rungs(t *testing.T, e dbtest.Env, id string) string {
	t.Helper()
	var out []string
	read(t, e.DB, func(q *db.Q) error {
		rows, err := journal.History(q, journal.Ref{Type: "promise", ID: id})
		for _, r := range rows {
			var w ClockWarned
			if r.Type != "promise.warned" {
				continue
			}
			if err := r.Decode(&w); err != nil {
				return err
			}
			out = append(out, string(w.Rung.When))
		}
		return err
	})
	return strings.Join(out, " ")
}

func sweep(t *testing.T, e dbtest.Env, s *Service, when string, want int) {
	t.Helper()
	e.Clock.Set(at(when))
	var n int
	write(t, e.DB, func(tx *db.Tx) (err error) { n, err = s.Sweep(tx, 10); return err })
	if n != want {
		t.Errorf("%s: %d warnings, want %d", when, n, want)
	}
}

func TestLIM11_EachWarningOnceForEachDueDate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s := service()
		e.Clock.Set(at("2026-03-02T10:00"))
		id := opened(t, e, s, terms("2026-03-02T10:00", 5, calendar.WorkingDays)) // due 03-09
		sweep(t, e, s, "2026-03-05T16:00", 0)
		sweep(t, e, s, "2026-03-06T08:59", 0)
		sweep(t, e, s, "2026-03-06T09:01", 1) // 80 %
		sweep(t, e, s, "2026-03-06T09:02", 1) // one working day before
		sweep(t, e, s, "2026-03-06T09:03", 0)
		write(t, e.DB, func(tx *db.Tx) error { _, err := s.ChangeLimit(tx, clerk, id, 10, "complex"); return err })
		sweep(t, e, s, "2026-03-09T16:00", 0)
		sweep(t, e, s, "2026-03-12T09:01", 1) // again for the new date, 03-16
		sweep(t, e, s, "2026-03-13T09:01", 1)
		sweep(t, e, s, "2026-03-16T17:00", 0)
		sweep(t, e, s, "2026-03-16T17:01", 1)
		sweep(t, e, s, "2026-03-17T09:00", 1)
		sweep(t, e, s, "2026-03-30T09:00", 0)
		if got := history(t, e, id); got != "opened warned warned extended warned warned warned warned" {
			t.Errorf("acts: %s", got)
		}
		if got := rungs(t, e, id); got != "used before used before due after" {
			t.Errorf("rungs: %s", got)
		}
	})
}

// LIM-12: a stop takes the ladder away, the moved date has a ladder of its own, each rung of it once.
func TestLIM12_AStopMovesTheLadderWithTheDate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s := service()
		e.Clock.Set(at("2026-03-02T10:00"))
		id := opened(t, e, s, terms("2026-03-02T10:00", 10, calendar.WorkingDays)) // due 03-16
		sweep(t, e, s, "2026-03-12T10:00", 1)
		var stop string
		e.Clock.Set(at("2026-03-12T11:00"))
		write(t, e.DB, func(tx *db.Tx) (err error) {
			stop, err = s.Exclude(tx, clerk, Subject{"case", "c1"}, Stop{Ground: "hearing", Reason: "x", Document: "d"})
			return err
		})
		sweep(t, e, s, "2026-03-18T10:00", 0)
		e.Clock.Set(at("2026-03-23T09:30"))
		write(t, e.DB, func(tx *db.Tx) error { return s.Resume(tx, clerk, stop) })
		due := load(t, e, id).Result.Due
		if due.Format("01-02") != "03-26" { // seven days had run by 03-11, three more from 03-24
			t.Fatalf("due %v", due)
		}
		sweep(t, e, s, "2026-03-23T10:00", 0)
		sweep(t, e, s, "2026-03-24T09:01", 1)
		sweep(t, e, s, "2026-03-24T09:02", 0)
		sweep(t, e, s, "2026-03-25T09:00", 1)
		sweep(t, e, s, "2026-03-26T17:10", 1)
		sweep(t, e, s, "2026-03-27T10:00", 1)
		if got := rungs(t, e, id); got != "used used before due after" {
			t.Errorf("rungs: %s", got)
		}
	})
}

// After a night without the program every rung that was missed is said once, in order, and not before the hall opens.
func TestAfterAStandstillEachMissedRungIsSaidOnceAndInOfficeHours(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		e.Clock.Set(at("2026-03-02T10:00"))
		id := opened(t, e, service(), terms("2026-03-02T10:00", 5, calendar.WorkingDays)) // due 03-09
		again := service()                                                                // the program after its restart
		sweep(t, e, again, "2026-03-10T22:00", 0)
		sweep(t, e, again, "2026-03-14T10:00", 0) // a Saturday
		if c := load(t, e, id); !c.Late(at("2026-03-10T22:00")) {
			t.Error("a lamp waits for no worker")
		}
		for range 4 {
			sweep(t, e, again, "2026-03-16T09:00", 1)
		}
		sweep(t, e, again, "2026-03-16T09:00", 0)
		if got := rungs(t, e, id); got != "used before due after" {
			t.Errorf("rungs: %s", got)
		}
	})
}

func TestTwoSweepersWarnOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s := service()
		e.Clock.Set(at("2026-03-02T10:00"))
		var list []string
		for range 20 {
			list = append(list, opened(t, e, s, terms("2026-03-02T10:00", 10, calendar.WorkingDays)))
		}
		e.Clock.Set(at("2026-03-12T09:01"))
		var both sync.WaitGroup
		for _, d := range []*db.DB{e.DB, e.Second(t)} {
			both.Go(func() {
				for range 4 {
					if err := d.Write(context.Background(), func(tx *db.Tx) error { _, err := s.Sweep(tx, 7); return err }); err != nil {
						t.Error(err)
					}
				}
			})
		}
		both.Wait()
		for _, id := range list {
			if got := history(t, e, id); got != "opened warned" {
				t.Errorf("acts: %s", got)
			}
		}
	})
}

var errKilled = errors.New("killed")

// A process that stops in the middle of a sweep holds nobody else up and, awake again, changes nothing that the other has said;
// what it had not finished when it died is said by the other.
func TestASweeperThatSleptSaysNothingTwice(t *testing.T) {
	e := dbtest.Postgres(t)
	other := e.Second(t)
	s := service()
	e.Clock.Set(at("2026-03-02T10:00"))
	var list []string
	for range 6 {
		list = append(list, opened(t, e, s, terms("2026-03-02T10:00", 10, calendar.WorkingDays)))
	}
	e.Clock.Set(at("2026-03-12T09:01"))
	for _, end := range []error{nil, errKilled} {
		asleep, wake, done := make(chan struct{}), make(chan struct{}), make(chan error)
		go func() {
			done <- e.DB.Write(context.Background(), func(tx *db.Tx) error {
				_, err := s.Sweep(tx, 3)
				close(asleep)
				<-wake
				return errors.Join(err, end)
			})
		}()
		<-asleep
		e.Clock.Advance(20 * 1e9) // beyond every lease of the program
		if err := other.Write(context.Background(), func(tx *db.Tx) error { _, err := s.Sweep(tx, 10); return err }); err != nil {
			t.Fatal("the one that is awake: ", err)
		}
		close(wake)
		if err := <-done; !errors.Is(err, end) {
			t.Fatal("the one that slept: ", err)
		}
		sweep(t, e, s, e.Clock.Now().Format("2006-01-02T15:04"), map[error]int{nil: 0, errKilled: 3}[end])
		e.Clock.Set(at("2026-03-13T09:01"))
	}
	for _, id := range list {
		if got := rungs(t, e, id); got != "used before" {
			t.Errorf("rungs: %s", got)
		}
	}
}
