package card

import (
	"fmt"
	"strings"

	"yichuang/internal/db"
)

const columns = `id, hall_id, colour, clock_id, rung, generation, kind, source, rule, case_id, case_no, item, post_id, department_id, staff_id, due_at, given_at,
	state, explanation, explained_at, finding, ground, note, closed_by, closed_at, edition`

func scan(s db.Scanner) (Card, error) {
	var c Card
	var due, at, explained, closed int64
	err := s.Scan(&c.ID, &c.Hall, &c.Colour, &c.Clock, &c.Rung, &c.Generation, &c.Kind, &c.Source, &c.Rule, &c.Case, &c.No, &c.Item, &c.Post, &c.Department, &c.Staff,
		&due, &at, &c.State, &c.Explanation, &explained, &c.Finding, &c.Ground, &c.Note, &c.ClosedBy, &closed, &c.Edition)
	c.Due, c.At, c.ExplainedAt, c.ClosedAt = db.FromMicro(due), db.FromMicro(at), db.FromMicro(explained), db.FromMicro(closed)
	return c, err
}

// insert writes a card once; false when this rung of this due date has one.
func insert(tx *db.Tx, c *Card) (fresh bool, err error) {
	c.Edition = 1
	res, err := tx.Exec(`INSERT INTO card (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, '', 0, '', '', '', '', 0, $19)
		ON CONFLICT DO NOTHING`,
		c.ID, c.Hall, string(c.Colour), c.Clock, c.Rung, c.Generation, string(c.Kind), string(c.Source), c.Rule, c.Case, c.No, c.Item, c.Post, c.Department, c.Staff,
		db.Micro(c.Due), db.Micro(c.At), string(c.State), c.Edition)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	if n == 1 {
		tx.Touch("card", c.ID)
	}
	return n == 1, err
}

// sameFact tells whether the other limit of the same promise, statutory or promised, ran out at the same instant and gave a card of
// this colour: one fact is explained once.
func sameFact(tx *db.Tx, c *Card) (bool, error) {
	var n int
	err := tx.QueryRow(`SELECT count(*) FROM card WHERE case_id = $1 AND case_id <> '' AND kind = $2 AND post_id = $3 AND colour = $4 AND due_at = $5 AND source <> $6`,
		c.Case, string(c.Kind), c.Post, string(c.Colour), db.Micro(c.Due), string(c.Source)).Scan(&n)
	return n > 0, err
}

// save writes what acts may change.
func save(tx *db.Tx, c *Card) error {
	tx.Touch("card", c.ID)
	c.Edition++
	return tx.ExecOne(`UPDATE card SET state = $2, explanation = $3, explained_at = $4, finding = $5, ground = $6, note = $7, closed_by = $8, closed_at = $9, edition = $10
		WHERE id = $1`, c.ID, string(c.State), c.Explanation, db.Micro(c.ExplainedAt), string(c.Finding), string(c.Ground), c.Note, c.ClosedBy,
		db.Micro(c.ClosedAt), c.Edition)
}

func lock(tx *db.Tx, id string) (*Card, error) {
	c, err := db.One(tx, scan, `SELECT `+columns+` FROM card WHERE id = $1`+tx.Lock(), id)
	return &c, missing(err)
}

// ByID is one card.
func ByID(q db.Querier, id string) (*Card, error) {
	c, err := db.One(q, scan, `SELECT `+columns+` FROM card WHERE id = $1`, id)
	return &c, missing(err)
}

func missing(err error) error {
	if db.None(err) {
		return ErrUnknown
	}
	return err
}

// Filter chooses cards; empty fields choose all.
type Filter struct {
	Hall       string
	Department string
	Staff      string
	State      State
	Colour     string
	Open       bool  // not closed
	Before     int64 // given before this instant, microseconds; 0 for any
}

func (f Filter) where() (string, []any) {
	var parts []string
	var args []any
	add := func(column string, value any) {
		args = append(args, value)
		parts = append(parts, fmt.Sprintf(column, len(args)))
	}
	for _, x := range []struct{ column, value string }{{"hall_id = $%d", f.Hall}, {"department_id = $%d", f.Department}, {"staff_id = $%d", f.Staff},
		{"state = $%d", string(f.State)}, {"colour = $%d", f.Colour}} {
		if x.value != "" {
			add(x.column, x.value)
		}
	}
	if f.Open {
		add("state <> $%d", string(Closed))
	}
	if f.Before > 0 {
		add("given_at < $%d", f.Before)
	}
	if len(parts) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(parts, " AND "), args
}

// List lists cards and how many there are: open ones first, of them the oldest on top, then the closed ones, newest first.
func List(q db.Querier, f Filter, limit, offset int) (list []Card, total int, err error) {
	where, args := f.where()
	if err := q.QueryRow(`SELECT count(*) FROM card`+where, args...).Scan(&total); err != nil {
		return nil, 0, err
	}
	list, err = db.All(q, scan, `SELECT `+columns+` FROM card`+where+fmt.Sprintf(` ORDER BY CASE WHEN state = 'closed' THEN 1 ELSE 0 END,
		CASE WHEN state = 'closed' THEN -given_at ELSE given_at END, id LIMIT %d OFFSET %d`, limit, offset), args...)
	return list, total, err
}

// Count is how many cards a filter chooses.
func Count(q db.Querier, f Filter) (n int, err error) {
	where, args := f.where()
	err = q.QueryRow(`SELECT count(*) FROM card`+where, args...).Scan(&n)
	return n, err
}
