package demo

import (
	"fmt"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/notice"
	"yichuang/internal/once"
	"yichuang/internal/pii"
	"yichuang/internal/queue"
	"yichuang/internal/text"
)

var noKey once.Key

// soft lets the simulation go on where a refusal is ordinary life: nobody waits, too late for a ticket, somebody was quicker.
func soft(err error) error {
	switch kind(err) {
	case errs.Conflict, errs.Invalid, errs.Stale, errs.TooMany, errs.NotFound, errs.Forbidden:
		return nil
	}
	return err
}

// handle does at the window what the person came for.
func (s *sim) handle(w *window, t *queue.Ticket, v casework.Visit) error {
	var c *casework.Case
	err := s.app.DB.Read(s.ctx, func(q *db.Q) (err error) {
		c, err = s.app.Cases.OfMatter(q, v.Matter)
		return err
	})
	if err != nil {
		return err
	}
	if c != nil && c.State == casework.Noticed {
		if c, err = s.app.Cases.Supply(s.ctx, w.clerk, c.ID, v); err != nil {
			return err
		}
		return s.check(w, c, v, false)
	}
	it, ok := s.app.Catalogue.Item(t.Matters[0].Item)
	if !ok || len(it.Materials) == 0 || s.rnd.IntN(10) < 5 {
		return s.app.Queue.DecidePlain(s.ctx, w.clerk, w.ID, t.ID, v.Matter, queue.Consultation)
	}
	opened, err := s.app.Cases.Receive(s.ctx, w.clerk, w.ID, s.intake(it, v))
	if err != nil {
		return err
	}
	return s.check(w, opened.Case, v, s.rnd.IntN(6) == 0)
}

// check answers the checklist and gives the one right result.
func (s *sim) check(w *window, c *casework.Case, v casework.Visit, lacks bool) error {
	it, _ := s.app.Catalogue.Item(c.Item)
	var rows []notice.Row
	gaps := 0
	for _, r := range c.Rows {
		a := notice.OK
		if lacks && !r.Exempt && gaps < 2 && s.rnd.IntN(2) == 0 {
			a, gaps = notice.Missing, gaps+1
		}
		rows = append(rows, notice.Row{Material: r.Material, Answer: a, Verified: a == notice.OK})
	}
	c, err := s.app.Cases.Check(s.ctx, w.clerk, c.ID, c.Edition, rows)
	if err != nil {
		return err
	}
	switch {
	case gaps > 0:
		told, err := s.app.Cases.Notice(s.ctx, w.clerk, c.ID, c.Edition, v, false, "")
		if err == nil && s.rnd.IntN(5) > 0 {
			s.comeBack(it, told.Code)
		}
		return err
	case it.Class == catalogue.Immediate:
		c, err := s.app.Cases.FinishNow(s.ctx, w.clerk, c.ID, c.Edition, v, s.handover(c))
		if err != nil {
			return err
		}
		return soft(s.file(w.clerk, c))
	}
	c, err = s.app.Cases.Accept(s.ctx, w.clerk, c.ID, c.Edition, v)
	if err != nil {
		return err
	}
	return s.inside(c)
}

// comeBack plans the second visit, on one of the next working days.
func (s *sim) comeBack(it *catalogue.Item, code string) {
	view := s.app.View(s.hall)
	day := calendar.DateOf(s.app.Now())
	for range 1 + s.rnd.IntN(4) {
		day = view.NextWorkingDay(day)
	}
	at := view.OpeningsOn(day)[0].From.Add(s.minutes(10, 150))
	s.at(at, func() error {
		device := ids.Actor{Kind: ids.Device, ID: "kiosk-1", Hall: s.hall, Roles: []ids.Role{ids.RoleDevice}}
		_, err := s.app.Cases.ReturnTicket(s.ctx, device, s.hall, code, s.hall+":"+it.Queue)
		s.poke()
		return soft(err)
	})
}

// inside plans when the next post ends its step: mostly well inside its time, now and then late.
func (s *sim) inside(c *casework.Case) error {
	var open *casework.Step
	err := s.app.DB.Read(s.ctx, func(q *db.Q) error {
		steps, err := casework.Steps(q, c.ID)
		for i := range steps {
			if steps[i].Open() {
				open = &steps[i]
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	if open == nil || !c.Ready.IsZero() {
		s.collect(c)
		return nil
	}
	it, _ := s.app.Catalogue.Item(c.Item)
	if s.app.Now().After(s.slack) && s.rnd.IntN(12) == 0 {
		return nil // left lying: the present has cases in every colour
	}
	s.at(s.stepTime(it, open.Step), func() error {
		if def, ok := it.StepByID(open.Step); ok && def.Kind == catalogue.Site {
			return s.visit(c, it, *open)
		}
		return s.decide(c, it, *open)
	})
	return nil
}

// visit lets two people go to the place at a time agreed an hour before, and then ends the step (CAS-6).
func (s *sim) visit(c *casework.Case, it *catalogue.Item, st casework.Step) error {
	who, err := s.holder(st.Post)
	if err != nil {
		return err
	}
	now := s.app.Now()
	v, err := s.app.Cases.AgreeVisit(s.ctx, who, st.ID, casework.SiteVisit{From: now.Add(time.Hour), Until: now.Add(3 * time.Hour),
		Place: words.T(text.ZH, "demo.site_place"), First: who.ID, Second: s.app.Catalogue.DefaultHall().Head})
	if err != nil {
		return soft(err)
	}
	s.at(v.From.Add(s.minutes(10, 80)), func() error {
		if err := s.app.Cases.EndVisit(s.ctx, who, st.ID, v.ID, words.T(text.ZH, "demo.site_found"), ""); err != nil {
			return soft(err)
		}
		return s.decide(c, it, st)
	})
	return nil
}

// stepTime is when a step is done: at a tenth to nine tenths of its limit, after it in one of forty cases.
func (s *sim) stepTime(it *catalogue.Item, id string) time.Time {
	now, view := s.app.Now(), s.app.View(s.hall)
	days := 1
	for _, st := range it.Steps {
		if st.ID == id && st.Limit != nil {
			days = max(1, st.Limit.N)
		}
	}
	share := 0.1 + 0.75*s.rnd.Float64()
	if s.rnd.IntN(40) == 0 {
		share = 1.3
	}
	day := calendar.DateOf(now)
	for range int(float64(days) * share) {
		day = view.NextWorkingDay(day)
	}
	at := view.OpeningsOn(max(day, calendar.DateOf(now)))
	if len(at) == 0 || !at[len(at)-1].To.Add(-time.Hour).After(now) {
		at = view.OpeningsOn(view.NextWorkingDay(day))
	}
	when := at[0].From.Add(s.minutes(20, 160))
	if when.After(now) {
		return when
	}
	return now.Add(s.minutes(5, 60))
}

func (s *sim) decide(c *casework.Case, it *catalogue.Item, st casework.Step) error {
	who, err := s.holder(st.Post)
	if err != nil {
		return err
	}
	v := casework.Verdict{LateReason: ""}
	for _, def := range it.Steps {
		if def.ID != st.Step {
			continue
		}
		v.Outcome = def.Outcomes[0].ID
		for _, o := range def.Outcomes {
			if o.Decision == string(casework.Refused) && s.rnd.IntN(30) == 0 && len(it.Conditions) > 0 {
				v.Outcome, v.Condition, v.Reason = o.ID, it.Conditions[0].ID, it.Conditions[0].Text.ZH
			}
		}
		if v.Reason == "" && def.Outcomes[0].Reason {
			v.Reason = def.Name.ZH
		}
	}
	next, err := s.app.Cases.DecideStep(s.ctx, who, st.ID, 0, v)
	if errs.Code(err) == "promise.keep.late_reason" {
		v.LateReason = words.T(text.ZH, "demo.late_reason")
		next, err = s.app.Cases.DecideStep(s.ctx, who, st.ID, 0, v)
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", c.Item, st.Step, err)
	}
	return s.inside(next)
}

// collect plans that the person comes for the result; some take their time.
func (s *sim) collect(c *casework.Case) {
	view := s.app.View(s.hall)
	day := calendar.DateOf(s.app.Now())
	for range 1 + s.rnd.IntN(6) {
		day = view.NextWorkingDay(day)
	}
	at := view.OpeningsOn(day)[0].From.Add(s.minutes(15, 170))
	s.at(at, func() error {
		for _, w := range s.windows {
			if w.ID != c.Window {
				continue
			}
			done, err := s.app.Cases.Deliver(s.ctx, w.clerk, c.ID, 0, casework.Visit{}, s.handover(c))
			if err != nil {
				return soft(err)
			}
			return soft(s.file(w.clerk, done))
		}
		return nil
	})
}

func (s *sim) file(clerk ids.Actor, c *casework.Case) error {
	_, err := s.app.Cases.File(s.ctx, clerk, c.ID, 0)
	return err
}

func (s *sim) handover(c *casework.Case) casework.Handover {
	return casework.Handover{Way: "window", Tail: c.Applicant.ID.Tail(), Identity: words.T(text.ZH, "demo.identity")}
}

// intake makes up a person or a firm; the numbers are valid and belong to nobody (region 990000).
func (s *sim) intake(it *catalogue.Item, v casework.Visit) casework.Intake {
	in := casework.Intake{Ticket: v.Ticket, Matter: v.Matter, Item: it.Code, Kind: "person", Answers: s.answers(it)}
	if len(it.Applicants) > 0 {
		in.Kind = it.Applicants[s.rnd.IntN(len(it.Applicants))]
	}
	phone := pii.New(pii.Phone, fmt.Sprintf("1380000%04d", s.rnd.IntN(10000)))
	if in.Kind == "person" {
		in.Applicant = casework.Party{Name: s.personName(), ID: pii.New(pii.ResidentID, s.residentID()), Phone: phone}
		return in
	}
	in.Applicant = casework.Party{Name: s.firmName(), ID: pii.New(pii.USCC, s.uscc()), Phone: phone}
	if !it.InPerson {
		in.Agent = &casework.Party{Name: s.personName(), ID: pii.New(pii.ResidentID, s.residentID()), Phone: phone}
		in.Authority = words.T(text.ZH, "demo.authority")
		return in
	}
	return in
}

func (s *sim) answers(it *catalogue.Item) catalogue.Answers {
	out := catalogue.Answers{}
	for _, q := range it.Situations {
		switch q.Kind {
		case "yes_no":
			out[q.ID] = s.rnd.IntN(2) == 0
		case "number":
			out[q.ID] = 1 + s.rnd.IntN(5)
		default:
			out[q.ID] = q.Options[s.rnd.IntN(len(q.Options))].Value
		}
	}
	return out
}

func kind(err error) errs.Kind {
	if err == nil {
		return errs.Internal
	}
	return errs.Of(err).Kind
}
