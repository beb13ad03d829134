package queue

import (
	"context"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/once"
)

// current locks the ticket at the window and makes sure that it is the one the page showed.
func (s *Service) current(tx *db.Tx, w *Window, ticketID string) (*Ticket, error) {
	if w.Ticket == "" || w.Ticket != ticketID {
		return nil, ErrNotHere
	}
	return lock(tx, ticketID)
}

// onCurrent runs a rule on the ticket at the window; leaves says that the window is free afterwards.
func (s *Service) onCurrent(ctx context.Context, actor ids.Actor, act, windowID, ticketID, reason string, leaves bool,
	rule func(tx *db.Tx, t *Ticket, w *Window) (journal.Event, error)) (*Ticket, error) {
	return s.atWindow(ctx, actor, act, windowID, func(tx *db.Tx, w *Window) (*Ticket, journal.Event, error) {
		t, err := s.current(tx, w, ticketID)
		if err != nil {
			return nil, nil, err
		}
		event, err := rule(tx, t, w)
		if err != nil {
			return nil, nil, err
		}
		if leaves {
			w.Ticket = ""
			if err := saveWindow(tx, *w); err != nil {
				return nil, nil, err
			}
		}
		return t, event, save(tx, t, reason)
	})
}

// Recall calls the ticket at the window once more.
func (s *Service) Recall(ctx context.Context, actor ids.Actor, windowID, ticketID string) (*Ticket, error) {
	return s.onCurrent(ctx, actor, "queue.ticket.recall", windowID, ticketID, "", false, func(tx *db.Tx, t *Ticket, w *Window) (journal.Event, error) {
		if err := t.Recall(s.Settings, tx.Time()); err != nil {
			return nil, err
		}
		return TicketRecalled{t.Calls}, insertCall(tx, t, *w, true)
	})
}

// UndoCall takes a wrong call back.
func (s *Service) UndoCall(ctx context.Context, actor ids.Actor, windowID, ticketID, reason string) (*Ticket, error) {
	return s.onCurrent(ctx, actor, "queue.ticket.undo_call", windowID, ticketID, reason, true, func(tx *db.Tx, t *Ticket, w *Window) (journal.Event, error) {
		return TicketCallUndone{reason}, t.UndoCall(s.Settings, reason, tx.Time())
	})
}

// Arrive begins the visit.
func (s *Service) Arrive(ctx context.Context, actor ids.Actor, windowID, ticketID string) (*Ticket, error) {
	return s.onCurrent(ctx, actor, "queue.ticket.arrive", windowID, ticketID, "", false, func(tx *db.Tx, t *Ticket, w *Window) (journal.Event, error) {
		return TicketArrived{w.No}, t.Arrive(tx.Time())
	})
}

// Miss gives up waiting for the person.
func (s *Service) Miss(ctx context.Context, actor ids.Actor, windowID, ticketID string) (*Ticket, error) {
	return s.onCurrent(ctx, actor, "queue.ticket.miss", windowID, ticketID, "", true, func(tx *db.Tx, t *Ticket, w *Window) (journal.Event, error) {
		return TicketMissed{t.Calls}, t.Miss(s.Settings, tx.Time())
	})
}

// Park lets the visit wait and frees the window.
func (s *Service) Park(ctx context.Context, actor ids.Actor, windowID, ticketID, reason string) (*Ticket, error) {
	return s.onCurrent(ctx, actor, "queue.ticket.park", windowID, ticketID, reason, true, func(tx *db.Tx, t *Ticket, w *Window) (journal.Event, error) {
		return TicketParked{reason}, t.Park(reason)
	})
}

// Transfer sends the ticket to another line.
func (s *Service) Transfer(ctx context.Context, actor ids.Actor, windowID, ticketID, lineID, reason string) (*Ticket, error) {
	return s.onCurrent(ctx, actor, "queue.ticket.transfer", windowID, ticketID, reason, true, func(tx *db.Tx, t *Ticket, w *Window) (journal.Event, error) {
		to, err := line(tx, lineID)
		if err != nil {
			return nil, err
		}
		if to.Hall != t.Hall {
			return nil, ErrNoLine
		}
		from := t.Line
		if err := t.Transfer(to.ID, reason); err != nil {
			return nil, err
		}
		for _, m := range t.Open() {
			if err := saveMatter(tx, m); err != nil {
				return nil, err
			}
		}
		return TicketTransferred{from, to.ID, reason}, nil
	})
}

// Resume goes on with a parked ticket at a free window that serves its line.
func (s *Service) Resume(ctx context.Context, actor ids.Actor, windowID, ticketID string) (*Ticket, error) {
	return s.atWindow(ctx, actor, "queue.ticket.resume", windowID, func(tx *db.Tx, w *Window) (*Ticket, journal.Event, error) {
		if err := s.free(w); err != nil {
			return nil, nil, err
		}
		t, err := s.ofHall(tx, ticketID, w.Hall)
		if err != nil {
			return nil, nil, err
		}
		if !w.ServesLine(t.Line) {
			return nil, nil, errs.New(errs.Conflict, "ticket.resume.other_line", "number", t.Number)
		}
		if err := t.Resume(w.ID, w.Staff); err != nil {
			return nil, nil, err
		}
		w.Ticket = t.ID
		if err := saveWindow(tx, *w); err != nil {
			return nil, nil, err
		}
		return t, TicketResumed{w.No}, save(tx, t, "")
	})
}

// Decide records a matter's outcome inside the caller's transaction: intake, notices and delivery call it, so that the outcome
// stands or falls with the act that it names.
func (s *Service) Decide(tx *db.Tx, actor ids.Actor, ticketID, matterID string, o Outcome, ref string) error {
	t, err := lock(tx, ticketID)
	if err != nil {
		return err
	}
	if err := t.Decide(matterID, o, ref, tx.Time()); err != nil {
		return err
	}
	m := t.matter(matterID)
	if err := saveMatter(tx, m); err != nil {
		return err
	}
	s.nudge(tx, t)
	tx.Nudge("window:" + t.Window)
	return record(tx, actor, t, TicketMatterDecided{m.ID, m.Item, o, ref})
}

// DecidePlain records an outcome that needs no other act: a consultation, or the person left.
func (s *Service) DecidePlain(ctx context.Context, actor ids.Actor, windowID, ticketID, matterID string, o Outcome) error {
	if o != Consultation && o != Left {
		return errs.New(errs.Invalid, "ticket.decide.needs_act").At("outcome")
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		w, err := lockWindow(tx, windowID)
		if err != nil {
			return err
		}
		if err := mayAt(actor, "queue.ticket.finish", w); err != nil {
			return err
		}
		_, _, err = once.Act(tx, "queue.ticket.decide_matter", func() (string, error) {
			if _, err := s.current(tx, &w, ticketID); err != nil {
				return "", err
			}
			return matterID, s.Decide(tx, actor, ticketID, matterID, o, "")
		})
		return err
	})
}

// Reconsider takes back a consultation or a departure that was recorded wrongly; the matter is undecided again.
func (s *Service) Reconsider(ctx context.Context, actor ids.Actor, windowID, ticketID, matterID, reason string) (*Ticket, error) {
	return s.onCurrent(ctx, actor, "queue.ticket.decide_matter", windowID, ticketID, reason, false, func(tx *db.Tx, t *Ticket, w *Window) (journal.Event, error) {
		was, err := t.Reconsider(matterID, reason)
		if err != nil {
			return nil, err
		}
		return TicketMatterReconsidered{matterID, was, reason}, saveMatter(tx, t.matter(matterID))
	})
}

// Finished is the end of a visit. The rating token is shown once, on the slip and on the person's phone; its hash is kept.
type Finished struct {
	Ticket *Ticket
	Rating string // empty when the ticket was sent on to another line
}

// Finish ends the visit and makes its one rating token (SUP-1, decision 24), or sends the ticket on with what is left.
func (s *Service) Finish(ctx context.Context, actor ids.Actor, windowID, ticketID string) (Finished, error) {
	out := Finished{}
	ran := false
	t, err := s.onCurrent(ctx, actor, "queue.ticket.finish", windowID, ticketID, "", true, func(tx *db.Tx, t *Ticket, w *Window) (journal.Event, error) {
		out, ran = Finished{}, true
		from := t.Line
		ended, err := t.Finish(w.ServesLine, tx.Time())
		if err != nil {
			return nil, err
		}
		if !ended {
			return TicketTransferred{from, t.Line, "next_matter"}, nil
		}
		out.Rating = ids.Secret()
		tx.Touch("ticket", t.ID)
		return TicketFinished{t.outcomes()}, tx.ExecOne(`UPDATE ticket SET rating_hash = $1 WHERE id = $2`, ids.Hash(out.Rating), t.ID)
	})
	out.Ticket = t
	if err == nil && !ran && t.State == Done {
		out.Rating, err = s.anotherToken(ctx, t)
	}
	return out, err
}

// anotherToken answers a repeated Finish: a fresh rating token, since the first one may never have arrived.
func (s *Service) anotherToken(ctx context.Context, t *Ticket) (token string, err error) {
	token = ids.Secret()
	return token, s.DB.Write(ctx, func(tx *db.Tx) error {
		tx.Touch("ticket", t.ID)
		if err := tx.ExecOne(`UPDATE ticket SET rating_hash = $1 WHERE id = $2`, ids.Hash(token), t.ID); err != nil {
			return err
		}
		return record(tx, ids.TheSystem(t.Hall), t, TicketSlipRenewed{})
	})
}

// Return lets a missed person wait again (rulebook: within 30 minutes, after the next two tickets).
func (s *Service) Return(ctx context.Context, actor ids.Actor, ticketID string) (*Ticket, error) {
	return s.onTicket(ctx, actor, "queue.ticket.return", ticketID, func(tx *db.Tx, t *Ticket) (journal.Event, error) {
		place, err := behind(tx, t.Line, s.Settings.ReturnAfter)
		if err != nil {
			return nil, err
		}
		return TicketReturned{}, t.Return(s.Settings, place, tx.Time())
	})
}

// Cancel gives the ticket back.
func (s *Service) Cancel(ctx context.Context, actor ids.Actor, ticketID string) (*Ticket, error) {
	return s.onTicket(ctx, actor, "queue.ticket.cancel", ticketID, func(tx *db.Tx, t *Ticket) (journal.Event, error) {
		return TicketCancelled{}, t.Cancel(tx.Time())
	})
}

// onTicket runs an act of the ticket's holder or of the guide desk.
func (s *Service) onTicket(ctx context.Context, actor ids.Actor, act, ticketID string,
	rule func(tx *db.Tx, t *Ticket) (journal.Event, error)) (*Ticket, error) {
	var t *Ticket
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		var err error
		if t, err = lock(tx, ticketID); err != nil {
			return err
		}
		if err := identity.Can(actor, act, identity.Object{Hall: t.Hall, Owner: t.ID}); err != nil {
			return err
		}
		_, _, err = once.Act(tx, act, func() (string, error) {
			event, err := rule(tx, t)
			if err != nil {
				return "", err
			}
			s.nudge(tx, t)
			if err := save(tx, t, ""); err != nil {
				return "", err
			}
			return t.ID, record(tx, actor, t, event)
		})
		return err
	})
	return t, err
}
