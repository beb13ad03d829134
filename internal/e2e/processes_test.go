package e2e

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"yichuang/internal/clock"
)

// called is a ticket as a window called it.
type called struct {
	id, number, line string
	taken            time.Time
}

// HAL-1 with real processes: two servers on one database, windows that call at both of them at once. Nobody is called twice, nobody
// is passed over, and each window hears the numbers of a line in the order in which they were taken.
func TestProcesses_HAL1_TwoServersCallEachTicketOnce(t *testing.T) {
	h := setUp(t)
	a, b := h.serve(), h.serve()
	inside := h.inside()
	tickets := 60
	if os.Getenv("YICHUANG_LONG") != "" {
		tickets = 10_000
	}
	kiosks := h.kiosks(inside, tickets/15+1)
	clerks := h.clerks()
	taken := takeAtBoth(t, []*process{a, b}, kiosks, tickets)
	if len(taken) != tickets {
		t.Fatalf("%d tickets were taken, want %d", len(taken), tickets)
	}
	byWindow := callAtBoth(t, []*process{a, b}, clerks)
	seen := map[string]string{}
	for window, list := range byWindow {
		last := map[string]time.Time{}
		for _, c := range list {
			if other, twice := seen[c.id]; twice {
				t.Errorf("%s was called by %s and by %s", c.number, other, window)
			}
			seen[c.id] = window
			if !taken[c.id] {
				t.Errorf("%s was called and never taken", c.number)
			}
			if c.taken.Before(last[c.line]) {
				t.Errorf("%s called %s after somebody who came later", window, c.number)
			}
			last[c.line] = c.taken
		}
		if len(list) == 0 {
			t.Errorf("%s called nobody: the test is none of several windows", window)
		}
	}
	if len(seen) != tickets {
		t.Errorf("%d of %d tickets were called", len(seen), tickets)
	}
	numbersOnce(t, byWindow)
	nudgeCrosses(t, a, b, kiosks[len(kiosks)-1])
	nothingIsWrong(h)
}

// takeAtBoth takes numbers for two businesses at both servers at once, as many hands as there are kiosks up to twelve.
func takeAtBoth(t *testing.T, servers []*process, kiosks []string, n int) map[string]bool {
	t.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	taken := map[string]bool{}
	jobs := make(chan int)
	for range 12 {
		all.Go(func() {
			for i := range jobs {
				item := []string{"SB-01", "SW-01"}[i%2]
				status, answer, err := ask(servers[i/2%len(servers)].base, kiosks[i%len(kiosks)], "POST", "/api/v1/halls/shi/tickets", map[string]any{"items": []string{item}})
				if err != nil || status != http.StatusCreated {
					t.Errorf("take: %d %v %v", status, answer, err)
					continue
				}
				mu.Lock()
				taken[fmt.Sprint(answer["id"])] = true
				mu.Unlock()
			}
		})
	}
	for i := range n {
		jobs <- i
	}
	close(jobs)
	all.Wait()
	return taken
}

// callAtBoth lets every window serve until nobody waits; each request of a window goes to the other server than the one before.
func callAtBoth(t *testing.T, servers []*process, clerks map[string]string) map[string][]called {
	t.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	out := map[string][]called{}
	for window, token := range clerks {
		all.Go(func() {
			list := serveUntilEmpty(t, servers, window, token)
			mu.Lock()
			out[window] = list
			mu.Unlock()
		})
	}
	all.Wait()
	return out
}

func serveUntilEmpty(t *testing.T, servers []*process, window, token string) (list []called) {
	turn := 0
	do := func(path string, body any) (int, map[string]any) {
		turn++
		status, answer, err := ask(servers[turn%len(servers)].base, token, "POST", "/api/v1/windows/"+window+path, body)
		if err != nil {
			t.Errorf("%s%s: %v", window, path, err)
		}
		return status, answer
	}
	if status, answer := do("/open", nil); status != http.StatusNoContent {
		t.Errorf("%s does not open: %d %v", window, status, answer)
		return nil
	}
	for {
		status, c := do("/call", nil)
		if status != http.StatusOK {
			if c["code"] != "ticket.call.nobody" {
				t.Errorf("%s calls: %d %v", window, status, c)
			}
			return list
		}
		at := "/tickets/" + fmt.Sprint(c["id"])
		matter := c["matters"].([]any)[0].(map[string]any)["id"]
		taken, err := time.Parse(time.RFC3339Nano, fmt.Sprint(c["taken_at"]))
		if err != nil {
			t.Error(err)
		}
		list = append(list, called{fmt.Sprint(c["id"]), fmt.Sprint(c["number"]), fmt.Sprint(c["line"]), taken})
		do(at+"/arrive", nil)
		do(at+"/matters/"+fmt.Sprint(matter)+"/outcome", map[string]any{"outcome": "consultation"})
		if status, f := do(at+"/finish", nil); status != http.StatusOK {
			t.Errorf("%s cannot finish %v: %d %v", window, c["number"], status, f)
			return list
		}
	}
}

// numbersOnce fails where two slips of a day carry the same number.
func numbersOnce(t *testing.T, byWindow map[string][]called) {
	t.Helper()
	seen := map[string]bool{}
	for _, list := range byWindow {
		for _, c := range list {
			if seen[c.number] {
				t.Errorf("two people hold %s", c.number)
			}
			seen[c.number] = true
		}
	}
}

// nudgeCrosses listens at one server for what happens at the other.
func nudgeCrosses(t *testing.T, a, b *process, kiosk string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, "GET", b.base+"/live?topics=screen:shi", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	event, asked := "", false
	for lines.Scan() {
		switch line := lines.Text(); {
		case strings.HasPrefix(line, "event: "):
			event = line
		case line == "data: screen:shi" && event == "event: nudge" && asked:
			return
		case line == "data: screen:shi" && event == "event: hello":
			asked = true
			if status, answer, err := ask(a.base, kiosk, "POST", "/api/v1/halls/shi/tickets", map[string]any{"items": []string{"SB-01"}}); status != http.StatusCreated {
				t.Fatal(status, answer, err)
			}
		}
	}
	t.Fatalf("the display at one server did not hear of a ticket taken at the other (asked: %v): %v", asked, lines.Err())
}

// nothingIsWrong lets the program derive the journal anew.
func nothingIsWrong(h *hallOn) {
	h.t.Helper()
	if out := h.run("verify"); strings.Contains(out, "fault") || !strings.Contains(out, "acts in order") {
		h.t.Errorf("verify: %s", out)
	}
}

// A server that is stopped in the middle of its work, beyond the lease of its seal (10 s), holds nobody up: the other one goes on
// calling and takes the seal over. When the first one wakes it works again, and the journal is whole.
func TestProcesses_AServerThatSleepsBeyondItsLeaseHarmsNothing(t *testing.T) {
	h := setUp(t)
	inside := h.inside()
	kiosks := h.kiosks(inside, 4)
	a := h.serve()
	before, term := "", int64(0)
	await(t, "the first server's seal", 15*time.Second, func() bool {
		status, _, err := ask(a.base, kiosks[0], "GET", "/healthz", nil)
		before, term = seal(t, inside)
		return status == http.StatusOK && before != "" && err != nil // healthz answers in words, not JSON
	})
	b := h.serve()
	wave := takeWhileItStops(t, a, kiosks[1])
	if status, answer, err := ask(b.base, kiosks[2], "POST", "/api/v1/halls/shi/tickets", map[string]any{"items": []string{"SB-01"}}); status != http.StatusCreated {
		t.Fatalf("the server that is awake cannot give a number: %d %v %v", status, answer, err)
	}
	await(t, "a seal of the second server", 25*time.Second, func() bool {
		holder, now := seal(t, inside)
		return holder != before && now == term+1
	})
	a.signal(t, syscall.SIGCONT)
	wave.Wait()
	await(t, "the first server's work after its sleep", 10*time.Second, func() bool {
		status, _, err := ask(a.base, kiosks[3], "POST", "/api/v1/halls/shi/tickets", map[string]any{"items": []string{"SB-01"}})
		return err == nil && status == http.StatusCreated
	})
	await(t, "the end of what waits for the seal", 15*time.Second, func() bool {
		return strings.Contains(h.run("verify"), ", 0 waiting")
	})
	if holder, now := seal(t, inside); holder == before || now != term+1 {
		t.Errorf("the sleeper took the seal back from a server that is alive: term %d, was %d", now, term)
	}
	nothingIsWrong(h)
}

// takeWhileItStops stops a server while its hands are full; the requests under way end whenever it wakes.
func takeWhileItStops(t *testing.T, a *process, kiosk string) *sync.WaitGroup {
	t.Helper()
	var wave sync.WaitGroup
	first := make(chan struct{})
	var once sync.Once
	stop := clock.Stopwatch()
	for range 6 {
		wave.Go(func() {
			for stop() < 3*time.Second { // refused beyond the cap, which is work as well
				_, _, err := ask(a.base, kiosk, "POST", "/api/v1/halls/shi/tickets", map[string]any{"items": []string{"SB-01"}})
				once.Do(func() { close(first) })
				if err != nil {
					return
				}
			}
		})
	}
	<-first
	a.signal(t, syscall.SIGSTOP)
	return &wave
}
