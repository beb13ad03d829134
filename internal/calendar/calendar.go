package calendar

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
)

// Kind says why a date works or not.
type Kind uint8

// The kinds of date. Those up to MakeUp come from a notice or the week, Statutory is an estimate.
const (
	Weekday   Kind = iota // an ordinary Monday to Friday
	Weekend               // an ordinary Saturday or Sunday
	Holiday               // 放假, named by a notice
	MakeUp                // 调休上班, named by a notice
	Local                 // 地方节日, set by the region
	LocalWork             // a working day set by the region
	Statutory             // one of the 13 statutory days in a year whose notice is not loaded
)

var kindNames = [...]string{"weekday", "weekend", "holiday", "make_up", "local_holiday", "local_workday", "statutory"}

// String is the stable name of the kind.
func (k Kind) String() string { return kindNames[k] }

// Works says whether a date of this kind is a working day.
func (k Kind) Works() bool { return k == Weekday || k == MakeUp || k == LocalWork }

// Off says whether a date of this kind is a holiday (法定休假日 in the narrow sense, without ordinary weekends).
func (k Kind) Off() bool { return k == Holiday || k == Local || k == Statutory }

// Entry is one date that a notice or a region names.
type Entry struct {
	Date Date   `json:"date"`
	Work bool   `json:"work"` // true: make-up working day; false: day off
	Name string `json:"name"` // as the notice writes it
}

// Day is what the calendar says about one date.
type Day struct {
	Kind Kind
	Name string // name from the notice; for Statutory the code of the festival, e.g. "spring_festival"
}

// Notice is the source of a year's days off (国务院办公厅 …部分节假日安排的通知). Number stays empty while nobody
// has seen it; it is never made up.
type Notice struct {
	Year       int    `json:"year"`
	Title      string `json:"title"`
	Number     string `json:"number,omitempty"`
	Issued     string `json:"issued,omitempty"` // yyyy-mm-dd
	ImportedBy string `json:"imported_by"`
}

// Calendar knows official days off and make-up days, which years they cover, and the region overlay. It is immutable;
// the With methods return a changed copy with another version.
type Calendar struct {
	official map[Date]Entry
	notices  map[int][]Notice
	region   string
	overlay  map[Date]Entry
	version  string
}

// New builds a calendar from the entries of notices.
func New(entries []Entry, notices []Notice) (*Calendar, error) {
	c := &Calendar{official: map[Date]Entry{}, notices: map[int][]Notice{}}
	for _, n := range notices {
		c.notices[n.Year] = append(c.notices[n.Year], n)
	}
	for _, e := range entries {
		if _, twice := c.official[e.Date]; twice {
			return nil, fmt.Errorf("%s stands twice in the calendar", e.Date)
		}
		c.official[e.Date] = e
	}
	c.version = c.digest()
	return c, nil
}

// WithYear loads one more notice, or a later one for the same year; its entries replace earlier ones of their date.
// An entry of the previous December is kept with the notice that names it.
func (c *Calendar) WithYear(n Notice, entries []Entry) *Calendar {
	out := c.clone()
	out.notices[n.Year] = append(slices.Clone(out.notices[n.Year]), n)
	for _, e := range entries {
		out.official[e.Date] = e
	}
	out.version = out.digest()
	return out
}

// WithRegion lays the local holidays of a region over the national ones (全国年节及纪念日放假办法 4).
func (c *Calendar) WithRegion(region string, entries []Entry) *Calendar {
	out := c.clone()
	out.region, out.overlay = region, map[Date]Entry{}
	for _, e := range entries {
		out.overlay[e.Date] = e
	}
	out.version = out.digest()
	return out
}

func (c *Calendar) clone() *Calendar {
	out := *c
	out.official, out.notices, out.overlay = maps.Clone(c.official), maps.Clone(c.notices), maps.Clone(c.overlay)
	return &out
}

// Day says what a date is. The region has the last word, then the notice, then the week; where no notice covers the
// year, the statutory days are estimated.
func (c *Calendar) Day(d Date) Day {
	if e, ok := c.overlay[d]; ok {
		return Day{either(e.Work, LocalWork, Local), e.Name}
	}
	if e, ok := c.official[d]; ok {
		return Day{either(e.Work, MakeUp, Holiday), e.Name}
	}
	if !c.Loaded(d.Year()) {
		if name := statutoryDay(d); name != "" {
			return Day{Statutory, name}
		}
	}
	return Day{Kind: either(d.Weekend(), Weekend, Weekday)}
}

// Loaded says whether a notice for the year has been loaded.
func (c *Calendar) Loaded(year int) bool { return len(c.notices[year]) > 0 }

// Settled says whether a date can still be changed by a notice that is missing. What moves days in December is the
// next year's notice (2018-12-29, 2022-12-31); no statutory day falls in December.
func (c *Calendar) Settled(d Date) bool { return c.Loaded(NoticeYear(d)) }

// Notices are the sources of a year, oldest first.
func (c *Calendar) Notices(year int) []Notice { return slices.Clone(c.notices[year]) }

// Years are the loaded years in order.
func (c *Calendar) Years() []int { return slices.Sorted(maps.Keys(c.notices)) }

// Region names the overlay, or is empty.
func (c *Calendar) Region() string { return c.region }

// Version identifies the content: equal calendars have equal versions on every machine.
func (c *Calendar) Version() string { return c.version }

// Entries are the official entries in order of date.
func (c *Calendar) Entries() []Entry { return sorted(c.official) }

// Overlay are the region's entries in order of date.
func (c *Calendar) Overlay() []Entry { return sorted(c.overlay) }

// WorkingDays counts the working days of a year.
func (c *Calendar) WorkingDays(year int) int {
	n := 0
	for d := NewDate(year, 1, 1); d < NewDate(year+1, 1, 1); d++ {
		if c.Day(d).Kind.Works() {
			n++
		}
	}
	return n
}

func (c *Calendar) digest() string {
	h := sha256.New()
	for _, y := range c.Years() {
		fmt.Fprintln(h, "year", y)
	}
	for _, e := range c.Entries() {
		fmt.Fprintln(h, e.Date, e.Work, e.Name)
	}
	fmt.Fprintln(h, "region", c.region)
	for _, e := range c.Overlay() {
		fmt.Fprintln(h, e.Date, e.Work, e.Name)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

func sorted(m map[Date]Entry) []Entry {
	return slices.SortedFunc(maps.Values(m), func(a, b Entry) int { return cmp.Compare(a.Date, b.Date) })
}

func either[T any](cond bool, yes, no T) T {
	if cond {
		return yes
	}
	return no
}
