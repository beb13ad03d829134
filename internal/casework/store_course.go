package casework

import (
	"time"

	"yichuang/internal/db"
)

const specialColumns = `s.id, s.hall_id, s.case_id, s.kind, s.days, s.carried_by, s.reference, s.reason, s.file_id, s.flagged, s.letter_id, s.stop_id, s.staff,
	s.started_at, coalesce(e.result, ''), coalesce(e.reference, ''), coalesce(e.file_id, ''), coalesce(e.staff, ''), coalesce(e.ended_at, 0)`

const specialFrom = ` FROM case_special s LEFT JOIN case_special_end e ON e.special_id = s.id `

func scanProcedure(s db.Scanner) (Procedure, error) {
	var p Procedure
	var e ProcedureEnd
	var flagged, started, ended int64
	err := s.Scan(&p.ID, &p.Hall, &p.Case, &p.Kind, &p.Days, &p.By, &p.Reference, &p.Reason, &p.File, &flagged, &p.Letter, &p.Stop, &p.Staff, &started,
		&e.Result, &e.Reference, &e.File, &e.Staff, &ended)
	p.Flagged, p.Started = flagged == 1, db.FromMicro(started)
	if ended > 0 {
		e.At = db.FromMicro(ended)
		p.End = &e
	}
	return p, err
}

// Procedures lists the special procedures of a case in order.
func Procedures(q db.Querier, caseID string) ([]Procedure, error) {
	return db.All(q, scanProcedure, `SELECT `+specialColumns+specialFrom+`WHERE s.case_id = $1 ORDER BY s.started_at, s.id`, caseID)
}

func procedure(q db.Querier, caseID, id string) (Procedure, error) {
	p, err := db.One(q, scanProcedure, `SELECT `+specialColumns+specialFrom+`WHERE s.id = $1 AND s.case_id = $2`, id, caseID)
	if db.None(err) {
		return p, ErrUnknown
	}
	return p, err
}

func insertProcedure(tx *db.Tx, p Procedure) error {
	tx.Touch("case_special", p.ID)
	_, err := tx.Exec(`INSERT INTO case_special (id, hall_id, case_id, kind, days, carried_by, reference, reason, file_id, flagged, letter_id, stop_id, staff,
		started_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`, p.ID, p.Hall, p.Case, p.Kind, p.Days, p.By, p.Reference, p.Reason,
		p.File, db.Bool(p.Flagged), p.Letter, p.Stop, p.Staff, db.Micro(p.Started))
	return err
}

func insertProcedureEnd(tx *db.Tx, p Procedure, e ProcedureEnd) error {
	tx.Touch("case_special_end", p.ID)
	_, err := tx.Exec(`INSERT INTO case_special_end (special_id, hall_id, result, reference, file_id, staff, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		p.ID, p.Hall, e.Result, e.Reference, e.File, e.Staff, db.Micro(e.At))
	return err
}

const extensionColumns = `x.id, x.hall_id, x.case_id, x.days, x.reason, x.staff, x.asked_at, coalesce(e.approved, 0), coalesce(e.note, ''),
	coalesce(e.letter_id, ''), coalesce(e.staff, ''), coalesce(e.decided_at, 0)`

const extensionFrom = ` FROM case_extension x LEFT JOIN case_extension_end e ON e.extension_id = x.id `

func scanExtension(s db.Scanner) (Extension, error) {
	var x Extension
	var e ExtensionEnd
	var asked, approved, decided int64
	err := s.Scan(&x.ID, &x.Hall, &x.Case, &x.Days, &x.Reason, &x.Staff, &asked, &approved, &e.Note, &e.Letter, &e.Staff, &decided)
	x.Asked = db.FromMicro(asked)
	if decided > 0 {
		e.Approved, e.At = approved == 1, db.FromMicro(decided)
		x.End = &e
	}
	return x, err
}

// Extensions lists what was asked for a case in order.
func Extensions(q db.Querier, caseID string) ([]Extension, error) {
	return db.All(q, scanExtension, `SELECT `+extensionColumns+extensionFrom+`WHERE x.case_id = $1 ORDER BY x.asked_at, x.id`, caseID)
}

// ExtensionsAsked lists the extensions of a hall's departments that wait for the leader's answer, the oldest first; an empty department
// means all.
func ExtensionsAsked(q db.Querier, hall, department string, limit int) ([]Extension, error) {
	return db.All(q, scanExtension, `SELECT `+extensionColumns+extensionFrom+`JOIN service_case c ON c.id = x.case_id
		WHERE x.hall_id = $1 AND e.extension_id IS NULL AND c.state = 'accepted' AND ($2 = '' OR c.department = $2) ORDER BY x.asked_at LIMIT $3`,
		hall, department, limit)
}

func extension(q db.Querier, caseID, id string) (Extension, error) {
	x, err := db.One(q, scanExtension, `SELECT `+extensionColumns+extensionFrom+`WHERE x.id = $1 AND x.case_id = $2`, id, caseID)
	if db.None(err) {
		return x, ErrUnknown
	}
	return x, err
}

func insertExtension(tx *db.Tx, x Extension) error {
	tx.Touch("case_extension", x.ID)
	_, err := tx.Exec(`INSERT INTO case_extension (id, hall_id, case_id, days, reason, staff, asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		x.ID, x.Hall, x.Case, x.Days, x.Reason, x.Staff, db.Micro(x.Asked))
	return err
}

func insertExtensionEnd(tx *db.Tx, x Extension, e ExtensionEnd) error {
	tx.Touch("case_extension_end", x.ID)
	_, err := tx.Exec(`INSERT INTO case_extension_end (extension_id, hall_id, approved, note, letter_id, staff, decided_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		x.ID, x.Hall, db.Bool(e.Approved), e.Note, e.Letter, e.Staff, db.Micro(e.At))
	return err
}

// Objection is what an applicant says against a stop or an extension (异议).
type Objection struct {
	ID        string
	Hall      string
	Case      string
	AboutType string // SubjectSpecial or AboutExtension
	About     string
	Words     string
	At        time.Time
}

const objectionColumns = `id, hall_id, case_id, about_type, about_id, words, at`

func scanObjection(s db.Scanner) (Objection, error) {
	var o Objection
	var at int64
	err := s.Scan(&o.ID, &o.Hall, &o.Case, &o.AboutType, &o.About, &o.Words, &at)
	o.At = db.FromMicro(at)
	return o, err
}

// Objections lists those of a case.
func Objections(q db.Querier, caseID string) ([]Objection, error) {
	return db.All(q, scanObjection, `SELECT `+objectionColumns+` FROM case_contest WHERE case_id = $1 ORDER BY at`, caseID)
}

// ObjectionsOf lists those of a hall since an instant, the newest first, for the supervisor.
func ObjectionsOf(q db.Querier, hall string, since time.Time, limit int) ([]Objection, error) {
	return db.All(q, scanObjection, `SELECT `+objectionColumns+` FROM case_contest WHERE hall_id = $1 AND at >= $2 ORDER BY at DESC LIMIT $3`,
		hall, db.Micro(since), limit)
}

// twin finds the first case of the story that a new filing goes on with: same person, same item, ended without success within 30 days.
func (s store) twin(q db.Querier, c *Case, now time.Time) (string, error) {
	if c.Applicant.ID.Empty() {
		return "", nil
	}
	var id, first string
	err := q.QueryRow(`SELECT id, twin_of FROM service_case WHERE id_index = $1 AND id_index <> '' AND item = $2 AND hall_id = $3 AND id <> $4
		AND (state IN ('withdrawn', 'rejected', 'terminated') AND ended_at >= $5 OR decision = 'refused' AND decided_at >= $5)
		ORDER BY received_at DESC LIMIT 1`, s.index(c.Applicant.ID), c.Item, c.Hall, c.ID, db.Micro(now.Add(-twinWithin))).Scan(&id, &first)
	switch {
	case db.None(err):
		return "", nil
	case first != "":
		return first, err
	}
	return id, err
}

// Twins lists the cases of one story, the first one first; alone when there is none other.
func (s *Service) Twins(q db.Querier, c *Case) ([]*Case, error) {
	first := c.ID
	if c.Twin != "" {
		first = c.Twin
	}
	return s.list(q, `(id = $1 OR twin_of = $1 AND twin_of <> '')`, `ORDER BY received_at`, first)
}
