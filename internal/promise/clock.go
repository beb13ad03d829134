package promise

import (
	"time"

	"yichuang/internal/calendar"
)

// Kind says what is promised. Features add kinds of their own; these are shared.
type Kind string

const (
	CaseWhole  Kind = "case.whole"       // 办结: the whole case
	CaseStep   Kind = "case.step"        // one step of it
	FiveDays   Kind = "notice.five_days" // 五日内一次告知 (行政许可法 32)
	Delivery   Kind = "delivery"         // 送达 (行政许可法 44)
	OneOff     Kind = "agreed"           // a time agreed and recorded (LIM-13)
	Rectify    Kind = "rectify"          // 整改
	GiveAnswer Kind = "answer"           // 答复
)

// Source says where a limit comes from.
type Source string

const (
	Statutory Source = "statutory" // 法定时限
	Promised  Source = "promised"  // 承诺时限
)

// State is where a clock stands. Late is no state: it is computed when read.
type State string

const (
	Open      State = "open"
	Kept      State = "kept"      // fulfilled in time
	Broken    State = "broken"    // fulfilled late, or never
	Cancelled State = "cancelled" // nothing is owed any more (撤回, put right); outside the figures
)

// Subject is what the promise is about; its id is random and tells nothing.
type Subject struct {
	Type string `json:"type"`
	ID   string `json:"id"`
}

// Terms are what is promised and by whom; they never change but for the limit of an extension.
type Terms struct {
	Hall       string         `json:"hall"`
	Kind       Kind           `json:"kind"`
	Subject    Subject        `json:"subject"`
	Item       string         `json:"item,omitempty"`  // catalogue code, for figures by item
	Post       string         `json:"post"`            // who owes it (CAS-7: never empty)
	Source     Source         `json:"source"`          //
	Rule       string         `json:"rule,omitempty"`  // rule id and version, "SB-01@3"
	Basis      string         `json:"basis,omitempty"` // article shown beside the date
	StartEvent string         `json:"start_event"`     // complete_receipt, accepted, decided … (decision 6)
	Start      time.Time      `json:"start"`           // time of that act; in the future for booked_time only
	Limit      calendar.Limit `json:"limit"`
	Agreed     time.Time      `json:"agreed,omitzero"` // an agreed instant instead of a limit (LIM-13)
	Outside    Outside        `json:"outside,omitempty"`
}

// BookedTime is the one start event that lies ahead: a booked matter is owed from its time on (LIM-10).
const BookedTime = "booked_time"

// Outside marks clocks that stay outside the compliance figures.
type Outside string

const (
	Migrated  Outside = "migrated"   // taken over running at go-live
	LateEntry Outside = "late_entry" // 补录 after an outage
)

// Clock is one promise with its time.
type Clock struct {
	ID string `json:"id"`
	Terms
	FirstN     int                  `json:"first_n"`           // the limit before an extension
	Cap        time.Time            `json:"cap,omitzero"`      // the earlier date that an own calendar edit keeps
	CapDays    int                  `json:"cap_days,omitzero"` // working days by which that edit alone would have made it later
	Exclusions []calendar.Exclusion `json:"exclusions"`        //
	Opened     time.Time            `json:"opened"`            //
	State      State                `json:"state"`             //
	Ended      time.Time            `json:"ended,omitzero"`    //
	Fulfilled  bool                 `json:"fulfilled"`         // Broken but done after all
	Reason     string               `json:"reason,omitempty"`

	// Derived by the engine; a cache for lists and warnings, never an input (decision 19).
	Result     calendar.Result `json:"result"`
	Version    string          `json:"calendar_version"`
	Generation int             `json:"generation"`
	CountsAt   time.Time       `json:"-"` // the instant that puts it in a month's figures
	NextRung   int             `json:"-"` // Rung.Code
	NextRungAt time.Time       `json:"-"`
}

// Engine is what the rules need of a hall: its compiled calendar, when its lamps turn yellow, and its ladder of reminders.
type Engine struct {
	*calendar.View
	Warning Warning
	Ladder  Ladder
}

// NewClock starts a clock at an instant that is not in the future.
func NewClock(id string, t Terms, now time.Time) (*Clock, error) {
	if !t.Agreed.IsZero() {
		t.Limit = calendar.Limit{Unit: calendar.WorkingDays}
	}
	if err := t.check(now); err != nil {
		return nil, err
	}
	return &Clock{ID: id, Terms: t, FirstN: t.Limit.N, Opened: now, State: Open}, nil
}

func (t Terms) check(now time.Time) error {
	switch {
	case t.Hall == "" || t.Kind == "" || t.Subject.Type == "" || t.Subject.ID == "" || t.StartEvent == "":
		return ErrIncomplete
	case t.Post == "":
		return ErrNoOwner
	case t.Source != Statutory && t.Source != Promised:
		return ErrIncomplete
	case t.Start.IsZero() || t.Start.After(now) && t.StartEvent != BookedTime:
		return ErrStart
	case !t.Agreed.IsZero() && !t.Agreed.After(t.Start):
		return ErrAgreed
	case t.Limit.Check() != nil:
		return ErrLimit
	}
	return nil
}

// Due computes the due date with the engine and the kept earlier date of a local calendar edit.
func (c *Clock) Due(v Engine) calendar.Result {
	if !c.Agreed.IsZero() {
		return calendar.Result{Due: c.Agreed.In(calendar.Zone)}
	}
	return c.capped(v, v.Due(c.Start, c.Limit, c.Exclusions))
}

// Oracle computes the same in the plainest way, for verify.
func (c *Clock) Oracle(v Engine) calendar.Result {
	if !c.Agreed.IsZero() {
		return calendar.Result{Due: c.Agreed.In(calendar.Zone)}
	}
	return c.capped(v, calendar.Naive(v.Calendar(), v.Hall(), v.Policy(), c.Start, c.Limit, c.Exclusions))
}

// Explain says day by day why it is due when it is. An agreed time has nothing to explain.
func (c *Clock) Explain(v Engine) calendar.Explanation {
	if !c.Agreed.IsZero() {
		return calendar.Explanation{Received: c.Start, Policy: v.Policy(), Version: v.Version(), Result: c.Result}
	}
	x := v.Explain(c.Start, c.Limit, c.Exclusions)
	x.Result = c.capped(v, x.Result)
	return x
}

// Derive brings the derived part up to date and tells whether the due date moved.
func (c *Clock) Derive(v Engine, now time.Time) (moved bool) {
	r := c.Due(v)
	moved = !r.Due.Equal(c.Result.Due) || r.Suspended != c.Result.Suspended || r.Provisional != c.Result.Provisional
	if moved {
		c.Generation++
	}
	c.Result, c.Version, c.CountsAt = r, v.Version(), r.Due
	if moved {
		c.startClimb(v, now)
	}
	return moved
}

// Late says whether an open clock has run out. It needs no worker: it compares (LIM-11).
func (c *Clock) Late(now time.Time) bool {
	return c.State == Open && !c.Result.Suspended && now.After(c.Result.Due)
}

// Governing is the clock that decides: the open one due first. Suspended ones come last; nil when none is open.
func Governing(list []Clock) *Clock {
	var best *Clock
	for i := range list {
		c := &list[i]
		if c.State != Open {
			continue
		}
		if best == nil || c.before(best) {
			best = c
		}
	}
	return best
}

func (c *Clock) before(other *Clock) bool {
	if c.Result.Suspended != other.Result.Suspended {
		return other.Result.Suspended
	}
	return c.Result.Due.Before(other.Result.Due)
}
