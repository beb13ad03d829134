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

// Names lists what can be measured.
var Names = []string{"P1", "P4", "CAL"}

// Run measures by name ("all" for everything) and writes Markdown.
func Run(ctx context.Context, name string, out io.Writer) error {
	header(out)
	for _, n := range Names {
		if name != "all" && !strings.EqualFold(name, n) {
			continue
		}
		var err error
		switch n {
		case "P1":
			err = visits(ctx, out)
		case "P4":
			deadlines(out)
		case "CAL":
			err = calendars(ctx, out)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", n, err)
		}
	}
	return nil
}

func header(out io.Writer) {
	load, _ := os.ReadFile("/proc/loadavg") // not every system has it
	fmt.Fprintf(out, "%s, %d cores, load average at the start %s\n\n", runtime.Version(), runtime.NumCPU(), strings.TrimSpace(string(load)))
}

// spread is a median with its range.
type spread struct{ median, low, high float64 }

func spreadOf(list []float64) spread {
	list = slices.Clone(list[1:])
	slices.Sort(list)
	return spread{list[len(list)/2], list[0], list[len(list)-1]}
}

func (s spread) String() string { return fmt.Sprintf("%.4g (%.4g to %.4g)", s.median, s.low, s.high) }
