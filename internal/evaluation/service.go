package evaluation

import (
	"context"
	"slices"
	"strings"

	"yichuang/internal/calendar"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/once"
	"yichuang/internal/org"
	"yichuang/internal/pii"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
)

// Subject is the type of subject whose clocks a bad rating has.
const Subject = "rating"

// Contact is the kind of promise that somebody looks into a bad rating; promise.Rectify follows it.
const Contact promise.Kind = "rating.contact"

// rule stands on the clocks.
const rule = "SUP-1"

// Service takes ratings. Safe for concurrent use.
type Service struct {
	DB       *db.DB
	Clocks   *promise.Service
	Cipher   *pii.Cipher
	Settings Settings
}

// Rate adds an answer to the visit of a token: the first, or its revision. Whoever is not signed in acts as the holder of the token.
func (s *Service) Rate(ctx context.Context, actor ids.Actor, token string, a Answer, key once.Key) (Rating, error) {
	var out Rating
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		id, replay, err := once.Do(tx, key, func() (string, error) {
			var err error
			out, err = s.rate(tx, actor, token, a)
			return out.ID, err
		})
		if err != nil || !replay {
			return err
		}
		out, err = s.get(tx, id)
		return err
	})
	return out, err
}

func (s *Service) rate(tx *db.Tx, actor ids.Actor, token string, a Answer) (Rating, error) {
	v, err := s.lock(tx, token)
	if err != nil {
		return Rating{}, err
	}
	if actor, err = rater(actor, v); err != nil {
		return Rating{}, err
	}
	a.Comment = strings.TrimSpace(a.Comment)
	if a.Channel == "" {
		a.Channel = Phone
	}
	if !Bad(a.Level) {
		a.Aspects = nil
	}
	if err := a.check(); err != nil {
		return Rating{}, err
	}
	if err := v.May(s.Settings, a.Channel, tx.Time()); err != nil {
		return Rating{}, err
	}
	r := Rating{ID: ids.New(), Hall: v.Hall, Ticket: v.Ticket, Seq: len(v.Ratings) + 1, Level: a.Level, Aspects: a.Aspects, Comment: a.Comment,
		Channel: a.Channel, Window: v.Window, At: tx.Time()}
	if err := s.insert(tx, r); err != nil {
		return Rating{}, err
	}
	if Bad(r.Level) && v.firstBad() == nil {
		if err := s.openClocks(tx, actor, r); err != nil {
			return Rating{}, err
		}
	}
	tx.Nudge("manage:"+r.Hall, "ticket:"+r.Ticket)
	return r, journal.Record(tx, r.Hall, actor, journal.Ref{Type: Subject, ID: r.ID}, Rated{r.Ticket, r.Seq, r.Level, r.Aspects, r.Channel, r.Comment != ""})
}

// rater is who rates: the holder of the token, or a device in the hall. People who work here and systems never do (K15).
func rater(actor ids.Actor, v Visit) (ids.Actor, error) {
	switch actor.Kind {
	case ids.Staff, ids.System:
		return actor, ErrStaff
	case ids.Device:
	default:
		actor = ids.Actor{Kind: ids.Citizen, ID: v.Ticket, Hall: v.Hall, Roles: []ids.Role{ids.RoleCitizen}}
	}
	return actor, identity.Can(actor, "rating.give", identity.Object{Hall: v.Hall, Owner: v.Ticket})
}

// openClocks promises that a bad rating is looked into and put right; the window's post owes it.
func (s *Service) openClocks(tx *db.Tx, actor ids.Actor, r Rating) error {
	w, err := org.WindowByID(tx, r.Window)
	if err != nil {
		return err
	}
	for _, c := range []struct {
		kind promise.Kind
		days int
	}{{Contact, s.Settings.Contact}, {promise.Rectify, s.Settings.Rectify}} {
		_, err := s.Clocks.Open(tx, actor, promise.Terms{Hall: r.Hall, Kind: c.kind, Subject: promise.Subject{Type: Subject, ID: r.ID}, Post: w.Post,
			Source: promise.Promised, Rule: rule, StartEvent: "rated", Start: tx.Time(), Limit: calendar.Limit{N: c.days, Unit: calendar.WorkingDays}})
		if err != nil {
			return err
		}
	}
	return nil
}

// Handle records what was done about a bad rating and keeps its clock. Those who lead do it, never the person who was rated; a
// late one needs a reason, which is published.
func (s *Service) Handle(ctx context.Context, actor ids.Actor, ratingID string, kind HandlingKind, words, late string) (Handling, error) {
	out := Handling{ID: ids.New(), Rating: ratingID, Kind: kind, Words: strings.TrimSpace(words)}
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		r, err := s.get(tx, ratingID)
		if err != nil {
			return err
		}
		if err := mayHandle(tx, actor, r); err != nil {
			return err
		}
		if !Bad(r.Level) {
			return ErrGood
		}
		if out.Words == "" {
			return ErrWords
		}
		out.At = tx.Time()
		if err := s.insertHandling(tx, r, actor.ID, out); err != nil {
			return err
		}
		promised := map[HandlingKind]promise.Kind{Contacted: Contact, Rectified: promise.Rectify}[kind]
		if _, err := s.Clocks.KeepAll(tx, actor, promise.Subject{Type: Subject, ID: r.ID}, promised, late); err != nil {
			return err
		}
		tx.Nudge("manage:"+r.Hall, "ticket:"+r.Ticket)
		return journal.Record(tx, r.Hall, actor, journal.Ref{Type: Subject, ID: r.ID}, Handled{kind, late})
	})
	return out, err
}

func mayHandle(q db.Querier, actor ids.Actor, r Rating) error {
	if err := identity.Can(actor, "rating.view", identity.Object{Hall: r.Hall}); err != nil {
		return err
	}
	t, err := queue.Get(q, r.Ticket)
	if err == nil && t.Staff == actor.ID {
		return ErrOwn
	}
	return err
}

// Clean is a token as it was meant: what people type has blanks, dashes and small letters.
func Clean(token string) string {
	return strings.Map(func(r rune) rune {
		if slices.Contains([]rune{' ', '-', '\u3000', '\u00a0', '_', '.'}, r) {
			return -1
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(token)))
}
