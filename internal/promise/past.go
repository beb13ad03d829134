package promise

import (
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/journal"
	"yichuang/internal/mutant"
)

// Act is one act on a clock, as the journal has it.
type Act struct {
	At    time.Time
	Event journal.Event // a value of one of the events of clocks
}

// Past is a clock rebuilt from its acts alone; no stored row is asked.
type Past struct {
	Clock
	Told    Dates // the date as the last of these acts recorded it
	TakenAt time.Time
}

// AsKnown rebuilds the clock as it was known at an instant: from the acts up to then and nothing that came later. ok is false when
// the clock did not exist yet.
func AsKnown(id string, acts []Act, at time.Time) (p Past, ok bool) {
	var upTo []Act
	for _, a := range acts {
		if !a.At.After(at) || mutant.On("past_knows_future") {
			upTo = append(upTo, a)
		}
	}
	return rebuild(id, upTo)
}

// InHindsight rebuilds the clock of the same instant with what is known now: time that had begun to be taken out by then counts with
// its real bounds, even when it was measured or ended later, and so does an earlier date that is kept since. What was granted later, a
// longer limit, was no fact then and is left out; so is how the clock ended.
func InHindsight(id string, acts []Act, at time.Time) (p Past, ok bool) {
	var facts []Act
	began := map[string]bool{}
	for _, a := range acts {
		switch e := a.Event.(type) {
		case ClockExcluded:
			if e.since(a.At).After(at) {
				continue
			}
			began[e.StopID] = true
		case ClockResumed:
			if !began[e.StopID] {
				continue
			}
		case ClockRecomputed: // knowledge about the calendar
		default:
			if a.At.After(at) {
				continue
			}
		}
		facts = append(facts, a)
	}
	return rebuild(id, facts)
}

// since is when the time that an act takes out begins: with the act, or when an outage was measured.
func (e ClockExcluded) since(act time.Time) time.Time {
	if e.From.IsZero() {
		return act
	}
	return e.From
}

func rebuild(id string, acts []Act) (p Past, ok bool) {
	running := map[string]int{} // stop: place among the exclusions
	for _, a := range acts {
		if e, opens := a.Event.(ClockOpened); opens {
			p.Clock = Clock{ID: id, Terms: e.Terms, FirstN: e.Limit.N, Opened: a.At, State: Open}
			ok = true
		}
		switch e := a.Event.(type) {
		case ClockExcluded:
			running[e.StopID] = len(p.Exclusions)
			p.Exclusions = append(p.Exclusions, calendar.Exclusion{From: e.since(a.At), To: e.To, Ground: e.Ground})
		case ClockResumed:
			if i, known := running[e.StopID]; known {
				p.Exclusions[i].To = a.At
			}
		case ClockExtended:
			p.Limit = e.Limit
		case ClockRecomputed:
			if e.Kept != 0 {
				p.Cap, p.CapDays = time.UnixMicro(e.Kept).In(calendar.Zone), e.Days
			}
		case ClockKept:
			p.ended(Kept, true, "", a.At)
		case ClockBroken:
			p.ended(Broken, e.Fulfilled, e.Reason, a.At)
		case ClockCancelled:
			p.ended(Cancelled, false, e.Reason, a.At)
		}
		if d, told := datesOf(a.Event); told {
			p.Told, p.TakenAt = d, a.At
		}
	}
	p.Result, p.Version, p.Generation = p.Told.Result(), p.Told.Version, p.Told.Generation
	return p, ok
}

func (p *Past) ended(s State, fulfilled bool, reason string, at time.Time) {
	p.State, p.Fulfilled, p.Reason, p.Ended = s, s == Broken && fulfilled, reason, at
}

// datesOf are the dates that an act recorded; a warning repeats them and changes nothing.
func datesOf(e journal.Event) (Dates, bool) {
	switch e := e.(type) {
	case ClockOpened:
		return e.Dates, true
	case ClockExcluded:
		return e.Dates, true
	case ClockResumed:
		return e.Dates, true
	case ClockExtended:
		return e.Dates, true
	case ClockRecomputed:
		return e.Dates, true
	case ClockKept:
		return e.Dates, true
	case ClockBroken:
		return e.Dates, true
	case ClockCancelled:
		return e.Dates, true
	}
	return Dates{}, false
}

// Result is the date as the engine gives it.
func (d Dates) Result() calendar.Result {
	r := calendar.Result{Suspended: d.Suspended, Provisional: d.Provisional}
	if !d.Suspended {
		r.Due = time.UnixMicro(d.Due).In(calendar.Zone)
	}
	return r
}

// Deed is one act that the date of a clock owes something to, for a reader.
type Deed struct {
	At     time.Time
	Type   string // of the event
	Dates  Dates
	Ground string // of time taken out
	Reason string
	Later  bool // it came after the instant that was asked about
}

// Deeds lists the acts on a clock's date in their order.
func Deeds(acts []Act, at time.Time) []Deed {
	var out []Deed
	for _, a := range acts {
		dates, told := datesOf(a.Event)
		if !told {
			continue
		}
		d := Deed{At: a.At, Type: a.Event.EventType(), Dates: dates, Later: a.At.After(at)}
		switch e := a.Event.(type) {
		case ClockExcluded:
			d.Ground, d.Reason = e.Ground, e.Reason
		case ClockExtended:
			d.Reason = e.Reason
		case ClockRecomputed:
			d.Reason = e.Reason
		case ClockBroken:
			d.Reason = e.Reason
		case ClockCancelled:
			d.Reason = e.Reason
		}
		out = append(out, d)
	}
	return out
}
