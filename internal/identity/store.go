package identity

import (
	"encoding/json"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
)

func saveStaff(tx *db.Tx, st Staff) error {
	roles, err := json.Marshal(st.Roles)
	if err != nil {
		return err
	}
	tx.Touch("identity_staff", st.ID)
	tx.Nudge("org:" + st.Hall)
	_, err = tx.Exec(`INSERT INTO identity_staff (id, hall_id, department_id, login, name, name_en, badge, title_zh, title_en, roles, active)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (id) DO UPDATE SET hall_id = excluded.hall_id, department_id = excluded.department_id, login = excluded.login,
		name = excluded.name, name_en = excluded.name_en, badge = excluded.badge, title_zh = excluded.title_zh,
		title_en = excluded.title_en, roles = excluded.roles, active = excluded.active`,
		st.ID, st.Hall, st.Department, st.Login, st.Name, st.NameEN, st.BadgeNo, st.Title.ZH, st.Title.EN, string(roles), db.Bool(st.Active))
	return err
}

func lockStaff(tx *db.Tx, id string) (Staff, error) {
	st, err := db.One(tx, scanStaff, `SELECT `+staffColumns+` FROM identity_staff WHERE id = $1`+tx.Lock(), id)
	return st, noStaff(err, id)
}

func savePassword(tx *db.Tx, st Staff, hash string) error {
	_, err := tx.Exec(`INSERT INTO identity_password (staff_id, hall_id, hash, changed) VALUES ($1, $2, $3, $4)
		ON CONFLICT (staff_id) DO UPDATE SET hash = excluded.hash, changed = excluded.changed`, st.ID, st.Hall, hash, tx.Now())
	return err
}

// lockAttempts reads what is remembered of a source and keeps others from counting at the same time.
func lockAttempts(tx *db.Tx, source string) (attempts, error) {
	if err := tx.LockName("identity.attempt:" + source); err != nil {
		return attempts{}, err
	}
	var a attempts
	err := tx.QueryRow(`SELECT fails, last, next FROM identity_attempt WHERE source = $1`, source).Scan(&a.Fails, &a.Last, &a.Next)
	if db.None(err) {
		err = nil
	}
	return a, err
}

func saveAttempts(tx *db.Tx, source string, a attempts) error {
	_, err := tx.Exec(`INSERT INTO identity_attempt (source, fails, last, next) VALUES ($1, $2, $3, $4)
		ON CONFLICT (source) DO UPDATE SET fails = excluded.fails, last = excluded.last, next = excluded.next`, source, a.Fails, a.Last, a.Next)
	return err
}

// clearAttempts forgets a source, and all that were silent for long.
func clearAttempts(tx *db.Tx, source string) error {
	_, err := tx.Exec(`DELETE FROM identity_attempt WHERE source = $1 OR last < $2`, source, tx.Now()-forgetAfter.Microseconds())
	return err
}

func lessAttempts(tx *db.Tx, source string) error {
	_, err := tx.Exec(`UPDATE identity_attempt SET fails = fails - 1, next = 0 WHERE source = $1 AND fails > 0`, source)
	return err
}

func insertSession(tx *db.Tx, x Session, tokenHash string) error {
	_, err := tx.Exec(`INSERT INTO identity_session (id, hall_id, staff_id, window_id, token_hash, opened, seen, ended, end_reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 0, '')`, x.ID, x.Hall, x.Staff, x.Window, tokenHash, x.Opened, x.Seen)
	return err
}

func seeSession(tx *db.Tx, id string) error {
	_, err := tx.Exec(`UPDATE identity_session SET seen = $2 WHERE id = $1 AND ended = 0 AND seen < $2`, id, tx.Now())
	return err
}

// endSession ends a session that is open and records why.
func endSession(tx *db.Tx, actor ids.Actor, x Session, reason, note string) error {
	err := tx.ExecOne(`UPDATE identity_session SET ended = $2, end_reason = $3 WHERE id = $1 AND ended = 0`, x.ID, tx.Now(), reason)
	if db.None(err) {
		return nil // ended by somebody else in the meantime
	}
	if err != nil {
		return err
	}
	tx.Nudge("org:" + x.Hall)
	return journal.Record(tx, x.Hall, actor, journal.Ref{Type: "session", ID: x.ID}, SessionEnded{x.Staff, x.Window, reason, note})
}

// endSessionsOf ends all sessions of a person but one ("" for none) and revokes the tokens bound to the person.
func endSessionsOf(tx *db.Tx, actor ids.Actor, staff, reason, but string) error {
	open, err := db.All(tx, scanSession, `SELECT `+sessionColumns+` FROM identity_session WHERE staff_id = $1 AND ended = 0`, staff)
	if err != nil {
		return err
	}
	for _, x := range open {
		if x.ID == but {
			continue
		}
		if err := endSession(tx, actor, x, reason, ""); err != nil {
			return err
		}
	}
	bound, err := db.All(tx, scanDevice, `SELECT `+deviceColumns+` FROM identity_device WHERE staff_id = $1 AND revoked = 0`, staff)
	if err != nil {
		return err
	}
	for _, d := range bound {
		if err := revokeDevice(tx, actor, d); err != nil {
			return err
		}
	}
	return nil
}

func insertDevice(tx *db.Tx, d Device, codeHash string) error {
	_, err := tx.Exec(`INSERT INTO identity_device (id, hall_id, kind, name, zone_id, window_id, staff_id, code_hash, code_expires, token_hash,
		created, paired, seen, revoked) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, 0, 0, 0)`,
		d.ID, d.Hall, string(d.Kind), d.Name, d.Zone, d.Window, d.Staff, codeHash, tx.Now()+codeLife.Microseconds(), d.Created)
	return err
}

// pairDevice uses a code up and stores the token's hash.
func pairDevice(tx *db.Tx, codeHash, tokenHash string) (Device, error) {
	d, err := db.One(tx, scanDevice, `UPDATE identity_device SET code_hash = '', token_hash = $2, paired = $3, seen = $3
		WHERE code_hash = $1 AND code_hash <> '' AND code_expires > $3 AND revoked = 0 RETURNING `+deviceColumns, codeHash, tokenHash, tx.Now())
	if db.None(err) {
		return d, errs.New(errs.Invalid, "identity.pair.code").At("code")
	}
	return d, err
}

func seeDevice(tx *db.Tx, id string) error {
	_, err := tx.Exec(`UPDATE identity_device SET seen = $2 WHERE id = $1 AND seen < $2`, id, tx.Now())
	return err
}

func markRevoked(tx *db.Tx, id string) error {
	return tx.ExecOne(`UPDATE identity_device SET revoked = $2, token_hash = '', code_hash = '' WHERE id = $1 AND revoked = 0`, id, tx.Now())
}
