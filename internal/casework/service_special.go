package casework

import (
	"context"
	"strings"

	"yichuang/internal/calendar"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/promise"
)

// SubjectSpecial is the subject of the clock that a special procedure has of its own.
const SubjectSpecial = "special"

// AboutExtension names an extension as what an objection is about.
const AboutExtension = "extension"

// Special is that clock's kind: the procedure ends within the days that the applicant was told.
const Special promise.Kind = "case.special"

// StartSpecial stops the limits for a procedure that the item's law allows (LIM-12, 行政许可法 45): the applicant is told in writing what,
// why, by whom and how long, and the procedure has a clock of its own.
func (s *Service) StartSpecial(ctx context.Context, actor ids.Actor, caseID string, edition int, p Procedure) (Procedure, error) {
	_, err := s.onCase(ctx, actor, "case.special", ActSpecial, caseID, edition, func(tx *db.Tx, c *Case, item *catalogue.Item) (journal.Event, error) {
		earlier, err := Procedures(tx, c.ID)
		if err != nil {
			return nil, err
		}
		if err := c.move(ActSpecial); err != nil {
			return nil, err
		}
		if err := p.check(item, earlier); err != nil {
			return nil, err
		}
		p.ID, p.Hall, p.Case, p.Staff, p.Started = ids.New(), c.Hall, c.ID, actor.ID, tx.Time()
		if p.Flagged, err = s.flagged(tx, c); err != nil {
			return nil, err
		}
		if err := s.stopFor(tx, actor, c, item, &p); err != nil {
			return nil, err
		}
		return CaseSpecialStarted{p.ID, p.Kind, p.Days, p.By, p.Reference, p.Reason, p.Letter, p.Stop, p.Flagged}, insertProcedure(tx, p)
	})
	return p, err
}

// stopFor issues the paper, stops the clocks by it, and starts the procedure's own.
func (s *Service) stopFor(tx *db.Tx, actor ids.Actor, c *Case, item *catalogue.Item, p *Procedure) error {
	content, err := s.specialLetter(tx, actor, c, item, *p)
	if err != nil {
		return err
	}
	l, err := s.issue(tx, actor, c, content)
	if err != nil {
		return err
	}
	p.Letter = l.ID
	stop := promise.Stop{Ground: p.Kind, Document: l.Number, Reason: p.Reason}
	if p.Stop, err = s.Clocks.Exclude(tx, actor, promise.Subject{Type: SubjectCase, ID: c.ID}, stop); err != nil {
		return err
	}
	open, err := openSteps(tx, c.ID)
	if err != nil {
		return err
	}
	for _, st := range open { // the post that waits for the procedure loses no time by it
		if err := s.Clocks.AlsoExclude(tx, actor, p.Stop, promise.Subject{Type: SubjectStep, ID: st.ID}, stop); err != nil {
			return err
		}
	}
	t := s.terms(c, item, Special, promise.Subject{Type: SubjectSpecial, ID: p.ID}, c.Post)
	t.Rule += "/" + p.Kind
	t.Start, t.StartEvent, t.Limit = tx.Time(), "told", calendar.Limit{N: p.Days, Unit: calendar.WorkingDays}
	_, err = s.Clocks.Open(tx, actor, t)
	return err
}

// stopStep lets the procedures that run stop the clock of a step that begins meanwhile.
func (s *Service) stopStep(tx *db.Tx, actor ids.Actor, c *Case, st Step) error {
	list, err := Procedures(tx, c.ID)
	if err != nil {
		return err
	}
	for _, p := range list {
		if !p.Running() {
			continue
		}
		stop := promise.Stop{Ground: p.Kind, Document: p.Letter, Reason: p.Reason}
		if err := s.Clocks.AlsoExclude(tx, actor, p.Stop, promise.Subject{Type: SubjectStep, ID: st.ID}, stop); err != nil {
			return err
		}
	}
	return nil
}

// awaited refuses a decision while a special procedure runs: its result is what was waited for.
func awaited(q db.Querier, c *Case) error {
	list, err := Procedures(q, c.ID)
	for _, p := range list {
		if p.Running() {
			return errs.New(errs.Conflict, "case.step.special", "by", p.By)
		}
	}
	return err
}

// flagged tells whether the governing clock of a case is in its last fifth.
func (s *Service) flagged(tx *db.Tx, c *Case) (bool, error) {
	list, err := promise.OfSubject(tx, promise.Subject{Type: SubjectCase, ID: c.ID})
	k := promise.Governing(list)
	if err != nil || k == nil || k.Result.Suspended {
		return false, err
	}
	return lastFifth(s.Clocks.Stand(tx, k)), nil
}

// EndSpecial lets the limits run on, with the result and the record that shows it. A procedure that took longer than was told needs a reason.
func (s *Service) EndSpecial(ctx context.Context, actor ids.Actor, caseID, id string, e ProcedureEnd, late string) error {
	_, err := s.onCase(ctx, actor, "case.special", ActSpecialEnd, caseID, 0, func(tx *db.Tx, c *Case, _ *catalogue.Item) (journal.Event, error) {
		p, err := procedure(tx, c.ID, id)
		if err != nil {
			return nil, err
		}
		if err := c.move(ActSpecialEnd); err != nil {
			return nil, err
		}
		if !p.Running() {
			return nil, errs.New(errs.Conflict, "case.special.ended")
		}
		if err := e.check(); err != nil {
			return nil, err
		}
		e.Staff, e.At = actor.ID, tx.Time()
		if err := insertProcedureEnd(tx, p, e); err != nil {
			return nil, err
		}
		if _, err := s.Clocks.KeepAll(tx, actor, promise.Subject{Type: SubjectSpecial, ID: p.ID}, Special, late); err != nil {
			return nil, err
		}
		return CaseSpecialEnded{p.ID, e.Result, e.Reference, p.Stop}, s.Clocks.Resume(tx, actor, p.Stop)
	})
	return err
}

// Contest records that the applicant objects to a stop or an extension (K4): one tap, words if wished. It stops nothing; the supervisor looks.
func (s *Service) Contest(ctx context.Context, actor ids.Actor, caseID, aboutType, about, words string) error {
	_, err := s.onCase(ctx, actor, "case.contest", ActContest, caseID, 0, func(tx *db.Tx, c *Case, _ *catalogue.Item) (journal.Event, error) {
		if err := c.move(ActContest); err != nil {
			return nil, err
		}
		if err := exists(tx, c, aboutType, about); err != nil {
			return nil, err
		}
		earlier, err := Objections(tx, c.ID)
		if err != nil {
			return nil, err
		}
		for _, o := range earlier {
			if o.About == about {
				return nil, errs.New(errs.Conflict, "case.contest.twice")
			}
		}
		o := Objection{ID: ids.New(), Hall: c.Hall, Case: c.ID, AboutType: aboutType, About: about, Words: strings.TrimSpace(words), At: tx.Time()}
		tx.Touch("case_contest", o.ID)
		_, err = tx.Exec(`INSERT INTO case_contest (`+objectionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)`, o.ID, o.Hall, o.Case, o.AboutType, o.About,
			o.Words, db.Micro(o.At))
		return CaseContested{o.ID, aboutType, about}, err
	})
	return err
}

func exists(q db.Querier, c *Case, aboutType, about string) error {
	var err error
	switch aboutType {
	case SubjectSpecial:
		_, err = procedure(q, c.ID, about)
	case AboutExtension:
		_, err = extension(q, c.ID, about)
	default:
		err = ErrUnknown
	}
	return err
}
