package queue

import (
	"context"
	"slices"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/mutant"
	"yichuang/internal/once"
)

// Hours tells when a hall is open on the day of an instant; ok is false on a closed day.
type Hours interface {
	On(hall string, t time.Time) (opens, closes time.Time, ok bool)
}

// Service performs the acts of the queue. It is safe for concurrent use.
type Service struct {
	DB       *db.DB
	Hours    Hours
	Settings Settings
}

// Taken is what the slip shows. The secret is shown once; only its hash is kept.
type Taken struct {
	Ticket *Ticket
	Secret string
	Ahead  int
}

// Take gives a number (HAL-1). A person has one active ticket for a business; an anonymous device is capped per minute.
func (s *Service) Take(ctx context.Context, actor ids.Actor, hall string, req Request, key once.Key) (Taken, error) {
	if err := identity.Can(actor, "queue.ticket.take", identity.Object{Hall: hall}); err != nil {
		return Taken{}, err
	}
	var out Taken
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		id, replay, err := once.Do(tx, key, func() (string, error) {
			var err error
			out, err = s.take(tx, actor, hall, req)
			if err != nil {
				return "", err
			}
			return out.Ticket.ID, nil
		})
		if err != nil || !replay {
			return err
		}
		return s.again(tx, id, &out)
	})
	return out, err
}

// OnceIn lets an act that gives a number do so once for the request's key, inside the caller's transaction; a repetition gets the same
// ticket with a fresh secret.
func (s *Service) OnceIn(tx *db.Tx, name string, give func() (Taken, error)) (out Taken, err error) {
	id, replay, err := once.Act(tx, name, func() (string, error) {
		if out, err = give(); err != nil {
			return "", err
		}
		return out.Ticket.ID, nil
	})
	if err == nil && replay {
		err = s.again(tx, id, &out)
	}
	return out, err
}

// TakeIn gives a number inside the caller's transaction.
func (s *Service) TakeIn(tx *db.Tx, actor ids.Actor, hall string, req Request) (Taken, error) {
	if err := identity.Can(actor, "queue.ticket.take", identity.Object{Hall: hall}); err != nil {
		return Taken{}, err
	}
	return s.take(tx, actor, hall, req)
}

func (s *Service) take(tx *db.Tx, actor ids.Actor, hall string, req Request) (Taken, error) {
	_, closes, open := s.Hours.On(hall, tx.Time())
	if !open {
		return Taken{}, errs.New(errs.Conflict, "ticket.take.closed_today")
	}
	if req.Line == "" && len(req.Lines) > 0 {
		req.Line = req.Lines[0]
	}
	l, err := line(tx, req.Line)
	if err != nil {
		return Taken{}, err
	}
	if l.Hall != hall {
		return Taken{}, ErrNoLine
	}
	if err := s.oneEach(tx, l, req); err != nil {
		return Taken{}, err
	}
	t, err := take(req, l, tx.Time(), closes)
	if err != nil {
		return Taken{}, err
	}
	n, err := nextNumber(tx, hall, t.Day, t.Class.letter(l))
	if err != nil {
		return Taken{}, err
	}
	t.Number = number(t.Class.letter(l), n)
	out := Taken{Ticket: t, Secret: ids.Secret()}
	if err := insert(tx, t, out.Secret); err != nil {
		return Taken{}, err
	}
	if out.Ahead, err = Ahead(tx, t); err != nil {
		return Taken{}, err
	}
	s.nudge(tx, t)
	return out, record(tx, actor, t, TicketTaken{t.Number, l.Code, t.Class, t.Reason, req.Items, t.Origin})
}

// again answers a repeated request: the same ticket with a fresh secret, since the first one may never have arrived.
func (s *Service) again(tx *db.Tx, id string, out *Taken) error {
	t, err := lock(tx, id)
	if err != nil {
		return err
	}
	out.Ticket, out.Secret = t, ids.Secret()
	tx.Touch("ticket", t.ID)
	if err := tx.ExecOne(`UPDATE ticket SET secret_hash = $1 WHERE id = $2`, ids.Hash(out.Secret), t.ID); err != nil {
		return err
	}
	if out.Ahead, err = Ahead(tx, t); err != nil {
		return err
	}
	return record(tx, ids.TheSystem(t.Hall), t, TicketSlipRenewed{})
}

// oneEach keeps one person or one device from taking the line away from others (reliability.md S1).
func (s *Service) oneEach(tx *db.Tx, l Line, req Request) error {
	if req.Person != "" {
		if err := tx.LockName("person:" + req.Person); err != nil {
			return err
		}
		var number string
		err := tx.QueryRow(`SELECT number FROM ticket WHERE line_id = $1 AND day = $2 AND person = $3 AND ended_at = 0`,
			l.ID, tx.Time().Format(time.DateOnly), req.Person).Scan(&number)
		if err == nil {
			return errs.New(errs.Conflict, "ticket.take.active", "number", number).At("person")
		}
		if !db.None(err) {
			return err
		}
		return nil
	}
	var recent int
	if err := tx.QueryRow(`SELECT count(*) FROM ticket WHERE origin = $1 AND taken_at > $2 AND person = ''`,
		req.Origin, tx.Time().Add(-time.Minute).UnixMicro()).Scan(&recent); err != nil {
		return err
	}
	if recent >= s.Settings.KioskPerMinute {
		return errs.New(errs.TooMany, "ticket.take.device_cap", "seconds", 60)
	}
	return nil
}

// Call calls the next person by policy, atomically: the lines of the window are locked in a fixed order, so two windows never call
// the same ticket and none is passed over (HAL-1).
func (s *Service) Call(ctx context.Context, actor ids.Actor, windowID string) (*Ticket, error) {
	return s.atWindow(ctx, actor, "queue.ticket.call", windowID, func(tx *db.Tx, w *Window) (*Ticket, journal.Event, error) {
		if err := s.free(w); err != nil {
			return nil, nil, err
		}
		if err := lockLines(tx, w.Serves); err != nil {
			return nil, nil, err
		}
		list, err := heads(tx, *w)
		if err != nil {
			return nil, nil, err
		}
		h, ok := choose(list, s.Settings, tx.Time())
		if !ok {
			return nil, nil, ErrNobodyWaiting
		}
		t, err := lock(tx, h.ID)
		if err != nil {
			return nil, nil, err
		}
		if err := saveRun(tx, h.Line, nextRun(h.Run, h.Class)); err != nil {
			return nil, nil, err
		}
		return t, TicketCalled{Number: t.Number, Window: w.No}, s.callTo(tx, t, w)
	})
}

// CallOutOfOrder calls a certain ticket; the reason is journaled and shown on the displays (reliability.md K11).
func (s *Service) CallOutOfOrder(ctx context.Context, actor ids.Actor, windowID, ticketID, reason string) (*Ticket, error) {
	return s.atWindow(ctx, actor, "queue.ticket.call_out_of_order", windowID, func(tx *db.Tx, w *Window) (*Ticket, journal.Event, error) {
		if reason == "" {
			return nil, nil, ErrReasonRequired
		}
		if err := s.free(w); err != nil {
			return nil, nil, err
		}
		t, err := s.ofHall(tx, ticketID, w.Hall)
		if err != nil {
			return nil, nil, err
		}
		t.Reason = reason
		return t, TicketCalled{t.Number, w.No, reason}, s.callTo(tx, t, w)
	})
}

func (s *Service) free(w *Window) error {
	if w.State != WindowOpenState {
		return ErrWindowClosed
	}
	if w.Ticket != "" {
		return ErrBusy
	}
	return nil
}

func (s *Service) callTo(tx *db.Tx, t *Ticket, w *Window) error {
	if err := t.Call(w.ID, w.Staff, tx.Time()); err != nil {
		return err
	}
	w.Ticket = t.ID
	if err := saveWindow(tx, *w); err != nil {
		return err
	}
	if err := save(tx, t, ""); err != nil {
		return err
	}
	return insertCall(tx, t, *w, false)
}

// lockLines serialises calls on the same lines; the order of the names keeps two windows from waiting for each other.
func lockLines(tx *db.Tx, serves []Serves) error {
	if mutant.On("call_unlocked") {
		return nil
	}
	lines := make([]string, len(serves))
	for i, v := range serves {
		lines[i] = v.Line
	}
	slices.Sort(lines)
	for _, l := range lines {
		if err := tx.LockName("queue:" + l); err != nil {
			return err
		}
	}
	return nil
}

// ofHall locks a ticket and makes sure that it belongs to the hall.
func (s *Service) ofHall(tx *db.Tx, ticketID, hall string) (*Ticket, error) {
	t, err := lock(tx, ticketID)
	if err == nil && t.Hall != hall {
		return nil, ErrNoSuchTicket
	}
	return t, err
}

// atWindow runs an act of a window on a ticket: right, window, act, record, nudge.
func (s *Service) atWindow(ctx context.Context, actor ids.Actor, act, windowID string,
	do func(tx *db.Tx, w *Window) (*Ticket, journal.Event, error)) (*Ticket, error) {
	var t *Ticket
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		w, err := lockWindow(tx, windowID)
		if err != nil {
			return err
		}
		if err := mayAt(actor, act, w); err != nil {
			return err
		}
		id, replay, err := once.Act(tx, act, func() (string, error) {
			var event journal.Event
			if t, event, err = do(tx, &w); err != nil {
				return "", err
			}
			s.nudge(tx, t)
			tx.Nudge("window:" + w.ID)
			return t.ID, record(tx, actor, t, event)
		})
		if replay {
			t, err = lock(tx, id)
		}
		return err
	})
	return t, err
}

// mayAt checks the right and that the person really sits at this window.
func mayAt(actor ids.Actor, act string, w Window) error {
	if err := identity.Can(actor, act, identity.Object{Hall: w.Hall, Owner: w.Staff}); err != nil {
		return err
	}
	return identity.AtWindow(actor, w.ID, w.No)
}

func record(tx *db.Tx, actor ids.Actor, t *Ticket, e journal.Event) error {
	return journal.Record(tx, t.Hall, actor, journal.Ref{Type: "ticket", ID: t.ID}, e)
}

// nudge tells the pages that show this ticket or its line.
func (s *Service) nudge(tx *db.Tx, t *Ticket) {
	tx.Nudge("hall:"+t.Hall, "screen:"+t.Hall, "ticket:"+t.ID)
}
