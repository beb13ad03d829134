package calendar

import "time"

// Progress is how much of a limit has run. Days are counted by their date: today is among the elapsed ones, so Left is
// 0 on the last day. For hour limits all counts are minutes of office time.
type Progress struct {
	Total       int // of the limit; months count the calendar days up to the corresponding day
	Elapsed     int // never more than Total
	Left        int // from now to the due instant, 0 when late; while suspended what would still be owed
	WorkingLeft int // working days after today up to and including the due date, less excluded ones
}

// Progress tells how far a limit has run at an instant; r is what Due gave for it.
func (v *View) Progress(start time.Time, l Limit, ex []Exclusion, r Result, now time.Time) Progress {
	if l.Unit == Hours && l.N > 0 {
		return v.minutes(start, l, ex, r, now)
	}
	w := walker{v, start, l, ex, func(Step) {}}
	first := w.firstDay()
	p := Progress{Total: l.N}
	if l.Unit == Months {
		p.Total = int(first.AddMonths(l.N) - first)
	}
	p.Elapsed = min(p.Total, w.count(first, DateOf(now), l.Unit == WorkingDays))
	if r.Suspended {
		p.Left = p.Total - p.Elapsed
		return p
	}
	last := lastTouched(r.Due)
	p.Left = w.count(DateOf(now), last, l.Unit == WorkingDays)
	p.WorkingLeft = w.count(DateOf(now), last, true)
	return p
}

// count is the number of dates after from up to and including to that count towards the limit.
func (w *walker) count(from, to Date, working bool) int {
	if len(w.ex) == 0 && working {
		return max(0, w.WorkingDaysBetween(from, to))
	}
	n := 0
	for d := from + 1; d <= to; d++ {
		if (!working || w.IsWorkingDay(d)) && w.excludedOn(d) == nil {
			n++
		}
	}
	return n
}

func (v *View) minutes(start time.Time, l Limit, ex []Exclusion, r Result, now time.Time) Progress {
	p := Progress{Total: l.N * 60}
	p.Elapsed = min(p.Total, v.OfficeMinutes(start, now, ex))
	p.Left = p.Total - p.Elapsed
	if !r.Suspended {
		w := walker{v, start, l, ex, nil}
		p.WorkingLeft = w.count(DateOf(now), DateOf(r.Due), true)
	}
	return p
}

// OfficeMinutes is the office time between two instants that exclusions leave.
func (v *View) OfficeMinutes(from, to time.Time, ex []Exclusion) int {
	if len(ex) == 0 && v.policy.Hours == OfficeHours {
		if a, ok := v.officeTime(from); ok {
			if b, ok := v.officeTime(to); ok {
				return int(max(0, b-a) / microsPerMinute)
			}
		}
	}
	var gone []Closure
	for _, e := range ex {
		gone = append(gone, Closure{From: e.From, To: e.To})
	}
	w := walker{View: v}
	var sum time.Duration
	for d := DateOf(from); d <= DateOf(to); d++ {
		if v.policy.Hours == OfficeHours && !v.IsWorkingDay(d) {
			continue
		}
		for _, s := range w.stretches(d) {
			whole := Opening{later(d.At(s.Open), from), earlier(d.At(s.Close), to)}
			if !whole.From.Before(whole.To) {
				continue
			}
			for _, o := range less(whole, gone) {
				sum += o.To.Sub(o.From)
			}
		}
	}
	return int(sum.Minutes())
}
