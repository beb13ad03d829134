package urge

import (
	"context"
	"slices"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/org"
	"yichuang/internal/promise"
)

// Service performs the act. It is safe for concurrent use.
type Service struct {
	DB    *db.DB
	Cases *casework.Service
	Views promise.Views
}

// Urge presses for a case at the applicant's wish.
func (s *Service) Urge(ctx context.Context, actor ids.Actor, caseID string) (Urging, error) {
	var out Urging
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.LockName("urge:" + caseID); err != nil {
			return err
		}
		c, err := s.Cases.Get(tx, caseID)
		if err != nil {
			return err
		}
		if err := identity.Can(actor, "case.urge", identity.Object{Hall: c.Hall, Department: c.Department, Owner: c.ID}); err != nil {
			return err
		}
		earlier, err := Of(tx, c.ID)
		if err != nil {
			return err
		}
		if out, err = next(c, earlier, s.Views(c.Hall), tx.Time()); err != nil {
			return err
		}
		out.ID = ids.New()
		e := CaseUrged{N: out.N, Day: out.Day.String()}
		if e.Post, e.Told, err = inHand(tx, c); err != nil {
			return err
		}
		if err := insert(tx, out); err != nil {
			return err
		}
		tx.Nudge("case:"+c.ID, "office:"+c.Hall)
		return journal.Record(tx, c.Hall, actor, journal.Ref{Type: "case", ID: c.ID}, e)
	})
	return out, err
}

// inHand are the posts at which a case waits and who answers for each now: the open steps, else the window that took it in.
func inHand(q db.Querier, c *casework.Case) (posts, staff []string, err error) {
	steps, err := casework.Steps(q, c.ID)
	if err != nil {
		return nil, nil, err
	}
	for _, st := range steps {
		if st.Open() && !slices.Contains(posts, st.Post) {
			posts = append(posts, st.Post)
		}
	}
	if len(posts) == 0 {
		posts = []string{c.Post}
	}
	for _, p := range posts {
		r, err := org.ResponsibleAt(q, p, q.Now())
		if err != nil {
			return nil, nil, err
		}
		if !slices.Contains(staff, r.Staff) {
			staff = append(staff, r.Staff)
		}
	}
	return posts, staff, nil
}
