package card

import (
	"context"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/once"
	"yichuang/internal/promise"
)

// Service gives, explains and closes cards. It is safe for concurrent use.
type Service struct {
	DB       *db.DB
	Views    promise.Views
	Settings Settings
}

// Subscriber gives the cards: it follows the rungs that clocks have climbed.
func (s *Service) Subscriber() journal.Subscriber {
	return journal.Subscriber{Name: "cards", Types: []string{"promise.warned"}, Handle: s.give}
}

// give makes the card of a rung. Handling the same act again does nothing.
func (s *Service) give(tx *db.Tx, act journal.Row) error {
	var e promise.ClockWarned
	if err := act.Decode(&e); err != nil || e.Rung.Card == promise.NoCard || e.Responsible == "" {
		return err
	}
	k, err := promise.ByID(tx, act.Object.ID)
	if err != nil || k.Outside != "" {
		return err
	}
	c := &Card{ID: ids.New(), Hall: act.Hall, Colour: e.Rung.Card, Clock: k.ID, Rung: e.Rung.Code(), Generation: e.Generation, Kind: e.Kind, Source: e.Source,
		Rule: e.Rule, Item: e.Item, Post: e.Post, Department: e.Department, Staff: e.Responsible, Due: db.FromMicro(e.Due), At: db.FromMicro(act.At), State: Given}
	if c.Case, c.No, err = caseOf(tx, e.Subject); err != nil {
		return err
	}
	if twin, err := sameFact(tx, c); err != nil || twin {
		return err
	}
	fresh, err := insert(tx, c)
	if err != nil || !fresh {
		return err
	}
	s.nudge(tx, c)
	return record(tx, ids.TheSystem(c.Hall), c, CardGiven{c.Colour, c.Clock, e.Rung, c.Generation, c.Rule, c.Case, c.No, c.Item, c.Post, c.Staff,
		c.Until(s.Views(c.Hall), s.Settings).String()})
}

// caseOf is the case that a clock is about, with its number; empty for a clock about something else.
func caseOf(q db.Querier, subject promise.Subject) (id, no string, err error) {
	id = subject.ID
	switch subject.Type {
	case casework.SubjectCase:
	case casework.SubjectStep:
		st, err := casework.StepByID(q, id)
		if err != nil {
			return "", "", err
		}
		id = st.Case
	default:
		return "", "", nil
	}
	err = q.QueryRow(`SELECT no FROM service_case WHERE id = $1`, id).Scan(&no)
	return id, no, err
}

// Explain takes down the word of the person who answered for the post.
func (s *Service) Explain(ctx context.Context, actor ids.Actor, id string, edition int, text string) (*Card, error) {
	return s.on(ctx, actor, "card.explain", id, edition, func(tx *db.Tx, c *Card) (journal.Event, error) {
		err := c.Explain(actor.ID, text, tx.Time())
		return CardExplained{c.Explanation}, err
	})
}

// Close ends a card with the supervisor's finding.
func (s *Service) Close(ctx context.Context, actor ids.Actor, id string, edition int, r Ruling) (*Card, error) {
	return s.on(ctx, actor, "card.close", id, edition, func(tx *db.Tx, c *Card) (journal.Event, error) {
		heard := c.State == Explained
		err := c.Close(actor.ID, r, c.Until(s.Views(c.Hall), s.Settings), tx.Time())
		return CardClosed{c.Finding, c.Ground, c.Note, heard}, err
	})
}

// on performs an act on one card: lock, authorise, rule, save, record.
func (s *Service) on(ctx context.Context, actor ids.Actor, act, id string, edition int, rule func(tx *db.Tx, c *Card) (journal.Event, error)) (*Card, error) {
	var c *Card
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		_, replay, err := once.Act(tx, act, func() (string, error) {
			var err error
			c, err = s.once(tx, actor, act, id, edition, rule)
			return id, err
		})
		if err == nil && replay {
			c, err = ByID(tx, id)
		}
		return err
	})
	return c, err
}

func (s *Service) once(tx *db.Tx, actor ids.Actor, act, id string, edition int, rule func(tx *db.Tx, c *Card) (journal.Event, error)) (*Card, error) {
	c, err := lock(tx, id)
	if err != nil {
		return nil, err
	}
	if err := identity.Can(actor, act, identity.Object{Hall: c.Hall, Department: c.Department, Owner: c.Staff}); err != nil {
		return nil, err
	}
	e, err := rule(tx, c)
	if err != nil {
		return nil, err
	}
	if edition != c.Edition {
		return nil, ErrStale
	}
	if err := save(tx, c); err != nil {
		return nil, err
	}
	s.nudge(tx, c)
	return c, record(tx, actor, c, e)
}

func (s *Service) nudge(tx *db.Tx, c *Card) { tx.Nudge("cards:" + c.Hall) }

func record(tx *db.Tx, actor ids.Actor, c *Card, e journal.Event) error {
	return journal.Record(tx, c.Hall, actor, journal.Ref{Type: "card", ID: c.ID}, e)
}
