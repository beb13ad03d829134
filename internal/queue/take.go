package queue

import (
	"fmt"
	"time"

	"yichuang/internal/errs"
	"yichuang/internal/ids"
)

// Request is what somebody who takes a ticket says.
type Request struct {
	Line     string   // id of the line; the first matter's line when empty
	Items    []string // catalogue codes, in the order in which the person named them; none when taken by business
	Lines    []string // the line of each item
	Class    Class    // Ordinary unless the person belongs to a priority class, booked, or returns with supplements
	Reason   string   // the priority class, or the number of the notice for a return
	Person   string   // blind index of the identity; empty when anonymous
	Origin   string
	BookedAt time.Time // for an appointment
}

// Settings are the hall's own figures for its queues; the defaults stand in the rulebook's decisions.
type Settings struct {
	CallGap        time.Duration // between two calls of the same ticket
	CallsToMiss    int           // calls before a ticket may be missed
	ReturnWithin   time.Duration // a missed person may come back
	ReturnAfter    int           // tickets that go first then
	PriorityRun    int           // priority tickets in a row before an ordinary one
	OrdinaryBound  time.Duration // nobody waits longer than this because of priority
	UndoWithin     time.Duration // a wrong call may be taken back
	KioskPerMinute int           // tickets without identity from one device
}

// Defaults are the rulebook's values.
var Defaults = Settings{CallGap: 20 * time.Second, CallsToMiss: 3, ReturnWithin: 30 * time.Minute, ReturnAfter: 2, PriorityRun: 2,
	OrdinaryBound: 60 * time.Minute, UndoWithin: 2 * time.Minute, KioskPerMinute: 20}

// take makes a ticket; its number is given by the store. closes is when the hall closes today.
func take(req Request, line Line, now, closes time.Time) (*Ticket, error) {
	last := closes.Add(-time.Duration(line.Cutoff) * time.Minute)
	if !now.Before(last) && req.Class != Return {
		return nil, errs.New(errs.Conflict, "ticket.take.after_cutoff", "line", line.NameZH, "line_en", line.NameEN, "time", last.Format("15:04")).At("line")
	}
	t := &Ticket{ID: ids.New(), Hall: line.Hall, Day: now.Format(time.DateOnly), Line: line.ID, Class: req.Class, Reason: req.Reason,
		State: Waiting, Taken: now, Order: now, Person: req.Person, Origin: req.Origin}
	if t.Class == "" {
		t.Class = Ordinary
	}
	if t.Class == Appointment {
		t.Order = req.BookedAt
	}
	for i, item := range req.Items {
		t.Matters = append(t.Matters, Matter{ID: ids.New(), Item: item, Line: req.Lines[i]})
	}
	if len(t.Matters) == 0 {
		t.Matters = []Matter{{ID: ids.New(), Line: line.ID}}
	}
	return t, nil
}

// number writes a ticket's number; the counter runs for hall, day and letter.
func number(letter string, n int) string { return fmt.Sprintf("%s%03d", letter, n) }
