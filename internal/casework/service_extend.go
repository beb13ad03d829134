package casework

import (
	"context"
	"strings"
	"time"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/promise"
)

// AskExtension asks the leader for a longer statutory limit (延期, 行政许可法 42). The hall's own promise is never made longer: it is kept or
// it is broken.
func (s *Service) AskExtension(ctx context.Context, actor ids.Actor, caseID string, edition, days int, reason string) (Extension, error) {
	x := Extension{Days: days, Reason: strings.TrimSpace(reason)}
	_, err := s.onCase(ctx, actor, "case.ask_extension", ActAskLonger, caseID, edition, func(tx *db.Tx, c *Case, item *catalogue.Item) (journal.Event, error) {
		if err := c.move(ActAskLonger); err != nil {
			return nil, err
		}
		earlier, err := Extensions(tx, c.ID)
		if err != nil {
			return nil, err
		}
		if err := x.check(item, earlier); err != nil {
			return nil, err
		}
		k, err := statutory(tx, c)
		if err != nil {
			return nil, err
		}
		if k.Late(tx.Time()) {
			return nil, promise.ErrTooLate
		}
		x.ID, x.Hall, x.Case, x.Staff, x.Asked = ids.New(), c.Hall, c.ID, actor.ID, tx.Time()
		return CaseExtensionAsked{x.ID, x.Days, x.Reason}, insertExtension(tx, x)
	})
	return x, err
}

// DecideExtension is the leader's answer. A yes makes the statutory limit longer from the same start and tells the applicant with the
// reasons; it comes before the limit has run out or not at all (K7), and nobody answers his own wish.
func (s *Service) DecideExtension(ctx context.Context, actor ids.Actor, caseID, id string, approve bool, note string) error {
	_, err := s.onCase(ctx, actor, "case.extend", ActLonger, caseID, 0, func(tx *db.Tx, c *Case, item *catalogue.Item) (journal.Event, error) {
		if err := c.move(ActLonger); err != nil {
			return nil, err
		}
		x, err := extension(tx, c.ID, id)
		switch {
		case err != nil:
			return nil, err
		case x.End != nil:
			return nil, errs.New(errs.Conflict, "case.extension.answered")
		case x.Staff == actor.ID:
			return nil, errs.New(errs.Forbidden, "case.extension.own")
		case !approve && strings.TrimSpace(note) == "":
			return nil, errs.New(errs.Invalid, "case.extension.note").At("note")
		}
		e := ExtensionEnd{Approved: approve, Note: strings.TrimSpace(note), Staff: actor.ID, At: tx.Time()}
		if approve {
			if e.Letter, err = s.extend(tx, actor, c, item, x); err != nil {
				return nil, err
			}
		}
		return CaseExtensionDecided{x.ID, approve, e.Letter}, insertExtensionEnd(tx, x, e)
	})
	return err
}

func (s *Service) extend(tx *db.Tx, actor ids.Actor, c *Case, item *catalogue.Item, x Extension) (letterID string, err error) {
	k, err := statutory(tx, c)
	if err != nil {
		return "", err
	}
	before := k.Result
	after, err := s.Clocks.ChangeLimit(tx, actor, k.ID, k.Limit.N+x.Days, x.Reason)
	if err != nil {
		return "", err
	}
	content, err := s.extensionLetter(tx, actor, c, item, x, before, after.Result)
	if err != nil {
		return "", err
	}
	l, err := s.issue(tx, actor, c, content)
	return l.ID, err
}

// statutory is the open statutory clock of the whole case, which alone can be made longer.
func statutory(q db.Querier, c *Case) (*promise.Clock, error) {
	list, err := promise.OfSubject(q, promise.Subject{Type: SubjectCase, ID: c.ID})
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].State == promise.Open && list[i].Result.Suspended { // there is no due date to make later
			return nil, errs.New(errs.Conflict, "case.extension.stopped")
		}
		if k := &list[i]; k.State == promise.Open && k.Kind == promise.CaseWhole && k.Source == promise.Statutory {
			return k, nil
		}
	}
	return nil, errs.New(errs.Conflict, "case.extension.no_basis")
}

// silentSince is Silent with the clocks of the case.
func (s *Service) silentSince(q db.Querier, c *Case, item *catalogue.Item, now time.Time) (time.Time, bool, error) {
	list, err := promise.OfSubject(q, promise.Subject{Type: SubjectCase, ID: c.ID})
	if err != nil {
		return time.Time{}, false, err
	}
	since, silent := Silent(c, item, list, now)
	return since, silent, nil
}

// ConfirmSilence confirms that a licence counts as accepted because five working days passed without a word (视为受理). The limits run from
// the receipt whenever it is confirmed, so waiting gains nothing; the breach of the five days stays.
func (s *Service) ConfirmSilence(ctx context.Context, actor ids.Actor, caseID string, edition int, v Visit) (*Case, error) {
	return s.onCase(ctx, actor, "case.accept", ActSilence, caseID, edition, func(tx *db.Tx, c *Case, item *catalogue.Item) (journal.Event, error) {
		since, silent, err := s.silentSince(tx, c, item, tx.Time())
		if err != nil {
			return nil, err
		}
		if _, ok := Next(c.State, ActSilence); ok && !silent {
			return nil, errs.New(errs.Conflict, "case.silence.not_yet", "number", c.No)
		}
		if err := c.acceptSilently(since, actor.ID); err != nil {
			return nil, err
		}
		event, err := s.begin(tx, actor, c, item, true)
		if err != nil {
			return nil, err
		}
		event.Silent = true
		return event, s.decideMatter(tx, actor, v, acceptedOutcome, c.ID)
	})
}
