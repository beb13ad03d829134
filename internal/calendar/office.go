package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Minute is a time of day in minutes after midnight; 1440 is 24:00.
type Minute int32

// String writes hh:mm.
func (m Minute) String() string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

// MarshalText writes hh:mm.
func (m Minute) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads hh:mm.
func (m *Minute) UnmarshalText(b []byte) (err error) {
	*m, err = parseMinute(string(b))
	return err
}

func parseMinute(s string) (Minute, error) {
	hh, mm, found := strings.Cut(strings.TrimSpace(s), ":")
	h, err1 := strconv.Atoi(hh)
	m, err2 := strconv.Atoi(mm)
	if !found || len(mm) != 2 || err1 != nil || err2 != nil || h < 0 || m < 0 || m > 59 || h*60+m > 1440 {
		return 0, fmt.Errorf("%q is not a time of day hh:mm", s)
	}
	return Minute(h*60 + m), nil
}

// Session is one stretch of office hours, [Open, Close).
type Session struct {
	Open  Minute `json:"open" yaml:"open"`
	Close Minute `json:"close" yaml:"close"`
}

// Sessions are the office hours of a day, in order and apart from each other.
type Sessions []Session

// StandardHours are 09:00-12:00 and 13:00-17:00, the default of the rulebook.
func StandardHours() Sessions { return Sessions{{9 * 60, 12 * 60}, {13 * 60, 17 * 60}} }

// ParseSessions reads "09:00-12:00,13:00-17:00".
func ParseSessions(s string) (Sessions, error) {
	var out Sessions
	for part := range strings.SplitSeq(s, ",") {
		from, to, found := strings.Cut(part, "-")
		if !found {
			return nil, fmt.Errorf("office hours %q are not hh:mm-hh:mm", part)
		}
		open, err := parseMinute(from)
		if err != nil {
			return nil, err
		}
		shut, err := parseMinute(to)
		if err != nil {
			return nil, err
		}
		out = append(out, Session{open, shut})
	}
	return out, out.Check()
}

// Check refuses office hours that are empty, overlap or run backwards.
func (s Sessions) Check() error {
	if len(s) == 0 {
		return fmt.Errorf("office hours are empty")
	}
	last := Minute(0)
	for i, x := range s {
		if x.Close <= x.Open || i > 0 && x.Open < last {
			return fmt.Errorf("office hours %s are not in order", s)
		}
		last = x.Close
	}
	return nil
}

// String writes "09:00-12:00,13:00-17:00".
func (s Sessions) String() string {
	parts := make([]string, len(s))
	for i, x := range s {
		parts[i] = x.Open.String() + "-" + x.Close.String()
	}
	return strings.Join(parts, ",")
}

// MarshalText writes "09:00-12:00,13:00-17:00".
func (s Sessions) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads "09:00-12:00,13:00-17:00".
func (s *Sessions) UnmarshalText(b []byte) (err error) {
	*s, err = ParseSessions(string(b))
	return err
}

func (s Sessions) close() Minute { return s[len(s)-1].Close }

// Timetable is a set of office hours for a part of the year (夏季, 冬季作息). From and To are both included and
// written mm-dd for every year (05-01 to 09-30; a range may pass the new year) or yyyy-mm-dd for once.
type Timetable struct {
	From     string   `json:"from,omitempty" yaml:"from,omitempty"`
	To       string   `json:"to,omitempty" yaml:"to,omitempty"`
	Sessions Sessions `json:"hours" yaml:"hours"`
}

// covers compares text: both forms sort as the dates do.
func (t Timetable) covers(d Date) bool {
	if t.From == "" {
		return true
	}
	day := d.String()
	if len(t.From) == len("01-02") {
		day = day[5:]
	}
	if t.From <= t.To {
		return t.From <= day && day <= t.To
	}
	return day >= t.From || day <= t.To
}

func (t Timetable) check() error {
	if err := t.Sessions.Check(); err != nil {
		return err
	}
	if t.From == "" && t.To == "" {
		return nil
	}
	prefix := ""
	if len(t.From) == len("01-02") {
		prefix = "2024-" // a leap year, so that 02-29 may stand in a timetable
	}
	for _, s := range []string{t.From, t.To} {
		if _, err := time.Parse(time.DateOnly, prefix+s); err != nil || len(s) != len(t.From) {
			return fmt.Errorf("timetable %q to %q: both must be mm-dd or both yyyy-mm-dd", t.From, t.To)
		}
	}
	if prefix == "" && t.From > t.To {
		return fmt.Errorf("timetable %q to %q runs backwards", t.From, t.To)
	}
	return nil
}

// Closure shuts a hall for some time (停电, 装修). It changes opening, booking and tickets, never a statutory limit.
type Closure struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to"` // exclusive; zero while nobody knows when it ends
	Reason string    `json:"reason"`
}

// Hall is when a hall is open: the first timetable that covers a date holds, the last one must cover all.
type Hall struct {
	Timetables []Timetable `json:"office_hours" yaml:"office_hours"`
	Closures   []Closure   `json:"closures,omitempty" yaml:"-"`
}

// StandardHall is open at the default hours all year.
func StandardHall() Hall { return Hall{Timetables: []Timetable{{Sessions: StandardHours()}}} }

// Check says what is wrong with the hall's timetables, or nil.
func (h Hall) Check() error {
	for _, t := range h.Timetables {
		if err := t.check(); err != nil {
			return err
		}
	}
	if n := len(h.Timetables); n == 0 || h.Timetables[n-1].From != "" {
		return fmt.Errorf("the last timetable must hold all year (no from and to)")
	}
	return nil
}

// hoursOn are the hours the timetable gives for a date, should it be a working day.
func (h Hall) hoursOn(d Date) Sessions {
	for _, t := range h.Timetables {
		if t.covers(d) {
			return t.Sessions
		}
	}
	return StandardHours()
}
