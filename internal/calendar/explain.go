package calendar

import (
	"strconv"
	"time"
)

// Code says what happened to one day of a computation. The words stand in the text files under "calendar.step.".
type Code string

// What a step can say. Params carry the details named here.
const (
	Received     Code = "received"      // the day of receipt is not counted (民法典 201)
	AtOnce       Code = "at_once"       // 即办: ends on the first working day that is not over
	AfterClose   Code = "after_close"   // 即办, received after the close: this day is over
	MovedStart   Code = "moved_start"   // received outside office hours, counts as received on this day
	MonthDay     Code = "month_day"     // "months": the corresponding day is this one
	MonthEnd     Code = "month_end"     // "months": there is no corresponding day, the month's end takes its place
	Counted      Code = "counted"       // "n", "of"
	CountedExtra Code = "counted_extra" // the same on a make-up or regional working day, "name"
	CountedTime  Code = "counted_time"  // "minutes" of office time
	NotWorking   Code = "not_working"   // "kind", "name" or "festival"
	Excluded     Code = "excluded"      // "ground"
	Rolled       Code = "rolled"        // the last day may not be this one: "kind", "name" or "festival"
	RolledOut    Code = "rolled_out"    // the last day may not be this one, it is excluded: "ground"
	Stopped      Code = "stopped"       // an exclusion without an end begins: "ground"
	Ends         Code = "ends"          // the limit ends at "at"
	Estimated    Code = "estimated"     // 暂定: a notice that is not loaded may still move this
)

// Step is one line of an explanation.
type Step struct {
	Date   Date              `json:"date"`
	Code   Code              `json:"code"`
	Params map[string]string `json:"params,omitempty"`
}

// Explanation is why a limit ends when it does, day by day.
type Explanation struct {
	Received time.Time   `json:"received"`
	Limit    Limit       `json:"limit"`
	Excluded []Exclusion `json:"excluded,omitempty"`
	Policy   Policy      `json:"policy"`
	Version  string      `json:"calendar_version"`
	Steps    []Step      `json:"steps"`
	Result   Result      `json:"result"`
}

// Explain computes the limit anew, day by day, and says what became of each day.
func (v *View) Explain(start time.Time, l Limit, ex []Exclusion) Explanation {
	out := Explanation{Received: start.In(Zone), Limit: l, Excluded: ex, Policy: v.policy, Version: v.Version()}
	out.Result = v.walk(start, l, ex, func(s Step) { out.Steps = append(out.Steps, s) })
	return out
}

// walker counts one limit. note may be nil.
type walker struct {
	*View
	start time.Time
	limit Limit
	ex    []Exclusion
	note  func(Step)
}

func (v *View) walk(start time.Time, l Limit, ex []Exclusion, note func(Step)) Result {
	if note == nil {
		note = func(Step) {}
	}
	w := walker{v, start, l, ex, note}
	var due time.Time
	var ok bool
	switch {
	case l.N == 0:
		due, ok = w.immediate()
	case l.Unit == Hours:
		due, ok = w.hours()
	default:
		due, ok = w.days()
	}
	if !ok {
		return Result{Suspended: true}
	}
	r := Result{Due: due, Provisional: w.unsettled(due)}
	note(Step{lastTouched(due), Ends, map[string]string{"at": due.Format(time.RFC3339)}})
	if r.Provisional {
		note(Step{lastTouched(due), Estimated, nil})
	}
	return r
}

func (w *walker) unsettled(due time.Time) bool {
	if w.limit.Unit == Hours && w.limit.N > 0 && w.policy.Hours == ClockHours {
		return false
	}
	for d := DateOf(w.start); d <= lastTouched(due); d++ {
		if !w.cal.Settled(d) {
			return true
		}
	}
	return false
}

// immediate looks for the first working day that counts and is not over (即办).
func (w *walker) immediate() (time.Time, bool) {
	for d := DateOf(w.start); ; d++ {
		day := w.cal.Day(d)
		e := w.excludedOn(d)
		switch {
		case e != nil && e.Open():
			return w.stop(d, e)
		case !day.Kind.Works():
			w.note(Step{d, NotWorking, day.params()})
		case !w.start.Before(w.end(d)):
			w.note(Step{d, AfterClose, nil})
		case e != nil:
			w.note(Step{d, Excluded, map[string]string{"ground": e.Ground}})
		default:
			w.note(Step{d, AtOnce, nil})
			return w.end(d), true
		}
	}
}

// days counts working or calendar days; months are the calendar days up to the corresponding day.
func (w *walker) days() (time.Time, bool) {
	d := w.firstDay()
	need := w.limit.N
	if w.limit.Unit == Months {
		need = w.monthDays(d)
	}
	for n := 0; n < need; {
		d++
		day := w.cal.Day(d)
		e := w.excludedOn(d)
		switch {
		case e != nil && e.Open():
			return w.stop(d, e)
		case w.limit.Unit == WorkingDays && !day.Kind.Works():
			w.note(Step{d, NotWorking, day.params()})
		case e != nil:
			w.note(Step{d, Excluded, map[string]string{"ground": e.Ground}})
		default:
			n++
			w.noteCounted(d, day, n, need)
		}
	}
	if w.limit.Unit == WorkingDays {
		return w.end(d), true
	}
	return w.rolled(d)
}

// firstDay is the day of receipt, or the next working day when the policy moves what came outside office hours.
func (w *walker) firstDay() Date {
	d := DateOf(w.start)
	w.note(Step{d, Received, nil})
	if w.policy.AfterHours == SameDay || w.IsWorkingDay(d) && w.start.Before(d.At(w.HoursOn(d).close())) {
		return d
	}
	d = w.NextWorkingDay(d)
	w.note(Step{d, MovedStart, nil})
	return d
}

func (w *walker) monthDays(d Date) int {
	last := d.AddMonths(w.limit.N)
	_, _, from := d.Date()
	_, _, to := last.Date()
	w.note(Step{last, either(from == to, MonthDay, MonthEnd), map[string]string{"months": strconv.Itoa(w.limit.N)}})
	return int(last - d)
}

// rolled moves the last day on while it may not be the last.
func (w *walker) rolled(d Date) (time.Time, bool) {
	for ; ; d++ {
		e := w.excludedOn(d)
		switch {
		case e != nil && e.Open():
			return w.stop(d, e)
		case w.blocked(d):
			w.note(Step{d, Rolled, w.cal.Day(d).params()})
		case e != nil:
			w.note(Step{d, RolledOut, map[string]string{"ground": e.Ground}})
		default:
			return w.end(d), true
		}
	}
}

func (w *walker) noteCounted(d Date, day Day, n, of int) {
	p := map[string]string{"n": strconv.Itoa(n), "of": strconv.Itoa(of)}
	code := Counted
	if w.limit.Unit == WorkingDays && day.Kind != Weekday {
		code, p["name"] = CountedExtra, day.Name
	}
	w.note(Step{d, code, p})
}

func (w *walker) stop(d Date, e *Exclusion) (time.Time, bool) {
	w.note(Step{d, Stopped, map[string]string{"ground": e.Ground}})
	return time.Time{}, false
}

// excludedOn is an exclusion that takes away the date, an open one first.
func (v *View) excludedOn(d Date, ex []Exclusion) *Exclusion {
	var found *Exclusion
	for i := range ex {
		e := &ex[i]
		first, last := e.days(v.policy.Boundary)
		if d >= first && (e.Open() || d <= last) && (found == nil || e.Open()) {
			found = e
		}
	}
	return found
}

func (w *walker) excludedOn(d Date) *Exclusion { return w.View.excludedOn(d, w.ex) }

// hours spends the limit stretch by stretch: office sessions of working days, or whole days by the clock.
func (w *walker) hours() (time.Time, bool) {
	left := time.Duration(w.limit.N) * time.Hour
	for d := DateOf(w.start); ; d++ {
		day := w.cal.Day(d)
		if w.policy.Hours == OfficeHours && !day.Kind.Works() {
			w.note(Step{d, NotWorking, day.params()})
			continue
		}
		before := left
		for _, s := range w.stretches(d) {
			at, rest, open := w.spend(later(d.At(s.Open), w.start), d.At(s.Close), left)
			if open != nil {
				return w.stop(d, open)
			}
			if left = rest; left == 0 {
				w.noteTime(d, before)
				return at.In(Zone), true
			}
		}
		w.noteTime(d, before-left)
	}
}

// spend uses up a stretch of time but for what exclusions take; it returns where it stopped and what is left.
func (w *walker) spend(at, end time.Time, left time.Duration) (time.Time, time.Duration, *Exclusion) {
	for at.Before(end) && left > 0 {
		next := end
		jumped := false
		for i := range w.ex {
			e := &w.ex[i]
			switch {
			case e.From.After(at):
				next = earlier(next, e.From)
			case e.Open():
				return at, left, e
			case e.To.After(at):
				at, jumped = e.To, true
			}
		}
		if jumped {
			continue
		}
		use := min(left, next.Sub(at))
		at, left = at.Add(use), left-use
	}
	return at, left, nil
}

func (w *walker) noteTime(d Date, used time.Duration) {
	w.note(Step{d, CountedTime, map[string]string{"minutes": strconv.Itoa(int(used.Minutes()))}})
}

// stretches are the sessions of a date, or all of it by the clock.
func (w *walker) stretches(d Date) Sessions {
	if w.policy.Hours == ClockHours {
		return Sessions{{0, 24 * 60}}
	}
	return w.HoursOn(d)
}

func earlier(a, b time.Time) time.Time { return either(b.Before(a), b, a) }
func later(a, b time.Time) time.Time   { return either(b.After(a), b, a) }

// params name the day for a reason: the kind, and the name of the notice or the code of the festival.
func (day Day) params() map[string]string {
	p := map[string]string{"kind": day.Kind.String()}
	switch {
	case day.Kind == Statutory:
		p["festival"] = day.Name
	case day.Name != "":
		p["name"] = day.Name
	}
	return p
}
