package promise

import (
	"fmt"

	"yichuang/internal/db"
)

// outdatedSubjects are what a page of open clocks is about that rest on another calendar version, in order of id after the given one.
func outdatedSubjects(tx *db.Tx, hall, version, after string, page int) (out []Subject, last string, err error) {
	type row struct {
		id string
		Subject
	}
	list, err := db.All(tx, func(s db.Scanner) (r row, err error) { return r, s.Scan(&r.id, &r.Type, &r.ID) },
		`SELECT id, subject_type, subject_id FROM promise_clock WHERE state = 'open' AND id > $1 AND hall_id = $2 AND calendar_version <> $3
		ORDER BY id LIMIT $4`, after, hall, version, page)
	seen := map[Subject]bool{}
	for _, r := range list {
		if last = r.id; !seen[r.Subject] {
			seen[r.Subject] = true
			out = append(out, r.Subject)
		}
	}
	return out, last, err
}

// lockSubject loads and keeps a subject's open clocks, in the order in which all acts lock them.
func lockSubject(tx *db.Tx, s Subject) ([]Clock, error) {
	const where = `c.subject_type = $1 AND c.subject_id = $2 AND c.state = 'open'`
	list, err := db.All(tx, scanClock, `SELECT `+columns+` FROM promise_clock c WHERE `+where+` ORDER BY c.id`+tx.Lock(), s.Type, s.ID)
	if err != nil {
		return nil, err
	}
	return list, addExclusions(tx, list, where, s.Type, s.ID)
}

// OpenHalls are the halls that have open clocks.
func OpenHalls(q db.Querier) ([]string, error) {
	return db.All(q, db.Value[string], `SELECT DISTINCT hall_id FROM promise_clock WHERE state = 'open' ORDER BY hall_id`)
}

// Outdated counts a hall's open clocks that still rest on another calendar version, and all its open clocks.
func Outdated(q db.Querier, hall, version string) (left, open int, err error) {
	err = q.QueryRow(`SELECT coalesce(SUM(CASE WHEN calendar_version <> $1 THEN 1 ELSE 0 END), 0), COUNT(*) FROM promise_clock
		WHERE hall_id = $2 AND state = 'open'`, version, hall).Scan(&left, &open)
	return left, open, err
}

// shiftPage is how many clocks a preview reads at once.
const shiftPage = 5000

// Shifts computes what other calendars would do to all open clocks, and how many clocks that are. It changes nothing.
func (s *Service) Shifts(q db.Querier, views Views, own bool) (list []Shift, seen int, err error) {
	after, engines := "", map[string]Engine{}
	engine := func(hall string) Engine {
		e, ok := engines[hall]
		if !ok {
			e = s.engine(hall)
			e.View = views(hall)
			engines[hall] = e
		}
		return e
	}
	for {
		page, err := db.All(q, scanClock, fmt.Sprintf(`SELECT %s FROM promise_clock c WHERE c.state = 'open' AND c.id > $1 ORDER BY c.id LIMIT %d`,
			columns, shiftPage), after)
		if err != nil || len(page) == 0 {
			return list, seen, err
		}
		last := page[len(page)-1].ID
		if err := addExclusions(q, page, `c.state = 'open' AND c.id > $1 AND c.id <= $2`, after, last); err != nil {
			return nil, 0, err
		}
		for i := range page {
			if x, moves := page[i].Shift(engine(page[i].Hall), own); moves {
				list = append(list, x)
			}
		}
		seen += len(page)
		after = last
	}
}
