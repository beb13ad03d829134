package clock

import (
	"testing"
	"time"
)

func TestGuardTripsOnJumpsAndOnlyOnJumps(t *testing.T) {
	wall, mono := time.Unix(1_000_000, 0), time.Duration(0)
	g := Watch(func() time.Time { return wall }, func() time.Duration { return mono })
	steps := []struct {
		name       string
		wall, mono time.Duration
		trips      bool
	}{
		{"an hour passes on both", time.Hour, time.Hour, false},
		{"one second back is drift", 0, time.Second, false},
		{"an hour back", -time.Hour, 0, true},
		{"it comes back by itself", time.Hour, 0, false},
		{"a day forward", 24 * time.Hour, 0, true},
	}
	for _, s := range steps {
		wall, mono = wall.Add(s.wall), mono+s.mono
		if got := g.Check() != 0; got != s.trips {
			t.Fatalf("%s: tripped %v, want %v", s.name, got, s.trips)
		}
	}
	g.Confirm()
	if g.Check() != 0 {
		t.Fatal("a confirmed source is trusted")
	}
	if g.Since(wall.Add(time.Minute)) == 0 {
		t.Fatal("a source before the last heartbeat is not trusted")
	}
}
