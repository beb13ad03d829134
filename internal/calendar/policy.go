package calendar

import "fmt"

// AfterHours says on which day a limit starts that was handed in outside office hours.
type AfterHours uint8

// WeekendRoll says whether a last day on a weekend moves as one on a holiday does.
type WeekendRoll uint8

// LastDay says when the last day ends.
type LastDay uint8

// Boundary says what happens to the days on which an exclusion begins and ends in mid-day.
type Boundary uint8

// HourKind says whether hour limits run in office hours only.
type HourKind uint8

// The first value of each group is the default: the choice that is safe for the citizen.
const (
	SameDay     AfterHours = iota // same_day: the day of receipt (电子签名法 11)
	NextWorkday                   // next_workday: the next working day
)

// Rolling of a last day that falls on a weekend.
const (
	RollWeekends WeekendRoll = iota // roll
	KeepWeekends                    // keep: only holidays roll
)

// End of the last day.
const (
	OfficeClose LastDay = iota // office_close: the close of business (民法典 203)
	Midnight                   // midnight: 24:00, for the citizen's own online filings
)

// Days on which an exclusion begins or ends.
const (
	WholeBoundary Boundary = iota // both: both boundary days are excluded
	FullDaysOnly                  // full_days: a day counts unless it is excluded from 0:00 to 24:00
)

// Running of hour limits.
const (
	OfficeHours HourKind = iota // office
	ClockHours                  // clock (民法典 201)
)

// Policy holds the choices that the law leaves open. The zero Policy is the default.
type Policy struct {
	AfterHours  AfterHours  `json:"after_hours" yaml:"after_hours"`
	WeekendRoll WeekendRoll `json:"weekend_roll" yaml:"weekend_roll"`
	LastDay     LastDay     `json:"last_day" yaml:"last_day"`
	Boundary    Boundary    `json:"suspension_boundary" yaml:"suspension_boundary"`
	Hours       HourKind    `json:"hours" yaml:"hours"`
}

func (v AfterHours) String() string  { return [...]string{"same_day", "next_workday"}[v] }
func (v WeekendRoll) String() string { return [...]string{"roll", "keep"}[v] }
func (v LastDay) String() string     { return [...]string{"office_close", "midnight"}[v] }
func (v Boundary) String() string    { return [...]string{"both", "full_days"}[v] }
func (v HourKind) String() string    { return [...]string{"office", "clock"}[v] }

// MarshalText writes the stable name.
func (v AfterHours) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// MarshalText writes the stable name.
func (v WeekendRoll) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// MarshalText writes the stable name.
func (v LastDay) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// MarshalText writes the stable name.
func (v Boundary) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// MarshalText writes the stable name.
func (v HourKind) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the stable name; an empty one is the default.
func (v *AfterHours) UnmarshalText(b []byte) error { return choose(v, b, SameDay, NextWorkday) }

// UnmarshalText reads the stable name; an empty one is the default.
func (v *WeekendRoll) UnmarshalText(b []byte) error { return choose(v, b, RollWeekends, KeepWeekends) }

// UnmarshalText reads the stable name; an empty one is the default.
func (v *LastDay) UnmarshalText(b []byte) error { return choose(v, b, OfficeClose, Midnight) }

// UnmarshalText reads the stable name; an empty one is the default.
func (v *Boundary) UnmarshalText(b []byte) error { return choose(v, b, WholeBoundary, FullDaysOnly) }

// UnmarshalText reads the stable name; an empty one is the default.
func (v *HourKind) UnmarshalText(b []byte) error { return choose(v, b, OfficeHours, ClockHours) }

func choose[T fmt.Stringer](v *T, b []byte, first, second T) error {
	switch string(b) {
	case first.String(), "":
		*v = first
	case second.String():
		*v = second
	default:
		return fmt.Errorf("%q is neither %s nor %s", b, first, second)
	}
	return nil
}
