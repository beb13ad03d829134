package e2e

import (
	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/halltest"
	"yichuang/internal/org"
)

// waitingFor is the login of whoever holds the post at which a case waits inside; empty when it waits at the window or nowhere.
func waitingFor(h *halltest.Hall, caseNo string) (login string) {
	h.Read(func(q *db.Q) error {
		c, err := h.Cases.ByNo(q, caseNo)
		if err != nil || !c.Ready.IsZero() {
			return err
		}
		steps, err := casework.Steps(q, c.ID)
		for _, st := range steps {
			if !st.Open() {
				continue
			}
			p, err := org.PostByID(q, st.Post)
			if err != nil {
				return err
			}
			login = p.A
		}
		return err
	})
	return login
}
