package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"yichuang/internal/blob"
	"yichuang/internal/calendar"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/doc"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/letter"
	"yichuang/internal/notice"
	"yichuang/internal/once"
	"yichuang/internal/org"
	"yichuang/internal/pii"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
)

// Service performs the acts on cases. Safe for concurrent use.
type Service struct {
	DB        *db.DB
	Catalogue func() *catalogue.Catalogue
	Queue     *queue.Service
	Clocks    *promise.Service
	Letters   *letter.Service
	Files     *blob.Store
	Views     promise.Views
	Remedies  doc.Remedies
	// Still finds the confirmed outage of a hall in which an instant lies, for what was written on paper meanwhile; empty when there is none.
	Still func(q db.Querier, hall string, at time.Time) (StoodStill, error)
	// Deny writes an act down that the table of states does not declare, in a transaction of its own (decision 23); may be nil.
	Deny func(ctx context.Context, actor ids.Actor, act string, object identity.Object)
	store
}

// New makes the service; the exported fields are set by the caller.
func New(s Service, cipher *pii.Cipher) *Service {
	s.store = store{cipher}
	return &s
}

// Intake is what a window takes down of a person and a wish.
type Intake struct {
	Ticket    string // the visit; empty outside the queue
	Matter    string
	Item      string
	Kind      string // of applicant
	Applicant Party
	Agent     *Party
	Authority string
	Answers   catalogue.Answers
	Override  string // why a number that fails its check digit is taken all the same
}

// Opened is a received case with the code by which the applicant follows it; the code is shown once.
type Opened struct {
	Case   *Case
	Secret string
}

// Receive takes papers in (收件): identity, or agent with authority, and the checklist of the situation (CAS-1, FST-1). A clock of
// five working days begins in which everything missing must be told once.
func (s *Service) Receive(ctx context.Context, actor ids.Actor, window string, in Intake) (Opened, error) {
	var out Opened
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		w, err := s.window(tx, actor, "case.receive", window)
		if err != nil {
			return err
		}
		id, replay, err := once.Act(tx, "case.receive", func() (string, error) {
			if out, err = s.receive(tx, actor, w, in); err != nil {
				return "", err
			}
			return out.Case.ID, nil
		})
		if err != nil || !replay {
			return err
		}
		out, err = s.anotherCode(tx, id)
		return err
	})
	return out, err
}

func (s *Service) receive(tx *db.Tx, actor ids.Actor, w org.Window, in Intake) (Opened, error) {
	item, ok := s.Catalogue().Item(in.Item)
	if !ok {
		return Opened{}, ErrNoItem
	}
	c, err := s.newCase(tx, actor, w, item, in)
	if err != nil {
		return Opened{}, err
	}
	if c.Twin, err = s.twin(tx, c, tx.Time()); err != nil {
		return Opened{}, err
	}
	out := Opened{c, ids.Secret()}
	if err := s.insert(tx, c, out.Secret); err != nil {
		return Opened{}, err
	}
	if err := link(tx, c, in.Ticket, in.Matter, "intake"); err != nil {
		return Opened{}, err
	}
	if err := s.fiveDays(tx, actor, c, item, tx.Time()); err != nil {
		return Opened{}, err
	}
	return out, s.record(tx, actor, c, CaseReceived{c.No, c.Item, c.Version, c.Kind, c.Agent != nil, in.Ticket, rowIDs(c.Rows), c.Twin, in.Override})
}

// anotherCode answers a repeated Receive: the same case with a fresh tracking code, since the first one may never have arrived.
func (s *Service) anotherCode(tx *db.Tx, id string) (Opened, error) {
	c, err := s.lock(tx, id, 0)
	if err != nil {
		return Opened{}, err
	}
	out := Opened{c, ids.Secret()}
	tx.Touch("service_case", c.ID)
	if err := tx.ExecOne(`UPDATE service_case SET secret_hash = $1 WHERE id = $2`, ids.Hash(out.Secret), c.ID); err != nil {
		return Opened{}, err
	}
	return out, s.record(tx, ids.TheSystem(c.Hall), c, CaseCodeRenewed{})
}

func (s *Service) newCase(tx *db.Tx, actor ids.Actor, w org.Window, item *catalogue.Item, in Intake) (*Case, error) {
	if err := in.check(actor, item, tx.Time()); err != nil {
		return nil, err
	}
	if in.Answers == nil {
		in.Answers = catalogue.Answers{}
	}
	in.Answers["applicant"], in.Answers["agent"], in.Answers["channel"] = in.Kind, in.Agent != nil, "hall"
	materials, err := s.Catalogue().MaterialsFor(item, in.Answers)
	if err != nil {
		return nil, err
	}
	no, err := nextNumber(tx, w.Hall, item)
	if err != nil {
		return nil, err
	}
	return &Case{ID: ids.New(), Hall: w.Hall, No: no, Item: item.Code, Version: item.Version, Department: item.Department, State: Received,
		Kind: in.Kind, Applicant: in.Applicant, Agent: in.Agent, Authority: in.Authority, Answers: in.Answers, Rows: rowsFor(materials, nil),
		Handler: actor.ID, Post: w.Post, Window: w.ID, Received: tx.Time(), Visits: 1, Edition: 1}, nil
}

// check looks at every field at once, so that a form shows all that is wrong.
func (in Intake) check(actor ids.Actor, item *catalogue.Item, today time.Time) error {
	var bad []*errs.Error
	need := func(ok bool, code, field string) {
		if !ok {
			bad = append(bad, errs.New(errs.Invalid, code).At(field))
		}
	}
	need(in.Applicant.Name != "", "case.receive.name", "name")
	need(!in.Applicant.ID.Empty(), "case.receive.id", "id")
	need(len(item.Applicants) == 0 || slices.Contains(item.Applicants, in.Kind), "case.receive.kind", "kind")
	override := pii.Override{}
	if in.Override != "" {
		override = pii.Override{By: actor.ID, Reason: in.Override}
	}
	if err := pii.Admit(in.Applicant.ID, today, override); err != nil && !in.Applicant.ID.Empty() {
		bad = append(bad, errs.Of(err).At("id"))
	}
	if err := pii.Admit(in.Applicant.Phone, today, override); err != nil && !in.Applicant.Phone.Empty() {
		bad = append(bad, errs.Of(err).At("phone"))
	}
	if a := in.Agent; a != nil {
		need(!item.InPerson, "case.receive.in_person", "agent_name")
		need(a.Name != "", "case.receive.name", "agent_name")
		need(!a.ID.Empty(), "case.receive.id", "agent_id")
		need(in.Authority != "", "case.receive.authority", "authority")
		if err := pii.Admit(a.ID, today, override); err != nil && !a.ID.Empty() {
			bad = append(bad, errs.Of(err).At("agent_id"))
		}
	}
	return errs.Join(bad...)
}

// window checks that the actor sits at a window and may do the act there.
func (s *Service) window(q db.Querier, actor ids.Actor, act, id string) (org.Window, error) {
	w, err := org.WindowByID(q, id)
	if err != nil {
		return w, err
	}
	if err := identity.Can(actor, act, identity.Object{Hall: w.Hall, Department: w.Department, Owner: actor.ID}); err != nil {
		return w, err
	}
	return w, identity.AtWindow(actor, id, w.No)
}

// fiveDays opens the clock in which a filing must be accepted or told once (行政许可法 32(4)); for matters that are no licence it is
// the hall's own promise.
func (s *Service) fiveDays(tx *db.Tx, actor ids.Actor, c *Case, item *catalogue.Item, start time.Time) error {
	t := s.terms(c, item, promise.FiveDays, promise.Subject{Type: SubjectCase, ID: c.ID}, c.Post)
	t.Start, t.StartEvent, t.Limit = start, "receipt", calendar.Limit{N: 5, Unit: calendar.WorkingDays}
	if item.Type == licence {
		t.Source, t.Basis = promise.Statutory, licenceLaw+"32"
	}
	_, err := s.Clocks.Open(tx, actor, t)
	return err
}

// licence is task type 01, 行政许可; licenceLaw is the law's name before an article.
const (
	licence    = "01"
	licenceLaw = "行政许可法 "
)

func (s *Service) terms(c *Case, item *catalogue.Item, kind promise.Kind, subject promise.Subject, post string) promise.Terms {
	return promise.Terms{Hall: c.Hall, Kind: kind, Subject: subject, Item: c.Item, Post: post, Source: promise.Promised,
		Rule: fmt.Sprintf("%s@%d", item.Code, item.Version), Outside: c.outside()}
}

// item reads the version under which the case runs.
func (s *Service) item(q db.Querier, c *Case) (*catalogue.Item, error) {
	return s.Catalogue().ItemAt(q, c.Item, c.Version)
}

// onCase runs an act on a case: lock, right, table, rule, save, record, nudge. right is the act in authz.csv, act the one in the table.
func (s *Service) onCase(ctx context.Context, actor ids.Actor, right string, act Act, caseID string, edition int,
	do func(tx *db.Tx, c *Case, item *catalogue.Item) (journal.Event, error)) (*Case, error) {
	var c *Case
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		_, replay, err := once.Act(tx, right, func() (_ string, err error) {
			c, err = s.onCaseTx(tx, actor, right, act, caseID, edition, do)
			return caseID, err
		})
		if replay { // the edition that the request names has moved on by this very act
			c, err = s.get(tx, `id = $1`, "", caseID)
		}
		return err
	})
	return c, s.undeclared(ctx, actor, right, err)
}

// undeclared has a refusal of an undeclared pair of state and act written down.
func (s *Service) undeclared(ctx context.Context, actor ids.Actor, act string, err error) error {
	if errs.Code(err) == undeclared && s.Deny != nil {
		s.Deny(ctx, actor, act, identity.Object{Hall: actor.Hall, Department: actor.Department})
	}
	return err
}

func (s *Service) onCaseTx(tx *db.Tx, actor ids.Actor, right string, act Act, caseID string, edition int,
	do func(tx *db.Tx, c *Case, item *catalogue.Item) (journal.Event, error)) (*Case, error) {
	c, err := s.lock(tx, caseID, edition)
	if err != nil {
		return nil, err
	}
	if err := s.may(actor, right, c); err != nil {
		return nil, err
	}
	if err := c.declared(act); err != nil {
		return nil, err
	}
	item, err := s.item(tx, c)
	if err != nil {
		return nil, err
	}
	s.dressRows(c, item)
	event, err := do(tx, c, item)
	if err != nil {
		return nil, err
	}
	if err := s.save(tx, c); err != nil {
		return nil, err
	}
	return c, s.record(tx, actor, c, event)
}

// may asks for the right on this case; an applicant owns the case whose code he has.
func (s *Service) may(actor ids.Actor, act string, c *Case) error {
	owner := c.Handler
	if actor.Kind != ids.Staff {
		owner = c.ID
	}
	return identity.Can(actor, act, identity.Object{Hall: c.Hall, Department: c.Department, Owner: owner})
}

func (s *Service) dressRows(c *Case, item *catalogue.Item) {
	for i, r := range c.Rows {
		for _, m := range item.Materials {
			if m.ID == r.Material {
				c.Rows[i] = dress(r, m)
			}
		}
	}
}

func (s *Service) record(tx *db.Tx, actor ids.Actor, c *Case, e journal.Event) error {
	tx.Nudge("case:"+c.ID, "hall:"+c.Hall, "desk:"+c.Hall, "office:"+c.Hall)
	return journal.Record(tx, c.Hall, actor, journal.Ref{Type: "case", ID: c.ID}, e)
}

func rowIDs(rows []notice.Row) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.Material
	}
	return out
}
