package bench

import (
	"fmt"
	"io"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/clock"
)

// deadlines is P4: one due date without a suspension, with three, and the look-up that nothing can be faster than.
func deadlines(out io.Writer) {
	view := calendar.NewView(calendar.Builtin(), calendar.StandardHall(), calendar.Policy{})
	start := time.Date(2026, 3, 2, 10, 0, 0, 0, clock.Zone)
	day := func(n int) calendar.Date { return calendar.DateOf(start) + calendar.Date(n) }
	three := []calendar.Exclusion{calendar.Days(day(3), day(5), "x"), calendar.Days(day(9), day(11), "x"), calendar.Days(day(20), day(22), "x")}
	limit := calendar.Limit{N: 20, Unit: calendar.WorkingDays}
	plain, stopped, table := []float64{}, []float64{}, []float64{}
	for range Rounds {
		plain = append(plain, perCall(func(i int) { sink += view.Due(start.Add(time.Duration(i&1023)*time.Hour), limit, nil).Due.Unix() }))
		stopped = append(stopped, perCall(func(i int) { sink += view.Due(start.Add(time.Duration(i&1023)*time.Hour), limit, three).Due.Unix() }))
		table = append(table, perCall(func(i int) {
			if view.IsWorkingDay(day(i & 1023)) {
				sink++
			}
		}))
	}
	fmt.Fprintf(out, "## P4: one deadline on a compiled calendar\n\n| what | ns |\n|---|---|\n")
	fmt.Fprintf(out, "| 20 working days, no suspension (goal ≤ 4.5) | %v |\n| with three suspensions (goal ≤ 60) | %v |\n", spreadOf(plain), spreadOf(stopped))
	fmt.Fprintf(out, "| limit: one look-up of a working day | %v |\n\n", spreadOf(table))
	fmt.Fprintf(out, "Each figure includes the loop and the call through a function value. The Go benchmarks BenchmarkP4 of package calendar measure the same without them.\n\n")
}

// sink keeps results alive, so that the compiler leaves nothing out.
var sink int64

const calls = 2_000_000

// perCall is nanoseconds a call.
func perCall(do func(i int)) float64 {
	watch := clock.Stopwatch()
	for i := range calls {
		do(i)
	}
	return float64(watch().Nanoseconds()) / calls
}
