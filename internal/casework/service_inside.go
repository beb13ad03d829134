package casework

import (
	"context"
	"slices"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/mutant"
	"yichuang/internal/once"
	"yichuang/internal/org"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
)

// openLimits opens every limit that applies to the whole case, each at its own start (LIM-3, decision 6).
func (s *Service) openLimits(tx *db.Tx, actor ids.Actor, c *Case, item *catalogue.Item) ([]*promise.Clock, error) {
	var out []*promise.Clock
	promised := item.Promised
	if item.Class == catalogue.Immediate && item.Otherwise != nil {
		promised = item.Otherwise // it is not finished at once, or it would not be here (LIM-7)
	}
	for _, x := range []struct {
		source promise.Source
		limit  *catalogue.Limit
	}{{promise.Statutory, item.Statutory}, {promise.Promised, promised}} {
		if x.limit == nil {
			continue
		}
		l, err := limitOf(x.limit)
		if err != nil {
			return nil, err
		}
		t := s.terms(c, item, promise.CaseWhole, promise.Subject{Type: SubjectCase, ID: c.ID}, c.Post)
		t.Source, t.Limit, t.StartEvent, t.Start = x.source, l, x.limit.StartEvent, c.startOf(x.limit.StartEvent, x.source)
		if b := x.limit.Basis; b != nil {
			t.Basis = b.Law + " " + b.Article
		}
		k, err := s.Clocks.Open(tx, actor, t)
		if err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, nil
}

func limitOf(l *catalogue.Limit) (calendar.Limit, error) {
	u, err := calendar.ParseUnit(l.Unit)
	return calendar.Limit{N: l.N, Unit: u}, err
}

// startOf is the time of the act that a limit names; a promise never starts later than complete receipt.
func (c *Case) startOf(event string, source promise.Source) time.Time {
	switch event {
	case "receipt", "letter_received": // the letter is what was received
		return c.Received
	case "accepted":
		if source == promise.Promised {
			return c.Completed
		}
		return c.Accepted
	}
	return c.Completed
}

func earliest(clocks []*promise.Clock) *promise.Clock {
	best := clocks[0]
	for _, k := range clocks[1:] {
		if k.Result.Due.Before(best.Result.Due) {
			best = k
		}
	}
	return best
}

// openStep hands the case to the post of a step and starts the step's own clock. When it is the handing out, the result is ready.
func (s *Service) openStep(tx *db.Tx, actor ids.Actor, c *Case, item *catalogue.Item, id string) error {
	return s.openStepFrom(tx, actor, c, item, id, tx.Time())
}

// openStepFrom does so with a clock that began earlier.
func (s *Service) openStepFrom(tx *db.Tx, actor ids.Actor, c *Case, item *catalogue.Item, id string, start time.Time) error {
	def, ok := stepOf(item, id)
	if !ok {
		return errs.New(errs.Internal, "case.step.unknown", "step", id)
	}
	st := Step{ID: ids.New(), Hall: c.Hall, Case: c.ID, Step: def.ID, Post: def.Post, Opened: tx.Time()}
	if def.Post == catalogue.AtWindow {
		st.Post = c.Post
	}
	if _, err := org.PostByID(tx, st.Post); err != nil { // nothing can be open with nobody responsible (CAS-7)
		return err
	}
	if err := insertStep(tx, &st); err != nil {
		return err
	}
	if def.Kind == catalogue.Issue && c.State == Decided {
		c.Ready = tx.Time()
		if err := s.record(tx, actor, c, CaseReady{}); err != nil {
			return err
		}
	}
	if def.Limit == nil {
		return nil
	}
	l, err := limitOf(def.Limit)
	if err != nil {
		return err
	}
	t := s.terms(c, item, promise.CaseStep, promise.Subject{Type: SubjectStep, ID: st.ID}, st.Post)
	t.Rule += "/" + def.ID
	t.Start, t.StartEvent, t.Limit = start, "arrival", l
	if _, err := s.Clocks.Open(tx, actor, t); err != nil {
		return err
	}
	return s.stopStep(tx, actor, c, st)
}

// DecideStep ends a post's step with one of its outcomes: goes on, goes back with a reason, or decides the case (CAS-1, LIM-14).
func (s *Service) DecideStep(ctx context.Context, actor ids.Actor, stepID string, edition int, v Verdict) (*Case, error) {
	var c *Case
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		id, replay, err := once.Act(tx, "case.step.decide", func() (_ string, err error) {
			if c, err = s.decideStepTx(tx, actor, stepID, edition, v); err != nil {
				return "", err
			}
			return c.ID, nil
		})
		if replay {
			c, err = s.get(tx, `id = $1`, "", id)
		}
		return err
	})
	return c, s.undeclared(ctx, actor, "case.step.decide", err)
}

func (s *Service) decideStepTx(tx *db.Tx, actor ids.Actor, stepID string, edition int, v Verdict) (*Case, error) {
	st, err := lockStep(tx, stepID)
	if err != nil {
		return nil, err
	}
	c, err := s.lock(tx, st.Case, edition)
	if err != nil {
		return nil, err
	}
	item, err := s.item(tx, c)
	if err != nil {
		return nil, err
	}
	if st.As, err = s.holds(tx, actor, c, st); err != nil {
		return nil, err
	}
	if err := s.decideStep(tx, actor, c, item, st, v); err != nil {
		return nil, err
	}
	return c, s.save(tx, c)
}

// holds tells as what the actor holds the step's post: A, or B who steps in with A's rights (DUT-2). Others are refused.
func (s *Service) holds(q db.Querier, actor ids.Actor, c *Case, st Step) (string, error) {
	p, err := org.PostByID(q, st.Post)
	if err != nil {
		return "", err
	}
	r, err := org.ResponsibleAt(q, st.Post, q.Now())
	if err != nil {
		return "", err
	}
	as := map[string]string{p.B: "B", p.A: "A", r.Staff: string(r.As)}[actor.ID]
	if as == "" {
		return "", ErrNotYours
	}
	return as, identity.Can(actor, "case.step.decide", identity.Object{Hall: c.Hall, Department: c.Department, Owner: actor.ID})
}

func (s *Service) decideStep(tx *db.Tx, actor ids.Actor, c *Case, item *catalogue.Item, st Step, v Verdict) error {
	out, err := decide(c, item, st, v)
	if err != nil {
		return err
	}
	if def, _ := stepOf(item, st.Step); needsVisit(def, out) {
		visits, err := SiteVisits(tx, c.ID)
		if err != nil {
			return err
		}
		if !visited(visits, st.ID) && !mutant.On("site_unseen") {
			return errs.New(errs.Conflict, "case.step.no_visit").At("outcome")
		}
	}
	beside, err := s.beside(tx, c, st)
	if err != nil {
		return err
	}
	if out.Decision != "" {
		if err := awaited(tx, c); err != nil {
			return err
		}
	}
	if out.Decision != "" && len(beside) > 0 { // nobody decides while another post still looks
		return errs.New(errs.Conflict, "case.step.beside", "n", len(beside))
	}
	st.By, st.Outcome, st.Reason = actor.ID, out.ID, v.Reason
	if err := closeStep(tx, st); err != nil {
		return err
	}
	if _, err := s.Clocks.KeepAll(tx, actor, promise.Subject{Type: SubjectStep, ID: st.ID}, promise.CaseStep, lateReason(v)); err != nil {
		return err
	}
	if err := s.record(tx, actor, c, CaseStepDecided{st.Step, st.Post, st.As, out.ID, out.Next, v.Reason != ""}); err != nil {
		return err
	}
	if out.Decision != "" {
		if err := s.settleCase(tx, actor, c, item, Decision(out.Decision), v); err != nil {
			return err
		}
	}
	for _, id := range out.Nexts() {
		if def, ok := stepOf(item, id); ok && def.Join && len(beside) > 0 {
			continue // the last of the steps side by side leads on
		}
		if err := s.openStep(tx, actor, c, item, id); err != nil {
			return err
		}
	}
	if out.Next == catalogue.End && c.State == Decided && c.Ready.IsZero() {
		c.Ready = tx.Time()
		return s.record(tx, actor, c, CaseReady{})
	}
	return nil
}

// beside are the other open steps of a case (并联办理).
func (s *Service) beside(q db.Querier, c *Case, st Step) ([]Step, error) {
	open, err := openSteps(q, c.ID)
	return slices.DeleteFunc(open, func(x Step) bool { return x.ID == st.ID }), err
}

// lateReason is what the clocks are told; a step that was late must say why.
func lateReason(v Verdict) string {
	if v.LateReason != "" {
		return v.LateReason
	}
	return v.Reason
}

// settleCase decides the case: the clock is kept at the decision with its paper, the delivery clock begins (I11, 行政许可法 44).
func (s *Service) settleCase(tx *db.Tx, actor ids.Actor, c *Case, item *catalogue.Item, d Decision, v Verdict) error {
	if err := c.settle(d, tx.Time()); err != nil {
		return err
	}
	subject := promise.Subject{Type: SubjectCase, ID: c.ID}
	ended, err := s.Clocks.KeepAll(tx, actor, subject, promise.CaseWhole, v.LateReason)
	if err != nil {
		return err
	}
	if err := s.answerFor(tx, actor, c, ended, v.LateReason); err != nil {
		return err
	}
	content, err := s.decisionLetter(tx, actor, c, item, d, v)
	if err != nil {
		return err
	}
	l, err := s.issue(tx, actor, c, content)
	if err != nil {
		return err
	}
	t := s.terms(c, item, promise.Delivery, subject, c.Post)
	t.Start, t.StartEvent, t.Limit = tx.Time(), "decided", calendar.Limit{N: 10, Unit: calendar.WorkingDays}
	if item.Type == licence {
		t.Source, t.Basis = promise.Statutory, licenceLaw+"44"
	}
	if _, err := s.Clocks.Open(tx, actor, t); err != nil {
		return err
	}
	return s.record(tx, actor, c, CaseDecided{d, v.Condition, l.ID, v.LateReason})
}

// runThrough ends the window's own steps of an immediate item with their good outcome.
func (s *Service) runThrough(tx *db.Tx, actor ids.Actor, c *Case, item *catalogue.Item) error {
	for range len(item.Steps) {
		open, err := openSteps(tx, c.ID)
		if err != nil || len(open) == 0 {
			return err
		}
		st := open[0]
		def, _ := stepOf(item, st.Step)
		if def.Post != catalogue.AtWindow {
			return errs.New(errs.Conflict, "case.finish_now.not_at_window", "step", st.Step)
		}
		if def.Kind == catalogue.Issue {
			return nil
		}
		if st.As, err = s.holds(tx, actor, c, st); err != nil {
			return err
		}
		if err := s.decideStep(tx, actor, c, item, st, Verdict{Outcome: goodOutcome(def)}); err != nil {
			return err
		}
	}
	return nil
}

func goodOutcome(def catalogue.Step) string {
	for _, o := range def.Outcomes {
		if Decision(o.Decision) == Granted || (o.Decision == "" && !o.Reason) {
			return o.ID
		}
	}
	return def.Outcomes[0].ID
}

// Deliver hands the result out at the window (窗口出件): identity or authority, receipt, delivery clock kept.
func (s *Service) Deliver(ctx context.Context, actor ids.Actor, caseID string, edition int, v Visit, h Handover) (*Case, error) {
	return s.onCase(ctx, actor, "case.deliver", ActDeliver, caseID, edition, func(tx *db.Tx, c *Case, item *catalogue.Item) (journal.Event, error) {
		event, err := s.deliver(tx, actor, c, item, h)
		if err != nil {
			return nil, err
		}
		if err := link(tx, c, v.Ticket, v.Matter, "deliver"); err != nil {
			return nil, err
		}
		return event, s.decideMatter(tx, actor, v, queue.Delivered, c.ID)
	})
}

func (s *Service) deliver(tx *db.Tx, actor ids.Actor, c *Case, item *catalogue.Item, h Handover) (journal.Event, error) {
	if err := c.Deliver(h, tx.Time()); err != nil {
		return nil, err
	}
	open, err := openSteps(tx, c.ID)
	if err != nil {
		return nil, err
	}
	for _, st := range open { // the handing out itself is the last step
		st.By, st.As, st.Outcome = actor.ID, "A", "done"
		if err := closeStep(tx, st); err != nil {
			return nil, err
		}
		if _, err := s.Clocks.KeepAll(tx, actor, promise.Subject{Type: SubjectStep, ID: st.ID}, promise.CaseStep, h.Way); err != nil {
			return nil, err
		}
	}
	content, err := s.deliveryLetter(tx, actor, c, item, h)
	if err != nil {
		return nil, err
	}
	l, err := s.issue(tx, actor, c, content)
	if err != nil {
		return nil, err
	}
	if _, err := s.Clocks.KeepAll(tx, actor, promise.Subject{Type: SubjectCase, ID: c.ID}, promise.Delivery, h.Way); err != nil {
		return nil, err
	}
	return CaseDelivered{l.ID, h.Way, h.ToAgent}, nil
}

// File closes the archive.
func (s *Service) File(ctx context.Context, actor ids.Actor, caseID string, edition int) (*Case, error) {
	return s.onCase(ctx, actor, "case.file", ActFile, caseID, edition, func(tx *db.Tx, c *Case, _ *catalogue.Item) (journal.Event, error) {
		return CaseFiled{}, c.File(tx.Time())
	})
}

// Withdraw ends the case at the applicant's wish; only the holder of the tracking code, or a clerk with the person at the window.
func (s *Service) Withdraw(ctx context.Context, actor ids.Actor, caseID string) (*Case, error) {
	return s.onCase(ctx, actor, "case.withdraw", ActWithdraw, caseID, 0, func(tx *db.Tx, c *Case, _ *catalogue.Item) (journal.Event, error) {
		if err := c.Withdraw(tx.Time()); err != nil {
			return nil, err
		}
		return CaseWithdrawn{}, s.dropAll(tx, actor, c, withdrawnWord)
	})
}
