package casework

import (
	"context"
	"strings"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/pii"
)

// PII are the numbers of a case that can be shown in full; the names of the fields are those of the case page.
var PII = []string{"id", "phone", "agent_id", "agent_phone"}

// number is the number behind a field's name.
func (c *Case) number(field string) (pii.Number, bool) {
	var agent Party
	if c.Agent != nil {
		agent = *c.Agent
	}
	n, ok := map[string]pii.Number{"id": c.Applicant.ID, "phone": c.Applicant.Phone, "agent_id": agent.ID, "agent_phone": agent.Phone}[field]
	return n, ok && !n.Empty()
}

// Unmask shows a number in full to somebody who says why; the look is an act of its own (个人信息保护法 51).
func (s *Service) Unmask(ctx context.Context, actor ids.Actor, caseID, field, reason string) (string, error) {
	var plain string
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := s.get(tx, `id = $1`, "", caseID)
		if err != nil {
			return err
		}
		if err := identity.Can(actor, "pii.unmask", identity.Object{Hall: c.Hall, Department: c.Department, Owner: c.Handler}); err != nil {
			return err
		}
		n, ok := c.number(field)
		switch {
		case !ok:
			return errs.New(errs.Invalid, "case.unmask.nothing").At("field")
		case strings.TrimSpace(reason) == "":
			return errs.New(errs.Invalid, "case.unmask.reason").At("reason")
		}
		plain = n.Reveal()
		return s.record(tx, actor, c, CaseUnmasked{field, reason})
	})
	return plain, err
}
