package citizen

import (
	"time"

	"yichuang/internal/db"
	"yichuang/internal/ids"
)

// allow lets a new token look at a case, and at what an older token of the same browser was looking at, and ends the older one: a
// token that somebody else put into the browser opens nothing afterwards.
func allow(tx *db.Tx, token, old, hall, caseID string, until time.Time) error {
	if _, err := tx.Exec(`DELETE FROM citizen_access WHERE until_at <= $1`, tx.Now()); err != nil {
		return err
	}
	if old != "" {
		if _, err := tx.Exec(`UPDATE citizen_access SET token_hash = $1 WHERE token_hash = $2`, ids.Hash(token), ids.Hash(old)); err != nil {
			return err
		}
	}
	_, err := tx.Exec(`INSERT INTO citizen_access (token_hash, hall_id, case_id, opened_at, until_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (token_hash, case_id) DO UPDATE SET until_at = excluded.until_at`, ids.Hash(token), hall, caseID, tx.Now(), db.Micro(until))
	return err
}

// holds tells whether a token may look at a case now.
func holds(q db.Querier, token, caseID string) bool {
	if token == "" {
		return false
	}
	var n int
	err := q.QueryRow(`SELECT count(*) FROM citizen_access WHERE token_hash = $1 AND case_id = $2 AND until_at > $3`,
		ids.Hash(token), caseID, q.Now()).Scan(&n)
	return err == nil && n > 0
}

// openTo lists the cases that a token may look at, the newest first.
func openTo(q db.Querier, token string) ([]string, error) {
	if token == "" {
		return nil, nil
	}
	return db.All(q, db.Value[string], `SELECT case_id FROM citizen_access WHERE token_hash = $1 AND until_at > $2 ORDER BY opened_at DESC, case_id`,
		ids.Hash(token), q.Now())
}

// forget ends a token.
func forget(tx *db.Tx, token string) error {
	_, err := tx.Exec(`DELETE FROM citizen_access WHERE token_hash = $1`, ids.Hash(token))
	return err
}
