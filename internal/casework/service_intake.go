package casework

import (
	"context"
	"errors"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/notice"
	"yichuang/internal/org"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
)

// Check writes down what a look at some materials found; each answer is kept at once (a draft that cannot be lost).
func (s *Service) Check(ctx context.Context, actor ids.Actor, caseID string, edition int, answers []notice.Row) (*Case, error) {
	return s.onCase(ctx, actor, "case.check", ActCheck, caseID, edition, func(tx *db.Tx, c *Case, item *catalogue.Item) (journal.Event, error) {
		for i, a := range answers {
			if a.Answer == notice.Later && a.LaterBy.IsZero() {
				answers[i].LaterBy, answers[i].Approved = s.laterBy(c.Hall, item, a.Material, tx), actor.ID
			}
		}
		if err := c.Check(answers, actor.ID, tx.Time()); err != nil {
			return nil, err
		}
		said := map[string]string{}
		for _, a := range answers {
			said[a.Material] = string(a.Answer)
		}
		return CaseChecked{said, !c.Completed.IsZero()}, saveRows(tx, c)
	})
}

// Visit is where an act happens: the ticket and matter it decides; empty outside the queue.
type Visit struct{ Ticket, Matter string }

// Told is an issued notice with the code that brings the person back without queueing; shown once.
type Told struct {
	Case   *Case
	Notice notice.Notice
	Code   string // empty when the request was repeated
}

// Notice tells everything that is missing, once (ONE-1..3). A second demand needs a reason, is issued at once, and is a breach.
func (s *Service) Notice(ctx context.Context, actor ids.Actor, caseID string, edition int, v Visit, declined bool, reason string) (Told, error) {
	var out Told
	c, err := s.onCase(ctx, actor, "case.notice", ActNotice, caseID, edition, func(tx *db.Tx, c *Case, item *catalogue.Item) (journal.Event, error) {
		if declined && !MayDecline(s.Catalogue(), item) {
			return nil, errs.New(errs.Invalid, "case.notice.paper").At("given")
		}
		earlier, err := notice.OfCase(tx, c.ID)
		if err != nil {
			return nil, err
		}
		if _, silent, err := s.silentSince(tx, c, item, tx.Time()); err != nil || silent { // what was not told in time is accepted
			return nil, errors.Join(err, errs.New(errs.Conflict, "case.notice.silent", "number", c.No))
		}
		n, err := notice.Compose(ids.New(), c.Rows, earlier, reason, tx.Time())
		if err != nil {
			return nil, err
		}
		if err := c.Notify(); err != nil {
			return nil, err
		}
		n.Hall, n.Case, n.Item, n.Ticket, n.Declined, n.Clerk = c.Hall, c.ID, c.Item, v.Ticket, declined, actor.ID
		out = Told{Notice: n, Code: "R" + ids.Secret()[:7]}
		content, err := s.noticeLetter(tx, actor, c, item, n, out.Code)
		if err != nil {
			return nil, err
		}
		l, err := s.issue(tx, actor, c, content)
		if err != nil {
			return nil, err
		}
		n.Letter, n.Number = l.ID, l.Number
		out.Notice = n
		if err := notice.Issue(tx, actor, n, out.Code); err != nil {
			return nil, err
		}
		if _, err := s.Clocks.KeepAll(tx, actor, promise.Subject{Type: SubjectCase, ID: c.ID}, promise.FiveDays, ""); err != nil {
			return nil, err
		}
		return CaseNoticed{n.ID, n.Seq}, s.decideMatter(tx, actor, v, queue.Noticed, c.ID)
	})
	out.Case = c
	if err == nil && out.Notice.ID == "" { // a repeated request: the code stands on the paper
		err = s.DB.Read(ctx, func(q *db.Q) error {
			list, err := notice.OfCase(q, c.ID)
			if err == nil && len(list) > 0 {
				out.Notice = list[len(list)-1]
			}
			return err
		})
	}
	return out, err
}

// Supply begins anew when the applicant is back with what the notice asked for: a new five-day check (decision 6).
func (s *Service) Supply(ctx context.Context, actor ids.Actor, caseID string, v Visit) (*Case, error) {
	return s.onCase(ctx, actor, "case.receive", ActSupply, caseID, 0, func(tx *db.Tx, c *Case, item *catalogue.Item) (journal.Event, error) {
		if err := c.Supply(tx.Time()); err != nil {
			return nil, err
		}
		c.Visits++
		if err := moveTo(tx, c, actor); err != nil {
			return nil, err
		}
		if err := notice.Supply(tx, actor, c.ID); err != nil {
			return nil, err
		}
		if err := saveRows(tx, c); err != nil {
			return nil, err
		}
		if err := link(tx, c, v.Ticket, v.Matter, "supply"); err != nil {
			return nil, err
		}
		return CaseSupplied{v.Ticket}, s.fiveDays(tx, actor, c, item, tx.Time())
	})
}

// Accept takes the case: the acceptance letter with the due date, every limit that applies, the first step (CAS-1).
func (s *Service) Accept(ctx context.Context, actor ids.Actor, caseID string, edition int, v Visit) (*Case, error) {
	return s.onCase(ctx, actor, "case.accept", ActAccept, caseID, edition, func(tx *db.Tx, c *Case, item *catalogue.Item) (journal.Event, error) {
		event, err := s.accept(tx, actor, c, item, true)
		if err != nil {
			return nil, err
		}
		return event, s.decideMatter(tx, actor, v, queue.Accepted, c.ID)
	})
}

// accept takes the case now, or from its receipt where the five days have passed in silence: then it counts as accepted whatever the
// clerk presses (行政许可法 32(4)).
func (s *Service) accept(tx *db.Tx, actor ids.Actor, c *Case, item *catalogue.Item, paper bool) (journal.Event, error) {
	since, silent, err := s.silentSince(tx, c, item, tx.Time())
	if err != nil {
		return nil, err
	}
	if err := c.Accept(actor.ID, tx.Time()); err != nil {
		return nil, err
	}
	if silent {
		c.Accepted, c.Completed = since, since
	}
	event, err := s.begin(tx, actor, c, item, paper)
	event.Silent = silent
	return event, err
}

// begin ends the first look, opens every limit, issues the acceptance letter and hands the case to its first post.
func (s *Service) begin(tx *db.Tx, actor ids.Actor, c *Case, item *catalogue.Item, paper bool) (CaseAccepted, error) {
	event := CaseAccepted{}
	if _, err := s.Clocks.KeepAll(tx, actor, promise.Subject{Type: SubjectCase, ID: c.ID}, promise.FiveDays, lateWord); err != nil {
		return event, err
	}
	clocks, err := s.openLimits(tx, actor, c, item)
	if err != nil {
		return event, err
	}
	for _, k := range clocks {
		event.Limits = append(event.Limits, string(k.Source)+":"+k.Limit.String())
	}
	if len(clocks) > 0 {
		event.Due = db.Micro(earliest(clocks).Result.Due)
	}
	if paper && len(c.Rows) > 0 {
		content, err := s.acceptanceLetter(tx, actor, c, item, clocks)
		if err != nil {
			return event, err
		}
		l, err := s.issue(tx, actor, c, content)
		if err != nil {
			return event, err
		}
		event.Letter = l.ID
	}
	if len(item.Steps) > 0 {
		if err := s.openStep(tx, actor, c, item, item.Steps[0].ID); err != nil {
			return event, err
		}
	}
	return event, saveRows(tx, c)
}

// acceptedOutcome is the outcome of a matter whose case was accepted.
const acceptedOutcome = queue.Accepted

// lateWord is the reason on a five-day clock that ran out before acceptance: acceptance itself ends the silence.
const lateWord = "accepted"

// Reject does not take a filing: why, with the unmet published condition, and where to go (ONE-5, LIM-14).
func (s *Service) Reject(ctx context.Context, actor ids.Actor, caseID string, edition int, v Visit, r Rejection) (*Case, error) {
	return s.onCase(ctx, actor, "case.reject", ActReject, caseID, edition, func(tx *db.Tx, c *Case, item *catalogue.Item) (journal.Event, error) {
		if err := c.Reject(item, r, tx.Time()); err != nil {
			return nil, err
		}
		content, err := s.rejectionLetter(tx, actor, c, item, r)
		if err != nil {
			return nil, err
		}
		l, err := s.issue(tx, actor, c, content)
		if err != nil {
			return nil, err
		}
		if _, err := s.Clocks.KeepAll(tx, actor, promise.Subject{Type: SubjectCase, ID: c.ID}, promise.FiveDays, lateWord); err != nil {
			return nil, err
		}
		return CaseRejected{r.Ground, r.Condition, l.ID}, s.decideMatter(tx, actor, v, queue.Rejected, c.ID)
	})
}

// FinishNow completes an immediate item in this visit: accepted, decided and handed over in one act (LIM-2).
func (s *Service) FinishNow(ctx context.Context, actor ids.Actor, caseID string, edition int, v Visit, h Handover) (*Case, error) {
	return s.onCase(ctx, actor, "case.finish_now", ActAccept, caseID, edition, func(tx *db.Tx, c *Case, item *catalogue.Item) (journal.Event, error) {
		if item.Class != catalogue.Immediate {
			return nil, errs.New(errs.Conflict, "case.finish_now.not_immediate")
		}
		event, err := s.accept(tx, actor, c, item, false)
		if err != nil {
			return nil, err
		}
		if err := s.record(tx, actor, c, event); err != nil {
			return nil, err
		}
		if err := s.runThrough(tx, actor, c, item); err != nil {
			return nil, err
		}
		delivered, err := s.deliver(tx, actor, c, item, h)
		if err != nil {
			return nil, err
		}
		return delivered, s.decideMatter(tx, actor, v, queue.Accepted, c.ID)
	})
}

// decideMatter records the visit's outcome with the act that makes it.
func (s *Service) decideMatter(tx *db.Tx, actor ids.Actor, v Visit, o queue.Outcome, ref string) error {
	if v.Matter == "" {
		return nil
	}
	return s.Queue.Decide(tx, actor, v.Ticket, v.Matter, o, ref)
}

// ReturnTicket lets somebody come back with a notice's code: a ticket of the return class for the same item, linked to the case, so
// that the desk opens where it was left (ONE-2: the second visit finishes it).
func (s *Service) ReturnTicket(ctx context.Context, actor ids.Actor, hall, code, lineID string) (queue.Taken, error) {
	var out queue.Taken
	err := s.DB.Write(ctx, func(tx *db.Tx) (err error) {
		out, err = s.Queue.OnceIn(tx, "case.return_ticket", func() (queue.Taken, error) { return s.returnTicket(tx, actor, hall, code, lineID) })
		return err
	})
	return out, err
}

func (s *Service) returnTicket(tx *db.Tx, actor ids.Actor, hall, code, lineID string) (queue.Taken, error) {
	n, err := notice.ByCode(tx, code, tx.Time())
	if err != nil {
		return queue.Taken{}, err
	}
	c, err := s.get(tx, `id = $1`, "", n.Case)
	if err != nil {
		return queue.Taken{}, err
	}
	out, err := s.Queue.TakeIn(tx, actor, hall, queue.Request{Line: lineID, Items: []string{c.Item}, Lines: []string{lineID}, Class: queue.Return,
		Reason: n.Number, Person: s.index(c.Applicant.ID), Origin: actor.Key()})
	if err != nil {
		return queue.Taken{}, err
	}
	return out, link(tx, c, out.Ticket.ID, out.Ticket.Matters[0].ID, "supply")
}

// ItemOfCode tells for which item a return code is, so that the kiosk finds the line.
func (s *Service) ItemOfCode(ctx context.Context, code string) (string, error) {
	var item string
	err := s.DB.Read(ctx, func(q *db.Q) error {
		n, err := notice.ByCode(q, code, q.Time())
		item = n.Item
		return err
	})
	return item, err
}

// moveTo hands a case that is looked at anew to the window where the person is now: its post answers for it from here on.
func moveTo(tx *db.Tx, c *Case, actor ids.Actor) error {
	if actor.Window == "" || actor.Window == c.Window {
		return nil
	}
	w, err := org.WindowByID(tx, actor.Window)
	if err != nil {
		return err
	}
	c.Window, c.Post, c.Handler = w.ID, w.Post, actor.ID
	return nil
}
