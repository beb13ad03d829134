package outage

import (
	"slices"
	"strings"
	"time"

	"yichuang/internal/mutant"
)

// State is where an outage stands.
type State string

const (
	Proposed  State = "proposed"  // 待复核: one person says so
	Confirmed State = "confirmed" // 已认定: a second person says so too
	Refused   State = "refused"   // 不予认定
)

// Cause says what failed.
type Cause string

// Causes lists what may have failed: 停电, 断网, 系统故障, 其他.
var Causes = []Cause{"power", "network", "system", "other"}

// Outage is a time in which a hall or a window could not work.
type Outage struct {
	ID       string
	Hall     string
	Window   string // empty: the whole hall
	No       string // of the window
	From, To time.Time
	Before   string // act before the gap; empty for a window
	After    string // act after the gap; empty for a window
	Cause    Cause
	Reason   string // what happened, in words
	State    State
	By       string // staff id of whoever proposed it
	At       time.Time
	Second   string // staff id of whoever confirmed or refused it
	SecondAt time.Time
	Note     string // why it was refused
	Edition  int    // row version for concurrent changes
}

// Proposal is what one person says; the times are not theirs to say.
type Proposal struct {
	Gap    int64  // microseconds; when the gap ended, for an outage of the hall
	Window string // for an outage of one window
	Since  int64  // microseconds; the beginning of the window's record
	Cause  Cause
	Reason string
}

func (p Proposal) check() error {
	switch {
	case !slices.Contains(Causes, p.Cause):
		return ErrNoCause
	case strings.TrimSpace(p.Reason) == "":
		return ErrNoReason
	}
	return nil
}

// Confirm is the second person's word. It is never that of whoever proposed it.
func (o *Outage) Confirm(by string, now time.Time) error {
	if err := o.second(by); err != nil {
		return err
	}
	o.State, o.Second, o.SecondAt = Confirmed, by, now
	return nil
}

// Refuse says why it was no outage; the gap may be proposed again.
func (o *Outage) Refuse(by, note string, now time.Time) error {
	if err := o.second(by); err != nil {
		return err
	}
	if note = strings.TrimSpace(note); note == "" {
		return ErrNoNote
	}
	o.State, o.Second, o.SecondAt, o.Note = Refused, by, now, note
	return nil
}

func (o *Outage) second(by string) error {
	switch {
	case o.State != Proposed:
		return errState(o)
	case by == "" || o.By == by && !mutant.On("outage_alone"):
		return ErrSamePerson
	}
	return nil
}

// Covers tells whether something happened while the outage lasted.
func (o *Outage) Covers(t time.Time) bool { return !t.Before(o.From) && !t.After(o.To) }

// Kind says how somebody is concerned.
type Kind string

const (
	Holder    Kind = "ticket" // waited or was being served
	Applicant Kind = "case"   // has a case whose promise moved
)

// Way is how somebody is told.
type Way string

const (
	BySMS  Way = "sms"  // 短信
	ByDesk Way = "desk" // left no number: the guide calls the ticket out, its page says that it goes first
)

// Person is somebody concerned by an outage, by the number of ticket or case; never by name.
type Person struct {
	ID     string
	Outage string
	Kind   Kind
	Ref    string // id of the ticket or the case
	Number string
	Case   string // the case whose phone is used; may be empty for a ticket
	State  string // of the ticket when the hall stood still
	Way    Way
	Was    time.Time // promised due date before, for a case
	Due    time.Time // after
}
