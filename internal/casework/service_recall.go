package casework

import (
	"context"
	"slices"
	"strings"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/promise"
)

// Recall takes a step back that its giver handed on, before the post it stands at is done with it (收回). The clock of the step goes on from
// where it began the first time: nothing is gained.
func (s *Service) Recall(ctx context.Context, actor ids.Actor, stepID string, reason string) (*Case, error) {
	var c *Case
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		st, err := lockStep(tx, stepID)
		if err != nil {
			return err
		}
		if c, err = s.lock(tx, st.Case, 0); err != nil {
			return err
		}
		item, err := s.item(tx, c)
		if err != nil {
			return err
		}
		return s.recall(tx, actor, c, item, st, reason)
	})
	return c, s.undeclared(ctx, actor, "case.step.recall", err)
}

func (s *Service) recall(tx *db.Tx, actor ids.Actor, c *Case, item *catalogue.Item, st Step, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return errs.New(errs.Invalid, "case.step.reason").At("reason")
	}
	if err := c.move(ActRecall); err != nil {
		return err
	}
	all, err := Steps(tx, c.ID)
	if err != nil {
		return err
	}
	given := Giver(all, st, item)
	switch {
	case !st.Open():
		return errs.New(errs.Conflict, "case.step.done")
	case given.ID == "":
		return errs.New(errs.Conflict, "case.step.no_giver")
	}
	if _, err := s.holds(tx, actor, c, given); err != nil {
		return err
	}
	st.By, st.Outcome, st.Reason = actor.ID, recalledWord, reason
	if err := closeStep(tx, st); err != nil {
		return err
	}
	if _, err := s.Clocks.CancelAll(tx, actor, promise.Subject{Type: SubjectStep, ID: st.ID}, "", recalledWord); err != nil {
		return err
	}
	if err := s.dropVisits(tx, actor, c, st.ID, recalledWord); err != nil {
		return err
	}
	if err := s.record(tx, actor, c, CaseStepRecalled{given.Step, st.Post, given.Post, reason}); err != nil {
		return err
	}
	if err := s.openStepFrom(tx, actor, c, item, given.Step, given.Opened); err != nil {
		return err
	}
	return s.save(tx, c)
}

// Giver is the step by whose outcome an open one began: the latest that ended when it began and leads to it.
func Giver(all []Step, st Step, item *catalogue.Item) Step {
	var out Step
	for _, x := range all {
		def, _ := stepOf(item, x.Step)
		leads := slices.ContainsFunc(def.Outcomes, func(o catalogue.Outcome) bool { return o.ID == x.Outcome && slices.Contains(o.Nexts(), st.Step) })
		if !x.Open() && leads && !x.Done.After(st.Opened) && !x.Done.Before(out.Done) {
			out = x
		}
	}
	return out
}

// recalledWord stands on a step that was taken back.
const recalledWord = "recalled"
