package notice

import (
	"encoding/json"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
)

const columns = `id, hall_id, case_id, item, ticket_id, letter_id, number, declined, seq, second, breach, gaps, issued_at, until_at, clerk, supplied_at`

func scan(s db.Scanner) (Notice, error) {
	var n Notice
	var gaps string
	var declined, breach, issued, until, supplied int64
	err := s.Scan(&n.ID, &n.Hall, &n.Case, &n.Item, &n.Ticket, &n.Letter, &n.Number, &declined, &n.Seq, &n.Second, &breach, &gaps,
		&issued, &until, &n.Clerk, &supplied)
	if err != nil {
		return n, err
	}
	n.Declined, n.Breach = declined == 1, breach == 1
	n.Issued, n.Until, n.Supplied = db.FromMicro(issued), db.FromMicro(until), db.FromMicro(supplied)
	return n, json.Unmarshal([]byte(gaps), &n.Gaps)
}

// Issue stores a composed notice in the caller's transaction and makes its return code, shown once on the paper.
func Issue(tx *db.Tx, actor ids.Actor, n Notice, code string) error {
	gaps, err := json.Marshal(n.Gaps)
	if err != nil {
		return err
	}
	tx.Touch("notice", n.ID)
	if _, err := tx.Exec(`INSERT INTO notice (`+columns+`, code_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, $16)`,
		n.ID, n.Hall, n.Case, n.Item, n.Ticket, n.Letter, n.Number, db.Bool(n.Declined), n.Seq, n.Second, db.Bool(n.Breach), string(gaps),
		db.Micro(n.Issued), db.Micro(n.Until), n.Clerk, ids.Hash(code)); err != nil {
		return err
	}
	if err := record(tx, actor, n, Issued{n.Number, n.Item, n.Case, n.Seq, materials(n.Gaps), n.Declined}); err != nil {
		return err
	}
	if !n.Breach {
		return nil
	}
	earlier, err := OfCase(tx, n.Case)
	if err != nil {
		return err
	}
	return record(tx, actor, n, SecondDemanded{n.Number, materials(Extra(n.Gaps, earlier[:len(earlier)-1])), n.Second, n.Clerk})
}

func record(tx *db.Tx, actor ids.Actor, n Notice, e journal.Event) error {
	return journal.Record(tx, n.Hall, actor, journal.Ref{Type: "notice", ID: n.ID}, e)
}

func materials(rows []Row) []string {
	var out []string
	for _, r := range rows {
		out = append(out, r.Material)
	}
	return out
}

// Supply marks the open notices of a case as answered: the person is back.
func Supply(tx *db.Tx, actor ids.Actor, caseID string) error {
	list, err := OfCase(tx, caseID)
	if err != nil {
		return err
	}
	for _, n := range list {
		if !n.Supplied.IsZero() {
			continue
		}
		tx.Touch("notice", n.ID)
		if err := tx.ExecOne(`UPDATE notice SET supplied_at = $1 WHERE id = $2`, tx.Now(), n.ID); err != nil {
			return err
		}
		if err := record(tx, actor, n, Supplied{n.Number}); err != nil {
			return err
		}
	}
	return nil
}

// OfCase lists the notices of a case in their order.
func OfCase(q db.Querier, caseID string) ([]Notice, error) {
	return db.All(q, scan, `SELECT `+columns+` FROM notice WHERE case_id = $1 ORDER BY seq`, caseID)
}

// ByCode finds the notice that a return code stands on; it must still be valid and open.
func ByCode(q db.Querier, code string, now time.Time) (Notice, error) {
	n, err := db.One(q, scan, `SELECT `+columns+` FROM notice WHERE code_hash = $1`, ids.Hash(code))
	switch {
	case db.None(err):
		return n, ErrUnknown
	case err != nil:
		return n, err
	case !n.Supplied.IsZero():
		return n, ErrUsed
	case now.After(n.Until):
		return n, ErrExpired
	}
	return n, nil
}
