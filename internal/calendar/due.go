package calendar

import (
	"math"
	"time"
)

// Result is when a limit ends.
type Result struct {
	Due         time.Time // Beijing time; zero while suspended
	Suspended   bool      // an exclusion has no end yet and the limit cannot run out before it (计时中止)
	Provisional bool      // 暂定: some day from receipt to due may still be moved by a notice that is not loaded
}

// Due computes when the limit ends (LIM-1, LIM-3, LIM-12): the hot path, over tables, without allocation. The limit
// must have passed Limit.Check; exclusions may overlap and stand in any order.
func (v *View) Due(start time.Time, l Limit, ex []Exclusion) Result {
	if l.Unit == WorkingDays && len(ex) == 0 && v.policy.AfterHours == SameDay && l.N > 0 {
		if i := v.place(start); i < uint64(len(v.cells)) {
			c := &v.cells[i]
			if k := uint(c.ord) + uint(l.N); k < uint(len(v.nth)) {
				e := &v.nth[k]
				return Result{Due: e.due, Provisional: c.unsure <= e.place}
			}
		}
	}
	return v.due(start, l, ex)
}

// due covers all units; what leaves the table is walked day by day.
func (v *View) due(start time.Time, l Limit, ex []Exclusion) Result {
	i := v.place(start)
	if i >= uint64(len(v.cells)) || l.Unit == Hours && l.N > 0 && v.policy.Hours == ClockHours {
		return v.walk(start, l, ex, nil)
	}
	if l.Unit == Hours && l.N > 0 {
		return v.dueHours(int(i), start, l, ex)
	}
	var room [8]span
	spans := v.spans(ex, room[:0])
	place := v.lastDay(start, int(i), l, spans)
	switch {
	case place == never:
		return Result{Suspended: true}
	case place >= len(v.cells):
		return v.walk(start, l, ex, nil)
	}
	return Result{Due: v.endAt(place), Provisional: int(v.cells[i].unsure) <= place}
}

// never is the place of a limit that cannot end while an exclusion is open; outside lies beyond the table.
const (
	never   = math.MaxInt32
	outside = math.MaxInt32 - 1
)

func (v *View) lastDay(start time.Time, i int, l Limit, spans []span) int {
	if l.N == 0 {
		return v.lastOfImmediate(start, i, spans)
	}
	i = v.startDay(start, i)
	if i == outside {
		return outside
	}
	switch l.Unit {
	case WorkingDays:
		return v.lastWorking(i, l.N, spans)
	case Months:
		d := v.first + Date(i)
		return v.roll(v.lastNatural(i, int(d.AddMonths(l.N)-d), spans), spans)
	default:
		return v.roll(v.lastNatural(i, l.N, spans), spans)
	}
}

// startDay moves a receipt outside office hours to the next working day where the policy says so.
func (v *View) startDay(start time.Time, i int) int {
	if v.policy.AfterHours == SameDay || v.clock[i].works && v.secondOfDay(start, i) < int64(v.cells[i].close) {
		return i
	}
	return v.workingAfter(i)
}

func (v *View) workingAfter(i int) int {
	k := int(v.cells[i].ord) + 1
	if k >= len(v.nth) {
		return outside
	}
	return int(v.nth[k].place)
}

func (v *View) secondOfDay(t time.Time, i int) int64 {
	return t.Unix() - v.base - int64(i)*daySeconds
}

// lastOfImmediate is the day of receipt when it works, counts and is not yet over, else the next that does.
func (v *View) lastOfImmediate(start time.Time, i int, spans []span) int {
	over := v.endAt(i)
	if !v.clock[i].works || !start.Before(over) {
		i = v.workingAfter(i)
	}
	for i < len(v.cells) {
		s := covering(spans, i)
		if s == nil {
			return i
		}
		if s.to == never {
			return never
		}
		if i = int(s.to); i >= len(v.cells) {
			return outside
		}
		i = v.workingAfter(i)
	}
	return outside
}

// lastWorking is the n-th working day after i that no span excludes. Each span that begins no later than the present
// candidate pushes it on by the working days it takes away; what overlaps is taken away once.
func (v *View) lastWorking(i, n int, spans []span) int {
	reach := i
	k := int(v.cells[i].ord) + n
	for _, s := range spans {
		if k >= len(v.nth) {
			break
		}
		if s.from > v.nth[k].place {
			break
		}
		if s.to == never {
			return never
		}
		from := max(int(s.from), reach+1)
		if int(s.to) < from {
			continue
		}
		if int(s.to) >= len(v.cells) {
			return outside
		}
		k += int(v.cells[s.to].ord - v.cells[from-1].ord)
		reach = int(s.to)
	}
	if k >= len(v.nth) {
		return outside
	}
	return int(v.nth[k].place)
}

// lastNatural is the n-th calendar day after i that no span excludes.
func (v *View) lastNatural(i, n int, spans []span) int {
	reach, last := i, i+n
	for _, s := range spans {
		if int(s.from) > last {
			break
		}
		if s.to == never {
			return never
		}
		from := max(int(s.from), reach+1)
		if int(s.to) < from {
			continue
		}
		last += int(s.to) - from + 1
		reach = int(s.to)
	}
	return last
}

// roll moves a last day to the first one on which a limit may end and that no span excludes.
func (v *View) roll(i int, spans []span) int {
	for i < len(v.cells) {
		i = int(v.cells[i].roll)
		s := covering(spans, i)
		if s == nil {
			return i
		}
		if s.to == never {
			return never
		}
		i = int(s.to) + 1
	}
	return i
}

func (v *View) endAt(i int) time.Time {
	sec := int64(v.cells[i].close)
	if v.policy.LastDay == Midnight {
		sec = daySeconds
	}
	return time.Unix(v.base+int64(i)*daySeconds+sec, 0).In(Zone)
}

// dueHours counts office time. Office time is a line without gaps, so an exclusion takes away the stretch between
// the office times of its two ends.
func (v *View) dueHours(i int, start time.Time, l Limit, ex []Exclusion) Result {
	var room [8]Exclusion
	reach, ok := v.officeTime(start)
	target := reach + int64(l.N)*3600e6
	for _, e := range byStart(ex, room[:0]) {
		from, inside := v.officeTime(e.From)
		if e.From.Before(start) {
			from, inside = reach, true
		}
		if inside && from >= target || !inside {
			break
		}
		if e.Open() {
			return Result{Suspended: true}
		}
		to, inside := v.officeTime(e.To)
		if !inside {
			if e.To.After(start) {
				ok = false
			}
			continue
		}
		if from = max(from, reach); to > from {
			target += to - from
			reach = to
		}
	}
	place, due, found := v.officeInstant(target)
	if !ok || !found {
		return v.walk(start, l, ex, nil)
	}
	return Result{Due: due, Provisional: int(v.cells[i].unsure) <= place}
}
