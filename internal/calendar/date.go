package calendar

import (
	"fmt"
	"time"

	"yichuang/internal/clock"
)

// Zone is Beijing time (UTC+08:00). China has had no daylight saving since 1991, so a fixed zone is exact for
// every date this program handles and needs no zone database on the machine.
var Zone = clock.Zone

const (
	zoneSeconds = 8 * 3600
	daySeconds  = 86400
)

// Date is a Beijing calendar date, counted in days since 1970-01-01.
type Date int32

// DateOf is the Beijing date of an instant.
func DateOf(t time.Time) Date { return dateOfUnix(t.Unix()) }

func dateOfUnix(sec int64) Date {
	sec += zoneSeconds
	if sec < 0 {
		sec -= daySeconds - 1
	}
	return Date(sec / daySeconds)
}

// NewDate builds a date; values outside their range are normalised as time.Date does.
func NewDate(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / daySeconds)
}

// ParseDate reads yyyy-mm-dd.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("date %q is not yyyy-mm-dd", s)
	}
	return Date(t.Unix() / daySeconds), nil
}

// Start is the midnight with which the date begins.
func (d Date) Start() time.Time { return d.At(0) }

// At is the instant m minutes after midnight; 24*60 is the end of the day.
func (d Date) At(m Minute) time.Time {
	return time.Unix(int64(d)*daySeconds-zoneSeconds+int64(m)*60, 0).In(Zone)
}

// Date splits the date in year, month and day.
func (d Date) Date() (year int, month time.Month, day int) { return d.utc().Date() }

// Year is the calendar year of the date.
func (d Date) Year() int { return d.utc().Year() }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Weekend says whether the date is a Saturday or Sunday.
func (d Date) Weekend() bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}

// AddMonths is the corresponding day n months later, or that month's end where there is none (民法典 202).
func (d Date) AddMonths(n int) Date {
	y, m, day := d.Date()
	first := NewDate(y, m+time.Month(n), 1)
	last := NewDate(y, m+time.Month(n)+1, 1) - 1
	return min(first+Date(day-1), last)
}

// String writes yyyy-mm-dd.
func (d Date) String() string { return d.utc().Format(time.DateOnly) }

// MarshalText writes yyyy-mm-dd.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads yyyy-mm-dd.
func (d *Date) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDate(string(b))
	return err
}

func (d Date) utc() time.Time { return time.Unix(int64(d)*daySeconds, 0).UTC() }
