package queue

import (
	"cmp"
	"slices"
	"time"

	"yichuang/internal/errs"
	"yichuang/internal/mutant"
)

// head is the first waiting ticket of one class in one line.
type head struct {
	ID     string
	Line   string
	Class  Class
	Order  time.Time
	Taken  time.Time
	Number string
	Rank   int // of the line among those that the window serves
	Run    int // priority tickets called in a row in that line
}

// choose picks whom a window calls next among the heads of its lines (HAL-1, APT-8): a booked person at the booked time; then
// priority, at most PriorityRun in a row while somebody ordinary waits, and never before somebody who has waited OrdinaryBound;
// then who returns with supplements; then who came first. ok is false when nobody may be called.
func choose(heads []head, s Settings, now time.Time) (h head, ok bool) {
	ready := slices.DeleteFunc(slices.Clone(heads), func(h head) bool { return h.Class == Appointment && h.Order.After(now) })
	if len(ready) == 0 {
		return head{}, false
	}
	ordinaryWaits := slices.ContainsFunc(ready, func(h head) bool { return h.Class == Ordinary })
	tier := func(h head) int {
		switch h.Class {
		case Appointment:
			return 0
		case Priority:
			if ordinaryWaits && h.Run >= s.PriorityRun {
				return 5
			}
			return 2
		case Return:
			return 3
		}
		if now.Sub(h.Taken) >= s.OrdinaryBound {
			return 1
		}
		return 4
	}
	return slices.MinFunc(ready, func(a, b head) int {
		return cmp.Or(cmp.Compare(tier(a), tier(b)), a.Order.Compare(b.Order), cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Number, b.Number))
	}), true
}

// nextRun is a line's count of priority tickets in a row after a call.
func nextRun(run int, called Class) int {
	if mutant.On("run_uncounted") {
		return 0
	}
	if called == Priority {
		return run + 1
	}
	if called == Ordinary {
		return 0
	}
	return run
}

// Call gives the ticket to a window.
func (t *Ticket) Call(window, staff string, now time.Time) error {
	if t.State != Waiting {
		return errState("call", t)
	}
	t.State, t.Window, t.Staff = Called, window, staff
	t.Calls, t.Last, t.Called = 1, now, now
	return nil
}

// Recall calls again; two calls lie at least CallGap apart, so that a person has time to come.
func (t *Ticket) Recall(s Settings, now time.Time) error {
	if t.State != Called {
		return errState("recall", t)
	}
	if wait := s.CallGap - now.Sub(t.Last); wait > 0 {
		return errs.New(errs.Conflict, "ticket.recall.too_soon", "seconds", int(wait.Seconds()+0.999))
	}
	t.Calls++
	t.Last = now
	return nil
}

// UndoCall takes a wrong call back: the ticket gets its old place.
func (t *Ticket) UndoCall(s Settings, reason string, now time.Time) error {
	switch {
	case t.State != Called:
		return errState("undo_call", t)
	case reason == "":
		return ErrReasonRequired
	case now.Sub(t.Called) > s.UndoWithin:
		return errs.New(errs.Conflict, "ticket.undo_call.too_late", "minutes", int(s.UndoWithin.Minutes()))
	}
	t.State, t.Window, t.Staff, t.Calls = Waiting, "", "", 0
	return nil
}

// Arrive begins the visit at the window that called.
func (t *Ticket) Arrive(now time.Time) error {
	if t.State != Called {
		return errState("arrive", t)
	}
	t.State, t.Served = Serving, now
	return nil
}

// Miss gives up waiting for somebody who does not come, after CallsToMiss calls and a last wait.
func (t *Ticket) Miss(s Settings, now time.Time) error {
	if t.State != Called {
		return errState("miss", t)
	}
	if t.Calls < s.CallsToMiss {
		return errs.New(errs.Conflict, "ticket.miss.too_few", "calls", t.Calls, "needed", s.CallsToMiss)
	}
	if wait := s.CallGap - now.Sub(t.Last); wait > 0 {
		return errs.New(errs.Conflict, "ticket.miss.too_soon", "seconds", int(wait.Seconds()+0.999))
	}
	t.State, t.Missed, t.Window, t.Staff = Missed, now, "", ""
	return nil
}

// Return lets a missed person wait again, behind the next ReturnAfter tickets: behind is the place of the last of those.
func (t *Ticket) Return(s Settings, behind, now time.Time) error {
	if t.State != Missed {
		return errState("return", t)
	}
	if now.Sub(t.Missed) > s.ReturnWithin {
		return errs.New(errs.Conflict, "ticket.return.too_late", "minutes", int(s.ReturnWithin.Minutes()))
	}
	t.State, t.Calls = Waiting, 0
	t.Order = behind.Add(time.Microsecond)
	if behind.IsZero() {
		t.Order = now
	}
	return nil
}
