package calendar

import (
	"fmt"
)

// Unit says in what a limit counts. It is a property of each rule, never of the hall: 日 means working days in
// 行政许可法 82 and calendar days in 行政复议法 88.
type Unit uint8

// The units of a limit. The zero Unit is unset and invalid.
const (
	WorkingDays Unit = 1 + iota // 工作日
	NaturalDays                 // 自然日
	Months                      // 月
	Hours                       // 小时, office hours unless the policy says clock hours
)

var unitNames = [...]string{WorkingDays: "working_days", NaturalDays: "natural_days", Months: "months", Hours: "hours"}

// ParseUnit reads working_days, natural_days, months or hours.
func ParseUnit(s string) (Unit, error) {
	for u, name := range unitNames {
		if name == s && u != 0 {
			return Unit(u), nil
		}
	}
	return 0, fmt.Errorf("unit %q is none of working_days, natural_days, months, hours", s)
}

// String is the stable name of the unit.
func (u Unit) String() string {
	if int(u) < len(unitNames) {
		return unitNames[u]
	}
	return fmt.Sprintf("unit(%d)", u)
}

// MarshalText writes the stable name.
func (u Unit) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// UnmarshalText reads the stable name.
func (u *Unit) UnmarshalText(b []byte) (err error) {
	*u, err = ParseUnit(string(b))
	return err
}

// MaxN bounds a limit: more than fifty years in working days is a typing mistake.
const MaxN = 20000

// Limit is N units of time from a start. N = 0 means at once (即办): by the close of the day of receipt if that is a
// working day and not yet closed, else by the close of the next working day, whatever the unit.
type Limit struct {
	N    int  `json:"n" yaml:"n"`
	Unit Unit `json:"unit" yaml:"unit"`
}

// Check says what is wrong with the limit, or nil.
func (l Limit) Check() error {
	if l.N < 0 || l.N > MaxN {
		return fmt.Errorf("limit %d is not between 0 and %d", l.N, MaxN)
	}
	if l.Unit < WorkingDays || l.Unit > Hours {
		return fmt.Errorf("limit has no unit")
	}
	return nil
}

// String writes the limit for logs and errors, as "10 working_days".
func (l Limit) String() string { return fmt.Sprintf("%d %s", l.N, l.Unit) }
