package calendar

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Exclusion is time that does not count towards a limit: a special procedure (特别程序, 行政许可法 45) or a measured
// outage. It is half-open, [From, To); a zero To means that it has not ended. Where dates are meant, From is the
// midnight before the first day and To the midnight after the last, so nothing is lost by keeping instants only.
// For limits counted in days both boundary days are excluded, unless the policy counts full days only.
type Exclusion struct {
	From, To time.Time
	Ground   string // code of the legal ground, e.g. "appraisal"; shown by Explain
}

// Days excludes whole days, both ends included.
func Days(from, to Date, ground string) Exclusion {
	return Exclusion{From: from.Start(), To: (to + 1).Start(), Ground: ground}
}

// Since excludes everything from a date on, until somebody ends it.
func Since(from Date, ground string) Exclusion {
	return Exclusion{From: from.Start(), Ground: ground}
}

// Open says whether the exclusion has no end yet.
func (e Exclusion) Open() bool { return e.To.IsZero() }

// Check refuses an exclusion that ends before it begins.
func (e Exclusion) Check() error {
	if e.From.IsZero() {
		return fmt.Errorf("exclusion has no beginning")
	}
	if !e.Open() && e.To.Before(e.From) {
		return fmt.Errorf("exclusion ends before it begins")
	}
	return nil
}

// ParseExclusion reads FROM..TO; each end is a date or an RFC 3339 instant, an empty TO means open. A TO written
// as a date is the last excluded day.
func ParseExclusion(s string) (Exclusion, error) {
	from, to, found := strings.Cut(s, "..")
	if !found {
		return Exclusion{}, fmt.Errorf("%q is not FROM..TO", s)
	}
	return exclusionOf(strings.TrimSpace(from), strings.TrimSpace(to), "")
}

func exclusionOf(from, to, ground string) (Exclusion, error) {
	e := Exclusion{Ground: ground}
	var err error
	if e.From, err = parseEnd(from, 0); err != nil {
		return e, err
	}
	if to != "" {
		if e.To, err = parseEnd(to, 1); err != nil {
			return e, err
		}
	}
	return e, e.Check()
}

// parseEnd reads a date, moved by so many days, or an instant.
func parseEnd(s string, days Date) (time.Time, error) {
	if d, err := ParseDate(s); err == nil {
		return (d + days).Start(), nil
	}
	return ParseInstant(s)
}

// ParseInstant reads an RFC 3339 instant; without an offset it is Beijing time.
func ParseInstant(s string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return t.In(Zone), nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, s, Zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is neither a date nor an instant such as 2026-09-18T10:00:00+08:00", s)
}

type exclusionJSON struct {
	From   string  `json:"from"`
	To     *string `json:"to"`
	Ground string  `json:"ground,omitempty"`
}

// MarshalJSON writes dates where both ends are midnights and instants elsewhere; an open end is null.
func (e Exclusion) MarshalJSON() ([]byte, error) {
	out := exclusionJSON{From: e.From.In(Zone).Format(time.RFC3339Nano), Ground: e.Ground}
	whole := midnight(e.From) && (e.Open() || midnight(e.To) && e.To.After(e.From))
	if whole {
		out.From = DateOf(e.From).String()
	}
	if !e.Open() {
		to := e.To.In(Zone).Format(time.RFC3339Nano)
		if whole {
			to = (DateOf(e.To) - 1).String()
		}
		out.To = &to
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads {"from":…,"to":…} with dates (last day included), instants, or null for no end yet.
func (e *Exclusion) UnmarshalJSON(b []byte) error {
	var in exclusionJSON
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	to := ""
	if in.To != nil {
		if to = *in.To; to == "" {
			return fmt.Errorf("exclusion has an empty end; write null for one that is still open")
		}
	}
	x, err := exclusionOf(in.From, to, in.Ground)
	*e = x
	return err
}

func midnight(t time.Time) bool { return t.Equal(DateOf(t).Start()) }
