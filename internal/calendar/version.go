package calendar

import (
	"maps"
	"time"
)

// NoticeYear is the year whose notice decides about a date: the date's own, for December the next one (2018-12-29 and 2022-12-31
// stand in the notices for 2019 and 2023; no statutory day falls in December).
func NoticeYear(d Date) int {
	year, month, _ := d.Date()
	if month == 12 {
		return year + 1
	}
	return year
}

// WithVersion puts a whole year's list in the place of every earlier one: what an earlier version named and this one does not is no
// longer named. WithYear adds to a year instead (国办发明电〔2020〕1号 added to the notice for 2020).
func (c *Calendar) WithVersion(n Notice, entries []Entry) *Calendar {
	out := c.clone()
	maps.DeleteFunc(out.official, func(d Date, _ Entry) bool { return NoticeYear(d) == n.Year })
	return out.WithYear(n, entries)
}

// WithOverlay lays a region's days of one year over the national ones, in the place of those it had in that year.
func (c *Calendar) WithOverlay(region string, year int, entries []Entry) *Calendar {
	kept := c.Overlay()
	out := make([]Entry, 0, len(kept)+len(entries))
	for _, e := range kept {
		if e.Date.Year() != year {
			out = append(out, e)
		}
	}
	return c.WithRegion(region, append(out, entries...))
}

// Urgency says how urgent a missing notice is.
type Urgency string

const (
	Calm   Urgency = ""     // nothing is missing yet
	Warned Urgency = "warn" // from 1 November
	Urgent Urgency = "over" // from 1 December: dates of December may already be wrong
)

// Missing says which year's notice is missing on a day and how urgent that is (CAL-1). The year itself comes before the next one.
func (c *Calendar) Missing(today Date) (year int, u Urgency) {
	year, month, _ := today.Date()
	switch {
	case !c.Loaded(year):
		return year, Urgent
	case c.Loaded(year+1) || month < 11:
		return 0, Calm
	case month == 11:
		return year + 1, Warned
	}
	return year + 1, Urgent
}

// Back is the instant so many working days before another one; a close of business becomes that day's close.
func (v *View) Back(t time.Time, days int) time.Time {
	from := DateOf(t)
	d := from
	for ; days > 0; days-- {
		for d--; !v.IsWorkingDay(d); d-- {
		}
	}
	switch {
	case d == from:
		return t
	case t.Equal(v.end(from)):
		return v.end(d)
	}
	return d.Start().Add(t.Sub(from.Start()))
}
