package identity

import (
	"context"
	"reflect"
	"slices"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/org"
)

// UpsertStaff takes a person on or changes the data, for seeding; pages call CreateStaff. It does not ask for rights.
func UpsertStaff(tx *db.Tx, actor ids.Actor, st Staff) error {
	st.Login, st.Roles = normal(st.Login), tidy(st.Roles)
	if err := st.Check(); err != nil {
		return err
	}
	old, err := StaffByID(tx, st.ID)
	if err != nil && errs.Of(err).Kind != errs.NotFound {
		return err
	}
	if reflect.DeepEqual(old, st) {
		return nil
	}
	if other, err := staffByLogin(tx, st.Login); err != nil {
		return err
	} else if other.ID != "" && other.ID != st.ID {
		return errs.New(errs.Conflict, "identity.login.taken", "login", st.Login).At("login")
	}
	if err := saveStaff(tx, st); err != nil {
		return err
	}
	return journal.Record(tx, st.Hall, actor, journal.Ref{Type: "staff", ID: st.ID}, StaffSaved{st})
}

// SavePassword stores a password's hash (Service.Hash) for seeding. It does not ask for rights.
func SavePassword(tx *db.Tx, actor ids.Actor, staff, hash string) error {
	st, err := StaffByID(tx, staff)
	if err != nil {
		return err
	}
	return storePassword(tx, actor, st, hash, "")
}

func storePassword(tx *db.Tx, actor ids.Actor, st Staff, hash, reason string) error {
	if err := savePassword(tx, st, hash); err != nil {
		return err
	}
	return journal.Record(tx, st.Hall, actor, journal.Ref{Type: "staff", ID: st.ID}, PasswordSet{st.ID, reason})
}

// CreateStaff takes a person on with a first password. Administrators' roles are given by the security administrator afterwards.
func (s *Service) CreateStaff(ctx context.Context, actor ids.Actor, st Staff, password string) (Staff, error) {
	if err := s.Check(ctx, actor, "identity.staff.create", Object{Hall: st.Hall, Department: st.Department}); err != nil {
		return st, err
	}
	if hasAdmin(st.Roles) && actor.Kind != ids.System {
		return st, errs.New(errs.Forbidden, "identity.roles.by_secadmin").At("roles")
	}
	if err := checkPassword(st.Login, password); err != nil {
		return st, err
	}
	hash, err := s.Hash(ctx, password)
	if err != nil {
		return st, err
	}
	if st.ID == "" {
		st.ID = ids.New()
	}
	st.Active, st.Login, st.Roles = true, normal(st.Login), tidy(st.Roles)
	return st, s.db.Write(ctx, func(tx *db.Tx) error {
		if old, err := StaffByID(tx, st.ID); err == nil {
			return errs.New(errs.Conflict, "identity.staff.exists", "id", old.ID).At("id")
		}
		if err := UpsertStaff(tx, actor, st); err != nil {
			return err
		}
		return SavePassword(tx, actor, st.ID, hash)
	})
}

// Deactivate takes all rights from a leaver at once: sessions and tokens end, and what he holds or would hold passes to the other
// of the post's A and B. The history stays. Whoever does it says why.
func (s *Service) Deactivate(ctx context.Context, actor ids.Actor, staff, reason string) error {
	if err := needReason(reason); err != nil {
		return err
	}
	return s.onStaff(ctx, actor, "identity.staff.deactivate", staff, func(tx *db.Tx, st Staff) error {
		if !st.Active {
			return nil
		}
		st.Active = false
		if err := saveStaff(tx, st); err != nil {
			return err
		}
		if err := journal.Record(tx, st.Hall, actor, journal.Ref{Type: "staff", ID: staff}, StaffDeactivated{staff, reason}); err != nil {
			return err
		}
		if err := endSessionsOf(tx, actor, staff, EndLeft, ""); err != nil {
			return err
		}
		return handOver(tx, actor, staff)
	})
}

// handOver gives each post that a leaver holds, now or as planned, to the other of its A and B (DUT-2: B steps in by itself).
func handOver(tx *db.Tx, actor ids.Actor, staff string) error {
	posts, err := postsHeldFrom(tx, staff, tx.Now())
	if err != nil {
		return err
	}
	for _, id := range posts {
		post, err := org.PostByID(tx, id)
		if err != nil {
			return err
		}
		line, err := org.Holders(tx, id)
		if err != nil {
			return err
		}
		for _, h := range line {
			if h.Staff != staff || h.Until != 0 && h.Until <= tx.Now() {
				continue
			}
			to, as := post.A, org.AsA
			if h.As == org.AsA {
				to, as = post.B, org.AsB
			}
			if err := org.SetHolder(tx, actor, id, to, as, max(h.Since, tx.Now())); err != nil {
				return err
			}
		}
	}
	return nil
}

// SetRoles changes a person's roles; the sessions end, so that the new rights hold from the next sign-in and the old ones for
// nothing more. Nobody sets his own. Whoever does it says why.
func (s *Service) SetRoles(ctx context.Context, actor ids.Actor, staff string, roles []ids.Role, reason string) error {
	if err := errs.Join(checkRoles(roles), needReason(reason)); err != nil {
		return err
	}
	return s.onStaff(ctx, actor, "identity.roles.set", staff, func(tx *db.Tx, st Staff) error {
		old := st.Roles
		if st.Roles = tidy(roles); slices.Equal(old, st.Roles) {
			return nil
		}
		if err := saveStaff(tx, st); err != nil {
			return err
		}
		event := RolesSet{staff, old, st.Roles, reason}
		if err := journal.Record(tx, st.Hall, actor, journal.Ref{Type: "staff", ID: staff}, event); err != nil {
			return err
		}
		return endSessionsOf(tx, actor, staff, EndRoles, "")
	})
}

// ChangePassword changes the actor's own password; the other sessions of the person end.
func (s *Service) ChangePassword(ctx context.Context, actor ids.Actor, old, password string) error {
	if err := s.Check(ctx, actor, "identity.password.change", Object{Owner: actor.ID}); err != nil {
		return err
	}
	from := origin{"change|" + actor.ID, actor.Session}
	count, err := s.guess(ctx, from)
	if err != nil {
		return err
	}
	st, hash, err := s.credentialsByID(ctx, actor.ID)
	if err != nil {
		return err
	}
	if ok, err := s.matches(ctx, old, hash); err != nil || !ok {
		s.noteGuess(ctx, from, count)
		return errs.New(errs.Invalid, "identity.password.wrong").At("old").Because(err)
	}
	return s.setPassword(ctx, actor, st, password, "", func(tx *db.Tx) error { return forgive(tx, from) })
}

// ResetPassword gives a person a new password. Whoever does it says why.
func (s *Service) ResetPassword(ctx context.Context, actor ids.Actor, staff, password, reason string) error {
	st, _, err := s.credentialsByID(ctx, staff)
	if err != nil {
		return err
	}
	if err := s.Check(ctx, actor, "identity.password.reset", Object{Hall: st.Hall}); err != nil {
		return err
	}
	if err := needReason(reason); err != nil {
		return err
	}
	return s.setPassword(ctx, actor, st, password, reason, func(*db.Tx) error { return nil })
}

func (s *Service) setPassword(ctx context.Context, actor ids.Actor, st Staff, password, reason string, also func(*db.Tx) error) error {
	if err := checkPassword(st.Login, password); err != nil {
		return err
	}
	hash, err := s.Hash(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := storePassword(tx, actor, st, hash, reason); err != nil {
			return err
		}
		if err := endSessionsOf(tx, actor, st.ID, EndPassword, actor.Session); err != nil {
			return err
		}
		return also(tx)
	})
}

// onStaff runs an act on another person with the person's row locked.
func (s *Service) onStaff(ctx context.Context, actor ids.Actor, act, staff string, do func(*db.Tx, Staff) error) error {
	if actor.ID == staff {
		return errs.New(errs.Forbidden, "identity.not_on_oneself", "act", act)
	}
	st, _, err := s.credentialsByID(ctx, staff)
	if err != nil {
		return err
	}
	if err := s.Check(ctx, actor, act, Object{Hall: st.Hall, Department: st.Department}); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		st, err := lockStaff(tx, staff)
		if err != nil {
			return err
		}
		return do(tx, st)
	})
}
