package manage

import (
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
)

// waiting is a ticket that waits, as the board needs it.
type waiting struct {
	Line   string
	Number string
	Class  queue.Class
	Taken  time.Time
}

// allWaiting lists who waits in a hall, the longest first.
func allWaiting(q db.Querier, hall string) ([]waiting, error) {
	return db.All(q, func(s db.Scanner) (waiting, error) {
		var t waiting
		var taken int64
		err := s.Scan(&t.Line, &t.Number, &t.Class, &taken)
		t.Taken = db.FromMicro(taken)
		return t, err
	}, `SELECT line_id, number, class, taken_at FROM ticket WHERE hall_id = $1 AND ended_at = 0 AND state = 'waiting' ORDER BY taken_at, number`, hall)
}

// inHall counts the tickets that are not over: how many people stand, sit or are served here.
func inHall(q db.Querier, hall string) (n int, err error) {
	err = q.QueryRow(`SELECT count(*) FROM ticket WHERE hall_id = $1 AND ended_at = 0`, hall).Scan(&n)
	return n, err
}

// ready counts the results that wait to be handed out.
func ready(q db.Querier, hall string) (n int, err error) {
	err = q.QueryRow(`SELECT count(*) FROM service_case WHERE hall_id = $1 AND state = 'decided' AND ready_at > 0`, hall).Scan(&n)
	return n, err
}

// parked counts acts that a follower of the journal could not handle.
func parked(q db.Querier) (n int, err error) {
	err = q.QueryRow(`SELECT count(*) FROM journal_parked`).Scan(&n)
	return n, err
}

// caseRef is the case that a clock is about.
type caseRef struct{ ID, No string }

// caseOf finds the case of a clock; nothing for a clock about something else, such as a bad rating.
func caseOf(q db.Querier, s promise.Subject) (c caseRef, err error) {
	switch s.Type {
	case casework.SubjectCase:
		err = q.QueryRow(`SELECT id, no FROM service_case WHERE id = $1`, s.ID).Scan(&c.ID, &c.No)
	case casework.SubjectStep:
		err = q.QueryRow(`SELECT c.id, c.no FROM case_step s JOIN service_case c ON c.id = s.case_id WHERE s.id = $1`, s.ID).Scan(&c.ID, &c.No)
	}
	if db.None(err) {
		return c, nil
	}
	return c, err
}

// casesOf are the cases of all running clocks of a hall, by clock: one reading for a whole file.
func casesOf(q db.Querier, hall string) (map[string]caseRef, error) {
	rows, err := q.Query(`SELECT k.id, c.id, c.no FROM promise_clock k JOIN service_case c ON c.id = k.subject_id
		WHERE k.hall_id = $1 AND k.state = 'open' AND k.subject_type = 'case'
		UNION ALL SELECT k.id, c.id, c.no FROM promise_clock k JOIN case_step s ON s.id = k.subject_id JOIN service_case c ON c.id = s.case_id
		WHERE k.hall_id = $1 AND k.state = 'open' AND k.subject_type = 'step'`, hall)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]caseRef{}
	for rows.Next() {
		var clock string
		var c caseRef
		if err := rows.Scan(&clock, &c.ID, &c.No); err != nil {
			return nil, err
		}
		out[clock] = c
	}
	return out, rows.Err()
}
