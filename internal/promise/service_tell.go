package promise

import (
	"slices"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/org"
)

// Told is one person whom a rung reaches, and why.
type Told struct {
	Who   Who    `json:"who"`
	Staff string `json:"staff"`
}

// addressees fills in who answers for the post at this moment and whom the rung tells, each person once (DUT-3).
func addressees(tx *db.Tx, c *Clock, e *ClockWarned) error {
	post, err := org.PostByID(tx, c.Post)
	if unknown(err) {
		return nil // a post from elsewhere: nobody here can be told
	}
	if err != nil {
		return err
	}
	e.Department = post.Department
	now, err := org.ResponsibleAt(tx, c.Post, tx.Now())
	if err != nil && !unknown(err) {
		return err
	}
	e.Responsible = now.Staff
	for _, who := range e.Rung.Tell {
		list, err := peopleOf(tx, c.Hall, post, now.Staff, who)
		if err != nil {
			return err
		}
		for _, staff := range list {
			if staff != "" && !slices.ContainsFunc(e.Told, func(t Told) bool { return t.Staff == staff }) {
				e.Told = append(e.Told, Told{who, staff})
			}
		}
	}
	return nil
}

// peopleOf are those who bear a quality towards a post now.
func peopleOf(q db.Querier, hall string, post org.Post, responsible string, who Who) ([]string, error) {
	switch who {
	case TellHandler:
		return []string{responsible}, nil
	case TellB:
		return []string{post.B}, nil
	case TellSection:
		d, err := org.DepartmentByID(q, post.Department)
		if unknown(err) {
			return nil, nil
		}
		return []string{d.Responsible}, err
	}
	return leaders(q, hall, post.Department)
}

// leaders are the division leaders in charge of a department, or of the hall where the department has none of its own.
func leaders(q db.Querier, hall, department string) ([]string, error) {
	list, err := identity.StaffOf(q, hall)
	var own, all []string
	for _, st := range list {
		if !st.Active || !slices.Contains(st.Roles, ids.RoleDivision) {
			continue
		}
		all = append(all, st.ID)
		if st.Department == department {
			own = append(own, st.ID)
		}
	}
	if len(own) > 0 {
		return own, err
	}
	return all, err
}

func unknown(err error) bool { return err != nil && errs.Of(err).Kind == errs.NotFound }
