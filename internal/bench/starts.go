package bench

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"yichuang/internal/clock"
)

// settled is how long a started hall is left alone before its memory is read.
const settled = 2 * time.Second

// start is P6: from the start of the process to the whole first page, beside the database's own open, and the memory when idle.
func start(ctx context.Context, small, large *city, program string, out io.Writer) error {
	var page, opened [2][]float64
	for range Rounds {
		for i, c := range []*city{small, large} {
			o, err := c.openDatabase(ctx)
			if err != nil {
				return err
			}
			p, _, err := c.start(ctx, program, 0)
			if err != nil {
				return err
			}
			opened[i], page[i] = append(opened[i], o), append(page[i], p)
		}
	}
	_, memory, err := large.start(ctx, program, settled)
	if err != nil {
		return err
	}
	heading(out, fmt.Sprintf("P6: start with %d open cases, %s", large.size, large.engine), "ms")
	fmt.Fprintf(out, "| from the start of the process to the whole first page | %v |\n| the same with %d open cases | %v |\n", spreadOf(page[1]), small.size, spreadOf(page[0]))
	fmt.Fprintf(out, "| limit: the database's own open and one row | %v |\n| beyond it (goal ≤ 60) | %v |\n\n", spreadOf(opened[1]), spreadOf(beyond(page[1], opened[1])))
	fmt.Fprintf(out, "Memory when idle: %s (goal ≤ 40 MiB). The figure is of the real `yichuang serve`, with the loading of the program and of the catalogue.\n\n", memory)
	return nil
}

func beyond(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] - b[i]
	}
	return out
}

// start runs the hall as a process until it has shown the first page, leaves it alone for a while and stops it. It returns milliseconds
// to the page and what memory it has.
func (c *city) start(ctx context.Context, program string, idle time.Duration) (ms float64, memory string, err error) {
	cmd := exec.CommandContext(ctx, program, append([]string{"serve", "--addr", "127.0.0.1:0"}, c.flags()...)...)
	said, err := cmd.StdoutPipe()
	if err != nil {
		return 0, "", err
	}
	watch := clock.Stopwatch()
	if err := cmd.Start(); err != nil {
		return 0, "", err
	}
	defer func() {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
	}()
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		return 0, "", fmt.Errorf("serve said nothing: %w", err)
	}
	res, err := http.Get("http://" + strings.TrimSpace(strings.TrimPrefix(line, "serving on ")) + "/")
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return 0, "", err
	}
	if res.StatusCode != http.StatusOK {
		return 0, "", fmt.Errorf("the first page: %s", res.Status)
	}
	ms = float64(watch().Microseconds()) / 1000
	if idle > 0 {
		time.Sleep(idle)
		memory = memoryOf(cmd.Process.Pid)
	}
	return ms, memory, nil
}

// memoryOf reads what a process has in memory; not every system tells it.
func memoryOf(pid int) string {
	raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	kib := map[string]float64{}
	for line := range strings.Lines(string(raw)) {
		var name string
		var n float64
		if _, err := fmt.Sscanf(line, "%s %f kB", &name, &n); err == nil {
			kib[name] = n
		}
	}
	if len(kib) == 0 {
		return "unknown"
	}
	return fmt.Sprintf("%.1f MiB resident, of which %.1f MiB its own and %.1f MiB pages of the program's file", kib["VmRSS:"]/1024, kib["RssAnon:"]/1024, kib["RssFile:"]/1024)
}
