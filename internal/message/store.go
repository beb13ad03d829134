package message

import (
	"yichuang/internal/db"
)

const columns = `id, hall_id, event, template, kind, lang, recipient, content, status, held, attempts, next_at, reason, created_at, changed_at`

func scanRow(s db.Scanner) (row, error) {
	var r row
	var held int64
	err := s.Scan(&r.id, &r.hall, &r.event, &r.template, &r.kind, &r.lang, &r.recipient, &r.content, &r.status, &held, &r.attempts,
		&r.nextAt, &r.reason, &r.createdAt, &r.changedAt)
	r.held = held == 1
	return r, err
}

// insert writes a message once; false when the event was told to this recipient with this template before.
func insert(tx *db.Tx, r row, index string) (fresh bool, err error) {
	res, err := tx.Exec(`INSERT INTO message (`+columns+`, recipient_index, read_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ON CONFLICT DO NOTHING`,
		r.id, r.hall, r.event, string(r.template), string(r.kind), string(r.lang), r.recipient, r.content, string(r.status),
		db.Bool(r.held), r.attempts, r.nextAt, r.reason, r.createdAt, r.changedAt, index, r.readAt())
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// readAt is when a new message counts as read: a note of the made-up past is old news.
func (r row) readAt() int64 {
	if r.held && r.kind == Desk {
		return r.createdAt
	}
	return 0
}

// firstOf tells whether the event has one message only from this instant: then the act has no job for it yet.
func firstOf(tx *db.Tx, event string) (bool, error) {
	var n int
	err := tx.QueryRow(`SELECT count(*) FROM message WHERE event = $1 AND created_at = $2`, event, tx.Now()).Scan(&n)
	return n == 1, err
}

func load(tx *db.Tx, id string) (row, error) {
	return db.One(tx, scanRow, `SELECT `+columns+` FROM message WHERE id = $1`+tx.Lock(), id)
}

func save(tx *db.Tx, r row) error {
	tx.Nudge("message:" + r.hall)
	return tx.ExecOne(`UPDATE message SET status = $1, attempts = $2, next_at = $3, reason = $4, changed_at = $5 WHERE id = $6`,
		string(r.status), r.attempts, r.nextAt, r.reason, r.changedAt, r.id)
}

const unfinished = `held = 0 AND status IN ('created', 'sending', 'temporary_failure')`

// waiting lists what of an event is not settled, with the instant at which each may be taken up.
func waiting(q db.Querier, event string) ([]waits, error) {
	return db.All(q, scanWaits, `SELECT id, next_at FROM message WHERE event = $1 AND `+unfinished+` ORDER BY next_at, id`, event)
}

// allDue lists up to n messages that may be taken up now, of all events.
func allDue(q db.Querier, n int) ([]waits, error) {
	return db.All(q, scanWaits, `SELECT id, next_at FROM message WHERE `+unfinished+` AND next_at <= $1 ORDER BY next_at, id LIMIT $2`, q.Now(), n)
}

type waits struct {
	id     string
	nextAt int64
}

func scanWaits(s db.Scanner) (w waits, err error) {
	err = s.Scan(&w.id, &w.nextAt)
	return w, err
}
