package notice

import (
	"time"

	"yichuang/internal/db"
)

// Breaches lists second demands of a hall since an instant, the newest first, for the supervisor (ONE-4, ONE-8).
func Breaches(q db.Querier, hall string, since time.Time, limit int) ([]Notice, error) {
	return db.All(q, scan, `SELECT `+columns+` FROM notice WHERE hall_id = $1 AND breach = 1 AND issued_at >= $2 ORDER BY issued_at DESC LIMIT $3`,
		hall, db.Micro(since), limit)
}

// Count is how many notices a hall issued since an instant and how many of them were second demands.
func Count(q db.Querier, hall string, since time.Time) (all, breaches int, err error) {
	err = q.QueryRow(`SELECT count(*), coalesce(sum(breach), 0) FROM notice WHERE hall_id = $1 AND issued_at >= $2`, hall, db.Micro(since)).
		Scan(&all, &breaches)
	return all, breaches, err
}
