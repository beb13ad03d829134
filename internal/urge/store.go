package urge

import (
	"fmt"
	"strings"

	"yichuang/internal/calendar"
	"yichuang/internal/db"
)

func insert(tx *db.Tx, u Urging) error {
	tx.Touch("urge", u.ID)
	_, err := tx.Exec(`INSERT INTO urge (id, hall_id, case_id, n, day, at) VALUES ($1, $2, $3, $4, $5, $6)`,
		u.ID, u.Hall, u.Case, u.N, u.Day.String(), db.Micro(u.At))
	return err
}

// Of lists the urgings of a case, the oldest first.
func Of(q db.Querier, caseID string) ([]Urging, error) {
	return db.All(q, func(s db.Scanner) (Urging, error) {
		var u Urging
		var day string
		var at int64
		err := s.Scan(&u.ID, &u.Hall, &u.Case, &u.N, &day, &at)
		if err != nil {
			return u, err
		}
		u.At = db.FromMicro(at)
		u.Day, err = calendar.ParseDate(day)
		return u, err
	}, `SELECT id, hall_id, case_id, n, day, at FROM urge WHERE case_id = $1 ORDER BY n`, caseID)
}

// Counts are the numbers of urgings of cases; cases without one are absent.
func Counts(q db.Querier, cases []string) (map[string]int, error) {
	out := map[string]int{}
	if len(cases) == 0 {
		return out, nil
	}
	args, places := make([]any, len(cases)), make([]string, len(cases))
	for i, id := range cases {
		args[i], places[i] = id, fmt.Sprintf("$%d", i+1)
	}
	rows, err := q.Query(`SELECT case_id, count(*) FROM urge WHERE case_id IN (`+strings.Join(places, ", ")+`) GROUP BY case_id`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return nil, err
		}
		out[id] = n
	}
	return out, rows.Err()
}
