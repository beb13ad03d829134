package clock

import (
	"sync"
	"time"
)

// Limits of a jump of the wall source against the monotonic clock (decision 2).
const (
	maxBack    = 2 * time.Second
	maxForward = 120 * time.Second
)

// Guard watches a wall source against a monotonic one and trips on a jump. It is safe for concurrent use.
type Guard struct {
	mu      sync.Mutex
	wall    func() time.Time
	mono    func() time.Duration
	wall0   time.Time
	mono0   time.Duration
	tripped time.Duration // how far the source jumped; 0 when it did not
}

// NewGuard watches the machine's own clock.
func NewGuard() *Guard {
	start := time.Now()
	return Watch(func() time.Time { return time.Now().Round(0) }, func() time.Duration { return time.Since(start) })
}

// Watch makes a guard over two sources: the wall source and what has passed since any beginning, which never goes back.
func Watch(wall func() time.Time, mono func() time.Duration) *Guard {
	return &Guard{wall: wall, mono: mono, wall0: wall(), mono0: mono()}
}

// Check compares the two sources and reports how far the wall source has jumped, 0 when it may be trusted.
// A source that comes back by itself is trusted again: two sources then agree.
func (g *Guard) Check() time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	drift := g.wall().Sub(g.wall0) - (g.mono() - g.mono0)
	g.tripped = 0
	if drift < -maxBack || drift > maxForward {
		g.tripped = drift
	}
	return g.tripped
}

// Since compares the wall source with the last instant that was written down (heartbeat) and trips when it lies before it.
func (g *Guard) Since(last time.Time) time.Duration {
	if back := g.wall().Sub(last); back < -maxBack {
		return back
	}
	return 0
}

// Confirm is a supervisor's word that the wall source is right now; the comparison starts anew.
func (g *Guard) Confirm() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.wall0, g.mono0, g.tripped = g.wall(), g.mono(), 0
}
