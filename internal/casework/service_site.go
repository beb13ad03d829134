package casework

import (
	"context"
	"strings"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/promise"
)

// SubjectSite is the subject of the clock of an agreed visit.
const SubjectSite = "site"

// AgreeVisit agrees a time with the applicant at which two people come to the place. The time is a promise of its own; a second visit for
// the same step is agreed when the first is over or called off.
func (s *Service) AgreeVisit(ctx context.Context, actor ids.Actor, stepID string, v SiteVisit) (SiteVisit, error) {
	err := s.onStep(ctx, actor, stepID, func(tx *db.Tx, c *Case, item *catalogue.Item, st Step) error {
		def, _ := stepOf(item, st.Step)
		if def.Kind != catalogue.Site {
			return errs.New(errs.Conflict, "case.site.not_here")
		}
		earlier, err := SiteVisits(tx, c.ID)
		if err != nil {
			return err
		}
		v.ID, v.Hall, v.Case, v.Step, v.Staff, v.Agreed = ids.New(), c.Hall, c.ID, st.ID, actor.ID, tx.Time()
		if err := v.check(earlier, tx.Time()); err != nil {
			return err
		}
		for _, id := range []string{v.First, v.Second} {
			if _, err := identity.StaffByID(tx, id); err != nil {
				return err
			}
		}
		if err := insertSite(tx, v); err != nil {
			return err
		}
		t := s.terms(c, item, promise.OneOff, promise.Subject{Type: SubjectSite, ID: v.ID}, st.Post)
		t.Start, t.StartEvent, t.Agreed = tx.Time(), "agreed", v.Until
		if _, err := s.Clocks.Open(tx, actor, t); err != nil {
			return err
		}
		return s.record(tx, actor, c, CaseSiteAgreed{v.ID, st.Step, db.Micro(v.From), db.Micro(v.Until), v.First, v.Second})
	})
	return v, err
}

// EndVisit writes down what two people found; who comes after the agreed time says why.
func (s *Service) EndVisit(ctx context.Context, actor ids.Actor, stepID, visitID, finding, late string) error {
	return s.endVisit(ctx, actor, stepID, visitID, SiteEnd{Done: true, Finding: strings.TrimSpace(finding)}, late)
}

// CallOffVisit takes an agreed visit back with a reason, which the applicant is told. Once its time has passed it stays a breach.
func (s *Service) CallOffVisit(ctx context.Context, actor ids.Actor, stepID, visitID, reason string) error {
	return s.endVisit(ctx, actor, stepID, visitID, SiteEnd{Finding: strings.TrimSpace(reason)}, "")
}

func (s *Service) endVisit(ctx context.Context, actor ids.Actor, stepID, visitID string, e SiteEnd, late string) error {
	return s.onStep(ctx, actor, stepID, func(tx *db.Tx, c *Case, _ *catalogue.Item, st Step) error {
		v, err := siteVisit(tx, c.ID, visitID)
		switch {
		case err != nil:
			return err
		case !v.Open():
			return errs.New(errs.Conflict, "case.site.over")
		case e.Finding == "":
			return errs.New(errs.Invalid, "case.site.finding").At("finding")
		case e.Done && tx.Time().Before(v.From):
			return errs.New(errs.Conflict, "case.site.early").At("finding")
		}
		e.Staff, e.At = actor.ID, tx.Time()
		if err := insertSiteEnd(tx, v, e); err != nil {
			return err
		}
		subject := promise.Subject{Type: SubjectSite, ID: v.ID}
		if e.Done {
			_, err = s.Clocks.KeepAll(tx, actor, subject, promise.OneOff, late)
		} else {
			_, err = s.Clocks.CancelAll(tx, actor, subject, promise.OneOff, e.Finding)
		}
		if err != nil {
			return err
		}
		return s.record(tx, actor, c, CaseSiteEnded{v.ID, st.Step, e.Done})
	})
}

// dropVisits ends the visits to come of a step that ends above its post.
func (s *Service) dropVisits(tx *db.Tx, actor ids.Actor, c *Case, stepID, word string) error {
	list, err := SiteVisits(tx, c.ID)
	if err != nil {
		return err
	}
	for _, v := range list {
		if !v.Open() || v.Step != stepID {
			continue
		}
		if err := insertSiteEnd(tx, v, SiteEnd{Finding: word, Staff: actor.ID, At: tx.Time()}); err != nil {
			return err
		}
		if _, err := s.Clocks.CancelAll(tx, actor, promise.Subject{Type: SubjectSite, ID: v.ID}, promise.OneOff, word); err != nil {
			return err
		}
	}
	return nil
}

// onStep runs an act of who holds the post of an open step.
func (s *Service) onStep(ctx context.Context, actor ids.Actor, stepID string, do func(tx *db.Tx, c *Case, item *catalogue.Item, st Step) error) error {
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		st, err := lockStep(tx, stepID)
		if err != nil {
			return err
		}
		c, err := s.lock(tx, st.Case, 0)
		if err != nil {
			return err
		}
		item, err := s.item(tx, c)
		if err != nil {
			return err
		}
		if _, err := s.holds(tx, actor, c, st); err != nil {
			return err
		}
		if err := c.declared(ActDecideStep); err != nil {
			return err
		}
		if !st.Open() {
			return errs.New(errs.Conflict, "case.step.done")
		}
		return do(tx, c, item, st)
	})
	return s.undeclared(ctx, actor, "case.step.decide", err)
}

const siteColumns = `v.id, v.hall_id, v.case_id, v.step_id, v.from_at, v.until_at, v.place, v.first, v.second, v.staff, v.agreed_at,
	coalesce(e.done, 0), coalesce(e.finding, ''), coalesce(e.staff, ''), coalesce(e.ended_at, 0)`

const siteFrom = ` FROM case_site v LEFT JOIN case_site_end e ON e.site_id = v.id `

func scanSite(sc db.Scanner) (SiteVisit, error) {
	var v SiteVisit
	var e SiteEnd
	var from, until, agreed, done, ended int64
	err := sc.Scan(&v.ID, &v.Hall, &v.Case, &v.Step, &from, &until, &v.Place, &v.First, &v.Second, &v.Staff, &agreed, &done, &e.Finding, &e.Staff, &ended)
	v.From, v.Until, v.Agreed = db.FromMicro(from), db.FromMicro(until), db.FromMicro(agreed)
	if ended > 0 {
		e.Done, e.At = done == 1, db.FromMicro(ended)
		v.End = &e
	}
	return v, err
}

// SiteVisits lists the visits of a case in order.
func SiteVisits(q db.Querier, caseID string) ([]SiteVisit, error) {
	return db.All(q, scanSite, `SELECT `+siteColumns+siteFrom+`WHERE v.case_id = $1 ORDER BY v.agreed_at, v.id`, caseID)
}

func siteVisit(q db.Querier, caseID, id string) (SiteVisit, error) {
	v, err := db.One(q, scanSite, `SELECT `+siteColumns+siteFrom+`WHERE v.id = $1 AND v.case_id = $2`, id, caseID)
	if db.None(err) {
		return v, ErrUnknown
	}
	return v, err
}

func insertSite(tx *db.Tx, v SiteVisit) error {
	tx.Touch("case_site", v.ID)
	_, err := tx.Exec(`INSERT INTO case_site (id, hall_id, case_id, step_id, from_at, until_at, place, first, second, staff, agreed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, v.ID, v.Hall, v.Case, v.Step, db.Micro(v.From), db.Micro(v.Until), v.Place, v.First,
		v.Second, v.Staff, db.Micro(v.Agreed))
	return err
}

func insertSiteEnd(tx *db.Tx, v SiteVisit, e SiteEnd) error {
	tx.Touch("case_site_end", v.ID)
	_, err := tx.Exec(`INSERT INTO case_site_end (site_id, hall_id, done, finding, staff, ended_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		v.ID, v.Hall, db.Bool(e.Done), e.Finding, e.Staff, db.Micro(e.At))
	return err
}
