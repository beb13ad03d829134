package casework

import (
	"slices"
	"strings"
	"time"

	"yichuang/internal/catalogue"
	"yichuang/internal/errs"
	"yichuang/internal/mutant"
	"yichuang/internal/pii"
	"yichuang/internal/promise"
)

// EntryState is where an entry stands.
type EntryState string

const (
	EntryProposed  EntryState = "proposed"  // 待复核
	EntryConfirmed EntryState = "confirmed" // 已入库: the case exists
	EntryRefused   EntryState = "refused"   // 退回
)

// Draft is what a paper file or an old system says of one case that was not taken in at a window of this program.
type Draft struct {
	Kind      promise.Outside // 迁移 at go-live, or 补录 after an outage
	Source    string          // file number or number of the paper; shown for ever
	Item      string          // catalogue code
	Applicant string          // kind of applicant; the item's first when empty
	Party     Party
	Window    string    // number of the window that answers for it
	Received  time.Time // when the papers were taken in, as the paper says
	Accepted  time.Time // when it was accepted; zero: not yet
	Step      string    // at which it stands; the first when empty
	StepSince time.Time // since when; needed for any but the first
}

// Entry is a draft that one person entered and another confirms (go-live and paper).
type Entry struct {
	ID   string
	Hall string
	Draft
	Outage   string // in which it happened; 补录 only
	Batch    string // one file makes one batch
	State    EntryState
	By       string // staff id of whoever entered it
	At       time.Time
	Second   string // staff id of whoever confirmed or refused it; never By
	SecondAt time.Time
	Note     string // why it was refused
	Case     string // id, once confirmed
	Edition  int    // row version for concurrent changes
}

// StoodStill is a confirmed outage of a hall, as far as an entry looks at it.
type StoodStill struct {
	ID       string
	From, To time.Time
}

// bounds are the times between which what is entered must have happened.
type bounds struct {
	GoLive time.Time  // the hall's first act with this program; zero: none yet
	Still  StoodStill // the outage in which the papers were taken in; empty: none
}

// check looks at every field at once, so that a table of errors shows all that is wrong.
func (d Draft) check(item *catalogue.Item, b bounds, now time.Time) error {
	var bad []*errs.Error
	need := func(ok bool, code, field string) {
		if !ok {
			bad = append(bad, errs.New(errs.Invalid, code).At(field))
		}
	}
	need(d.Source != "", "case.entry.source", "source")
	need(d.Party.Name != "", "case.receive.name", "name")
	need(!d.Party.ID.Empty(), "case.receive.id", "id")
	need(len(item.Applicants) == 0 || slices.Contains(item.Applicants, d.Applicant), "case.receive.kind", "applicant")
	for field, n := range map[string]pii.Number{"id": d.Party.ID, "phone": d.Party.Phone} {
		if err := pii.Admit(n, now, pii.Override{}); err != nil && !n.Empty() {
			bad = append(bad, errs.Of(err).At(field))
		}
	}
	need(!d.Received.IsZero(), "case.entry.received", "received_at")
	need(!d.Received.After(now), "case.entry.future", "received_at")
	need(!d.Accepted.After(now), "case.entry.future", "accepted_at")
	need(d.Accepted.IsZero() || !d.Accepted.Before(d.Received), "case.entry.order", "accepted_at")
	bad = append(bad, d.checkStep(item, now)...)
	bad = append(bad, d.checkKind(b)...)
	return errs.Join(bad...)
}

func (d Draft) checkStep(item *catalogue.Item, now time.Time) (bad []*errs.Error) {
	wrong := func(code, field string) { bad = append(bad, errs.New(errs.Invalid, code).At(field)) }
	if d.Step == "" {
		return nil
	}
	if _, ok := stepOf(item, d.Step); !ok || d.Accepted.IsZero() {
		wrong("case.entry.step", "step")
		return bad
	}
	switch first := item.Steps[0].ID == d.Step; {
	case d.StepSince.IsZero() && !first:
		wrong("case.entry.step_since", "step_since")
	case !d.StepSince.IsZero() && (d.StepSince.Before(d.Accepted) || d.StepSince.After(now)):
		wrong("case.entry.order", "step_since")
	}
	return bad
}

// checkKind: a running case of before lies before the hall began to work with the program, so that nothing is called old to get it out
// of the figures; what was written on paper lies within a confirmed outage.
func (d Draft) checkKind(b bounds) (bad []*errs.Error) {
	wrong := func(code, field string) { bad = append(bad, errs.New(errs.Invalid, code).At(field)) }
	switch d.Kind {
	case promise.Migrated:
		if !b.GoLive.IsZero() && !d.Received.Before(b.GoLive) {
			wrong("case.entry.after_go_live", "received_at")
		}
	case promise.LateEntry:
		if b.Still.ID == "" && !mutant.On("entry_anytime") {
			wrong("case.entry.no_outage", "received_at")
		} else if !d.Accepted.IsZero() && d.Accepted.After(b.Still.To) && !mutant.On("entry_anytime") {
			wrong("case.entry.no_outage", "accepted_at")
		}
	default:
		wrong("case.entry.kind", "kind")
	}
	return bad
}

// Confirm is the second person's word; never that of whoever entered it.
func (e *Entry) Confirm(by string, now time.Time) error {
	if err := e.second(by); err != nil {
		return err
	}
	e.State, e.Second, e.SecondAt = EntryConfirmed, by, now
	return nil
}

// Refuse sends the entry back with a reason; the paper may be entered again.
func (e *Entry) Refuse(by, note string, now time.Time) error {
	if err := e.second(by); err != nil {
		return err
	}
	if note = strings.TrimSpace(note); note == "" {
		return errs.New(errs.Invalid, "case.entry.note").At("note")
	}
	e.State, e.Second, e.SecondAt, e.Note = EntryRefused, by, now, note
	return nil
}

func (e *Entry) second(by string) error {
	switch {
	case e.State != EntryProposed:
		return errs.New(errs.Conflict, "case.entry.state", "state", e.State)
	case by == "" || e.By == by:
		return ErrSamePerson
	}
	return nil
}

// enter makes the case of a confirmed entry: with the times of the paper, and outside the figures for ever. An accepted one has its
// checklist on paper. The complete receipt is the receipt, the earliest that it can be.
func (e *Entry) enter(c *Case) {
	c.Entry, c.EntrySource, c.EntryAt = e.Kind, e.Source, e.At
	c.Received = e.Received
	if e.Accepted.IsZero() {
		return
	}
	c.State, c.Accepted, c.Completed, c.Rows = Accepted, e.Accepted, e.Received, nil
}

// outside says whether the clocks of a case stay outside the compliance figures.
func (c *Case) outside() promise.Outside {
	if mutant.On("entry_counted") {
		return ""
	}
	return c.Entry
}
