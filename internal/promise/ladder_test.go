package promise

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yichuang/internal/calendar"
)

// anyClock is a running clock with any limit from any instant of the loaded years.
func anyClock(t *rapid.T) *Clock {
	tm := terms("2026-03-02T10:00", rapid.IntRange(0, 30).Draw(t, "n"), calendar.Unit(rapid.IntRange(1, 4).Draw(t, "unit")))
	tm.Start = calendar.NewDate(2025, 1, 1).At(calendar.Minute(rapid.IntRange(0, 500*24*60).Draw(t, "start")))
	c, err := NewClock("k", tm, tm.Start)
	if err != nil {
		t.Fatal(err)
	}
	c.Derive(engine, tm.Start)
	return c
}

// step is a rung that a clock reached.
type step struct {
	rung Rung
	at   time.Time
}

// climbed lets a clock climb its whole ladder as a sweeper does that is never late.
func climbed(c *Clock) (out []step) {
	k := *c
	var given []int
	for k.NextRung != 0 && len(out) < 50 {
		out = append(out, step{engine.Ladder.byCode(k.NextRung), k.NextRungAt})
		given = append(given, k.NextRung)
		k.climbOn(engine, given)
	}
	return out
}

// Every clock comes to its end through each rung at most once, in order, in office hours or at the close at which it is due; the
// due rung and those after it are never left out.
func TestLIM11_EachRungOnceInOrderAndInOfficeHours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyClock(t)
		var seen []int
		last := c.Start
		for _, s := range climbed(c) {
			if slices.Contains(seen, s.rung.Code()) {
				t.Fatalf("%v twice", s.rung)
			}
			seen = append(seen, s.rung.Code())
			if s.at.Before(last) {
				t.Fatalf("%v at %v after a rung at %v", s.rung, s.at, last)
			}
			last = s.at
			_, open := engine.OpenAt(s.at)
			if close := s.rung.When == AtDue && s.at.Equal(c.Result.Due.Add(time.Microsecond)); !open && !close {
				t.Fatalf("%v of %v from %v at %v: the hall is shut", s.rung, c.Limit, c.Start, s.at)
			}
			if s.rung.early() != s.at.Before(c.Result.Due) {
				t.Fatalf("%v at %v, due %v", s.rung, s.at, c.Result.Due)
			}
		}
		for _, r := range DefaultLadder {
			if !r.early() && !slices.Contains(seen, r.Code()) {
				t.Fatalf("%v of %v from %v was left out: %v", r, c.Limit, c.Start, seen)
			}
		}
	})
}

// The rungs lie where a person with a wall calendar would put them.
func TestRungsLieWhereTheyAreCounted(t *testing.T) {
	for _, c := range []struct {
		name  string
		n     int
		unit  calendar.Unit
		start string
		want  []string
	}{
		{"ten working days", 10, calendar.WorkingDays, "2026-03-02T10:00", []string{"used 80 03-12T09:00", "before 1 03-13T09:00", "due 0 03-16T17:00", "after 1 03-17T09:00"}},
		{"over a weekend", 5, calendar.WorkingDays, "2026-03-02T10:00", []string{"used 80 03-06T09:00", "before 1 03-06T09:00", "due 0 03-09T17:00", "after 1 03-10T09:00"}},
		{"two hours have no day before", 2, calendar.Hours, "2026-03-02T09:00", []string{"used 80 03-02T10:36", "due 0 03-02T11:00", "after 1 03-03T09:00"}},
		{"the same day", 0, calendar.WorkingDays, "2026-03-02T09:00", []string{"used 80 03-02T15:36", "due 0 03-02T17:00", "after 1 03-03T09:00"}},
		{"due on the Friday before Qingming", 5, calendar.WorkingDays, "2026-03-27T10:00", []string{"used 80 04-02T09:00", "before 1 04-02T09:00", "due 0 04-03T17:00", "after 1 04-07T09:00"}},
	} {
		var got []string
		for _, s := range climbed(started(t, terms(c.start, c.n, c.unit))) {
			got = append(got, words(s))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func words(s step) string {
	return fmt.Sprintf("%s %d %s", s.rung.When, s.rung.N, s.at.Truncate(time.Minute).Add(roundUp(s.at)).Format("01-02T15:04"))
}

// roundUp takes the halving's second up to its minute; the microsecond after the due instant stays with it.
func roundUp(t time.Time) time.Duration {
	if d := t.Sub(t.Truncate(time.Minute)); d > time.Millisecond {
		return time.Minute
	}
	return 0
}

// A used rung is reached at the first office minute in which so much is gone, and not before.
func TestAUsedRungIsTheFirstOfficeMomentOfItsPart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyClock(t)
		percent := rapid.IntRange(1, 99).Draw(t, "percent")
		at, ok := c.rungAt(engine, Rung{When: Used, N: percent})
		if !ok {
			return
		}
		if !c.used(engine, percent, at) {
			t.Fatalf("%v from %v: %d %% are not gone at %v", c.Limit, c.Start, percent, at)
		}
		for before := at.Add(-2 * time.Second); before.After(c.Start); before = before.Add(-time.Hour) {
			if _, open := engine.OpenAt(before); open && c.used(engine, percent, before) {
				t.Fatalf("%v from %v: %d %% were gone at %v already, rung at %v", c.Limit, c.Start, percent, before, at)
			}
		}
	})
}

// A clock whose date was moved does not repeat early rungs that lie behind, and says that it is late when it is.
func TestAMovedDateStartsTheLadderAnew(t *testing.T) {
	c := started(t, terms("2026-03-02T10:00", 10, calendar.WorkingDays))
	if err := c.Extend(engine, 12, "complex", at("2026-03-16T10:00")); err != nil { // due 03-18, 80 % are gone already
		t.Fatal(err)
	}
	if r := engine.Ladder.byCode(c.NextRung); r.When != Before || c.NextRungAt != at("2026-03-17T09:00") {
		t.Errorf("extended: %v at %v", r, c.NextRungAt)
	}
	late := started(t, terms("2026-03-02T10:00", 3, calendar.WorkingDays))
	late.Generation, late.Result = 0, calendar.Result{}
	late.Derive(engine, at("2026-03-20T10:00"))
	if r := engine.Ladder.byCode(late.NextRung); r.When != AtDue || !late.NextRungAt.Before(at("2026-03-06T09:00")) {
		t.Errorf("entered when late already: %v at %v", r, late.NextRungAt)
	}
}

// A ladder may change while clocks run: a rung that has gone tells nobody, a new one that lies ahead is reached.
func TestAChangedLadderIsFollowedFromTheNextRungOn(t *testing.T) {
	c := started(t, terms("2026-03-02T10:00", 10, calendar.WorkingDays))
	other := engine
	other.Ladder = Ladder{{When: Before, N: 2, Tell: []Who{TellB}}, {When: AtDue, Tell: []Who{TellHandler}}}
	if r := other.Ladder.byCode(c.NextRung); len(r.Tell) != 0 || r.When != Used || r.N != 80 {
		t.Errorf("a rung that has gone: %+v", r)
	}
	c.climbOn(other, []int{c.NextRung})
	if r := other.Ladder.byCode(c.NextRung); r.When != Before || r.N != 2 || len(r.Tell) != 1 {
		t.Errorf("next: %+v", r)
	}
}
