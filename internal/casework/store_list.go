package casework

import (
	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/pii"
)

// Get reads a case with its checklist dressed by its item's version.
func (s *Service) Get(q db.Querier, id string) (*Case, error) {
	return s.dressed(q, `id = $1`, id)
}

func (s *Service) dressed(q db.Querier, where string, arg any) (*Case, error) {
	c, err := s.get(q, where, "", arg)
	if err != nil {
		return nil, err
	}
	item, err := s.item(q, c)
	if err != nil {
		return nil, err
	}
	s.dressRows(c, item)
	return c, nil
}

// ByNo reads a case by its number.
func (s *Service) ByNo(q db.Querier, no string) (*Case, error) { return s.dressed(q, `no = $1`, no) }

// Track finds a case by number and code; both must fit, and the answer does not tell which one did not (reliability.md O1).
func (s *Service) Track(q db.Querier, no, secret string) (*Case, error) {
	var id string
	err := q.QueryRow(`SELECT id FROM service_case WHERE no = $1 AND secret_hash = $2`, no, ids.Hash(secret)).Scan(&id)
	if db.None(err) {
		return nil, ErrUnknown
	}
	if err != nil {
		return nil, err
	}
	return s.Get(q, id)
}

// OfMatter finds the case that a matter of a visit is about; nil when there is none yet.
func (s *Service) OfMatter(q db.Querier, matterID string) (*Case, error) {
	var id string
	err := q.QueryRow(`SELECT case_id FROM case_visit WHERE matter_id = $1`, matterID).Scan(&id)
	if db.None(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return s.Get(q, id)
}

// Steps lists the steps of a case in order.
func Steps(q db.Querier, caseID string) ([]Step, error) {
	return db.All(q, scanStep, `SELECT `+stepColumns+` FROM case_step WHERE case_id = $1 ORDER BY seq`, caseID)
}

func openSteps(q db.Querier, caseID string) ([]Step, error) {
	return db.All(q, scanStep, `SELECT `+stepColumns+` FROM case_step WHERE case_id = $1 AND done_at = 0 ORDER BY seq`, caseID)
}

// StepByID reads one step.
func StepByID(q db.Querier, id string) (Step, error) {
	st, err := db.One(q, scanStep, `SELECT `+stepColumns+` FROM case_step WHERE id = $1`, id)
	if db.None(err) {
		return st, ErrUnknown
	}
	return st, err
}

// Task is an open step with its case, as an inbox lists it.
type Task struct {
	Step Step
	Case *Case
}

// Inbox lists the open steps of posts, the oldest first; the pages order them by remaining time.
func (s *Service) Inbox(q db.Querier, posts []string, limit int) ([]Task, error) {
	var out []Task
	for _, p := range posts {
		steps, err := db.All(q, scanStep, `SELECT `+stepColumns+` FROM case_step WHERE post = $1 AND done_at = 0 ORDER BY opened_at LIMIT $2`, p, limit)
		if err != nil {
			return nil, err
		}
		for _, st := range steps {
			c, err := s.Get(q, st.Case)
			if err != nil {
				return nil, err
			}
			out = append(out, Task{st, c})
		}
	}
	return out, nil
}

// OfHandler lists the running cases of a handler (我的办件), the oldest first.
func (s *Service) OfHandler(q db.Querier, staff string, limit int) ([]*Case, error) {
	return s.list(q, `handler = $1 AND state IN ('received', 'noticed', 'accepted', 'decided')`, `ORDER BY received_at LIMIT $2`, staff, limit)
}

// ReadyAt lists the cases of a hall whose results wait to be handed out, the oldest first.
func (s *Service) ReadyAt(q db.Querier, hall string, limit int) ([]*Case, error) {
	return s.list(q, `hall_id = $1 AND state = 'decided' AND ready_at > 0`, `ORDER BY ready_at LIMIT $2`, hall, limit)
}

// Recent lists the latest cases of a hall in some states ("" = all).
func (s *Service) Recent(q db.Querier, hall string, state State, limit, offset int) ([]*Case, error) {
	return s.list(q, `hall_id = $1 AND ($2 = '' OR state = $2)`, `ORDER BY received_at DESC LIMIT $3 OFFSET $4`, hall, string(state), limit, offset)
}

// OfPerson lists the cases of an applicant in a hall, the newest first: by number, never by name (reliability.md I1).
// The hall is asked as an expression, so that SQLite begins with the person and not with all cases of the hall.
func (s *Service) OfPerson(q db.Querier, hall string, n pii.Number, limit int) ([]*Case, error) {
	return s.list(q, `hall_id || '' = $1 AND id IN (SELECT id FROM service_case WHERE id_index = $2 AND id_index <> ''
		UNION SELECT id FROM service_case WHERE phone_index = $2 AND phone_index <> '')`, `ORDER BY received_at DESC LIMIT $3`, hall, s.index(n), limit)
}

func (s *Service) list(q db.Querier, where, tail string, args ...any) ([]*Case, error) {
	return db.All(q, s.scan, `SELECT `+columns+` FROM service_case WHERE `+where+` `+tail, args...)
}

// Counts are how many cases of a hall stand in each state.
func Counts(q db.Querier, hall string) (map[State]int, error) {
	rows, err := q.Query(`SELECT state, count(*) FROM service_case WHERE hall_id = $1 GROUP BY state`, hall)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[State]int{}
	for rows.Next() {
		var s State
		var n int
		if err := rows.Scan(&s, &n); err != nil {
			return nil, err
		}
		out[s] = n
	}
	return out, rows.Err()
}
