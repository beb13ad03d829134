package casework

import (
	"context"
	"io"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/once"
	"yichuang/internal/org"
	"yichuang/internal/promise"
)

// Enter writes down what a paper says of one case; it counts for nothing until another person confirms it.
func (s *Service) Enter(ctx context.Context, actor ids.Actor, hall string, d Draft) (*Entry, error) {
	var e *Entry
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		id, replay, err := once.Act(tx, "case.enter", func() (string, error) {
			var err error
			if e, err = s.drafted(tx, actor, hall, d); err != nil {
				return "", err
			}
			return e.ID, s.enterDraft(tx, actor, e)
		})
		if err == nil && replay {
			e, err = s.entry(tx, `id = $1`, id)
		}
		return err
	})
	return e, err
}

// Import enters a file of running cases at go-live, all of it or nothing: problems say which cells are wrong. A mere preview writes
// nothing. It returns how many cases the file has.
func (s *Service) Import(ctx context.Context, actor ids.Actor, hall string, file io.Reader, preview bool) (n int, problems []Problem, err error) {
	if err := identity.Can(actor, "case.enter", identity.Object{Hall: hall}); err != nil {
		return 0, nil, err
	}
	drafts, problems := ReadEntries(file)
	if len(drafts) == 0 && len(problems) == 0 {
		problems = []Problem{{Err: errs.New(errs.Invalid, "case.entry.file")}}
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		entries, wrong, err := s.draftedAll(tx, actor, hall, drafts)
		problems = append(problems, wrong...)
		if err != nil || len(problems) > 0 || preview {
			return err
		}
		_, _, err = once.Act(tx, "case.import", func() (string, error) {
			batch := ids.New()
			for _, e := range entries {
				e.Batch = batch
				if err := s.enterDraft(tx, actor, e); err != nil {
					return "", err
				}
			}
			return batch, nil
		})
		return err
	})
	return len(drafts), problems, err
}

func (s *Service) draftedAll(tx *db.Tx, actor ids.Actor, hall string, drafts []Draft) (out []*Entry, bad []Problem, err error) {
	for i, d := range drafts {
		e, err := s.drafted(tx, actor, hall, d)
		switch {
		case err == nil:
			out = append(out, e)
		case errs.Of(err).Kind == errs.Invalid, errs.Of(err).Kind == errs.Conflict:
			bad = append(bad, problemsOf(i+2, err)...)
		default:
			return nil, bad, err
		}
	}
	return out, bad, nil
}

func problemsOf(row int, err error) (out []Problem) {
	e := errs.Of(err)
	for _, one := range append([]*errs.Error{e}, e.All...) {
		out = append(out, Problem{row, one.Field, one})
	}
	return out
}

// drafted checks a draft against item, window, go-live and outages.
func (s *Service) drafted(tx *db.Tx, actor ids.Actor, hall string, d Draft) (*Entry, error) {
	if err := identity.Can(actor, "case.enter", identity.Object{Hall: hall}); err != nil {
		return nil, err
	}
	item, ok := s.Catalogue().Item(d.Item)
	if !ok {
		return nil, errs.New(errs.Invalid, "case.entry.item", "item", d.Item).At("item")
	}
	if _, err := org.WindowByID(tx, org.WindowID(hall, d.Window)); err != nil {
		return nil, errs.New(errs.Invalid, "case.entry.window", "no", d.Window).At("window")
	}
	if d.Applicant == "" && len(item.Applicants) > 0 {
		d.Applicant = item.Applicants[0]
	}
	b, err := s.boundsOf(tx, hall, d)
	if err != nil {
		return nil, err
	}
	if err := d.check(item, b, tx.Time()); err != nil {
		return nil, err
	}
	e := &Entry{ID: ids.New(), Hall: hall, Draft: d, State: EntryProposed, By: actor.ID, At: tx.Time(), Edition: 1}
	if d.Kind == promise.LateEntry {
		e.Outage = b.Still.ID
	}
	var earlier int
	err = tx.QueryRow(`SELECT count(*) FROM case_entry WHERE hall_id = $1 AND source = $2 AND state <> 'refused'`, hall, d.Source).Scan(&earlier)
	if err == nil && earlier > 0 {
		err = errs.New(errs.Conflict, "case.entry.twice", "source", d.Source).At("source")
	}
	return e, err
}

func (s *Service) boundsOf(q db.Querier, hall string, d Draft) (b bounds, err error) {
	if d.Kind == promise.Migrated {
		b.GoLive, err = goLive(q, hall)
		return b, err
	}
	if s.Still != nil && !d.Received.IsZero() {
		b.Still, err = s.Still(q, hall, d.Received)
	}
	return b, err
}

func (s *Service) enterDraft(tx *db.Tx, actor ids.Actor, e *Entry) error {
	if err := s.insertEntry(tx, e); err != nil {
		return err
	}
	return recordEntry(tx, actor, e, EntryMade{e.Kind, e.Source, e.Item, db.Micro(e.Received), db.Micro(e.Accepted), e.Step, e.Outage, e.Batch})
}

func recordEntry(tx *db.Tx, actor ids.Actor, e *Entry, event journal.Event) error {
	tx.Nudge("manage:" + e.Hall)
	return journal.Record(tx, e.Hall, actor, journal.Ref{Type: "case_entry", ID: e.ID}, event)
}

// ConfirmEntry is the second person's word: the case begins to exist, its clocks at the times of the paper. The code by which the
// applicant follows it is shown once.
func (s *Service) ConfirmEntry(ctx context.Context, actor ids.Actor, id string) (Opened, error) {
	var out Opened
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		caseID, replay, err := once.Act(tx, "case.confirm_entry", func() (string, error) {
			var err error
			if out, err = s.confirmEntry(tx, actor, id); err != nil {
				return "", err
			}
			return out.Case.ID, nil
		})
		if err == nil && replay {
			out, err = s.anotherCode(tx, caseID)
		}
		return err
	})
	return out, err
}

func (s *Service) confirmEntry(tx *db.Tx, actor ids.Actor, id string) (Opened, error) {
	e, err := s.mayAnswer(tx, actor, id)
	if err != nil {
		return Opened{}, err
	}
	if err := e.Confirm(actor.ID, tx.Time()); err != nil {
		return Opened{}, err
	}
	item, ok := s.Catalogue().Item(e.Item)
	if !ok {
		return Opened{}, ErrNoItem
	}
	c, err := s.entered(tx, e, item)
	if err != nil {
		return Opened{}, err
	}
	out := Opened{c, ids.Secret()}
	if err := s.insert(tx, c, out.Secret); err != nil {
		return Opened{}, err
	}
	if err := markEntry(tx, c); err != nil {
		return Opened{}, err
	}
	event := CaseEntered{c.No, e.Kind, e.Source, e.ID, c.Item, c.Version, db.Micro(e.Received), db.Micro(e.Accepted), e.By, db.Micro(e.At), e.Outage, nil}
	if event.Limits, err = s.runFromPaper(tx, actor, c, item, e); err != nil {
		return Opened{}, err
	}
	if err := s.save(tx, c); err != nil {
		return Opened{}, err
	}
	e.Case = c.ID
	if err := saveEntry(tx, e); err != nil {
		return Opened{}, err
	}
	if err := recordEntry(tx, actor, e, EntryAnswered{Confirmed: true, Case: c.ID}); err != nil {
		return Opened{}, err
	}
	return out, s.record(tx, actor, c, event)
}

// entered is the case of an entry before it is stored; its handler is whoever answers for the window's post now (DUT-3).
func (s *Service) entered(tx *db.Tx, e *Entry, item *catalogue.Item) (*Case, error) {
	w, err := org.WindowByID(tx, org.WindowID(e.Hall, e.Window))
	if err != nil {
		return nil, err
	}
	holder, err := org.ResponsibleAt(tx, w.Post, tx.Now())
	if err != nil {
		return nil, err
	}
	answers := catalogue.Answers{"applicant": e.Applicant, "agent": false, "channel": "hall"}
	c := &Case{ID: ids.New(), Hall: e.Hall, Item: item.Code, Version: item.Version, Department: item.Department, State: Received, Kind: e.Applicant,
		Applicant: e.Party, Answers: answers, Handler: holder.Staff, Post: w.Post, Window: w.ID, Visits: 1, Edition: 1}
	if e.Accepted.IsZero() {
		materials, err := s.Catalogue().MaterialsFor(item, answers)
		if err != nil {
			return nil, err
		}
		c.Rows = rowsFor(materials, nil)
	}
	e.enter(c)
	c.No, err = nextNumber(tx, e.Hall, item)
	return c, err
}

// runFromPaper opens the clocks that the paper began: the five days, or every limit of the whole and the step at which it stands.
func (s *Service) runFromPaper(tx *db.Tx, actor ids.Actor, c *Case, item *catalogue.Item, e *Entry) (limits []string, err error) {
	if c.State == Received {
		return nil, s.fiveDays(tx, actor, c, item, c.Received)
	}
	clocks, err := s.openLimits(tx, actor, c, item)
	if err != nil {
		return nil, err
	}
	for _, k := range clocks {
		limits = append(limits, string(k.Source)+":"+k.Limit.String())
	}
	step, since := e.Step, e.StepSince
	if step == "" && len(item.Steps) > 0 {
		step = item.Steps[0].ID
	}
	if since.IsZero() {
		since = c.Accepted
	}
	if step == "" {
		return limits, nil
	}
	return limits, s.openStepFrom(tx, actor, c, item, step, since)
}

// RefuseEntry sends an entry back.
func (s *Service) RefuseEntry(ctx context.Context, actor ids.Actor, id, note string) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, _, err := once.Act(tx, "case.confirm_entry", func() (string, error) {
			e, err := s.mayAnswer(tx, actor, id)
			if err != nil {
				return "", err
			}
			if err := e.Refuse(actor.ID, note, tx.Time()); err != nil {
				return "", err
			}
			if err := saveEntry(tx, e); err != nil {
				return "", err
			}
			return e.ID, recordEntry(tx, actor, e, EntryAnswered{Note: e.Note})
		})
		return err
	})
}

func (s *Service) mayAnswer(tx *db.Tx, actor ids.Actor, id string) (*Entry, error) {
	e, err := s.lockEntry(tx, id)
	if err != nil {
		return nil, err
	}
	return e, identity.Can(actor, "case.confirm_entry", identity.Object{Hall: e.Hall})
}
