package promise

import (
	"fmt"
	"os"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yichuang/internal/calendar"
	"yichuang/internal/clock"
)

// CAL-2: running clocks of any shape, over every year with a notice and beyond, on all policies: the engine and the naive oracle, which
// share nothing but the calendar's answer about a date, agree on all. 2,000 here, 100,000 with YICHUANG_LONG.
func TestCAL2_EngineAndOracleAgreeOnAllRunningClocks(t *testing.T) {
	clocks := 2_000
	if os.Getenv("YICHUANG_LONG") != "" {
		clocks = 100_000
	}
	engines := []Engine{}
	for _, p := range []calendar.Policy{{}, {AfterHours: calendar.NextWorkday}, {WeekendRoll: calendar.KeepWeekends}, {LastDay: calendar.Midnight},
		{Boundary: calendar.FullDaysOnly}, {Hours: calendar.ClockHours}} {
		engines = append(engines, Engine{calendar.NewView(calendar.Builtin(), calendar.StandardHall(), p), DefaultWarning, DefaultLadder})
	}
	gen := rapid.Custom(runningClock)
	var engine, oracle time.Duration
	stopped, extended, capped, provisional := 0, 0, 0, 0
	for i := range clocks {
		c := gen.Example(i)
		v := engines[i%len(engines)]
		watch := clock.Stopwatch()
		got := c.Due(v)
		engine += watch()
		watch = clock.Stopwatch()
		want := c.Oracle(v)
		oracle += watch()
		if !same(got, want) {
			t.Fatalf("clock %d, %+v: engine %s, oracle %s", i, c, show(got), show(want))
		}
		stopped, extended = stopped+count(got.Suspended), extended+count(c.Limit.N != c.FirstN)
		capped, provisional = capped+count(!c.Cap.IsZero()), provisional+count(got.Provisional)
	}
	t.Logf("%d clocks agree: engine %v, oracle %v; %d stopped, %d extended, %d kept earlier, %d provisional", clocks, engine, oracle, stopped, extended, capped, provisional)
	for what, n := range map[string]int{"stopped": stopped, "extended": extended, "kept earlier": capped, "provisional": provisional} {
		if n < clocks/50 {
			t.Errorf("only %d clocks are %s", n, what)
		}
	}
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// runningClock draws a clock of any unit with up to three exclusions, perhaps extended, perhaps kept back after an own calendar edit.
func runningClock(t *rapid.T) *Clock {
	start := at("2015-01-01T00:00").Add(time.Duration(rapid.IntRange(0, 13*365*24*60).Draw(t, "start")) * time.Minute)
	unit := rapid.SampledFrom([]calendar.Unit{calendar.WorkingDays, calendar.WorkingDays, calendar.NaturalDays, calendar.Hours, calendar.Months}).Draw(t, "unit")
	most := map[calendar.Unit]int{calendar.WorkingDays: 60, calendar.NaturalDays: 90, calendar.Hours: 72, calendar.Months: 6}[unit]
	tm := terms("2026-03-02T10:00", rapid.IntRange(0, most).Draw(t, "n"), unit)
	tm.Start = start
	c := &Clock{ID: fmt.Sprint(start.Unix()), Terms: tm, FirstN: tm.Limit.N, Opened: start, State: Open}
	for range rapid.IntRange(0, 3).Draw(t, "stops") {
		from := start.Add(time.Duration(rapid.IntRange(0, 40*24*60).Draw(t, "from")) * time.Minute)
		e := calendar.Exclusion{From: from, Ground: "appraisal"}
		if rapid.IntRange(0, 5).Draw(t, "ends") > 0 {
			e.To = from.Add(time.Duration(rapid.IntRange(0, 20*24*60).Draw(t, "lasts")) * time.Minute)
		}
		c.Exclusions = append(c.Exclusions, e)
	}
	if rapid.IntRange(0, 4).Draw(t, "extended") == 0 {
		c.Limit.N += rapid.IntRange(1, 20).Draw(t, "more")
	}
	if rapid.IntRange(0, 9).Draw(t, "kept") == 0 {
		c.Cap, c.CapDays = start.AddDate(0, 0, rapid.IntRange(1, 40).Draw(t, "cap")), rapid.IntRange(1, 5).Draw(t, "days")
	}
	return c
}
