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
	"yichuang/internal/pii"
)

// Correction puts right who applied. An empty name or number leaves what is there.
type Correction struct {
	Name     string
	ID       pii.Number
	Phone    pii.Number
	Reason   string
	Override string // why a number with a wrong check digit is taken all the same
}

// what names the corrected fields for the journal, without their content.
func (k Correction) what() string {
	var out []string
	if k.Name != "" {
		out = append(out, "name")
	}
	if !k.ID.Empty() {
		out = append(out, "id")
	}
	if !k.Phone.Empty() {
		out = append(out, "phone")
	}
	return strings.Join(out, " ")
}

func (k Correction) check(by string, today time.Time) error {
	var bad []*errs.Error
	if strings.TrimSpace(k.Reason) == "" {
		bad = append(bad, errs.New(errs.Invalid, "case.correct.reason").At("reason"))
	}
	if k.what() == "" {
		bad = append(bad, errs.New(errs.Invalid, "case.correct.nothing").At("name"))
	}
	for field, n := range map[string]pii.Number{"id": k.ID, "phone": k.Phone} {
		if err := pii.Admit(n, today, pii.Override{By: by, Reason: k.Override}); err != nil && !n.Empty() {
			bad = append(bad, errs.Of(err).At(field))
		}
	}
	return errs.Join(bad...)
}

// Correct changes the applicant's name, number or phone with a reason. Papers that are out keep what they say until somebody voids them.
func (s *Service) Correct(ctx context.Context, actor ids.Actor, caseID string, edition int, k Correction) (*Case, error) {
	return s.onCase(ctx, actor, "case.correct", ActCorrect, caseID, edition, func(tx *db.Tx, c *Case, _ *catalogue.Item) (journal.Event, error) {
		if err := k.check(actor.ID, tx.Time()); err != nil {
			return nil, err
		}
		if err := c.move(ActCorrect); err != nil {
			return nil, err
		}
		if k.Name != "" {
			c.Applicant.Name = k.Name
		}
		if !k.ID.Empty() {
			c.Applicant.ID = k.ID
		}
		if !k.Phone.Empty() {
			c.Applicant.Phone = k.Phone
		}
		return CaseCorrected{k.what(), k.Reason}, s.saveParties(tx, c)
	})
}
