package queue

import (
	"strings"
	"time"

	"yichuang/internal/errs"
)

// Park lets the visit wait for something (a copy, a payment); the window is free for the next person.
func (t *Ticket) Park(reason string) error {
	switch {
	case t.State != Serving:
		return errState("park", t)
	case reason == "":
		return ErrReasonRequired
	}
	t.State = Parked
	return nil
}

// Resume goes on with a parked visit, at the same window or at another.
func (t *Ticket) Resume(window, staff string) error {
	if t.State != Parked {
		return errState("resume", t)
	}
	t.State, t.Window, t.Staff = Serving, window, staff
	return nil
}

// Transfer moves the ticket to another line. It keeps its original arrival as its place, so nobody loses by being sent on.
func (t *Ticket) Transfer(line, reason string) error {
	switch {
	case t.State != Serving && t.State != Called && t.State != Waiting:
		return errState("transfer", t)
	case reason == "":
		return ErrReasonRequired
	case line == t.Line:
		return errs.New(errs.Invalid, "ticket.transfer.same_line").At("line")
	}
	for i := range t.Matters {
		if t.Matters[i].Outcome == Undecided && t.Matters[i].Line == t.Line {
			t.Matters[i].Line = line
		}
	}
	t.goOn(line)
	return nil
}

func (t *Ticket) goOn(line string) {
	t.State, t.Line, t.Window, t.Staff, t.Calls = Waiting, line, "", "", 0
	t.Order = t.Taken
}

// Decide records the one outcome of a matter.
func (t *Ticket) Decide(matter string, o Outcome, ref string, now time.Time) error {
	if t.State != Serving {
		return errState("decide", t)
	}
	for i := range t.Matters {
		m := &t.Matters[i]
		switch {
		case m.ID != matter:
		case m.Outcome != Undecided:
			return errs.New(errs.Conflict, "ticket.decide.twice", "outcome", m.Outcome)
		default:
			m.Outcome, m.Ref, m.Decided = o, ref, now
			return nil
		}
	}
	return errs.New(errs.NotFound, "ticket.decide.no_matter")
}

// Reconsider takes back an outcome that was recorded wrongly, with a reason and while the visit lasts. Only a consultation and a
// departure can be taken back: behind every other outcome stands an act of a case, which is put right there.
func (t *Ticket) Reconsider(matter, reason string) (was Outcome, err error) {
	switch {
	case t.State != Serving:
		return "", errState("reconsider", t)
	case strings.TrimSpace(reason) == "":
		return "", ErrReasonRequired
	}
	for i := range t.Matters {
		m := &t.Matters[i]
		switch {
		case m.ID != matter:
		case m.Outcome == Undecided:
			return "", errs.New(errs.Conflict, "ticket.reconsider.undecided")
		case m.Outcome != Consultation && m.Outcome != Left:
			return "", errs.New(errs.Conflict, "ticket.reconsider.has_act", "outcome", m.Outcome)
		default:
			was, m.Outcome, m.Ref, m.Decided = m.Outcome, Undecided, "", time.Time{}
			return was, nil
		}
	}
	return "", errs.New(errs.NotFound, "ticket.decide.no_matter")
}

// Finish ends the visit, or sends the ticket on when what is left belongs to a line that this window does not serve: it then joins
// that line at its original arrival time (decision 24). ended is false when it was sent on.
func (t *Ticket) Finish(serves func(line string) bool, now time.Time) (ended bool, err error) {
	if t.State != Serving {
		return false, errState("finish", t)
	}
	open := t.Open()
	for _, m := range open {
		if serves(m.Line) {
			return false, errs.New(errs.Conflict, "ticket.finish.undecided", "number", t.Number, "left", len(open))
		}
	}
	if len(open) > 0 {
		t.goOn(open[0].Line)
		return false, nil
	}
	t.State, t.Ended = Done, now
	return true, nil
}

// Cancel gives the ticket back before it is called.
func (t *Ticket) Cancel(now time.Time) error {
	if t.State != Waiting && t.State != Missed {
		return errState("cancel", t)
	}
	t.State, t.Ended = Cancelled, now
	return nil
}

// Expire ends a ticket with the day. A visit under way is not ended: somebody is being served.
func (t *Ticket) Expire(now time.Time) error {
	switch t.State {
	case Waiting, Called, Missed, Parked:
		t.State, t.Ended, t.Window = Expired, now, ""
		return nil
	}
	return errState("expire", t)
}

func (t *Ticket) matter(id string) Matter {
	for _, m := range t.Matters {
		if m.ID == id {
			return m
		}
	}
	return Matter{}
}

func (t *Ticket) outcomes() map[Outcome]int {
	out := map[Outcome]int{}
	for _, m := range t.Matters {
		out[m.Outcome]++
	}
	return out
}
