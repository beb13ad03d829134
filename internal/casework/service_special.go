package casework

import (
	"context"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/promise"
)

// CaseSpecialStarted and CaseSpecialEnded: a special procedure of the item's law stops the limits, told in writing (LIM-12).
type (
	CaseSpecialStarted struct {
		Kind     string `json:"kind"`
		Document string `json:"document"`
		Stop     string `json:"stop"`
	}
	CaseSpecialEnded struct {
		Stop string `json:"stop"`
	}
)

func (CaseSpecialStarted) EventType() string { return "case.special_started" }
func (CaseSpecialEnded) EventType() string   { return "case.special_ended" }

var _ = journal.Register(CaseSpecialStarted{}, CaseSpecialEnded{})

// StartSpecial stops the limits for a procedure that the item's law allows (行政许可法 45); document is the number of the written
// notice to the applicant. It returns the stop's id for EndSpecial.
func (s *Service) StartSpecial(ctx context.Context, actor ids.Actor, caseID, kind, document, reason string) (string, error) {
	var stop string
	_, err := s.onCase(ctx, actor, "case.special", caseID, 0, func(tx *db.Tx, c *Case, item *catalogue.Item) (journal.Event, error) {
		if _, ok := Next(c.State, ActDecide); !ok || c.State != Accepted {
			return nil, errs.New(errs.Conflict, "case.state", "act", "special", "state", c.State, "number", c.No)
		}
		if !allows(item, kind) {
			return nil, errs.New(errs.Invalid, "case.special.not_allowed", "kind", kind).At("kind")
		}
		var err error
		stop, err = s.Clocks.Exclude(tx, actor, promise.Subject{Type: SubjectCase, ID: c.ID}, promise.Stop{Ground: kind, Document: document, Reason: reason})
		return CaseSpecialStarted{kind, document, stop}, err
	})
	return stop, err
}

// EndSpecial lets the limits run on.
func (s *Service) EndSpecial(ctx context.Context, actor ids.Actor, caseID, stop string) error {
	_, err := s.onCase(ctx, actor, "case.special", caseID, 0, func(tx *db.Tx, c *Case, _ *catalogue.Item) (journal.Event, error) {
		return CaseSpecialEnded{stop}, s.Clocks.Resume(tx, actor, stop)
	})
	return err
}

func allows(item *catalogue.Item, kind string) bool {
	for _, x := range item.Special {
		if x.Kind == kind {
			return true
		}
	}
	return false
}
