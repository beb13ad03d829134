package almanac

import (
	"encoding/json"

	"yichuang/internal/db"
)

const columns = `id, hall_id, kind, state, year, title, number, issued, region, days, from_at, to_at, reason, entered_by, entered_at, agreed_by,
	agreed_at, agreed_reason, confirmed_by, confirmed_at, ended_by, ended_at, ended_reason, seq, rev, clocks, moved, kept, applied_at, confirmed_reason`

// row is a change as it is stored, with the number of its last effect on what is in force.
type row struct {
	Change
	rev int64
}

func scan(s db.Scanner) (row, error) {
	var r row
	var days string
	var from, to, entered, agreed, confirmed, ended, applied int64
	err := s.Scan(&r.ID, &r.Hall, &r.Kind, &r.State, &r.Year, &r.Title, &r.Number, &r.Issued, &r.Region, &days, &from, &to, &r.Reason,
		&r.Entered.By, &entered, &r.Agreed.By, &agreed, &r.Agreed.Reason, &r.Confirmed.By, &confirmed, &r.Ended.By, &ended, &r.Ended.Reason,
		&r.Seq, &r.rev, &r.Clocks, &r.Moved, &r.Kept, &applied, &r.Confirmed.Reason)
	if err != nil {
		return r, err
	}
	r.From, r.To, r.Applied = db.FromMicro(from), db.FromMicro(to), db.FromMicro(applied)
	r.Entered.At, r.Agreed.At, r.Confirmed.At, r.Ended.At = db.FromMicro(entered), db.FromMicro(agreed), db.FromMicro(confirmed), db.FromMicro(ended)
	r.Entered.Reason = r.Reason
	return r, json.Unmarshal([]byte(days), &r.Days)
}

func insert(tx *db.Tx, c *Change) error {
	days, err := json.Marshal(c.Days)
	if err != nil {
		return err
	}
	tx.Touch("almanac_change", c.ID)
	return tx.ExecOne(`INSERT INTO almanac_change (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '',
		0, '', '', 0, '', 0, '', 0, 0, 0, 0, 0, 0, '')`,
		c.ID, c.Hall, string(c.Kind), string(c.State), c.Year, c.Title, c.Number, c.Issued, c.Region, string(days), db.Micro(c.From), db.Micro(c.To),
		c.Reason, c.Entered.By, db.Micro(c.Entered.At))
}

// save writes what steps may change; the content stays.
func save(tx *db.Tx, r row) error {
	tx.Touch("almanac_change", r.ID)
	return tx.ExecOne(`UPDATE almanac_change SET state = $2, agreed_by = $3, agreed_at = $4, agreed_reason = $5, confirmed_by = $6, confirmed_at = $7,
		confirmed_reason = $8, ended_by = $9, ended_at = $10, ended_reason = $11, seq = $12, rev = $13, clocks = $14, moved = $15, kept = $16,
		applied_at = $17 WHERE id = $1`,
		r.ID, string(r.State), r.Agreed.By, db.Micro(r.Agreed.At), r.Agreed.Reason, r.Confirmed.By, db.Micro(r.Confirmed.At), r.Confirmed.Reason,
		r.Ended.By, db.Micro(r.Ended.At), r.Ended.Reason, r.Seq, r.rev, r.Clocks, r.Moved, r.Kept, db.Micro(r.Applied))
}

func lock(tx *db.Tx, id string) (row, error) {
	r, err := db.One(tx, scan, `SELECT `+columns+` FROM almanac_change WHERE id = $1`+tx.Lock(), id)
	if db.None(err) {
		return r, ErrUnknown
	}
	return r, err
}

// ByID is one change.
func ByID(q db.Querier, id string) (Change, error) {
	r, err := db.One(q, scan, `SELECT `+columns+` FROM almanac_change WHERE id = $1`, id)
	if db.None(err) {
		return Change{}, ErrUnknown
	}
	return r.Change, err
}

// Recent lists changes, the newest first: those of all halls, and the closures of one.
func Recent(q db.Querier, hall string, limit int) ([]Change, error) {
	list, err := db.All(q, scan, `SELECT `+columns+` FROM almanac_change WHERE kind <> 'closure' OR hall_id = $1 ORDER BY entered_at DESC, id LIMIT $2`, hall, limit)
	return changes(list), err
}

// Waiting counts the drafts that wait for a second person, and those of one hall's closures.
func Waiting(q db.Querier, hall string) (n int, err error) {
	err = q.QueryRow(`SELECT COUNT(*) FROM almanac_change WHERE state = 'draft' AND (kind <> 'closure' OR hall_id = $1)`, hall).Scan(&n)
	return n, err
}

// inForce are the confirmed changes in the order of their confirmation.
func inForce(q db.Querier) ([]Change, error) {
	list, err := db.All(q, scan, `SELECT `+columns+` FROM almanac_change WHERE state = 'confirmed' ORDER BY seq`)
	return changes(list), err
}

// revision numbers what is in force: it grows with every confirmation and every closure that is withdrawn.
func revision(q db.Querier) (rev int64, err error) {
	err = q.QueryRow(`SELECT coalesce(MAX(rev), 0) FROM almanac_change WHERE rev > 0`).Scan(&rev)
	return rev, err
}

func lastSeq(q db.Querier) (seq int64, err error) {
	err = q.QueryRow(`SELECT coalesce(MAX(seq), 0) FROM almanac_change WHERE seq > 0`).Scan(&seq)
	return seq, err
}

// newest is the confirmed change of the days that came last; ok is false when there is none.
func newest(q db.Querier, lock string) (r row, ok bool, err error) {
	r, err = db.One(q, scan, `SELECT `+columns+` FROM almanac_change WHERE state = 'confirmed' AND kind <> 'closure' ORDER BY seq DESC LIMIT 1`+lock)
	if db.None(err) {
		return r, false, nil
	}
	return r, err == nil, err
}

func changes(list []row) []Change {
	out := make([]Change, len(list))
	for i := range list {
		out[i] = list[i].Change
	}
	return out
}
