package queue

import (
	"context"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/once"
)

// SetUp writes the hall's lines and windows; called when a hall is made and when its set-up changes.
func (s *Service) SetUp(tx *db.Tx, actor ids.Actor, lines []Line, windows []Window) error {
	for _, l := range lines {
		if err := saveLine(tx, l); err != nil {
			return err
		}
		if err := journal.Record(tx, l.Hall, actor, journal.Ref{Type: "line", ID: l.ID}, LineConfigured{l.Code, l.Letter}); err != nil {
			return err
		}
	}
	for _, w := range windows {
		if err := placeWindow(tx, w); err != nil {
			return err
		}
	}
	return nil
}

// OpenWindow lets the person at the window call.
func (s *Service) OpenWindow(ctx context.Context, actor ids.Actor, windowID string) error {
	return s.onWindow(ctx, actor, "queue.window.open", windowID, func(tx *db.Tx, w *Window) (journal.Event, error) {
		return WindowOpened{}, w.Open(actor.ID, actor.Name, tx.Time())
	})
}

// PauseWindow stops calling until a declared return (rulebook: 空岗 begins where no return is declared).
func (s *Service) PauseWindow(ctx context.Context, actor ids.Actor, windowID, reason string, back time.Time) error {
	return s.onWindow(ctx, actor, "queue.window.pause", windowID, func(tx *db.Tx, w *Window) (journal.Event, error) {
		return WindowPaused{reason, back.UnixMicro()}, w.Pause(reason, back, tx.Time())
	})
}

// CloseWindow ends the window's day.
func (s *Service) CloseWindow(ctx context.Context, actor ids.Actor, windowID string) error {
	return s.onWindow(ctx, actor, "queue.window.close", windowID, func(tx *db.Tx, w *Window) (journal.Event, error) {
		return WindowClosed{}, w.Close(tx.Time())
	})
}

func (s *Service) onWindow(ctx context.Context, actor ids.Actor, act, windowID string, rule func(tx *db.Tx, w *Window) (journal.Event, error)) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		w, err := lockWindow(tx, windowID)
		if err != nil {
			return err
		}
		if err := identity.Can(actor, act, identity.Object{Hall: w.Hall, Owner: actor.ID}); err != nil {
			return err
		}
		if err := identity.AtWindow(actor, w.ID, w.No); err != nil {
			return err
		}
		_, _, err = once.Act(tx, act, func() (string, error) {
			event, err := rule(tx, &w)
			if err != nil {
				return "", err
			}
			tx.Nudge("window:"+w.ID, "hall:"+w.Hall, "screen:"+w.Hall)
			if err := saveWindow(tx, w); err != nil {
				return "", err
			}
			return w.ID, journal.Record(tx, w.Hall, actor, journal.Ref{Type: "window", ID: w.ID}, event)
		})
		return err
	})
}

// EndDay closes the day: whoever still waits is told, and the ticket becomes a voucher that puts its holder ahead on another day
// (HAL-1; "never lost without a word"). It returns the tickets that ended this way.
func (s *Service) EndDay(ctx context.Context, actor ids.Actor, hall string) ([]*Ticket, error) {
	if err := identity.Can(actor, "queue.day_end", identity.Object{Hall: hall}); err != nil {
		return nil, err
	}
	var ended []*Ticket
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		ended = nil
		list, err := db.All(tx, db.Value[string], `SELECT id FROM ticket WHERE hall_id = $1 AND ended_at = 0 AND state <> 'serving' ORDER BY taken_at`, hall)
		if err != nil {
			return err
		}
		for _, id := range list {
			t, err := s.expire(tx, actor, id)
			if err != nil {
				return err
			}
			ended = append(ended, t)
		}
		return nil
	})
	return ended, err
}

func (s *Service) expire(tx *db.Tx, actor ids.Actor, id string) (*Ticket, error) {
	t, err := lock(tx, id)
	if err != nil {
		return nil, err
	}
	was, at := t.State, t.Window
	if err := t.Expire(tx.Time()); err != nil {
		return nil, err
	}
	if was == Called {
		w, err := lockWindow(tx, at)
		if err != nil {
			return nil, err
		}
		w.Ticket = ""
		if err := saveWindow(tx, w); err != nil {
			return nil, err
		}
	}
	if err := save(tx, t, ""); err != nil {
		return nil, err
	}
	s.nudge(tx, t)
	return t, record(tx, actor, t, TicketExpired{was})
}

// Redeem takes a new ticket with the voucher of an expired one: priority, once.
func (s *Service) Redeem(ctx context.Context, actor ids.Actor, hall, secret string) (Taken, error) {
	var out Taken
	err := s.DB.Write(ctx, func(tx *db.Tx) (err error) {
		out, err = s.OnceIn(tx, "queue.ticket.redeem", func() (Taken, error) { return s.redeem(tx, actor, hall, secret) })
		return err
	})
	return out, err
}

func (s *Service) redeem(tx *db.Tx, actor ids.Actor, hall, secret string) (Taken, error) {
	old, err := BySecret(tx, secret)
	if err != nil {
		return Taken{}, err
	}
	if err := identity.Can(actor, "queue.ticket.take", identity.Object{Hall: hall, Owner: old.ID}); err != nil {
		return Taken{}, err
	}
	if old, err = lock(tx, old.ID); err != nil {
		return Taken{}, err
	}
	if old.State != Expired || old.Reason == "redeemed" || old.Hall != hall {
		return Taken{}, ErrVoucherUsed
	}
	old.Reason = "redeemed"
	if err := save(tx, old, ""); err != nil {
		return Taken{}, err
	}
	req := Request{Line: old.Line, Class: Priority, Reason: "voucher", Person: old.Person, Origin: actor.Key()}
	for _, m := range old.Matters {
		req.Items, req.Lines = append(req.Items, m.Item), append(req.Lines, m.Line)
	}
	return s.take(tx, actor, hall, req)
}
