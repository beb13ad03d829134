package casework

import (
	"context"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/doc"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/letter"
	"yichuang/internal/notice"
	"yichuang/internal/promise"
)

// Terminate ends a case without a decision, on one of a closed list of grounds and with a paper (终止办理).
func (s *Service) Terminate(ctx context.Context, actor ids.Actor, caseID string, edition int, t Termination, finding string) (*Case, error) {
	return s.onCase(ctx, actor, "case.terminate", ActTerminate, caseID, edition, func(tx *db.Tx, c *Case, item *catalogue.Item) (journal.Event, error) {
		list, err := notice.OfCase(tx, c.ID)
		if err != nil {
			return nil, err
		}
		until := tx.Time()
		if len(list) > 0 {
			until = list[len(list)-1].Until
		}
		if err := c.Terminate(t, finding, until, tx.Time()); err != nil {
			return nil, err
		}
		if err := s.dropAll(tx, actor, c, terminatedWord); err != nil {
			return nil, err
		}
		l, err := s.courseLetter(tx, actor, c, item, doc.Course{What: doc.KindTermination, Reason: finding})
		return CaseTerminated{t, l.ID}, err
	})
}

// Revoke takes a granted decision back, with its reason, its remedies and a paper (撤销).
func (s *Service) Revoke(ctx context.Context, actor ids.Actor, caseID string, edition int, reason string) (*Case, error) {
	return s.onCase(ctx, actor, "case.revoke", ActRevoke, caseID, edition, func(tx *db.Tx, c *Case, item *catalogue.Item) (journal.Event, error) {
		if err := c.Revoke(reason, tx.Time()); err != nil {
			return nil, err
		}
		if err := s.dropAll(tx, actor, c, revokedWord); err != nil {
			return nil, err
		}
		decision, err := s.decisionNumber(tx, c)
		if err != nil {
			return nil, err
		}
		remedies := s.Remedies
		l, err := s.courseLetter(tx, actor, c, item, doc.Course{What: doc.KindRevocation, Reason: reason, Decision: decision, Remedies: &remedies})
		return CaseRevoked{reason, l.ID}, err
	})
}

// decisionNumber is the number of the decision that holds, else the case's own.
func (s *Service) decisionNumber(q db.Querier, c *Case) (string, error) {
	list, err := letter.Of(q, journal.Ref{Type: "case", ID: c.ID})
	number := c.No
	for _, l := range list {
		if l.Kind == doc.KindGrant && !l.Void {
			number = l.Number
		}
	}
	return number, err
}

// SupplyLater takes a material that was let come later (容缺后补).
func (s *Service) SupplyLater(ctx context.Context, actor ids.Actor, caseID string, edition int, material string, verified bool) (*Case, error) {
	return s.onCase(ctx, actor, "case.supply_later", ActLater, caseID, edition, func(tx *db.Tx, c *Case, _ *catalogue.Item) (journal.Event, error) {
		late := false
		for _, r := range c.Outstanding() {
			late = late || r.Material == material && tx.Time().After(r.LaterBy)
		}
		if err := c.SupplyLater(material, actor.ID, verified, tx.Time()); err != nil {
			return nil, err
		}
		return CaseLaterSupplied{material, late}, saveRows(tx, c)
	})
}

// Expedite lets a case go before others.
func (s *Service) Expedite(ctx context.Context, actor ids.Actor, caseID string, edition int, reason string) (*Case, error) {
	return s.onCase(ctx, actor, "case.expedite", ActExpedite, caseID, edition, func(_ *db.Tx, c *Case, _ *catalogue.Item) (journal.Event, error) {
		err := c.Expedite(reason)
		return CaseExpedited{c.Urgent}, err
	})
}

// Words on the clocks of a case that ended without a decision.
const (
	withdrawnWord  = "withdrawn"
	terminatedWord = "terminated"
	revokedWord    = "revoked"
)

// Endings are the outcomes of steps that no post gave: the case ended above them, or they were taken back.
var Endings = []string{withdrawnWord, terminatedWord, revokedWord, recalledWord}

// dropAll ends every step and clock of a case by which nothing is owed any more. What was late already stays a breach.
func (s *Service) dropAll(tx *db.Tx, actor ids.Actor, c *Case, word string) error {
	if _, err := s.Clocks.CancelAll(tx, actor, promise.Subject{Type: SubjectCase, ID: c.ID}, "", word); err != nil {
		return err
	}
	open, err := openSteps(tx, c.ID)
	if err != nil {
		return err
	}
	for _, st := range open {
		st.By, st.Outcome = actor.ID, word
		if err := closeStep(tx, st); err != nil {
			return err
		}
		if _, err := s.Clocks.CancelAll(tx, actor, promise.Subject{Type: SubjectStep, ID: st.ID}, "", word); err != nil {
			return err
		}
		if err := s.dropVisits(tx, actor, c, st.ID, word); err != nil {
			return err
		}
	}
	list, err := Procedures(tx, c.ID)
	if err != nil {
		return err
	}
	for _, p := range list {
		if !p.Running() {
			continue
		}
		if err := insertProcedureEnd(tx, p, ProcedureEnd{Result: word, Reference: c.No, Staff: actor.ID, At: tx.Time()}); err != nil {
			return err
		}
		if _, err := s.Clocks.CancelAll(tx, actor, promise.Subject{Type: SubjectSpecial, ID: p.ID}, "", word); err != nil {
			return err
		}
	}
	return nil
}
