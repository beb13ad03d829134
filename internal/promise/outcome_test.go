package promise

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
)

// fromJournal are the figures of a month as the journal tells them.
func fromJournal(t *testing.T, e dbtest.Env, m Month) (out []Figure) {
	t.Helper()
	read(t, e.DB, func(q *db.Q) error {
		from, to := m.Bounds()
		list, err := Outcomes(q, "shi", from, to)
		out = Sum(list)
		return err
	})
	return out
}

// Of six promises of three working days from 25 March 2026, due on the 30th, one is kept, one kept late in April, one still open; one still
// runs, one was taken over at go-live and one withdrawn: 1 of 3 in March, nothing in April.
func TestLIM5_TheJournalAloneTellsWhatWasKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s := service()
		e.Clock.Set(at("2026-03-25T10:00"))
		open := func(id string, n int, o Outside) string {
			tm := terms("2026-03-25T10:00", n, calendar.WorkingDays)
			tm.Subject.ID, tm.Outside = id, o
			return opened(t, e, s, tm)
		}
		kept, late := open("kept", 3, ""), open("late", 3, "")
		still := open("still open and late", 3, "")
		open("not due yet", 20, "")
		migrated, cancelled := open("migrated", 3, Migrated), open("cancelled", 20, "")
		e.Clock.Set(at("2026-03-27T10:00"))
		write(t, e.DB, func(tx *db.Tx) error { _, err := s.Keep(tx, clerk, kept, ""); return err })
		write(t, e.DB, func(tx *db.Tx) error { _, err := s.Keep(tx, clerk, migrated, ""); return err })
		write(t, e.DB, func(tx *db.Tx) error { _, err := s.Cancel(tx, clerk, cancelled, "withdrawn"); return err })
		e.Clock.Set(at("2026-04-02T10:00"))
		write(t, e.DB, func(tx *db.Tx) error { _, err := s.Keep(tx, clerk, late, "forgotten"); return err })
		if got := fromJournal(t, e, Month{2026, 3}); len(got) != 1 || got[0] != (Figure{CaseWhole, "sb-register", Promised, 1, 3}) {
			t.Errorf("March: %+v", got)
		}
		if got := fromJournal(t, e, Month{2026, 4}); len(got) != 0 {
			t.Errorf("April: %+v", got)
		}
		read(t, e.DB, func(q *db.Q) error {
			from, to := Month{2026, 3}.Bounds()
			list, err := Outcomes(q, "shi", from, to)
			for _, o := range list {
				want := map[string]time.Duration{kept: 0, late: 2*24*time.Hour + 17*time.Hour, still: 2*24*time.Hour + 17*time.Hour}[o.Clock]
				if got := o.Overrun(e.Clock.Now()); got != want {
					t.Errorf("%s is late by %v, want %v", o.Subject.ID, got, want)
				}
			}
			return err
		})
	})
}

// A stored figure that somebody typed over is named, whatever was typed.
func TestPUB6_NobodyCanTypeAFigure(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s := service()
		e.Clock.Set(at("2026-03-02T10:00"))
		a, b := terms("2026-03-02T10:00", 3, calendar.WorkingDays), terms("2026-03-02T10:00", 3, calendar.WorkingDays)
		b.Subject.ID = "c2"
		first, second := opened(t, e, s, a), opened(t, e, s, b)
		e.Clock.Set(at("2026-03-10T10:00"))
		write(t, e.DB, func(tx *db.Tx) error { _, err := s.Keep(tx, clerk, first, "late"); return err })
		found := func(want string) {
			t.Helper()
			read(t, e.DB, func(q *db.Q) error {
				_, list, err := VerifyFigures(q)
				var got []string
				for _, f := range list {
					got = append(got, f.String())
				}
				if strings.Join(got, "; ") != want {
					t.Errorf("found %q, want %q", got, want)
				}
				return err
			})
		}
		found("")
		typed := func(sql string, args ...any) {
			write(t, e.DB, func(tx *db.Tx) error {
				tx.Touch("promise_clock", args[0].(string))
				tx.Act()
				_, err := tx.Exec(sql, args...)
				return err
			})
		}
		typed(`UPDATE promise_clock SET state = 'kept' WHERE id = $1`, first)
		found("figure shi 2026-03 case.whole sb-register promised: journal 0 of 2, stored 1 of 2")
		typed(`UPDATE promise_clock SET outside = 'migrated' WHERE id = $1`, second)
		found("figure shi 2026-03 case.whole sb-register promised: journal 0 of 2, stored 1 of 1")
		if got := fromJournal(t, e, Month{2026, 3}); len(got) != 1 || got[0].Kept != 0 || got[0].Of != 2 {
			t.Errorf("the published figure follows what was typed: %+v", got)
		}
	})
}

// Whatever happens to clocks, and whenever one looks, the figures of the journal are those of the stored clocks.
func TestLIM5_JournalAndClocksAgreeOnEveryCourse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s := service()
		r := rand.New(rand.NewPCG(5, 6))
		now := at("2026-03-02T09:00")
		e.Clock.Set(now)
		var ids []string
		stops := map[string]string{}
		compared := 0
		for step := range 240 {
			now = now.Add(time.Duration(r.IntN(9*60)) * time.Minute)
			e.Clock.Set(now)
			if len(ids) == 0 || r.IntN(3) == 0 {
				tm := terms("2026-03-02T10:00", 1+r.IntN(8), calendar.WorkingDays)
				tm.Start, tm.Subject.ID = now, "c"+string(rune('a'+step%26))+string(rune('a'+step/26))
				tm.Item = []string{"SB-01", "SB-02"}[r.IntN(2)]
				tm.Outside = []Outside{"", "", "", Migrated, LateEntry}[r.IntN(5)]
				tm.Source = []Source{Statutory, Promised}[r.IntN(2)]
				ids = append(ids, opened(t, e, s, tm))
			}
			id := ids[r.IntN(len(ids))]
			subject := load(t, e, id).Subject
			_ = e.DB.Write(context.Background(), func(tx *db.Tx) (err error) { // what a rule refuses has no effect
				switch r.IntN(6) {
				case 0:
					_, err = s.Keep(tx, clerk, id, "late")
				case 1:
					_, err = s.Break(tx, clerk, id, "never")
				case 2:
					_, err = s.Cancel(tx, clerk, id, "withdrawn")
				case 3:
					var stop string
					if stop, err = s.Exclude(tx, clerk, subject, Stop{Ground: "appraisal", Reason: "r", Document: "d"}); err == nil {
						stops[id] = stop
					}
				case 4:
					err = s.Resume(tx, clerk, stops[id])
				case 5:
					_, err = s.ChangeLimit(tx, clerk, id, load(t, e, id).Limit.N+3, "large")
				}
				return err
			})
			if step%20 != 19 {
				continue
			}
			read(t, e.DB, func(q *db.Q) error {
				n, found, err := VerifyFigures(q)
				compared += n
				for _, f := range found {
					t.Error(f)
				}
				return err
			})
		}
		if compared < 40 {
			t.Errorf("only %d figures were compared", compared)
		}
	})
}
