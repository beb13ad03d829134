package casework

import (
	"context"
	"slices"
	"strings"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/notice"
	"yichuang/internal/promise"
)

// Change says as which item a filing should have been taken (事项录错).
type Change struct {
	Item    string
	Answers catalogue.Answers // to the new item's questions
	Reason  string
}

// ChangeItem takes a filing for another item than it was received as, while its papers are still being looked at. The number, the
// secret and the time already used stay (reliability.md K8); answers to the same material stay; what an earlier notice did not ask for
// is a second demand as ever (ONE-4).
func (s *Service) ChangeItem(ctx context.Context, actor ids.Actor, caseID string, edition int, k Change) (*Case, error) {
	return s.onCase(ctx, actor, "case.correct", ActChange, caseID, edition, func(tx *db.Tx, c *Case, before *catalogue.Item) (journal.Event, error) {
		if err := c.move(ActChange); err != nil {
			return nil, err
		}
		item, ok := s.Catalogue().Item(k.Item)
		if !ok {
			return nil, ErrNoItem
		}
		if err := k.check(c, item); err != nil {
			return nil, err
		}
		answers := catalogue.Answers{}
		for id, a := range k.Answers {
			answers[id] = a
		}
		answers["applicant"], answers["agent"], answers["channel"] = c.Kind, c.Agent != nil, c.Answers["channel"]
		materials, err := s.Catalogue().MaterialsFor(item, answers)
		if err != nil {
			return nil, err
		}
		same := sameMaterials(before.Materials, materials)
		event := CaseItemChanged{c.Item, item.Code, item.Version, k.Reason, nil}
		c.Item, c.Version, c.Department, c.Answers = item.Code, item.Version, item.Department, answers
		c.Rows = rowsFor(materials, renamed(c.Rows, same))
		c.complete(tx.Time())
		event.Materials = rowIDs(c.Rows)
		if err := s.saveItem(tx, c, same); err != nil {
			return nil, err
		}
		return event, s.carryFiveDays(tx, actor, c, item, k.Reason)
	})
}

func (k Change) check(c *Case, item *catalogue.Item) error {
	var bad []*errs.Error
	if strings.TrimSpace(k.Reason) == "" {
		bad = append(bad, errs.New(errs.Invalid, "case.correct.reason").At("reason"))
	}
	if item.Code == c.Item {
		bad = append(bad, errs.New(errs.Invalid, "case.change.same").At("item"))
	}
	if len(item.Applicants) > 0 && !slices.Contains(item.Applicants, c.Kind) {
		bad = append(bad, errs.New(errs.Conflict, "case.change.kind"))
	}
	if item.InPerson && c.Agent != nil {
		bad = append(bad, errs.New(errs.Conflict, "case.change.in_person"))
	}
	return errs.Join(bad...)
}

// sameMaterials maps a material of the old item to that of the new one which is the same paper: same name, same form. Ids are only
// unique within an item.
func sameMaterials(before, now []catalogue.Material) map[string]string {
	out := map[string]string{}
	for _, a := range before {
		for _, b := range now {
			if a.Name.ZH == b.Name.ZH && a.Form == b.Form {
				out[a.ID] = b.ID
			}
		}
	}
	return out
}

// renamed are the rows whose paper the new item asks for too, under its ids there.
func renamed(rows []notice.Row, same map[string]string) []notice.Row {
	var out []notice.Row
	for _, r := range rows {
		if id, ok := same[r.Material]; ok {
			r.Material = id
			out = append(out, r)
		}
	}
	return out
}

// carryFiveDays puts the clock of the first look under the new item, from the same start. One that has run out stays: the breach
// happened as it was.
func (s *Service) carryFiveDays(tx *db.Tx, actor ids.Actor, c *Case, item *catalogue.Item, reason string) error {
	subject := promise.Subject{Type: SubjectCase, ID: c.ID}
	list, err := promise.OfSubject(tx, subject)
	if err != nil {
		return err
	}
	for _, k := range list {
		if k.State != promise.Open || k.Kind != promise.FiveDays || k.Late(tx.Time()) {
			continue
		}
		if _, err := s.Clocks.Cancel(tx, actor, k.ID, reason); err != nil {
			return err
		}
		if err := s.fiveDays(tx, actor, c, item, k.Start); err != nil {
			return err
		}
	}
	return nil
}
