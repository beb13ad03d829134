package promise

import (
	"errors"
	"strings"
	"testing"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
)

// why asks about a clock at an instant.
func why(t *testing.T, e dbtest.Env, s *Service, id, when string) (a Answer) {
	t.Helper()
	read(t, e.DB, func(q *db.Q) (err error) {
		a, err = s.Why(q, id, at(when))
		return err
	})
	return a
}

func day(r calendar.Result) string {
	if r.Suspended {
		return "stopped"
	}
	return r.Due.In(calendar.Zone).Format("01-02")
}

// The clock of ten working days from Monday, 2 March 2026: 16 March. Stopped from the 9th to the 11th, an outage of the 4th written
// down on the 12th, extended on the 13th to fifteen days. Every date below is counted by hand on a calendar.
func TestLIM3_WhyItWasDueAsThenKnownAndInHindsight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s := service()
		e.Clock.Set(at("2026-03-02T10:00"))
		_, own := pair()
		id := opened(t, e, s, own)
		e.Clock.Set(at("2026-03-09T11:00"))
		var stop string
		write(t, e.DB, func(tx *db.Tx) (err error) {
			stop, err = s.Exclude(tx, clerk, own.Subject, Stop{Ground: "appraisal", Reason: "to be appraised", Document: "d1"})
			return err
		})
		e.Clock.Set(at("2026-03-11T09:00"))
		write(t, e.DB, func(tx *db.Tx) error { return s.Resume(tx, clerk, stop) })
		e.Clock.Set(at("2026-03-12T09:00"))
		outage := Stop{Ground: Outage, Reason: "power cut", From: at("2026-03-04T09:00"), To: at("2026-03-04T11:30")}
		write(t, e.DB, func(tx *db.Tx) error { _, err := s.Exclude(tx, clerk, own.Subject, outage); return err })
		e.Clock.Set(at("2026-03-13T09:00"))
		write(t, e.DB, func(tx *db.Tx) error { _, err := s.ChangeLimit(tx, clerk, id, 15, "large file"); return err })
		e.Clock.Set(at("2026-03-16T09:00"))
		write(t, e.DB, func(tx *db.Tx) error { _, err := s.Keep(tx, clerk, id, ""); return err })
		for _, c := range []struct{ at, then, now string }{
			{"2026-03-02T10:00", "03-16", "03-16"},
			{"2026-03-04T08:59", "03-16", "03-16"},
			{"2026-03-05T12:00", "03-16", "03-17"}, // the outage of the 4th was not known yet
			{"2026-03-10T12:00", "stopped", "03-20"},
			{"2026-03-11T12:00", "03-19", "03-20"},
			{"2026-03-12T12:00", "03-20", "03-20"},
			{"2026-03-14T12:00", "03-27", "03-27"},
			{"2026-03-16T09:00", "03-27", "03-27"},
		} {
			a := why(t, e, s, id, c.at)
			if got := day(a.Then.Explanation.Result); got != c.then || !a.Then.Agrees || day(a.Then.Result) != c.then {
				t.Errorf("at %s as then known: %s, recorded %s, counted by hand %s", c.at, got, day(a.Then.Result), c.then)
			}
			if got := day(a.Now.Explanation.Result); got != c.now || a.Differs() != (c.then != c.now) {
				t.Errorf("at %s in hindsight: %s, counted by hand %s", c.at, got, c.now)
			}
			if steps := a.Then.Explanation.Steps; len(steps) == 0 || steps[0].Date.String() != "2026-03-02" {
				t.Errorf("at %s nothing is explained: %v", c.at, steps)
			}
		}
		a := why(t, e, s, id, "2026-03-11T12:00")
		var types []string
		for _, d := range a.Deeds {
			mark := ""
			if d.Later {
				mark = "+"
			}
			types = append(types, mark+strings.TrimPrefix(d.Type, "promise."))
		}
		if got := strings.Join(types, " "); got != "opened excluded resumed +excluded +extended +kept" {
			t.Errorf("acts: %s", got)
		}
		if a.Then.State != Open || why(t, e, s, id, "2026-03-16T09:00").Then.State != Kept {
			t.Error("the clock ran until the 16th")
		}
	})
}

func TestLIM3_NothingIsKnownBeforeTheClockOrOfTheFuture(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s := service()
		e.Clock.Set(at("2026-03-02T10:00"))
		_, own := pair()
		id := opened(t, e, s, own)
		read(t, e.DB, func(q *db.Q) error {
			if _, err := s.Why(q, id, at("2026-03-02T09:59")); !errors.Is(err, ErrUnknown) {
				t.Errorf("before it began: %v", err)
			}
			if _, err := s.Why(q, "nobody", at("2026-03-02T10:00")); !errors.Is(err, ErrUnknown) {
				t.Errorf("no such clock: %v", err)
			}
			if _, err := s.Why(q, id, at("2026-03-02T10:00").Add(time.Minute)); !errors.Is(err, ErrFuture) {
				t.Errorf("the future: %v", err)
			}
			return nil
		})
	})
}
