package outage

import (
	"context"
	"sync/atomic"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/once"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
)

// Service performs the acts of outages. It is safe for concurrent use.
type Service struct {
	DB       *db.DB
	Queue    *queue.Service
	Clocks   *promise.Service
	Cases    *casework.Service
	Views    promise.Views
	Settings Settings
	// Made says that what lies before the first heartbeat of this process is made history, not time that passed: the demo's.
	Made atomic.Bool
}

// Propose says that a hall or a window stood still (中止办理). The times come from the gap or from the window's record.
func (s *Service) Propose(ctx context.Context, actor ids.Actor, hall string, p Proposal) (*Outage, error) {
	var o *Outage
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := identity.Can(actor, "outage.propose", identity.Object{Hall: hall}); err != nil {
			return err
		}
		id, replay, err := once.Act(tx, "outage.propose", func() (string, error) {
			var err error
			if o, err = s.propose(tx, actor, hall, p); err != nil {
				return "", err
			}
			return o.ID, nil
		})
		if err == nil && replay {
			o, err = ByID(tx, id)
		}
		return err
	})
	return o, err
}

func (s *Service) propose(tx *db.Tx, actor ids.Actor, hall string, p Proposal) (*Outage, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	o := &Outage{ID: ids.New(), Hall: hall, Cause: p.Cause, Reason: p.Reason, State: Proposed, By: actor.ID, At: tx.Time(), Edition: 1}
	if err := s.measure(tx, o, p); err != nil {
		return nil, err
	}
	if err := insert(tx, o); err != nil {
		return nil, err
	}
	s.nudge(tx, o)
	return o, record(tx, actor, o, OutageProposed{o.Window, db.Micro(o.From), db.Micro(o.To), o.Before, o.After, o.Cause, o.Reason})
}

// measure fills in when it was, from what the program wrote down itself.
func (s *Service) measure(q db.Querier, o *Outage, p Proposal) error {
	if p.Window != "" {
		x, err := span(q, o.Hall, p.Window, p.Since)
		if err != nil {
			return err
		}
		o.Window, o.No, o.From, o.To = x.Window, x.No, x.From, x.To
		return x.Check(s.Settings)
	}
	g, err := s.gap(q, o.Hall, p.Gap)
	if err != nil {
		return err
	}
	o.From, o.To, o.Before, o.After = g.From, g.To, g.Before, g.After
	return g.Check(s.Settings)
}

// Confirm is the second person's word: it is measured once more, promised limits move, and whoever is concerned is listed.
func (s *Service) Confirm(ctx context.Context, actor ids.Actor, id string, edition int) (*Outage, error) {
	return s.on(ctx, actor, id, edition, func(tx *db.Tx, o *Outage) (journal.Event, error) {
		if err := o.Confirm(actor.ID, tx.Time()); err != nil {
			return nil, err
		}
		again := *o
		if err := s.measure(tx, &again, Proposal{Gap: db.Micro(o.To), Window: o.Window, Since: db.Micro(o.From)}); err != nil {
			return nil, err
		}
		if !again.From.Equal(o.From) || !again.To.Equal(o.To) {
			return nil, ErrNoGap
		}
		tickets, err := s.inviteBack(tx, actor, o)
		if err != nil {
			return nil, err
		}
		cases, err := s.move(tx, actor, o)
		return OutageConfirmed{o.Window, db.Micro(o.From), db.Micro(o.To), o.By, tickets, cases}, err
	})
}

// Refuse is the second person's no.
func (s *Service) Refuse(ctx context.Context, actor ids.Actor, id string, edition int, note string) (*Outage, error) {
	return s.on(ctx, actor, id, edition, func(tx *db.Tx, o *Outage) (journal.Event, error) {
		err := o.Refuse(actor.ID, note, tx.Time())
		return OutageRefused{o.Note}, err
	})
}

func (s *Service) on(ctx context.Context, actor ids.Actor, id string, edition int, rule func(tx *db.Tx, o *Outage) (journal.Event, error)) (*Outage, error) {
	var o *Outage
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		_, replay, err := once.Act(tx, "outage.confirm", func() (string, error) {
			var err error
			o, err = s.once(tx, actor, id, edition, rule)
			return id, err
		})
		if err == nil && replay {
			o, err = ByID(tx, id)
		}
		return err
	})
	return o, err
}

func (s *Service) once(tx *db.Tx, actor ids.Actor, id string, edition int, rule func(tx *db.Tx, o *Outage) (journal.Event, error)) (*Outage, error) {
	o, err := lock(tx, id)
	if err != nil {
		return nil, err
	}
	if err := identity.Can(actor, "outage.confirm", identity.Object{Hall: o.Hall}); err != nil {
		return nil, err
	}
	e, err := rule(tx, o)
	if err != nil {
		return nil, err
	}
	if edition != o.Edition {
		return nil, ErrStale
	}
	if err := save(tx, o); err != nil {
		return nil, err
	}
	s.nudge(tx, o)
	return o, record(tx, actor, o, e)
}

func (s *Service) nudge(tx *db.Tx, o *Outage) { tx.Nudge("manage:"+o.Hall, "hall:"+o.Hall) }

func record(tx *db.Tx, actor ids.Actor, o *Outage, e journal.Event) error {
	return journal.Record(tx, o.Hall, actor, journal.Ref{Type: "outage", ID: o.ID}, e)
}
