package calendar

import (
	"slices"
	"time"
)

// Naive computes a due date in the plainest way, one date and one minute-free interval at a time, sharing nothing with
// the engine but the calendar's answer about a date. verify compares every stored clock with it, tests compare Due and
// Explain with it.
func Naive(c *Calendar, h Hall, p Policy, start time.Time, l Limit, ex []Exclusion) Result {
	n := naive{c, h, p, ex}
	var due time.Time
	switch {
	case l.N == 0:
		d := DateOf(start)
		for !n.works(d) || n.gone(d) || !start.Before(n.over(d)) {
			if n.goneForEver(d) {
				return Result{Suspended: true}
			}
			d++
		}
		due = n.over(d)
	case l.Unit == Hours:
		t, ok := n.hours(start, time.Duration(l.N)*time.Hour)
		if !ok {
			return Result{Suspended: true}
		}
		due = t
		if p.Hours == ClockHours {
			return Result{Due: due}
		}
	default:
		d, ok := n.lastDate(n.startDate(start), l)
		if !ok {
			return Result{Suspended: true}
		}
		due = n.over(d)
	}
	return Result{Due: due, Provisional: n.provisional(start, due)}
}

type naive struct {
	c  *Calendar
	h  Hall
	p  Policy
	ex []Exclusion
}

func (n naive) works(d Date) bool { return n.c.Day(d).Kind.Works() }

func (n naive) over(d Date) time.Time {
	if n.p.LastDay == Midnight {
		return (d + 1).Start()
	}
	hours := n.h.hoursOn(d)
	return d.Start().Add(time.Duration(hours[len(hours)-1].Close) * time.Minute)
}

// gone says whether exclusions take the date away: any touch does, or only a whole day, by policy.
func (n naive) gone(d Date) bool {
	dayStart, dayEnd := d.Start(), (d + 1).Start()
	for _, e := range n.ex {
		if !e.Open() && !e.From.Before(e.To) {
			continue
		}
		touches := e.From.Before(dayEnd) && (e.Open() || e.To.After(dayStart))
		covers := !e.From.After(dayStart) && (e.Open() || !e.To.Before(dayEnd))
		if covers || touches && n.p.Boundary == WholeBoundary {
			return true
		}
	}
	return false
}

func (n naive) goneForEver(d Date) bool {
	return slices.ContainsFunc(n.ex, func(e Exclusion) bool {
		limit := d.Start()
		if n.p.Boundary == WholeBoundary {
			limit = (d + 1).Start().Add(-1)
		}
		return e.Open() && !e.From.After(limit)
	})
}

func (n naive) startDate(start time.Time) Date {
	d := DateOf(start)
	hours := n.h.hoursOn(d)
	closed := d.Start().Add(time.Duration(hours[len(hours)-1].Close) * time.Minute)
	if n.p.AfterHours == SameDay || n.works(d) && start.Before(closed) {
		return d
	}
	for d++; !n.works(d); d++ {
	}
	return d
}

func (n naive) lastDate(start Date, l Limit) (Date, bool) {
	need := l.N
	if l.Unit == Months {
		need = int(start.AddMonths(l.N) - start)
	}
	d := start
	for need > 0 {
		d++
		if n.goneForEver(d) {
			return 0, false
		}
		if !n.gone(d) && (l.Unit != WorkingDays || n.works(d)) {
			need--
		}
	}
	if l.Unit == WorkingDays {
		return d, true
	}
	for n.gone(d) || n.mayNotEnd(d) {
		if n.goneForEver(d) {
			return 0, false
		}
		d++
	}
	return d, true
}

func (n naive) mayNotEnd(d Date) bool {
	if n.p.WeekendRoll == KeepWeekends {
		return n.c.Day(d).Kind.Off()
	}
	return !n.works(d)
}

// hours cuts each stretch of time at every end of an exclusion and spends the pieces that none covers.
func (n naive) hours(start time.Time, left time.Duration) (time.Time, bool) {
	for d := DateOf(start); ; d++ {
		for _, s := range n.open(d) {
			cuts := []time.Time{s[0], s[1], start}
			for _, e := range n.ex {
				cuts = append(cuts, e.From, e.To)
			}
			slices.SortFunc(cuts, time.Time.Compare)
			for i := 0; i+1 < len(cuts); i++ {
				a, b := cuts[i], cuts[i+1]
				if a.Before(s[0]) || b.After(s[1]) || a.Before(start) || !a.Before(b) {
					continue
				}
				if out, ever := n.out(a); ever {
					return time.Time{}, false
				} else if out {
					continue
				}
				if b.Sub(a) >= left {
					return a.Add(left).In(Zone), true
				}
				left -= b.Sub(a)
			}
		}
		if _, ever := n.out(later(d.Start(), start)); ever {
			return time.Time{}, false
		}
	}
}

func (n naive) open(d Date) [][2]time.Time {
	if n.p.Hours == ClockHours {
		return [][2]time.Time{{d.Start(), (d + 1).Start()}}
	}
	if !n.works(d) {
		return nil
	}
	var out [][2]time.Time
	for _, s := range n.h.hoursOn(d) {
		out = append(out, [2]time.Time{d.At(s.Open), d.At(s.Close)})
	}
	return out
}

func (n naive) out(t time.Time) (excluded, forEver bool) {
	for _, e := range n.ex {
		if !e.From.After(t) && (e.Open() || e.To.After(t)) {
			excluded, forEver = true, forEver || e.Open()
		}
	}
	return excluded, forEver
}

func (n naive) provisional(start, due time.Time) bool {
	last := due
	if n.p.LastDay == Midnight {
		last = due.Add(-time.Nanosecond)
	}
	for d := DateOf(start); d <= DateOf(last); d++ {
		year, month, _ := d.Date()
		if month == time.December && !n.c.Loaded(year+1) || month != time.December && !n.c.Loaded(year) {
			return true
		}
	}
	return false
}
