package calendar

import (
	"math"
	"sort"
	"time"
)

// View is a calendar, a hall's timetable and a policy compiled into tables over a span of years. Build one for each
// hall and policy and keep it: it never changes and any number of goroutines may use it.
type View struct {
	cal    *Calendar
	hall   Hall
	policy Policy

	base  int64    // unix seconds of the midnight that begins cells[0]
	first Date     // the date of cells[0]
	cells []cell   // one a date
	nth   []ending // nth[k] is the k-th working day of the span; nth[0] stands before the first
	clock []office // office time, one a date
}

// cell holds what the hot path asks about a date; places are indexes into View.cells.
type cell struct {
	ord    int32 // working days from the first date up to and including this one
	unsure int32 // first place at or after this one that a missing notice may still change
	roll   int32 // first place at or after this one on which a rolling limit may end
	close  int32 // close of business, seconds after midnight, also for days off
}

type ending struct {
	place int32
	due   time.Time
}

// office is the office time of a date in microseconds.
type office struct {
	sessions Sessions // of the timetable, also for days off
	before   int64    // office time of all dates before this one
	works    bool
}

// Span of a default view: history as far as the notices go, and room for the longest limits.
const (
	yearsBefore = 1
	yearsAfter  = 4
)

// NewView compiles a calendar for a hall. Outside the loaded years and some years around them the view still answers,
// only slower.
func NewView(c *Calendar, h Hall, p Policy) *View {
	years := c.Years()
	if len(years) == 0 {
		return &View{cal: c, hall: h, policy: p}
	}
	return NewViewOf(c, h, p, years[0]-yearsBefore, years[len(years)-1]+yearsAfter)
}

// NewViewOf compiles the years from first to last, both included.
func NewViewOf(c *Calendar, h Hall, p Policy, first, last int) *View {
	v := &View{cal: c, hall: h, policy: p, first: NewDate(first, 1, 1)}
	v.base = v.first.Start().Unix()
	n := int(NewDate(last+1, 1, 1) - v.first)
	v.cells, v.clock = make([]cell, n), make([]office, n)
	v.nth = append(make([]ending, 0, n), ending{place: -1})
	var before int64
	for i := range v.cells {
		before = v.compileDay(i, before)
	}
	v.compileNext()
	return v
}

func (v *View) compileDay(i int, before int64) int64 {
	d := v.first + Date(i)
	hours := v.hall.hoursOn(d)
	v.clock[i] = office{sessions: hours, before: before, works: v.cal.Day(d).Kind.Works()}
	if v.clock[i].works {
		v.nth = append(v.nth, ending{place: int32(i), due: v.end(d)})
		before += v.clock[i].within(math.MaxInt64)
	}
	v.cells[i] = cell{ord: int32(len(v.nth) - 1), close: int32(hours.close()) * 60}
	return before
}

// compileNext fills from the back what each date says about later ones. Beyond the table nothing is settled.
func (v *View) compileNext() {
	n := len(v.cells)
	unsure, roll := int32(n), int32(n)
	for i := n - 1; i >= 0; i-- {
		d := v.first + Date(i)
		if !v.cal.Settled(d) {
			unsure = int32(i)
		}
		if !v.blocked(d) {
			roll = int32(i)
		}
		v.cells[i].unsure, v.cells[i].roll = unsure, roll
	}
}

// Calendar is the calendar behind the view.
func (v *View) Calendar() *Calendar { return v.cal }

// Hall is the hall behind the view.
func (v *View) Hall() Hall { return v.hall }

// Policy holds the choices behind the view.
func (v *View) Policy() Policy { return v.policy }

// Version identifies calendar and choices; it is stored with each clock.
func (v *View) Version() string { return v.cal.Version() }

// IsWorkingDay says whether a date is a working day.
func (v *View) IsWorkingDay(d Date) bool {
	if i := int(d - v.first); i >= 0 && i < len(v.clock) {
		return v.clock[i].works
	}
	return v.cal.Day(d).Kind.Works()
}

// WorkingDaysBetween counts the working days after one date up to and including another; negative when to is earlier.
func (v *View) WorkingDaysBetween(from, to Date) int {
	if to < from {
		return -v.WorkingDaysBetween(to, from)
	}
	i, j := int(from-v.first), int(to-v.first)
	if i >= 0 && j < len(v.cells) {
		return int(v.cells[j].ord - v.cells[i].ord)
	}
	n := 0
	for d := from + 1; d <= to; d++ {
		if v.IsWorkingDay(d) {
			n++
		}
	}
	return n
}

// NextWorkingDay is the first working day after a date.
func (v *View) NextWorkingDay(d Date) Date {
	for d++; !v.IsWorkingDay(d); d++ {
	}
	return d
}

// end is the instant at which a limit ends that ends on the date: the close of that date's timetable, or midnight.
func (v *View) end(d Date) time.Time {
	if v.policy.LastDay == Midnight {
		return d.At(24 * 60)
	}
	return d.At(v.HoursOn(d).close())
}

// blocked says whether a rolling limit may not end on the date.
func (v *View) blocked(d Date) bool {
	kind := v.cal.Day(d).Kind
	if v.policy.WeekendRoll == KeepWeekends {
		return kind.Off()
	}
	return !kind.Works()
}

// place is the index of an instant's date, or a number beyond the table.
func (v *View) place(t time.Time) uint64 {
	return uint64(t.Unix()-v.base) / daySeconds
}

const microsPerMinute = 60_000_000

// within is the office time of the date before a time of day, both in microseconds.
func (o *office) within(tod int64) int64 {
	var sum int64
	for _, s := range o.sessions {
		open, shut := int64(s.Open)*microsPerMinute, int64(s.Close)*microsPerMinute
		sum += max(0, min(tod, shut)-open)
	}
	return sum
}

// at is the time of day when so much office time of the date has passed.
func (o *office) at(used int64) int64 {
	for _, s := range o.sessions {
		open, long := int64(s.Open)*microsPerMinute, int64(s.Close-s.Open)*microsPerMinute
		if used <= long {
			return open + used
		}
		used -= long
	}
	return int64(o.sessions.close()) * microsPerMinute
}

// officeTime is the office time from the beginning of the table to an instant.
func (v *View) officeTime(t time.Time) (int64, bool) {
	i := v.place(t)
	if i >= uint64(len(v.clock)) {
		return 0, false
	}
	o := &v.clock[i]
	if !o.works {
		return o.before, true
	}
	return o.before + o.within(t.UnixMicro()-(v.base+int64(i)*daySeconds)*1e6), true
}

// officeInstant is the first instant at which so much office time has passed.
func (v *View) officeInstant(sum int64) (place int, at time.Time, ok bool) {
	k := sort.Search(len(v.nth)-1, func(k int) bool { return v.endOfOffice(k+1) >= sum }) + 1
	if k >= len(v.nth) {
		return 0, time.Time{}, false
	}
	place = int(v.nth[k].place)
	o := &v.clock[place]
	micros := (v.base+int64(place)*daySeconds)*1e6 + o.at(sum-o.before)
	return place, time.UnixMicro(micros).In(Zone), true
}

func (v *View) endOfOffice(k int) int64 {
	o := &v.clock[v.nth[k].place]
	return o.before + o.within(math.MaxInt64)
}
