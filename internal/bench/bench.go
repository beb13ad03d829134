package bench

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
)

// Rounds is how often each measurement is repeated; the first round is dropped.
const Rounds = 6

// Options say what to measure and where.
type Options struct {
	Name     string // one of Names, or "all"
	Program  string // path of the program itself, which P6 starts and stops
	Database string // address of a PostgreSQL server beside SQLite; each measurement makes a schema there and drops it
}

// measurements are what can be measured, in the order in which they are printed.
var measurements = []struct {
	name string
	run  func(ctx context.Context, o Options, out io.Writer) error
}{
	{"P1", visits}, {"P3", cases}, {"P4", deadlines}, {"P7", growth}, {"CAL", calendars},
}

// Names lists what can be measured.
func Names() []string {
	var out []string
	for _, m := range measurements {
		out = append(out, m.name)
	}
	return out
}

// named is how a measurement is known: P6 is measured with P7, whose halls it starts.
func named(name string) string {
	if strings.EqualFold(name, "P6") {
		return "P7"
	}
	return strings.ToUpper(name)
}

// Run measures by name and writes Markdown. An unknown name is an error.
func Run(ctx context.Context, o Options, out io.Writer) error {
	if o.Name != "all" && !slices.Contains(Names(), named(o.Name)) {
		return fmt.Errorf("there is no measurement %q: choose one of %s, all", o.Name, strings.Join(Names(), ", "))
	}
	fmt.Fprintf(out, "%s, %d cores\n\n", runtime.Version(), runtime.NumCPU())
	for _, m := range measurements {
		if o.Name != "all" && named(o.Name) != m.name {
			continue
		}
		if err := m.run(ctx, o, out); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	return nil
}

// heading begins the table of one measurement; it tells how busy the machine was while they were taken.
func heading(out io.Writer, title, unit string) {
	fmt.Fprintf(out, "## %s\n\nLoad average afterwards: %s\n\n| what | %s |\n|---|---|\n", title, load(), unit)
}

// load is the load average of one and of five minutes; not every system tells it.
func load() string {
	raw, _ := os.ReadFile("/proc/loadavg")
	f := strings.Fields(string(raw))
	if len(f) < 2 {
		return "unknown"
	}
	return f[0] + " (one minute), " + f[1] + " (five)"
}

// spread is a median with its range.
type spread struct{ median, low, high float64 }

func spreadOf(list []float64) spread {
	list = slices.Clone(list[1:])
	slices.Sort(list)
	return spread{list[len(list)/2], list[0], list[len(list)-1]}
}

func (s spread) String() string { return fmt.Sprintf("%.4g (%.4g to %.4g)", s.median, s.low, s.high) }

// ratioOf is the ratio of two series, round by round.
func ratioOf(a, b []float64) spread {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] / b[i]
	}
	return spreadOf(out)
}
