package clock

import (
	"sync"
	"time"
)

// Clock gives the present instant. Implementations are safe for concurrent use.
type Clock interface {
	Now() time.Time
}

// Zone is Beijing time (UTC+8, no summer time since 1991), the zone of every hall.
var Zone = time.FixedZone("CST", 8*3600)

// System is the machine's clock.
type System struct{}

// Now reads the machine's clock.
func (System) Now() time.Time { return time.Now() }

// Manual stands still until it is moved: for tests and for making the demo's history.
type Manual struct {
	mu sync.Mutex
	t  time.Time
}

// NewManual starts a manual clock at t.
func NewManual(t time.Time) *Manual { return &Manual{t: t} }

// Now is the instant it was last set to.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.t
}

// Set moves the clock to t.
func (m *Manual) Set(t time.Time) {
	m.mu.Lock()
	m.t = t
	m.mu.Unlock()
}

// Advance moves the clock forward by d and returns the new instant.
func (m *Manual) Advance(d time.Duration) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.t = m.t.Add(d)
	return m.t
}

// Moving runs at the speed of the machine from a start of its own: the demo's clock (decision 1).
type Moving struct {
	mu     sync.Mutex
	origin time.Time // on this clock
	since  time.Time // on the machine
}

// NewMoving starts a moving clock at t.
func NewMoving(t time.Time) *Moving { return &Moving{origin: t, since: time.Now()} }

// Now is the start plus what has passed on the machine since.
func (m *Moving) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.origin.Add(time.Since(m.since))
}

// Set lets the clock go on from t.
func (m *Moving) Set(t time.Time) {
	m.mu.Lock()
	m.origin, m.since = t, time.Now()
	m.mu.Unlock()
}

// Stopwatch measures real elapsed time, for logs and benchmarks only.
func Stopwatch() func() time.Duration {
	start := time.Now()
	return func() time.Duration { return time.Since(start) }
}
