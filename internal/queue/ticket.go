package queue

import "time"

// State is where a ticket stands.
type State string

const (
	Waiting   State = "waiting"
	Called    State = "called"
	Serving   State = "serving"
	Parked    State = "parked"
	Missed    State = "missed"
	Done      State = "done"
	Cancelled State = "cancelled"
	Expired   State = "expired" // the day ended first; the person gets a priority voucher
)

// Active tells whether a ticket of this state still wants something.
func (s State) Active() bool {
	switch s {
	case Waiting, Called, Serving, Parked, Missed:
		return true
	}
	return false
}

// Class decides who is called first.
type Class string

const (
	Ordinary    Class = "ordinary"
	Priority    Class = "priority"    // 绿色通道, APT-8
	Appointment Class = "appointment" // called at the booked time
	Return      Class = "return"      // back with what a one-time notice asked for (补件返回): no new queueing
)

// PriorityLetter and ReturnLetter begin the numbers of their classes; the other classes use the letter of the line.
const (
	PriorityLetter = "L"
	ReturnLetter   = "R"
)

// Line is a business that people wait for (业务队列).
type Line struct {
	ID         string // hall and code
	Hall       string
	Code       string
	Letter     string
	NameZH     string
	NameEN     string
	Department string
	Minutes    int // usual length of a visit
	Cutoff     int // minutes before closing after which no ticket is given
	Position   int
	Run        int // priority tickets called in a row
}

// Ticket is one person's place in line and the visit that comes of it (号票).
type Ticket struct {
	ID      string // random; in URLs
	Hall    string
	Day     string // Beijing date
	Number  string // "A001"; people read it, programs do not
	Line    string // where it waits or waited last
	Class   Class
	Reason  string // why it goes ahead: a priority class, "voucher", or a reason given for a call out of order
	State   State
	Taken   time.Time
	Order   time.Time // place among its class
	Calls   int
	Last    time.Time // last call of this turn
	Called  time.Time // first call of this turn
	Served  time.Time
	Missed  time.Time
	Ended   time.Time
	Window  string
	Staff   string
	Person  string // blind index of the identity; empty when anonymous
	Origin  string // kiosk device, staff member or "web"
	Version int
	Matters []Matter
}

// Outcome is how a matter of a visit ends. Exactly one is recorded for each (reliability.md K1).
type Outcome string

const (
	Undecided    Outcome = ""
	Accepted     Outcome = "accepted"     // a case was accepted
	Noticed      Outcome = "notice"       // a one-time notice was issued
	Rejected     Outcome = "rejected"     // not ours or not possible, with a written reason
	Consultation Outcome = "consultation" // a question was answered
	Delivered    Outcome = "delivered"    // a result was handed out
	Left         Outcome = "left"         // the person went away
)

// Matter is one thing that the person came for.
type Matter struct {
	ID      string
	Item    string // code in the catalogue; empty when the ticket was taken by business
	Line    string
	Outcome Outcome
	Ref     string // the case or notice that it became
	Decided time.Time
}

// Open lists the matters without an outcome.
func (t *Ticket) Open() []Matter {
	var out []Matter
	for _, m := range t.Matters {
		if m.Outcome == Undecided {
			out = append(out, m)
		}
	}
	return out
}

// Letter of the ticket's number.
func (c Class) letter(line Line) string {
	switch c {
	case Priority:
		return PriorityLetter
	case Return:
		return ReturnLetter
	}
	return line.Letter
}
