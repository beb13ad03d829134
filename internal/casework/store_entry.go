package casework

import (
	"encoding/json"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/pii"
)

// partyPlain is a party as it is sealed in one column.
type partyPlain struct{ Name, Kind, ID, Phone string }

func entryPlace(id string) pii.Place {
	return pii.Place{Table: "case_entry", Column: "party", Row: id}
}

const entryColumns = `id, hall_id, kind, source, item, applicant, party, window_no, received_at, accepted_at, step, step_since, outage_id, batch, state, staff,
	entered_at, second, second_at, note, case_id, edition`

func (s store) scanEntry(row db.Scanner) (*Entry, error) {
	var e Entry
	var sealed string
	var received, accepted, since, at, second int64
	if err := row.Scan(&e.ID, &e.Hall, &e.Kind, &e.Source, &e.Item, &e.Applicant, &sealed, &e.Window, &received, &accepted, &e.Step, &since, &e.Outage, &e.Batch,
		&e.State, &e.By, &at, &e.Second, &second, &e.Note, &e.Case, &e.Edition); err != nil {
		return nil, err
	}
	e.Received, e.Accepted, e.StepSince, e.At, e.SecondAt = db.FromMicro(received), db.FromMicro(accepted), db.FromMicro(since), db.FromMicro(at), db.FromMicro(second)
	plain, err := s.cipher.OpenText(sealed, entryPlace(e.ID))
	if err != nil {
		return nil, err
	}
	var p partyPlain
	err = json.Unmarshal([]byte(plain), &p)
	e.Party = Party{Name: p.Name, ID: pii.New(pii.Kind(p.Kind), p.ID), Phone: pii.New(pii.Phone, p.Phone)}
	return &e, err
}

func (s store) insertEntry(tx *db.Tx, e *Entry) error {
	plain, err := json.Marshal(partyPlain{e.Party.Name, string(e.Party.ID.Kind()), e.Party.ID.Reveal(), e.Party.Phone.Reveal()})
	if err != nil {
		return err
	}
	sealed, err := s.cipher.SealText(string(plain), entryPlace(e.ID))
	if err != nil {
		return err
	}
	tx.Touch("case_entry", e.ID)
	_, err = tx.Exec(`INSERT INTO case_entry (`+entryColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '', 0, '', '', 1)`,
		e.ID, e.Hall, string(e.Kind), e.Source, e.Item, e.Applicant, sealed, e.Window, db.Micro(e.Received), db.Micro(e.Accepted), e.Step, db.Micro(e.StepSince),
		e.Outage, e.Batch, string(e.State), e.By, db.Micro(e.At))
	if db.Unique(err) {
		return errs.New(errs.Conflict, "case.entry.twice", "source", e.Source).At("source")
	}
	return err
}

func saveEntry(tx *db.Tx, e *Entry) error {
	tx.Touch("case_entry", e.ID)
	err := tx.ExecOne(`UPDATE case_entry SET state = $1, second = $2, second_at = $3, note = $4, case_id = $5, edition = edition + 1 WHERE id = $6 AND edition = $7`,
		string(e.State), e.Second, db.Micro(e.SecondAt), e.Note, e.Case, e.ID, e.Edition)
	if db.None(err) {
		return ErrStale
	}
	e.Edition++
	return err
}

// markEntry writes on a new case where it came from; nothing ever takes that off again.
func markEntry(tx *db.Tx, c *Case) error {
	tx.Touch("service_case", c.ID)
	return tx.ExecOne(`UPDATE service_case SET entry = $1, entry_source = $2, entered_at = $3 WHERE id = $4`, string(c.Entry), c.EntrySource, db.Micro(c.EntryAt), c.ID)
}

func (s store) lockEntry(tx *db.Tx, id string) (*Entry, error) {
	return s.entry(tx, `id = $1`+tx.Lock(), id)
}

func (s store) entry(q db.Querier, where, id string) (*Entry, error) {
	e, err := s.scanEntry(q.QueryRow(`SELECT `+entryColumns+` FROM case_entry WHERE `+where, id))
	if db.None(err) {
		return nil, ErrNoEntry
	}
	return e, err
}

// EntryByID reads one entry.
func (s *Service) EntryByID(q db.Querier, id string) (*Entry, error) {
	return s.entry(q, `id = $1`, id)
}

// EntryOf is the entry by which a case came in; ErrNoEntry for one that was taken in at a window.
func (s *Service) EntryOf(q db.Querier, caseID string) (*Entry, error) {
	return s.entry(q, `case_id = $1`, caseID)
}

// Entries lists a hall's entries in a state, the oldest first.
func (s *Service) Entries(q db.Querier, hall string, state EntryState, limit int) ([]*Entry, error) {
	return db.All(q, s.scanEntry, `SELECT `+entryColumns+` FROM case_entry WHERE hall_id = $1 AND state = $2 ORDER BY entered_at, source LIMIT $3`, hall, string(state), limit)
}

// goLive is the hall's first act with people in this program; the zero time when there was none.
func goLive(q db.Querier, hall string) (time.Time, error) {
	var at int64
	err := q.QueryRow(`SELECT coalesce(min(at), 0) FROM journal WHERE hall_id = $1 AND type IN ('ticket.taken', 'case.received')`, hall).Scan(&at)
	return db.FromMicro(at), err
}
