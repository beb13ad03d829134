package promise

import (
	"testing"

	"pgregory.net/rapid"

	"yichuang/internal/calendar"
	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
)

func engineOf(c *calendar.Calendar) Engine {
	return Engine{calendar.NewViewOf(c, calendar.StandardHall(), calendar.Policy{}, 2025, 2028), DefaultWarning, DefaultLadder}
}

// edited is the built-in calendar with some dates turned round.
func edited(t *rapid.T, from calendar.Date, days int) *calendar.Calendar {
	entries := map[calendar.Date]calendar.Entry{}
	for range rapid.IntRange(0, 8).Draw(t, "edits") {
		d := from + calendar.Date(rapid.IntRange(0, days).Draw(t, "day"))
		entries[d] = calendar.Entry{Date: d, Work: d.Weekend(), Name: "x"}
	}
	var list []calendar.Entry
	for _, e := range entries {
		list = append(list, e)
	}
	return calendar.Builtin().WithRegion("x", list)
}

func drawn(t *rapid.T) *Clock {
	tm := terms("2026-03-02T10:00", rapid.IntRange(0, 30).Draw(t, "n"), calendar.Unit(rapid.IntRange(1, 4).Draw(t, "unit")))
	tm.Start = calendar.NewDate(2025, 6, 1).At(calendar.Minute(rapid.IntRange(0, 540*24*60).Draw(t, "start"))) // some end in 2027, whose notice is missing
	c, err := NewClock("k", tm, tm.Start)
	if err != nil {
		t.Fatal(err)
	}
	c.Derive(engine, tm.Start)
	return c
}

func naiveOf(c *Clock, v Engine) calendar.Result {
	return calendar.Naive(v.Calendar(), v.Hall(), v.Policy(), c.Start, c.Limit, c.Exclusions)
}

// The whole rule of moving, against the naive oracle: a notice gives the oracle's date in both directions; so does any change for a
// provisional date; an own edit gives the earlier of the two dates. The preview says what then happens.
func TestK9_MovesAgainstTheNaiveOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawn(t)
		after := engineOf(edited(t, calendar.DateOf(c.Start), 60))
		own := rapid.Bool().Draw(t, "own")
		old, want := c.Result, naiveOf(c, after)
		if own && !old.Provisional && want.Due.After(old.Due) {
			want.Due = old.Due
		}
		shift, moves := c.Shift(after, own)
		version := c.Version
		changed := c.Recompute(after, own, c.Start)
		if !c.Result.Due.Equal(want.Due) || c.Result.Provisional != want.Provisional {
			t.Fatalf("own %v, provisional %v: from %v to %v, want %v", own, old.Provisional, old.Due, c.Result.Due, want.Due)
		}
		if moves != changed {
			t.Fatalf("the preview says %v, the change %v", moves, changed)
		}
		if moves && (shift.New != c.Result || shift.Old != old || shift.Kept == c.Cap.IsZero()) {
			t.Fatalf("the preview says %+v, it became %+v", shift, c.Result)
		}
		if moves && shift.Days < 0 == shift.New.Due.After(old.Due) && shift.Days != 0 {
			t.Fatalf("%d working days from %v to %v", shift.Days, old.Due, shift.New.Due)
		}
		if c.Version != after.Version() || version == after.Version() && changed {
			t.Fatal("the clock does not say on which calendar it rests")
		}
		if got := c.Oracle(after); !got.Due.Equal(c.Result.Due) {
			t.Fatalf("verify would compute %v, stored %v", got.Due, c.Result.Due)
		}
	})
}

// A second own edit never gives a date later than the first one kept.
func TestK9_OwnEditsNeverAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawn(t)
		if c.Result.Provisional {
			return
		}
		earliest := c.Result.Due
		for range 3 {
			after := engineOf(edited(t, calendar.DateOf(c.Start), 60))
			if c.Result.Provisional {
				return
			}
			c.Recompute(after, true, c.Start)
			if c.Result.Due.After(earliest) {
				t.Fatalf("due %v, kept before %v", c.Result.Due, earliest)
			}
			earliest = c.Result.Due
			if !c.Due(after).Due.Equal(c.Result.Due) {
				t.Fatal("the date is not what its inputs give")
			}
		}
	})
}

// What the law allows still moves a kept date: an extension and a special procedure give as many working days as without the edit.
func TestLIM12_AKeptDateStillMovesWithAnExtensionAndAStop(t *testing.T) {
	tm := terms("2026-03-02T10:00", 5, calendar.WorkingDays)
	after := engineOf(calendar.Builtin().WithRegion("x", []calendar.Entry{{Date: calendar.NewDate(2026, 3, 5), Name: "x"}, {Date: calendar.NewDate(2026, 3, 6), Name: "x"}}))
	now := at("2026-03-03T10:00")
	kept := func() *Clock {
		c := started(t, tm)
		if !c.Recompute(after, true, now) || c.Result.Due.Format("01-02") != "03-09" || c.CapDays != 2 {
			t.Fatalf("kept %v by %d", c.Result.Due, c.CapDays)
		}
		return c
	}
	c := kept()
	if err := c.Extend(after, 10, "r", now); err != nil || c.Result.Due.Format("01-02 15:04") != "03-16 17:00" {
		t.Errorf("ten working days from 2 March are 16 March without the edit: %v %v", c.Result.Due, err)
	}
	c = kept()
	c.Exclusions = append(c.Exclusions, calendar.Days(calendar.NewDate(2026, 3, 9), calendar.NewDate(2026, 3, 10), "hearing"))
	if c.Derive(after, now); c.Result.Due.Format("01-02 15:04") != "03-11 17:00" {
		t.Errorf("two working days of a hearing: %v", c.Result.Due)
	}
	c = kept()
	national := engineOf(after.Calendar().WithYear(calendar.Notice{Year: 2026}, []calendar.Entry{{Date: calendar.NewDate(2026, 3, 10), Name: "n"}}))
	if c.Recompute(national, false, now); c.Result.Due.Format("01-02 15:04") != "03-09 17:00" {
		t.Errorf("a later notice: %v", c.Result.Due)
	}
}

func TestFollowMovesAllClocksOfASubjectInActsWithTheirCause(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		view := engine.View
		s := New(func(string) *calendar.View { return view }, DefaultWarning)
		e.Clock.Set(at("2026-03-02T10:00"))
		law, own := pair()
		first, second := opened(t, e, s, law), opened(t, e, s, own)
		before := load(t, e, second).Result.Due
		view = engineOf(calendar.Builtin().WithRegion("x", []calendar.Entry{{Date: calendar.NewDate(2026, 3, 5), Name: "x"}})).View
		e.Clock.Set(at("2026-03-03T10:00"))
		follow := func(cause Cause) (f Followed) {
			write(t, e.DB, func(tx *db.Tx) (err error) {
				f, err = s.Follow(tx, clerk, "shi", cause, "", 10)
				return err
			})
			return f
		}
		if f := follow(Cause{Change: "c1", Reason: "r", Own: true}); f.Seen != 2 || f.Moved != 0 || f.Kept != 2 {
			t.Fatalf("followed %+v", f)
		}
		if f := follow(Cause{Change: "c1", Reason: "r", Own: true}); f.Seen != 0 || f.Last != "" {
			t.Errorf("a second time: %+v", f)
		}
		for _, id := range []string{first, second} {
			if got := history(t, e, id); got != "opened recomputed" {
				t.Errorf("acts %s", got)
			}
		}
		if c := load(t, e, second); !c.Result.Due.Equal(before) || !c.Cap.Equal(before) || c.CapDays != 1 {
			t.Errorf("due %v, kept %v by %d", c.Result.Due, c.Cap, c.CapDays)
		}
		verified(t, e, s, 2, 0)
	})
}
