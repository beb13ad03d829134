package calendar

import "time"

// Opening is a stretch of time in which the hall serves people, [From, To).
type Opening struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// OpeningsOn are the stretches of a date in which the hall is open: its office hours on a working day, less closures.
func (v *View) OpeningsOn(d Date) []Opening {
	if !v.IsWorkingDay(d) {
		return nil
	}
	var out []Opening
	for _, s := range v.HoursOn(d) {
		out = append(out, less(Opening{d.At(s.Open), d.At(s.Close)}, v.hall.Closures)...)
	}
	return out
}

// less takes the closures away from a stretch; what stays comes in order.
func less(o Opening, closures []Closure) []Opening {
	for i, c := range closures {
		if !c.From.Before(o.To) || !c.To.IsZero() && !c.To.After(o.From) {
			continue
		}
		var out []Opening
		if c.From.After(o.From) {
			out = less(Opening{o.From, c.From}, closures[i+1:])
		}
		if !c.To.IsZero() && c.To.Before(o.To) {
			out = append(out, less(Opening{c.To, o.To}, closures[i+1:])...)
		}
		return out
	}
	return []Opening{o}
}

// HoursOn are the office hours that the timetable gives for a date, whether it works or not.
func (v *View) HoursOn(d Date) Sessions {
	if i := int(d - v.first); i >= 0 && i < len(v.clock) {
		return v.clock[i].sessions
	}
	return v.hall.hoursOn(d)
}

// OpenAt says whether the hall is open at an instant, and until when.
func (v *View) OpenAt(now time.Time) (until time.Time, open bool) {
	for _, o := range v.OpeningsOn(DateOf(now)) {
		if !now.Before(o.From) && now.Before(o.To) {
			return o.To, true
		}
	}
	return time.Time{}, false
}

// openingHorizon bounds the search for the next opening: a hall that is closed for longer has no known one.
const openingHorizon = 366

// NextOpening is the first instant at or after now at which the hall is open; ok is false when a closure without an
// end hides it.
func (v *View) NextOpening(now time.Time) (at time.Time, ok bool) {
	today := DateOf(now)
	for d := today; d < today+openingHorizon; d++ {
		for _, o := range v.OpeningsOn(d) {
			if o.To.After(now) {
				return later(o.From, now), true
			}
		}
	}
	return time.Time{}, false
}
