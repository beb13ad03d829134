package promise

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
)

var clerk = ids.Actor{Kind: ids.Staff, ID: "hejing", Hall: "shi"}

func service() *Service {
	return New(func(string) *calendar.View { return engine.View }, DefaultWarning)
}

func write(t *testing.T, d *db.DB, fn func(*db.Tx) error) {
	t.Helper()
	if err := d.Write(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, d *db.DB, fn func(*db.Q) error) {
	t.Helper()
	if err := d.Read(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func opened(t *testing.T, e dbtest.Env, s *Service, tm Terms) string {
	t.Helper()
	var id string
	write(t, e.DB, func(tx *db.Tx) error {
		c, err := s.Open(tx, clerk, tm)
		if err == nil {
			id = c.ID
		}
		return err
	})
	return id
}

func load(t *testing.T, e dbtest.Env, id string) Clock {
	t.Helper()
	var c Clock
	read(t, e.DB, func(q *db.Q) (err error) {
		c, err = ByID(q, id)
		return err
	})
	return c
}

func history(t *testing.T, e dbtest.Env, id string) string {
	t.Helper()
	var types []string
	read(t, e.DB, func(q *db.Q) error {
		rows, err := journal.History(q, journal.Ref{Type: "promise", ID: id})
		for _, r := range rows {
			types = append(types, strings.TrimPrefix(r.Type, "promise."))
		}
		return err
	})
	return strings.Join(types, " ")
}

func pair() (law, own Terms) {
	own = terms("2026-03-02T10:00", 10, calendar.WorkingDays)
	law = own
	law.Source, law.Limit.N, law.Basis = Statutory, 20, "行政许可法 42"
	return law, own
}

func TestLIM12_StopAndResumeMoveEveryClockOfTheSubject(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s := service()
		e.Clock.Set(at("2026-03-02T10:00"))
		law, own := pair()
		a, b := opened(t, e, s, law), opened(t, e, s, own)
		var stop string
		e.Clock.Set(at("2026-03-09T11:00"))
		write(t, e.DB, func(tx *db.Tx) (err error) {
			stop, err = s.Exclude(tx, clerk, law.Subject, Stop{Ground: "appraisal", Reason: "to be appraised", Document: "d1"})
			return err
		})
		for _, id := range []string{a, b} {
			if c := load(t, e, id); !c.Result.Suspended || c.Generation != 2 || !c.NextRungAt.IsZero() {
				t.Errorf("stopped clock: %+v", c)
			}
		}
		e.Clock.Set(at("2026-03-11T09:00"))
		write(t, e.DB, func(tx *db.Tx) error { return s.Resume(tx, clerk, stop) })
		for id, want := range map[string]string{a: "2026-04-02T17:00:00+08:00", b: "2026-03-19T17:00:00+08:00"} {
			if c := load(t, e, id); c.Result.Due.Format(time.RFC3339) != want || c.Result.Suspended {
				t.Errorf("resumed: %v, want %s", c.Result, want)
			}
			if got := history(t, e, id); got != "opened excluded resumed" {
				t.Errorf("acts: %s", got)
			}
		}
		if err := e.DB.Write(context.Background(), func(tx *db.Tx) error { return s.Resume(tx, clerk, stop) }); !errors.Is(err, ErrNotStopped) {
			t.Errorf("resumed twice: %v", err)
		}
		verified(t, e, s, 2, 0)
	})
}

func verified(t *testing.T, e dbtest.Env, s *Service, clocks, findings int) []Finding {
	t.Helper()
	var seen int
	var out []Finding
	read(t, e.DB, func(q *db.Q) (err error) {
		seen, out, err = s.Verify(q)
		return err
	})
	if seen != clocks || len(out) != findings {
		t.Errorf("verify saw %d clocks and found %v", seen, out)
	}
	return out
}

func TestLIM12_OutageMovesThePromiseOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s := service()
		e.Clock.Set(at("2026-03-02T10:00"))
		law, own := pair()
		a, b := opened(t, e, s, law), opened(t, e, s, own)
		e.Clock.Set(at("2026-03-04T12:00"))
		outage := Stop{Ground: Outage, Reason: "power cut", From: at("2026-03-04T09:00"), To: at("2026-03-04T11:30")}
		write(t, e.DB, func(tx *db.Tx) error { _, err := s.Exclude(tx, clerk, law.Subject, outage); return err })
		if got := load(t, e, a); got.Result.Due.Day() != 30 || len(got.Exclusions) != 0 {
			t.Errorf("statutory: %v", got.Result.Due)
		}
		if got := load(t, e, b); got.Result.Due.Day() != 17 || len(got.Exclusions) != 1 {
			t.Errorf("promised: %v", got.Result.Due)
		}
	})
}

func TestKeepAllKeepsWhatIsInTimeAndAsksWhyForWhatIsLate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s := service()
		e.Clock.Set(at("2026-03-02T10:00"))
		law, own := pair()
		a, b := opened(t, e, s, law), opened(t, e, s, own)
		e.Clock.Set(at("2026-03-18T10:00"))
		keep := func(reason string) error {
			return e.DB.Write(context.Background(), func(tx *db.Tx) error {
				_, err := s.KeepAll(tx, clerk, law.Subject, CaseWhole, reason)
				return err
			})
		}
		if err := keep(""); !errors.Is(err, ErrLateReason) {
			t.Fatalf("late without a reason: %v", err)
		}
		if err := keep("the expert was ill"); err != nil {
			t.Fatal(err)
		}
		if c := load(t, e, a); c.State != Kept || c.Reason != "" {
			t.Errorf("statutory: %s %q", c.State, c.Reason)
		}
		if c := load(t, e, b); c.State != Broken || !c.Fulfilled || c.Reason == "" {
			t.Errorf("promised: %s %q", c.State, c.Reason)
		}
		if got := history(t, e, b); got != "opened broken" {
			t.Errorf("acts: %s", got)
		}
	})
}

func TestCancelAllNeverCancelsABreachAway(t *testing.T) {
	e := dbtest.SQLite(t)
	s := service()
	e.Clock.Set(at("2026-03-02T10:00"))
	law, own := pair()
	a, b := opened(t, e, s, law), opened(t, e, s, own)
	e.Clock.Set(at("2026-03-18T10:00"))
	write(t, e.DB, func(tx *db.Tx) error { _, err := s.CancelAll(tx, clerk, law.Subject, "", "withdrawn"); return err })
	if x, y := load(t, e, a).State, load(t, e, b).State; x != Cancelled || y != Broken {
		t.Errorf("in time %s, late %s", x, y)
	}
}

func TestListsAreInOrderOfWhatIsDueAndKnowLateWithoutWorkers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s := service()
		e.Clock.Set(at("2026-03-02T10:00"))
		for i, n := range []int{10, 2, 5} {
			tm := terms("2026-03-02T10:00", n, calendar.WorkingDays)
			tm.Subject.ID = string(rune('a' + i))
			opened(t, e, s, tm)
		}
		write(t, e.DB, func(tx *db.Tx) error {
			_, err := s.Exclude(tx, clerk, Subject{"case", "b"}, Stop{Ground: "hearing", Reason: "x", Document: "d"})
			return err
		})
		e.Clock.Set(at("2026-03-10T10:00"))
		read(t, e.DB, func(q *db.Q) error {
			list, err := OpenOfPost(q, "SB-W1", 10)
			if err != nil {
				return err
			}
			got := ""
			for _, st := range s.Standings(q, list) {
				got += st.Subject.ID + ":" + string(st.Lamp) + " "
			}
			if got != "c:over a:ok b:halt " {
				t.Errorf("list %s", got)
			}
			late, err := LateOfHall(q, "shi", 10)
			if len(late) != 1 || late[0].Subject.ID != "c" {
				t.Errorf("late %v", late)
			}
			governing, err2 := GoverningOf(q, "case", []string{"a", "b", "nobody"})
			if len(governing) != 2 || governing["a"].Limit.N != 10 || len(governing["b"].Exclusions) != 1 {
				t.Errorf("governing %v", governing)
			}
			return errors.Join(err, err2)
		})
	})
}

func TestLIM5_ComplianceCountsLateOpenClocksWhereTheyRanOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s := service()
		e.Clock.Set(at("2026-03-25T10:00"))
		open := func(id string, n int, o Outside) string {
			tm := terms("2026-03-25T10:00", n, calendar.WorkingDays)
			tm.Subject.ID, tm.Outside = id, o
			return opened(t, e, s, tm)
		}
		kept, lateClosed := open("kept", 3, ""), open("late", 3, "")
		open("still open and late", 3, "")
		open("not due yet", 20, "")
		migrated := open("migrated", 3, Migrated)
		cancelled := open("cancelled", 20, "")
		end := func(fn func(tx *db.Tx) (*Clock, error)) {
			write(t, e.DB, func(tx *db.Tx) error { _, err := fn(tx); return err })
		}
		e.Clock.Set(at("2026-03-27T10:00"))
		end(func(tx *db.Tx) (*Clock, error) { return s.Keep(tx, clerk, kept, "") })
		end(func(tx *db.Tx) (*Clock, error) { return s.Keep(tx, clerk, migrated, "") })
		end(func(tx *db.Tx) (*Clock, error) { return s.Cancel(tx, clerk, cancelled, "withdrawn") })
		e.Clock.Set(at("2026-04-02T10:00"))
		end(func(tx *db.Tx) (*Clock, error) { return s.Keep(tx, clerk, lateClosed, "forgotten") })
		read(t, e.DB, func(q *db.Q) error {
			march, err := ComplianceOfMonth(q, "shi", 2026, 3)
			if len(march) != 1 || march[0] != (Figure{CaseWhole, "sb-register", Promised, 1, 3}) {
				t.Errorf("March: %+v", march)
			}
			april, err2 := ComplianceOfMonth(q, "shi", 2026, 4)
			if len(april) != 0 {
				t.Errorf("April: %+v", april)
			}
			return errors.Join(err, err2)
		})
	})
}

func TestProvisionalDatesAreRecomputedWhenTheNoticeComes(t *testing.T) {
	e := dbtest.SQLite(t)
	view := engine.View
	s := New(func(string) *calendar.View { return view }, DefaultWarning)
	e.Clock.Set(at("2026-12-25T10:00"))
	id := opened(t, e, s, terms("2026-12-25T10:00", 10, calendar.WorkingDays))
	firm := opened(t, e, s, terms("2026-11-02T10:00", 5, calendar.WorkingDays))
	if c := load(t, e, id); !c.Result.Provisional || c.Result.Due.Day() != 11 {
		t.Fatalf("before: %+v", c.Result)
	}
	entries, err := calendar.ReadEntries(strings.NewReader("date,type,name\n2026-12-27,workday,x\n2027-01-01,holiday,x\n"))
	if err != nil {
		t.Fatal(err)
	}
	loaded := calendar.Builtin().WithYear(calendar.Notice{Year: 2027, Title: "test", ImportedBy: "test"}, entries)
	view = calendar.NewView(loaded, calendar.StandardHall(), calendar.Policy{})
	verified(t, e, s, 2, 1)
	var done Followed
	write(t, e.DB, func(tx *db.Tx) (err error) {
		done, err = s.Follow(tx, clerk, "shi", Cause{Reason: "test"}, "", 100)
		return err
	})
	if done.Seen != 2 || done.Moved != 1 || done.Kept != 0 {
		t.Errorf("followed %+v", done)
	}
	if c := load(t, e, id); c.Result.Provisional || c.Result.Due.Day() != 8 {
		t.Errorf("after: %+v", c.Result)
	}
	if got := history(t, e, firm); got != "opened" {
		t.Errorf("a clock that did not move has the acts %s", got)
	}
	verified(t, e, s, 2, 0)
}

func TestVerifyFindsADueDateThatWasWrittenByHand(t *testing.T) {
	e := dbtest.SQLite(t)
	s := service()
	e.Clock.Set(at("2026-03-02T10:00"))
	id := opened(t, e, s, terms("2026-03-02T10:00", 5, calendar.WorkingDays))
	write(t, e.DB, func(tx *db.Tx) error {
		tx.Touch("promise_clock", id)
		tx.Act()
		_, err := tx.Exec(`UPDATE promise_clock SET due_at = due_at + 86400000000 WHERE id = $1`, id)
		return err
	})
	if f := verified(t, e, s, 1, 2); len(f) > 0 && f[0].What != "stored" {
		t.Errorf("found %v", f)
	}
}
