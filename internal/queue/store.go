package queue

import (
	"time"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
)

const lineColumns = `id, hall_id, code, letter, name_zh, name_en, department, minutes, cutoff, position, run`

func scanLine(s db.Scanner) (Line, error) {
	var l Line
	err := s.Scan(&l.ID, &l.Hall, &l.Code, &l.Letter, &l.NameZH, &l.NameEN, &l.Department, &l.Minutes, &l.Cutoff, &l.Position, &l.Run)
	return l, err
}

func line(q db.Querier, id string) (Line, error) {
	l, err := db.One(q, scanLine, `SELECT `+lineColumns+` FROM queue_line WHERE id = $1`, id)
	if db.None(err) {
		return Line{}, ErrNoLine
	}
	return l, err
}

func saveLine(tx *db.Tx, l Line) error {
	tx.Touch("queue_line", l.ID)
	_, err := tx.Exec(`INSERT INTO queue_line (`+lineColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)
		ON CONFLICT (id) DO UPDATE SET letter = excluded.letter, name_zh = excluded.name_zh, name_en = excluded.name_en,
		department = excluded.department, minutes = excluded.minutes, cutoff = excluded.cutoff, position = excluded.position`,
		l.ID, l.Hall, l.Code, l.Letter, l.NameZH, l.NameEN, l.Department, l.Minutes, l.Cutoff, l.Position)
	return err
}

func saveRun(tx *db.Tx, id string, run int) error {
	tx.Touch("queue_line", id)
	return tx.ExecOne(`UPDATE queue_line SET run = $1 WHERE id = $2`, run, id)
}

// nextNumber takes the next number of a letter; an undone transaction gives it back, so there are no gaps.
func nextNumber(tx *db.Tx, hall, day, letter string) (int, error) {
	var n int
	err := tx.QueryRow(`INSERT INTO queue_number (hall_id, day, letter, last) VALUES ($1, $2, $3, 1)
		ON CONFLICT (hall_id, day, letter) DO UPDATE SET last = queue_number.last + 1 RETURNING last`, hall, day, letter).Scan(&n)
	return n, err
}

const ticketColumns = `id, hall_id, day, number, line_id, class, reason, state, taken_at, order_at, calls, call_at, called_at,
	served_at, missed_at, ended_at, window_id, staff, person, origin, version`

func scanTicket(s db.Scanner) (*Ticket, error) {
	var t Ticket
	var taken, order, last, called, served, missed, ended int64
	err := s.Scan(&t.ID, &t.Hall, &t.Day, &t.Number, &t.Line, &t.Class, &t.Reason, &t.State, &taken, &order, &t.Calls, &last, &called,
		&served, &missed, &ended, &t.Window, &t.Staff, &t.Person, &t.Origin, &t.Version)
	t.Taken, t.Order, t.Last, t.Called = db.FromMicro(taken), db.FromMicro(order), db.FromMicro(last), db.FromMicro(called)
	t.Served, t.Missed, t.Ended = db.FromMicro(served), db.FromMicro(missed), db.FromMicro(ended)
	return &t, err
}

func scanMatter(s db.Scanner) (Matter, error) {
	var m Matter
	var decided int64
	err := s.Scan(&m.ID, &m.Item, &m.Line, &m.Outcome, &m.Ref, &decided)
	m.Decided = db.FromMicro(decided)
	return m, err
}

// Get reads a ticket with its matters.
func Get(q db.Querier, id string) (*Ticket, error) { return get(q, `id = $1`, id) }

// lock reads a ticket and keeps others from changing it until the transaction ends.
func lock(tx *db.Tx, id string) (*Ticket, error) { return get(tx, `id = $1`+tx.Lock(), id) }

// BySecret finds the ticket whose secret stands on the slip.
func BySecret(q db.Querier, secret string) (*Ticket, error) {
	return get(q, `secret_hash = $1`, ids.Hash(secret))
}

// ByRating finds the finished visit that a rating token belongs to.
func ByRating(q db.Querier, token string) (*Ticket, error) {
	return get(q, `rating_hash = $1 AND rating_hash <> ''`, ids.Hash(token))
}

func get(q db.Querier, where string, arg any) (*Ticket, error) {
	t, err := db.One(q, scanTicket, `SELECT `+ticketColumns+` FROM ticket WHERE `+where, arg)
	if db.None(err) {
		return nil, ErrNoSuchTicket
	}
	if err != nil {
		return nil, err
	}
	t.Matters, err = db.All(q, scanMatter, `SELECT id, item, line_id, outcome, ref, decided_at FROM ticket_matter
		WHERE ticket_id = $1 ORDER BY position`, t.ID)
	return t, err
}

// insert writes a new ticket with its first span.
func insert(tx *db.Tx, t *Ticket, secret string) error {
	tx.Touch("ticket", t.ID)
	_, err := tx.Exec(`INSERT INTO ticket (`+ticketColumns+`, secret_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
		$14, $15, $16, $17, $18, $19, $20, $21, $22)`,
		t.ID, t.Hall, t.Day, t.Number, t.Line, t.Class, t.Reason, t.State, db.Micro(t.Taken), db.Micro(t.Order), t.Calls, 0, 0,
		0, 0, 0, t.Window, t.Staff, t.Person, t.Origin, t.Version, ids.Hash(secret))
	if db.Unique(err) {
		return ErrActive
	}
	if err != nil {
		return err
	}
	for i, m := range t.Matters {
		tx.Touch("ticket_matter", m.ID)
		if _, err := tx.Exec(`INSERT INTO ticket_matter (id, hall_id, ticket_id, position, item, line_id, outcome, ref, decided_at)
			VALUES ($1, $2, $3, $4, $5, $6, '', '', 0)`, m.ID, t.Hall, t.ID, i, m.Item, m.Line); err != nil {
			return err
		}
	}
	return openSpan(tx, t, "")
}

// save writes a changed ticket, ends the running span and begins the next one.
func save(tx *db.Tx, t *Ticket, reason string) error {
	tx.Touch("ticket", t.ID)
	err := tx.ExecOne(`UPDATE ticket SET line_id = $1, class = $2, reason = $3, state = $4, order_at = $5, calls = $6, call_at = $7,
		called_at = $8, served_at = $9, missed_at = $10, ended_at = $11, window_id = $12, staff = $13, version = version + 1
		WHERE id = $14 AND version = $15`,
		t.Line, t.Class, t.Reason, t.State, db.Micro(t.Order), t.Calls, db.Micro(t.Last), db.Micro(t.Called), db.Micro(t.Served),
		db.Micro(t.Missed), db.Micro(t.Ended), t.Window, t.Staff, t.ID, t.Version)
	if db.None(err) {
		return ErrStale
	}
	if err != nil {
		return err
	}
	t.Version++
	if _, err := tx.Exec(`UPDATE ticket_span SET until = $1 WHERE ticket_id = $2 AND until = 0`, tx.Now(), t.ID); err != nil {
		return err
	}
	if !t.State.Active() {
		return nil
	}
	return openSpan(tx, t, reason)
}

func openSpan(tx *db.Tx, t *Ticket, reason string) error {
	_, err := tx.Exec(`INSERT INTO ticket_span (ticket_id, hall_id, seq, state, line_id, window_id, staff, since, until, reason)
		SELECT $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6, $7, 0, $8 FROM ticket_span WHERE ticket_id = $1`,
		t.ID, t.Hall, string(t.State), t.Line, t.Window, t.Staff, tx.Now(), reason)
	return err
}

func saveMatter(tx *db.Tx, m Matter) error {
	tx.Touch("ticket_matter", m.ID)
	return tx.ExecOne(`UPDATE ticket_matter SET outcome = $1, ref = $2, decided_at = $3, line_id = $4 WHERE id = $5`,
		string(m.Outcome), m.Ref, db.Micro(m.Decided), m.Line, m.ID)
}

// insertCall puts a call on the displays of the window's zone.
func insertCall(tx *db.Tx, t *Ticket, w Window, again bool) error {
	_, err := tx.Exec(`INSERT INTO ticket_call (id, hall_id, zone, ticket_id, number, window_no, reason, again, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		ids.New(), t.Hall, w.Zone, t.ID, t.Number, w.No, t.Reason, db.Bool(again), tx.Now())
	return err
}

const windowColumns = `id, hall_id, no, zone, state, staff, name, since, reason, return_at, ticket_id`

func scanWindow(s db.Scanner) (Window, error) {
	var w Window
	var since, back int64
	err := s.Scan(&w.ID, &w.Hall, &w.No, &w.Zone, &w.State, &w.Staff, &w.Name, &since, &w.Reason, &back, &w.Ticket)
	w.Since, w.Return = db.FromMicro(since), db.FromMicro(back)
	return w, err
}

// GetWindow reads a window and the lines that it serves.
func GetWindow(q db.Querier, id string) (Window, error) { return window(q, id, "") }

func lockWindow(tx *db.Tx, id string) (Window, error) { return window(tx, id, tx.Lock()) }

func window(q db.Querier, id, lock string) (Window, error) {
	w, err := db.One(q, scanWindow, `SELECT `+windowColumns+` FROM queue_window WHERE id = $1`+lock, id)
	if db.None(err) {
		return w, errs.New(errs.NotFound, "window.unknown")
	}
	if err != nil {
		return w, err
	}
	w.Serves, err = db.All(q, func(s db.Scanner) (Serves, error) {
		var v Serves
		var only int64
		err := s.Scan(&v.Line, &only)
		v.PriorityOnly = only == 1
		return v, err
	}, `SELECT line_id, priority_only FROM queue_serves WHERE window_id = $1 ORDER BY rank`, id)
	return w, err
}

// saveWindow writes a window's state and keeps its time line.
func saveWindow(tx *db.Tx, w Window) error {
	tx.Touch("queue_window", w.ID)
	if err := tx.ExecOne(`UPDATE queue_window SET state = $1, staff = $2, name = $3, since = $4, reason = $5, return_at = $6, ticket_id = $7
		WHERE id = $8`, string(w.State), w.Staff, w.Name, db.Micro(w.Since), w.Reason, db.Micro(w.Return), w.Ticket, w.ID); err != nil {
		return err
	}
	if w.Since.UnixMicro() != tx.Now() {
		return nil // only what it serves changed, not what it does
	}
	if _, err := tx.Exec(`UPDATE queue_window_span SET until = $1 WHERE window_id = $2 AND until = 0`, tx.Now(), w.ID); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO queue_window_span (window_id, hall_id, since, until, state, staff, reason) VALUES ($1, $2, $3, 0, $4, $5, $6)
		ON CONFLICT (window_id, since) DO UPDATE SET state = excluded.state, staff = excluded.staff, reason = excluded.reason, until = 0`,
		w.ID, w.Hall, tx.Now(), string(w.State), w.Staff, w.Reason)
	return err
}

// placeWindow sets a window up with what it serves.
func placeWindow(tx *db.Tx, w Window) error {
	tx.Touch("queue_window", w.ID)
	if _, err := tx.Exec(`INSERT INTO queue_window (`+windowColumns+`) VALUES ($1, $2, $3, $4, $5, '', '', 0, '', 0, '')
		ON CONFLICT (id) DO UPDATE SET no = excluded.no, zone = excluded.zone`, w.ID, w.Hall, w.No, w.Zone, string(WindowClosedState)); err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM queue_serves WHERE window_id = $1`, w.ID); err != nil {
		return err
	}
	for i, s := range w.Serves {
		if _, err := tx.Exec(`INSERT INTO queue_serves (window_id, hall_id, line_id, rank, priority_only) VALUES ($1, $2, $3, $4, $5)`,
			w.ID, w.Hall, s.Line, i, db.Bool(s.PriorityOnly)); err != nil {
			return err
		}
	}
	return nil
}

// heads reads the first waiting ticket of each class in each line that the window serves, in one query: a few index look-ups
// however long the lines are (performance.md P7).
func heads(q db.Querier, w Window) ([]head, error) {
	return db.All(q, func(r db.Scanner) (head, error) {
		var h head
		var order, taken int64
		err := r.Scan(&h.ID, &h.Line, &h.Class, &order, &taken, &h.Number, &h.Rank, &h.Run)
		h.Order, h.Taken = db.FromMicro(order), db.FromMicro(taken)
		return h, err
	}, `SELECT t.id, t.line_id, t.class, t.order_at, t.taken_at, t.number, v.rank, l.run
		FROM queue_serves v
		CROSS JOIN (SELECT 'appointment' AS class UNION ALL SELECT 'priority' UNION ALL SELECT 'return' UNION ALL SELECT 'ordinary') c
		JOIN queue_line l ON l.id = v.line_id
		JOIN ticket t ON t.id = (SELECT x.id FROM ticket x WHERE x.line_id = v.line_id AND x.class = c.class AND x.state = 'waiting'
			ORDER BY x.order_at LIMIT 1)
		WHERE v.window_id = $1 AND (v.priority_only = 0 OR c.class = 'priority')`, w.ID)
}

// behind is the place of the nth waiting ticket of a line, or of its last one when there are fewer; zero when nobody waits.
func behind(q db.Querier, lineID string, n int) (time.Time, error) {
	rows, err := db.All(q, db.Value[int64], `SELECT order_at FROM ticket WHERE line_id = $1 AND class = 'ordinary' AND state = 'waiting'
		ORDER BY order_at LIMIT $2`, lineID, n)
	if err != nil || len(rows) == 0 {
		return time.Time{}, err
	}
	return db.FromMicro(rows[len(rows)-1]), nil
}
