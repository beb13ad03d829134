package bench

import (
	"context"
	"fmt"
	"io"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/clock"
)

// deadlines is P4: one due date without a suspension, with three, and the look-up that nothing can be faster than. The loops stand here
// in full: a call through a function value would cost as much as what it measures.
func deadlines(_ context.Context, _ Options, out io.Writer) error {
	view := calendar.NewView(calendar.Builtin(), calendar.StandardHall(), calendar.Policy{})
	start := time.Date(2026, 3, 2, 10, 0, 0, 0, clock.Zone)
	day := func(n int) calendar.Date { return calendar.DateOf(start) + calendar.Date(n) }
	three := []calendar.Exclusion{calendar.Days(day(3), day(5), "x"), calendar.Days(day(9), day(11), "x"), calendar.Days(day(20), day(22), "x")}
	limit := calendar.Limit{N: 20, Unit: calendar.WorkingDays}
	var starts [1024]time.Time
	for i := range starts {
		starts[i] = start.Add(time.Duration(i) * time.Hour)
	}
	var plain, stopped, table []float64
	for range Rounds {
		watch := clock.Stopwatch()
		for i := range calls {
			if view.Due(starts[i&1023], limit, nil).Provisional {
				sink++
			}
		}
		plain = append(plain, perCall(watch()))
		watch = clock.Stopwatch()
		for i := range calls {
			if view.Due(starts[i&1023], limit, three).Provisional {
				sink++
			}
		}
		stopped = append(stopped, perCall(watch()))
		watch = clock.Stopwatch()
		for i := range calls {
			if view.IsWorkingDay(day(i & 1023)) {
				sink++
			}
		}
		table = append(table, perCall(watch()))
	}
	heading(out, "P4: one deadline on a compiled calendar", "ns")
	fmt.Fprintf(out, "| 20 working days, no suspension (goal ≤ 4.5) | %v |\n| with three suspensions (goal ≤ 60) | %v |\n", spreadOf(plain), spreadOf(stopped))
	fmt.Fprintf(out, "| limit: one look-up of a working day | %v |\n\n", spreadOf(table))
	fmt.Fprintf(out, "One deadline is %v look-ups.\n\n", ratioOf(plain, table))
	return nil
}

// sink keeps results alive, so that the compiler leaves nothing out.
var sink int64

const calls = 4_000_000

// perCall is nanoseconds a call.
func perCall(took time.Duration) float64 { return float64(took.Nanoseconds()) / calls }
