package promise

import (
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/mutant"
)

// Cause is why dates move: a calendar that changed.
type Cause struct {
	Change string // id of the change; empty when a new version of the program brought a notice
	Reason string // as it is told to people
	Own    bool   // an edit of the hall's or an administrator's own to which the supervision office has not agreed
}

// Shift is what a changed calendar does to one running clock.
type Shift struct {
	Clock    string
	Hall     string
	Kind     Kind
	Subject  Subject
	Item     string
	Post     string
	Source   Source
	Old, New calendar.Result
	Days     int  // working days from the old due date to the new one, as the new calendar counts; negative when earlier
	Kept     bool // the calendar alone would make it later; the earlier date stays
}

// Moves tells whether the due instant changes.
func (s Shift) Moves() bool { return !s.Old.Due.Equal(s.New.Due) }

// Settles tells whether a provisional date becomes firm.
func (s Shift) Settles() bool { return s.Old.Provisional && !s.New.Provisional }

// Shift computes what a calendar does to the clock and changes nothing; ok is false when it does nothing.
func (c *Clock) Shift(v Engine, own bool) (s Shift, ok bool) {
	if c.State != Open {
		return Shift{}, false
	}
	after := *c
	kept := after.keep(v, own)
	r := after.Due(v)
	if !kept && same(r, c.Result) {
		return Shift{}, false
	}
	s = Shift{Clock: c.ID, Hall: c.Hall, Kind: c.Kind, Subject: c.Subject, Item: c.Item, Post: c.Post, Source: c.Source, Old: c.Result, New: r, Kept: kept}
	if !r.Suspended && !c.Result.Suspended {
		s.Days = v.WorkingDaysBetween(calendar.DateOf(c.Result.Due), calendar.DateOf(r.Due))
	}
	return s, true
}

// Recompute follows a changed calendar. A notice moves dates both ways, and a provisional date is recomputed both ways whatever the
// source; an edit of the hall's own keeps the earlier of two dates, now and later (K9).
func (c *Clock) Recompute(v Engine, own bool, now time.Time) (changed bool) {
	if c.State != Open {
		return false
	}
	kept := c.keep(v, own)
	return c.Derive(v, now) || kept
}

// keep notes as an input that the date was earlier before an own edit; it tells whether there was anything to keep.
func (c *Clock) keep(v Engine, own bool) bool {
	if !own || c.Result.Suspended || c.Result.Provisional || mutant.On("move_later_unasked") {
		return false
	}
	if r := c.Due(v); r.Suspended || !r.Due.After(c.Result.Due) {
		return false
	}
	plain := v.Due(c.Start, c.Limit, c.Exclusions).Due
	c.Cap, c.CapDays = c.Result.Due, v.WorkingDaysBetween(calendar.DateOf(c.Result.Due), calendar.DateOf(plain))
	return true
}

// capped holds back what an own edit alone would make later, by as many working days. What moves the date besides, a special procedure,
// an extension or a later notice, still moves it; on the kept day itself the kept hour holds.
func (c *Clock) capped(v Engine, r calendar.Result) calendar.Result {
	if c.Cap.IsZero() || r.Suspended || !r.Due.After(c.Cap) {
		return r
	}
	r.Due = v.Back(r.Due, c.CapDays)
	if calendar.DateOf(r.Due) <= calendar.DateOf(c.Cap) {
		r.Due = c.Cap.In(calendar.Zone)
	}
	return r
}

// announced is the date that people are told about a subject: that of the clock of the whole case that decides, zero when none runs.
func announced(list []Clock) calendar.Result {
	var whole []Clock
	for _, c := range list {
		if c.Kind == CaseWhole {
			whole = append(whole, c)
		}
	}
	if g := Governing(whole); g != nil {
		return g.Result
	}
	return calendar.Result{}
}

// announcedOf is what has to be told when that date changes; nil for nothing.
func announcedOf(before, after calendar.Result) *Announced {
	if after.Due.IsZero() || before.Due.IsZero() || before.Due.Equal(after.Due) && before.Provisional == after.Provisional {
		return nil
	}
	return &Announced{From: before.Due.UnixMicro(), To: after.Due.UnixMicro(), Settled: before.Provisional && !after.Provisional}
}
