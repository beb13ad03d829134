package identity

import (
	"context"
	"encoding/json"
	"slices"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
)

const (
	staffColumns   = `id, hall_id, department_id, login, name, name_en, badge, title_zh, title_en, roles, active`
	sessionColumns = `id, hall_id, staff_id, window_id, opened, seen, ended, end_reason`
	deviceColumns  = `id, hall_id, kind, name, zone_id, window_id, staff_id, created, paired, seen, revoked`
)

// StaffByID is one person, also one who left.
func StaffByID(q db.Querier, id string) (Staff, error) {
	st, err := db.One(q, scanStaff, `SELECT `+staffColumns+` FROM identity_staff WHERE id = $1`, id)
	return st, noStaff(err, id)
}

// StaffOf lists the people of a hall by badge; those who left come last.
func StaffOf(q db.Querier, hall string) ([]Staff, error) {
	return db.All(q, scanStaff, `SELECT `+staffColumns+` FROM identity_staff WHERE hall_id = $1 ORDER BY active DESC, badge, id`, hall)
}

// staffByLogin is the person with a login; the zero Staff when there is none.
func staffByLogin(q db.Querier, login string) (Staff, error) {
	st, err := db.One(q, scanStaff, `SELECT `+staffColumns+` FROM identity_staff WHERE login = $1`, login)
	if db.None(err) {
		return Staff{}, nil
	}
	return st, err
}

// ActorOf is a person as an actor at a window ("" for none) with the roles of this moment, without a session.
func ActorOf(q db.Querier, staff, window string) (ids.Actor, error) {
	return actorOf(q, staff, window, "")
}

func actorOf(q db.Querier, staff, window, session string) (ids.Actor, error) {
	st, err := StaffByID(q, staff)
	if err != nil {
		return ids.Actor{}, err
	}
	if !st.Active {
		return ids.Actor{}, errs.New(errs.Unauthenticated, "identity.session.over", "reason", EndLeft)
	}
	covered, err := coveredRoles(q, staff, q.Now())
	return st.actor(window, session, covered), err
}

// coveredRoles are the roles of each A whose post a person holds as B at an instant.
func coveredRoles(q db.Querier, staff string, t int64) ([][]ids.Role, error) {
	return db.All(q, func(s db.Scanner) ([]ids.Role, error) {
		var text string
		if err := s.Scan(&text); err != nil {
			return nil, err
		}
		var roles []ids.Role
		err := json.Unmarshal([]byte(text), &roles)
		return roles, err
	}, `SELECT a.roles FROM org_holder h JOIN org_post p ON p.id = h.post_id JOIN identity_staff a ON a.id = p.a
		WHERE h.staff_id = $1 AND h.held_as = 'B' AND h.since <= $2 AND (h.until = 0 OR h.until > $2)`, staff, t)
}

// postsHeldFrom lists the posts that a person holds at an instant or later.
func postsHeldFrom(q db.Querier, staff string, t int64) ([]string, error) {
	return db.All(q, db.Value[string], `SELECT DISTINCT post_id FROM org_holder WHERE staff_id = $1 AND (until = 0 OR until > $2)`, staff, t)
}

// staffByBadge is the one active person with a number on the badge; the zero Staff when there is none or more than one.
func staffByBadge(q db.Querier, badge string) (Staff, error) {
	list, err := db.All(q, scanStaff, `SELECT `+staffColumns+` FROM identity_staff WHERE badge = $1 AND active = 1`, badge)
	if err != nil || len(list) != 1 {
		return Staff{}, err
	}
	return list[0], nil
}

// credentials are a person and the stored password of a login or badge number; zero and "" when there is none.
func (s *Service) credentials(ctx context.Context, login string) (st Staff, hash string, err error) {
	err = s.db.Read(ctx, func(q *db.Q) error {
		if st, err = staffByLogin(q, login); err == nil && st.ID == "" {
			st, err = staffByBadge(q, login)
		}
		if err != nil || st.ID == "" {
			return err
		}
		hash, err = passwordOf(q, st.ID)
		return err
	})
	return st, hash, err
}

func (s *Service) credentialsByID(ctx context.Context, id string) (st Staff, hash string, err error) {
	err = s.db.Read(ctx, func(q *db.Q) error {
		if st, err = StaffByID(q, id); err != nil {
			return err
		}
		hash, err = passwordOf(q, id)
		return err
	})
	return st, hash, err
}

func passwordOf(q db.Querier, staff string) (string, error) {
	hash, err := db.One(q, db.Value[string], `SELECT hash FROM identity_password WHERE staff_id = $1`, staff)
	if db.None(err) {
		return "", nil
	}
	return hash, err
}

func sessionByHash(q db.Querier, tokenHash string) (Session, error) {
	x, err := db.One(q, scanSession, `SELECT `+sessionColumns+` FROM identity_session WHERE token_hash = $1`, tokenHash)
	if db.None(err) {
		return x, errs.New(errs.Unauthenticated, "identity.sign_in")
	}
	return x, err
}

// openSessions are the sessions not ended at a window, whoever's, and a person's at other windows.
func openSessions(q db.Querier, window, staff string) ([]Session, error) {
	return db.All(q, scanSession, `SELECT `+sessionColumns+` FROM identity_session
		WHERE ended = 0 AND window_id <> '' AND (window_id = $1 OR staff_id = $2) ORDER BY opened`, window, staff)
}

// Seat is a person who sits at a window now.
type Seat struct {
	Window string
	Since  int64 // microseconds UTC
	Staff  Staff
}

// Seats tells for each window of a hall who sits there: sessions that have not ended or run out.
func (s *Service) Seats(q db.Querier, hall string) (map[string]Seat, error) {
	open, err := db.All(q, scanSession, `SELECT `+sessionColumns+` FROM identity_session WHERE hall_id = $1 AND ended = 0 AND window_id <> ''`, hall)
	if err != nil {
		return nil, err
	}
	out := map[string]Seat{}
	for _, x := range open {
		if x.over(q.Now(), s.limits) != "" {
			continue
		}
		st, err := StaffByID(q, x.Staff)
		if err != nil {
			return nil, err
		}
		out[x.Window] = Seat{x.Window, x.Opened, st}
	}
	return out, nil
}

// Live lists the sessions of a hall that hold now, newest first.
func (s *Service) Live(q db.Querier, hall string) ([]Session, error) {
	open, err := db.All(q, scanSession, `SELECT `+sessionColumns+` FROM identity_session WHERE hall_id = $1 AND ended = 0 ORDER BY opened DESC, id`, hall)
	return slices.DeleteFunc(open, func(x Session) bool { return x.over(q.Now(), s.limits) != "" }), err
}

// Devices lists a hall's devices, newest first, also the revoked ones.
func Devices(q db.Querier, hall string) ([]Device, error) {
	return db.All(q, scanDevice, `SELECT `+deviceColumns+` FROM identity_device WHERE hall_id = $1 ORDER BY created DESC, id`, hall)
}

// DeviceByID is one device.
func DeviceByID(q db.Querier, id string) (Device, error) {
	d, err := db.One(q, scanDevice, `SELECT `+deviceColumns+` FROM identity_device WHERE id = $1`, id)
	if db.None(err) {
		return d, noSuchDevice(id)
	}
	return d, err
}

func deviceByToken(q db.Querier, tokenHash string) (Device, error) {
	d, err := db.One(q, scanDevice, `SELECT `+deviceColumns+` FROM identity_device WHERE token_hash = $1 AND token_hash <> '' AND revoked = 0`, tokenHash)
	if db.None(err) {
		return d, errs.New(errs.Unauthenticated, "identity.token.unknown")
	}
	return d, err
}

func noStaff(err error, id string) error {
	if db.None(err) {
		return errs.New(errs.NotFound, "identity.staff.unknown", "id", id)
	}
	return err
}

func scanStaff(s db.Scanner) (Staff, error) {
	var st Staff
	var roles string
	var active int64
	err := s.Scan(&st.ID, &st.Hall, &st.Department, &st.Login, &st.Name, &st.NameEN, &st.BadgeNo, &st.Title.ZH, &st.Title.EN, &roles, &active)
	if err != nil {
		return st, err
	}
	st.Active = active == 1
	err = json.Unmarshal([]byte(roles), &st.Roles)
	return st, err
}

func scanSession(s db.Scanner) (Session, error) {
	var x Session
	err := s.Scan(&x.ID, &x.Hall, &x.Staff, &x.Window, &x.Opened, &x.Seen, &x.Ended, &x.Reason)
	return x, err
}

func scanDevice(s db.Scanner) (Device, error) {
	var d Device
	err := s.Scan(&d.ID, &d.Hall, &d.Kind, &d.Name, &d.Zone, &d.Window, &d.Staff, &d.Created, &d.Paired, &d.Seen, &d.Revoked)
	return d, err
}
