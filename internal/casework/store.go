package casework

import (
	"encoding/json"
	"fmt"
	"time"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/notice"
	"yichuang/internal/pii"
)

// store reads and writes cases; the cipher seals what names a person.
type store struct{ cipher *pii.Cipher }

func place(column, row string) pii.Place {
	return pii.Place{Table: "service_case", Column: column, Row: row}
}

// nextNumber makes a case number: the item's implementation code and the date and a running number where the item has a code, else
// BJ, the date and a number (law-and-standards.md §2.4). Four digits a day; the ten-thousandth is refused loudly.
func nextNumber(tx *db.Tx, hall string, item *catalogue.Item) (string, error) {
	prefix, day := "BJ", tx.Time().Format("20060102")
	if item.Implementation != "" {
		prefix = item.Implementation
	}
	var n int
	err := tx.QueryRow(`INSERT INTO case_number (prefix, hall_id, day, last) VALUES ($1, $2, $3, 1)
		ON CONFLICT (prefix, day) DO UPDATE SET last = case_number.last + 1 RETURNING last`, prefix, hall, day).Scan(&n)
	if err == nil && n > 9999 {
		err = fmt.Errorf("casework: more than 9999 cases of %s on %s", prefix, day)
	}
	return fmt.Sprintf("%s%s%04d", prefix, day, n), err
}

func (s store) sealText(column, row, plain string) (string, error) {
	if plain == "" {
		return "", nil
	}
	return s.cipher.SealText(plain, place(column, row))
}

func (s store) openText(column, row, sealed string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	return s.cipher.OpenText(sealed, place(column, row))
}

func (s store) seal(column, row string, n pii.Number) (string, error) {
	if n.Empty() {
		return "", nil
	}
	return s.cipher.Seal(n, place(column, row))
}

func (s store) open(kind pii.Kind, column, row, sealed string) (pii.Number, error) {
	if sealed == "" {
		return pii.Number{}, nil
	}
	return s.cipher.Open(kind, sealed, place(column, row))
}

func (s store) index(n pii.Number) string {
	if n.Empty() {
		return ""
	}
	return s.cipher.Index(n)
}

// sealed are the personal columns of a case.
func (s store) sealed(c *Case) (map[string]string, error) {
	out := map[string]string{}
	var agent Party
	if c.Agent != nil {
		agent = *c.Agent
	}
	var err error
	for column, plain := range map[string]string{"name": c.Applicant.Name, "agent_name": agent.Name} {
		if out[column], err = s.sealText(column, c.ID, plain); err != nil {
			return nil, err
		}
	}
	for column, n := range map[string]pii.Number{"id_sealed": c.Applicant.ID, "phone": c.Applicant.Phone, "agent_id": agent.ID, "agent_phone": agent.Phone} {
		if out[column], err = s.seal(column, c.ID, n); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s store) insert(tx *db.Tx, c *Case, secret string) error {
	sealed, err := s.sealed(c)
	if err != nil {
		return err
	}
	answers, err := json.Marshal(c.Answers)
	if err != nil {
		return err
	}
	tx.Touch("service_case", c.ID)
	var agentKind pii.Kind
	if c.Agent != nil {
		agentKind = c.Agent.ID.Kind()
	}
	_, err = tx.Exec(`INSERT INTO service_case (id, hall_id, no, secret_hash, item, version, department, state, decision, kind, name, id_kind,
		id_sealed, id_index, phone, phone_index, agent_name, agent_kind, agent_id, agent_phone, authority, answers, handler, post, window_id,
		received_at, complete_at, accepted_at, decided_at, ready_at, delivered_at, filed_at, ended_at, notices, visits, edition, twin_of)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, $26)`,
		c.ID, c.Hall, c.No, ids.Hash(secret), c.Item, c.Version, c.Department, string(c.State), c.Kind, sealed["name"], string(c.Applicant.ID.Kind()),
		sealed["id_sealed"], s.index(c.Applicant.ID), sealed["phone"], s.index(c.Applicant.Phone), sealed["agent_name"], string(agentKind), sealed["agent_id"],
		sealed["agent_phone"], c.Authority, string(answers), c.Handler, c.Post, c.Window, db.Micro(c.Received), c.Twin)
	if err != nil {
		return err
	}
	return insertRows(tx, c)
}

func insertRows(tx *db.Tx, c *Case) error {
	for i, r := range c.Rows {
		id := c.ID + ":" + r.Material
		tx.Touch("case_material", id)
		if _, err := tx.Exec(`INSERT INTO case_material (id, hall_id, case_id, position, material, answer, fault, fix, verified, staff, at, later_by, approved)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, id, c.Hall, c.ID, i, r.Material, string(r.Answer), string(r.Fault), r.Fix,
			db.Bool(r.Verified), r.By, db.Micro(r.At), db.Micro(r.LaterBy), r.Approved); err != nil {
			return err
		}
	}
	return nil
}

// saveRows writes the checklist anew where it differs from what is stored.
func saveRows(tx *db.Tx, c *Case) error {
	for _, r := range c.Rows {
		id := c.ID + ":" + r.Material
		tx.Touch("case_material", id)
		if err := tx.ExecOne(`UPDATE case_material SET answer = $1, fault = $2, fix = $3, verified = $4, staff = $5, at = $6, later_by = $7, approved = $8
			WHERE id = $9`, string(r.Answer), string(r.Fault), r.Fix, db.Bool(r.Verified), r.By, db.Micro(r.At), db.Micro(r.LaterBy), r.Approved, id); err != nil {
			return err
		}
	}
	return nil
}

// save writes a changed case without its personal columns.
func (s store) save(tx *db.Tx, c *Case) error {
	tx.Touch("service_case", c.ID)
	err := tx.ExecOne(`UPDATE service_case SET state = $1, decision = $2, handler = $3, post = $4, window_id = $5, complete_at = $6, accepted_at = $7,
		decided_at = $8, ready_at = $9, delivered_at = $10, filed_at = $11, ended_at = $12, notices = $13, visits = $14, ground = $15, urgent = $16, edition = edition + 1
		WHERE id = $17 AND edition = $18`,
		string(c.State), string(c.Decision), c.Handler, c.Post, c.Window, db.Micro(c.Completed), db.Micro(c.Accepted), db.Micro(c.DecidedAt),
		db.Micro(c.Ready), db.Micro(c.Delivered), db.Micro(c.FiledAt), db.Micro(c.Ended), c.Notices, c.Visits, string(c.Ground), c.Urgent, c.ID, c.Edition)
	if db.None(err) {
		return ErrStale
	}
	c.Edition++
	return err
}

// saveParties writes corrected personal columns.
func (s store) saveParties(tx *db.Tx, c *Case) error {
	sealed, err := s.sealed(c)
	if err != nil {
		return err
	}
	tx.Touch("service_case", c.ID)
	return tx.ExecOne(`UPDATE service_case SET name = $1, id_kind = $2, id_sealed = $3, id_index = $4, phone = $5, phone_index = $6 WHERE id = $7`,
		sealed["name"], string(c.Applicant.ID.Kind()), sealed["id_sealed"], s.index(c.Applicant.ID), sealed["phone"], s.index(c.Applicant.Phone), c.ID)
}

// saveItem writes a changed item, its checklist in place of the old one, and moves the files of papers that both ask for.
func (s store) saveItem(tx *db.Tx, c *Case, same map[string]string) error {
	answers, err := json.Marshal(c.Answers)
	if err != nil {
		return err
	}
	tx.Touch("service_case", c.ID)
	if err := tx.ExecOne(`UPDATE service_case SET item = $1, version = $2, department = $3, answers = $4 WHERE id = $5`, c.Item, c.Version,
		c.Department, string(answers), c.ID); err != nil {
		return err
	}
	if err := moveFiles(tx, c, same); err != nil {
		return err
	}
	old, err := db.All(tx, func(s db.Scanner) (id string, err error) { return id, s.Scan(&id) }, `SELECT id FROM case_material WHERE case_id = $1`, c.ID)
	if err != nil {
		return err
	}
	for _, id := range old {
		tx.Touch("case_material", id)
	}
	if _, err := tx.Exec(`DELETE FROM case_material WHERE case_id = $1`, c.ID); err != nil {
		return err
	}
	return insertRows(tx, c)
}

// moveFiles gives each file the id of its paper under the new item; all are read first, since ids of two items overlap.
func moveFiles(tx *db.Tx, c *Case, same map[string]string) error {
	files, err := FilesOf(tx, c.ID)
	if err != nil {
		return err
	}
	for _, f := range files {
		tx.Touch("case_file", f.ID)
		if err := tx.ExecOne(`UPDATE case_file SET material = $1 WHERE id = $2`, same[f.Material], f.ID); err != nil {
			return err
		}
	}
	return nil
}

const columns = `id, hall_id, no, item, version, department, state, decision, kind, name, id_kind, id_sealed, phone, agent_name, agent_kind, agent_id,
	agent_phone, authority, answers, handler, post, window_id, received_at, complete_at, accepted_at, decided_at, ready_at, delivered_at, filed_at,
	ended_at, notices, visits, edition, ground, twin_of, urgent,
	entry, entry_source, entered_at`

func (s store) scan(row db.Scanner) (*Case, error) {
	var c Case
	var name, idKind, idSealed, phone, agentName, agentKind, agentID, agentPhone, answers string
	var at [9]int64
	if err := row.Scan(&c.ID, &c.Hall, &c.No, &c.Item, &c.Version, &c.Department, &c.State, &c.Decision, &c.Kind, &name, &idKind, &idSealed, &phone,
		&agentName, &agentKind, &agentID, &agentPhone, &c.Authority, &answers, &c.Handler, &c.Post, &c.Window,
		&at[0], &at[1], &at[2], &at[3], &at[4], &at[5], &at[6], &at[7], &c.Notices, &c.Visits, &c.Edition, &c.Ground, &c.Twin, &c.Urgent,
		&c.Entry, &c.EntrySource, &at[8]); err != nil {
		return nil, err
	}
	for i, t := range []*time.Time{&c.Received, &c.Completed, &c.Accepted, &c.DecidedAt, &c.Ready, &c.Delivered, &c.FiledAt, &c.Ended, &c.EntryAt} {
		*t = db.FromMicro(at[i])
	}
	var err error
	if c.Applicant, err = s.party(c.ID, "name", name, pii.Kind(idKind), "id_sealed", idSealed, "phone", phone); err != nil {
		return nil, err
	}
	if agentName != "" {
		agent, err := s.party(c.ID, "agent_name", agentName, pii.Kind(agentKind), "agent_id", agentID, "agent_phone", agentPhone)
		if err != nil {
			return nil, err
		}
		c.Agent = &agent
	}
	return &c, json.Unmarshal([]byte(answers), &c.Answers)
}

func (s store) party(row, nameColumn, name string, kind pii.Kind, idColumn, id, phoneColumn, phone string) (Party, error) {
	var p Party
	var err error
	if p.Name, err = s.openText(nameColumn, row, name); err != nil {
		return p, err
	}
	if p.ID, err = s.open(kind, idColumn, row, id); err != nil {
		return p, err
	}
	p.Phone, err = s.open(pii.Phone, phoneColumn, row, phone)
	return p, err
}

func (s store) get(q db.Querier, where, lock string, arg any) (*Case, error) {
	c, err := s.scan(q.QueryRow(`SELECT `+columns+` FROM service_case WHERE `+where+lock, arg))
	if db.None(err) {
		return nil, ErrUnknown
	}
	if err != nil {
		return nil, err
	}
	c.Rows, err = db.All(q, scanRow, `SELECT material, answer, fault, fix, verified, staff, at, later_by, approved FROM case_material
		WHERE case_id = $1 ORDER BY position`, c.ID)
	return c, err
}

func scanRow(s db.Scanner) (notice.Row, error) {
	var r notice.Row
	var verified, at, later int64
	err := s.Scan(&r.Material, &r.Answer, &r.Fault, &r.Fix, &verified, &r.By, &at, &later, &r.Approved)
	r.Verified, r.At, r.LaterBy = verified == 1, db.FromMicro(at), db.FromMicro(later)
	return r, err
}

// lock reads a case for a change; the edition that the page showed must still be the present one.
func (s store) lock(tx *db.Tx, id string, edition int) (*Case, error) {
	c, err := s.get(tx, `id = $1`, tx.Lock(), id)
	if err == nil && edition != 0 && c.Edition != edition {
		return nil, ErrStale
	}
	return c, err
}

const stepColumns = `id, hall_id, case_id, step, post, seq, opened_at, done_at, staff, held_as, outcome, reason`

func scanStep(s db.Scanner) (Step, error) {
	var st Step
	var opened, done int64
	err := s.Scan(&st.ID, &st.Hall, &st.Case, &st.Step, &st.Post, &st.Seq, &opened, &done, &st.By, &st.As, &st.Outcome, &st.Reason)
	st.Opened, st.Done = db.FromMicro(opened), db.FromMicro(done)
	return st, err
}

func insertStep(tx *db.Tx, st *Step) error {
	tx.Touch("case_step", st.ID)
	_, err := tx.Exec(`INSERT INTO case_step (`+stepColumns+`) SELECT $1, $2, $3, $4, $5, coalesce(max(seq), 0) + 1, $6, 0, '', '', '', ''
		FROM case_step WHERE case_id = $3`, st.ID, st.Hall, st.Case, st.Step, st.Post, db.Micro(st.Opened))
	return err
}

func lockStep(tx *db.Tx, id string) (Step, error) {
	st, err := db.One(tx, scanStep, `SELECT `+stepColumns+` FROM case_step WHERE id = $1`+tx.Lock(), id)
	if db.None(err) {
		return st, ErrUnknown
	}
	return st, err
}

func closeStep(tx *db.Tx, st Step) error {
	tx.Touch("case_step", st.ID)
	return tx.ExecOne(`UPDATE case_step SET done_at = $1, staff = $2, held_as = $3, outcome = $4, reason = $5 WHERE id = $6`,
		tx.Now(), st.By, st.As, st.Outcome, st.Reason, st.ID)
}

// link notes that a matter of a visit is about a case.
func link(tx *db.Tx, c *Case, ticketID, matterID, purpose string) error {
	if matterID == "" {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO case_visit (ticket_id, matter_id, hall_id, case_id, purpose, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (matter_id) DO UPDATE SET case_id = excluded.case_id, purpose = excluded.purpose`, ticketID, matterID, c.Hall, c.ID, purpose, tx.Now())
	return err
}
