package identity

import (
	"context"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/org"
)

// LoginInput is what the sign-in form sends.
type LoginInput struct {
	Login          string
	Password       string
	Window         string // id; empty when the person does not sit at a window
	TakeoverReason string // why somebody else's live session at the window is ended
	Address        string // of the client, for the growing delay
}

// Login signs a person in and returns the token of the new session. It fails with TooMany while guesses must wait, Unauthenticated
// for a wrong account or password alike, and Conflict identity.window.taken while another person sits at the window.
func (s *Service) Login(ctx context.Context, in LoginInput) (string, ids.Actor, error) {
	from := origin{"login|" + normal(in.Login), in.Address}
	count, err := s.guess(ctx, from)
	if err != nil {
		return "", ids.Actor{}, err
	}
	staff, hash, err := s.credentials(ctx, normal(in.Login))
	if err != nil {
		return "", ids.Actor{}, err
	}
	ok, err := s.matches(ctx, in.Password, hash)
	if err != nil {
		return "", ids.Actor{}, err
	}
	if !ok || !staff.Active {
		s.noteGuess(ctx, from, count)
		return "", ids.Actor{}, errs.New(errs.Unauthenticated, "identity.login.failed").At("password")
	}
	return s.open(ctx, staff.ID, in, &from)
}

// DemoInput is one click in the demo.
type DemoInput struct {
	Login  string
	Window string
}

// DemoLogin signs in without a password. It works in the demo only and takes the window over without asking.
func (s *Service) DemoLogin(ctx context.Context, in DemoInput) (string, ids.Actor, error) {
	if !s.Demo {
		return "", ids.Actor{}, errs.New(errs.NotFound, "identity.demo.off")
	}
	staff, _, err := s.credentials(ctx, normal(in.Login))
	if err != nil {
		return "", ids.Actor{}, err
	}
	if !staff.Active {
		return "", ids.Actor{}, errs.New(errs.Unauthenticated, "identity.login.failed")
	}
	return s.open(ctx, staff.ID, LoginInput{Window: in.Window, TakeoverReason: "demo"}, nil)
}

// open makes the session. A refusal after a right password still forgives the guesses, so it commits.
func (s *Service) open(ctx context.Context, staffID string, in LoginInput, from *origin) (token string, actor ids.Actor, err error) {
	token = ids.New()
	var refused error
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		refused = nil
		if from != nil {
			if err := forgive(tx, *from); err != nil {
				return err
			}
		}
		actor, err = s.begin(tx, staffID, in, token)
		if e := errs.Of(err); e != nil && e.Kind != errs.Internal {
			refused, err = err, nil
		}
		return err
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return "", ids.Actor{}, err
	}
	return token, actor, nil
}

// begin checks the window, ends what the new session replaces and saves it. Whatever it refuses, it refuses before it writes.
func (s *Service) begin(tx *db.Tx, staffID string, in LoginInput, token string) (ids.Actor, error) {
	if _, err := lockStaff(tx, staffID); err != nil { // the sign-ins of one person come one after the other
		return ids.Actor{}, err
	}
	id := ids.New()
	actor, err := actorOf(tx, staffID, in.Window, id) // again: the person may have left while the password was compared
	if err != nil {
		return actor, err
	}
	replaced, err := s.seat(tx, actor, in)
	if err != nil {
		return actor, err
	}
	if err := s.replace(tx, actor, replaced, in.TakeoverReason); err != nil {
		return actor, err
	}
	x := Session{ID: id, Hall: actor.Hall, Staff: staffID, Window: in.Window, Opened: tx.Now(), Seen: tx.Now()}
	if err := insertSession(tx, x, ids.Hash(token)); err != nil {
		return actor, err
	}
	tx.Nudge("org:" + x.Hall)
	return actor, journal.Record(tx, x.Hall, actor, journal.Ref{Type: "session", ID: id}, SessionOpened{staffID, in.Window})
}

// seat tells whether a person may sit down at a window and which sessions that ends.
func (s *Service) seat(tx *db.Tx, actor ids.Actor, in LoginInput) ([]Session, error) {
	if in.Window == "" {
		return nil, nil
	}
	window, err := org.WindowByID(tx, in.Window)
	switch {
	case err != nil && errs.Of(err).Kind == errs.NotFound:
		return nil, errs.New(errs.Invalid, "identity.window.unknown").At("window")
	case err != nil:
		return nil, err
	case window.Hall != actor.Hall:
		return nil, errs.New(errs.Invalid, "identity.window.other_hall", "window", window.No).At("window")
	case !actor.Has(ids.RoleClerk) && !actor.Has(ids.RoleWindowHead):
		return nil, errs.New(errs.Invalid, "identity.window.not_a_clerk").At("window")
	}
	if err := tx.LockName("identity.window:" + in.Window); err != nil {
		return nil, err
	}
	open, err := openSessions(tx, in.Window, actor.ID)
	if err != nil {
		return nil, err
	}
	for _, o := range open {
		if o.Staff != actor.ID && o.over(tx.Now(), s.limits) == "" && in.TakeoverReason == "" {
			return nil, s.taken(tx, window, o)
		}
	}
	return open, nil
}

func (s *Service) taken(tx *db.Tx, window org.Window, by Session) error {
	who, err := StaffByID(tx, by.Staff)
	if err != nil {
		return err
	}
	return errs.New(errs.Conflict, "identity.window.taken", "window", window.No, "who", who.Name, "badge", who.BadgeNo,
		"since", db.FromMicro(by.Opened).Format("15:04")).At("window")
}

// replace ends the sessions whose place a new one takes.
func (s *Service) replace(tx *db.Tx, actor ids.Actor, old []Session, why string) error {
	for _, o := range old {
		reason, note := o.over(tx.Now(), s.limits), ""
		switch {
		case reason != "":
		case o.Staff == actor.ID:
			reason = EndMoved
		default:
			reason, note = EndTakeover, why
		}
		if err := endSession(tx, actor, o, reason, note); err != nil {
			return err
		}
	}
	return nil
}

// Authenticate tells who holds a session token now, with the roles that the person has at this moment, and counts as a request of
// that person.
func (s *Service) Authenticate(ctx context.Context, token string) (ids.Actor, error) {
	actor, x, err := s.who(ctx, token)
	if err != nil {
		return actor, err
	}
	if now := s.db.Now().UnixMicro(); now-x.Seen >= seenEvery.Microseconds() {
		return actor, s.db.Write(ctx, func(tx *db.Tx) error { return seeSession(tx, x.ID) })
	}
	return actor, nil
}

// Peek is Authenticate for what a page fetches by itself: it does not keep an idle session alive.
func (s *Service) Peek(ctx context.Context, token string) (ids.Actor, error) {
	actor, _, err := s.who(ctx, token)
	return actor, err
}

func (s *Service) who(ctx context.Context, token string) (actor ids.Actor, x Session, err error) {
	err = s.db.Read(ctx, func(q *db.Q) error {
		if x, err = sessionByHash(q, ids.Hash(token)); err != nil {
			return err
		}
		if reason := x.over(q.Now(), s.limits); reason != "" {
			return errs.New(errs.Unauthenticated, "identity.session.over", "reason", reason)
		}
		actor, err = actorOf(q, x.Staff, x.Window, x.ID)
		return err
	})
	return actor, x, err
}

// Logout ends a session. An unknown or ended one is no error.
func (s *Service) Logout(ctx context.Context, token string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := sessionByHash(tx, ids.Hash(token))
		if err != nil || x.Ended != 0 {
			if errs.Of(err) == nil || errs.Of(err).Kind == errs.Unauthenticated {
				return nil
			}
			return err
		}
		staff, err := StaffByID(tx, x.Staff)
		if err != nil {
			return err
		}
		return endSession(tx, staff.actor(x.Window, x.ID, nil), x, EndLogout, "")
	})
}

// EndSessionsOf ends all sessions of a person at once.
func (s *Service) EndSessionsOf(ctx context.Context, actor ids.Actor, staff string) error {
	return s.onStaff(ctx, actor, "identity.sessions.end", staff, func(tx *db.Tx, st Staff) error {
		return endSessionsOf(tx, actor, staff, EndByAdmin, "")
	})
}

// EndMyOthers ends the sessions that the actor has left open elsewhere.
func (s *Service) EndMyOthers(ctx context.Context, actor ids.Actor) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		return endSessionsOf(tx, actor, actor.ID, EndLogout, actor.Session)
	})
}
