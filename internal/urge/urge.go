package urge

import (
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/casework"
)

// Urging is one time that an applicant pressed for a case.
type Urging struct {
	ID   string
	Hall string
	Case string
	N    int           // counts the urgings of the case, from 1
	Day  calendar.Date // the working day on which it counts
	At   time.Time
}

// May tells whether a case is one for which somebody inside must act: not while it waits for the applicant, not once the result can
// be collected, not after its end.
func May(c *casework.Case) bool {
	switch c.State {
	case casework.Received, casework.Accepted:
		return true
	case casework.Decided:
		return c.Ready.IsZero()
	}
	return false
}

// DayOf is the working day on which an urging counts.
func DayOf(v *calendar.View, now time.Time) calendar.Date {
	d := calendar.DateOf(now)
	if v.IsWorkingDay(d) {
		return d
	}
	return v.NextWorkingDay(d)
}

// next is the urging that follows the earlier ones of a case; refused where the case needs none or had one that day.
func next(c *casework.Case, earlier []Urging, v *calendar.View, now time.Time) (Urging, error) {
	if !May(c) {
		return Urging{}, errState(c)
	}
	day := DayOf(v, now)
	for _, u := range earlier {
		if u.Day == day {
			return Urging{}, ErrToday
		}
	}
	return Urging{Hall: c.Hall, Case: c.ID, N: len(earlier) + 1, Day: day, At: now}, nil
}
