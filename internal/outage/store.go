package outage

import (
	"time"

	"yichuang/internal/db"
	"yichuang/internal/promise"
)

const beats = `SELECT at FROM journal WHERE hall_id = '' AND type = 'hall.heartbeat'`

func lastBeat(q db.Querier) (time.Time, error) {
	at, err := db.One(q, db.Value[int64], beats+` ORDER BY at DESC LIMIT 1`)
	if db.None(err) {
		return time.Time{}, nil
	}
	return db.FromMicro(at), err
}

func openPromises(q db.Querier) (n int, err error) {
	err = q.QueryRow(`SELECT count(*) FROM promise_clock WHERE state = 'open'`).Scan(&n)
	return n, err
}

// stills are the stretches since an instant in which nobody wrote anything, the newest first.
func stills(q db.Querier, since time.Time, longer time.Duration) ([]Gap, error) {
	return db.All(q, func(s db.Scanner) (Gap, error) {
		var g Gap
		var from, to int64
		err := s.Scan(&from, &to, &g.Before, &g.After)
		g.From, g.To = db.FromMicro(from), db.FromMicro(to)
		return g, err
	}, `SELECT was, at, before, id FROM (SELECT at, id, lag(at) OVER w AS was, lag(id) OVER w AS before FROM journal WHERE at >= $1
		WINDOW w AS (ORDER BY at, id)) AS acts WHERE at - was > $2 ORDER BY at DESC LIMIT 200`, db.Micro(since), longer.Microseconds())
}

// lived tells whether a still stretch is time in which heartbeats were due: one came before, and the next one after does not say that
// what lies before it was made.
func lived(q db.Querier, g Gap) (bool, error) {
	_, err := db.One(q, db.Value[int64], beats+` AND at <= $1 ORDER BY at DESC LIMIT 1`, db.Micro(g.From))
	if err != nil {
		return false, none(err)
	}
	var payload string
	err = q.QueryRow(`SELECT payload FROM journal WHERE hall_id = '' AND type = 'hall.heartbeat' AND at >= $1 ORDER BY at LIMIT 1`, db.Micro(g.To)).Scan(&payload)
	if err != nil {
		return false, none(err)
	}
	return !made(payload), nil
}

func none(err error) error {
	if db.None(err) {
		return nil
	}
	return err
}

// span reads the window's own record of an absence that began at an instant.
func span(q db.Querier, hall, window string, since int64) (Span, error) {
	x, err := db.One(q, scanSpan, spans+` AND s.window_id = $2 AND s.since = $3`, hall, window, since)
	if db.None(err) {
		return x, ErrNoRecord
	}
	return x, err
}

const spans = `SELECT s.window_id, w.no, s.since, s.until, s.reason FROM queue_window_span s JOIN queue_window w ON w.id = s.window_id
	WHERE s.hall_id = $1 AND s.state = 'paused'`

func scanSpan(s db.Scanner) (Span, error) {
	var x Span
	var from, to int64
	err := s.Scan(&x.Window, &x.No, &from, &to, &x.Reason)
	x.From, x.To = db.FromMicro(from), db.FromMicro(to)
	return x, err
}

// Spans lists the ended absences of a hall's windows since an instant, the newest first.
func Spans(q db.Querier, hall string, since time.Time) ([]Span, error) {
	return db.All(q, scanSpan, spans+` AND s.since >= $2 AND s.until > 0 ORDER BY s.since DESC LIMIT 50`, hall, db.Micro(since))
}

// holders are the tickets that waited or were served when it began: for a window those that were there.
func holders(q db.Querier, o *Outage) ([]Person, error) {
	return db.All(q, func(s db.Scanner) (Person, error) {
		p := Person{Kind: Holder}
		return p, s.Scan(&p.Ref, &p.Number, &p.State, &p.Case)
	}, `SELECT t.id, t.number, s.state, coalesce((SELECT max(v.case_id) FROM case_visit v WHERE v.ticket_id = t.id), '')
		FROM ticket_span s JOIN ticket t ON t.id = s.ticket_id
		WHERE s.hall_id = $1 AND s.since <= $2 AND (s.until = 0 OR s.until > $2) AND ($3 = '' OR s.window_id = $3)
		AND t.taken_at >= $4 ORDER BY t.taken_at, t.number`, o.Hall, db.Micro(o.From), o.Window, db.Micro(o.From.Add(-24*time.Hour)))
}

// running are the subjects of a hall with a promise that ran while it stood still, in the order in which they are locked.
func running(q db.Querier, o *Outage) ([]promise.Subject, error) {
	return db.All(q, func(s db.Scanner) (promise.Subject, error) {
		var x promise.Subject
		return x, s.Scan(&x.Type, &x.ID)
	}, `SELECT DISTINCT subject_type, subject_id FROM promise_clock WHERE hall_id = $1 AND state = 'open' AND source = 'promised' AND agreed_at = 0
		AND start_at < $2 AND (suspended = 1 OR due_at > $3) ORDER BY subject_type, subject_id`, o.Hall, db.Micro(o.To), db.Micro(o.From))
}

const columns = `id, hall_id, window_id, window_no, from_at, to_at, before_act, after_act, cause, reason, state, proposed_by, proposed_at, second, second_at, note, edition`

func scan(s db.Scanner) (*Outage, error) {
	var o Outage
	var from, to, at, second int64
	err := s.Scan(&o.ID, &o.Hall, &o.Window, &o.No, &from, &to, &o.Before, &o.After, &o.Cause, &o.Reason, &o.State, &o.By, &at, &o.Second, &second, &o.Note, &o.Edition)
	o.From, o.To, o.At, o.SecondAt = db.FromMicro(from), db.FromMicro(to), db.FromMicro(at), db.FromMicro(second)
	return &o, err
}

func insert(tx *db.Tx, o *Outage) error {
	tx.Touch("outage", o.ID)
	_, err := tx.Exec(`INSERT INTO outage (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', 0, '', 1)`, o.ID, o.Hall, o.Window, o.No,
		db.Micro(o.From), db.Micro(o.To), o.Before, o.After, string(o.Cause), o.Reason, string(o.State), o.By, db.Micro(o.At))
	if db.Unique(err) {
		return ErrTwice
	}
	return err
}

func save(tx *db.Tx, o *Outage) error {
	tx.Touch("outage", o.ID)
	err := tx.ExecOne(`UPDATE outage SET state = $1, second = $2, second_at = $3, note = $4, edition = edition + 1 WHERE id = $5 AND edition = $6`,
		string(o.State), o.Second, db.Micro(o.SecondAt), o.Note, o.ID, o.Edition)
	if db.None(err) {
		return ErrStale
	}
	o.Edition++
	return err
}

func lock(tx *db.Tx, id string) (*Outage, error) { return get(tx, id, tx.Lock()) }

// ByID reads one outage.
func ByID(q db.Querier, id string) (*Outage, error) { return get(q, id, "") }

func get(q db.Querier, id, lock string) (*Outage, error) {
	o, err := db.One(q, scan, `SELECT `+columns+` FROM outage WHERE id = $1`+lock, id)
	if db.None(err) {
		return nil, ErrUnknown
	}
	return o, err
}

// Of lists a hall's outages, the newest first.
func Of(q db.Querier, hall string, limit int) ([]*Outage, error) {
	return db.All(q, scan, `SELECT `+columns+` FROM outage WHERE hall_id = $1 ORDER BY from_at DESC, id LIMIT $2`, hall, limit)
}

// Held is the confirmed outage of the whole hall in which an instant lies; ErrUnknown when there is none.
func Held(q db.Querier, hall string, at time.Time) (*Outage, error) {
	o, err := db.One(q, scan, `SELECT `+columns+` FROM outage WHERE hall_id = $1 AND window_id = '' AND state = 'confirmed' AND from_at <= $2 AND to_at >= $2
		ORDER BY from_at LIMIT 1`, hall, db.Micro(at))
	if db.None(err) {
		return nil, ErrUnknown
	}
	return o, err
}

func insertPerson(tx *db.Tx, hall string, p Person) error {
	tx.Touch("outage_person", p.ID)
	_, err := tx.Exec(`INSERT INTO outage_person (id, hall_id, outage_id, kind, ref_id, number, case_id, state, way, was_at, due_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, p.ID, hall, p.Outage, string(p.Kind), p.Ref, p.Number, p.Case, p.State, string(p.Way), db.Micro(p.Was), db.Micro(p.Due))
	return err
}

// People lists whoever is concerned by an outage: tickets first, then cases.
func People(q db.Querier, outageID string) ([]Person, error) {
	return db.All(q, func(s db.Scanner) (Person, error) {
		var p Person
		var was, due int64
		err := s.Scan(&p.ID, &p.Outage, &p.Kind, &p.Ref, &p.Number, &p.Case, &p.State, &p.Way, &was, &due)
		p.Was, p.Due = db.FromMicro(was), db.FromMicro(due)
		return p, err
	}, `SELECT id, outage_id, kind, ref_id, number, case_id, state, way, was_at, due_at FROM outage_person WHERE outage_id = $1 ORDER BY kind DESC, number`, outageID)
}
