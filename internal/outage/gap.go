package outage

import "time"

// Settings are the figures of the measuring.
type Settings struct {
	Beat  time.Duration // between two heartbeats
	Still time.Duration // a longer stretch without any act is a gap
	Least int           // minutes of office time that a gap takes at least, since a day that an outage touches is taken out whole
	Look  time.Duration // how far back gaps are looked for
}

// Defaults are a heartbeat a minute, and half an hour of office time for what moves a promise.
var Defaults = Settings{Beat: time.Minute, Still: 3 * time.Minute, Least: 30, Look: 14 * 24 * time.Hour}

// due tells whether the next heartbeat is due; a clock that went back is no reason to fall silent.
func (s Settings) due(last, now time.Time) bool { return now.Sub(last).Abs() >= s.Beat }

// Gap is a stretch in which nothing at all was written down while heartbeats were due: from the last act before to the first act after.
type Gap struct {
	From, To time.Time
	Before   string // act id
	After    string // act id
	Office   int    // minutes of office time in it
}

// Check tells whether an outage of a hall can rest on the gap.
func (g Gap) Check(s Settings) error {
	switch {
	case g.To.Sub(g.From) <= s.Still:
		return ErrNoGap
	case g.Office < s.Least:
		return errShort(g.Office, s.Least)
	}
	return nil
}

// Span is a stretch for which a window was away, as the window's own record has it.
type Span struct {
	Window   string
	No       string
	From, To time.Time
	Reason   string
}

// Check tells whether an outage of the window can rest on the record: it is over, and it lasted.
func (x Span) Check(s Settings) error {
	if x.To.IsZero() || x.To.Sub(x.From) <= s.Still {
		return ErrNoRecord
	}
	return nil
}
