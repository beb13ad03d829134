// Package stories runs stories/*.txtar: whole days of a hall in words that a clerk reads, on the real services.
package stories

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"yichuang/internal/casework"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/letter"
	"yichuang/internal/notice"
	"yichuang/internal/once"
	"yichuang/internal/outage"
	"yichuang/internal/queue"
)

func TestMain(m *testing.M) { os.Exit(m.Run()) }

// story is one hall under a script, with the names that the script gives.
type story struct {
	*halltest.Hall
	tickets map[string]queue.Taken
	cases   map[string]*casework.Case
	codes   map[string]string // return codes by case name
	changes map[string]string // ids of the calendar's changes
	desks   map[string]*halltest.Desk
	visits  map[string]casework.Visit // by window
	outage  *outage.Outage            // the last that was proposed
	entries map[string]*casework.Entry
}

type storyKey struct{}

func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "../../stories",
		Setup: func(env *testscript.Env) error {
			env.Values[storyKey{}] = &story{Hall: halltest.OnSQLite(t), tickets: map[string]queue.Taken{}, cases: map[string]*casework.Case{},
				codes: map[string]string{}, changes: map[string]string{}, desks: map[string]*halltest.Desk{}, visits: map[string]casework.Visit{}, entries: map[string]*casework.Entry{}}
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"time": step(moveTime), "opens": step(opens), "pauses": step(pauses), "takes": step(takes), "calls": step(calls), "recalls": step(recalls),
			"arrives": step(arrives), "misses": step(misses), "back": step(back), "receives": step(receives), "finds": step(finds), "tells": step(tells),
			"returns": step(returns), "supplies": step(supplies), "accepts": step(accepts), "answers": step(answers), "finishes": step(finishes),
			"inside": step(inside), "hands": step(hands), "withdraws": step(withdraws), "ends-day": step(endsDay), "ticket": step(ticketIs),
			"special": step(special), "special-ends": step(specialEnds), "asks-longer": step(asksLonger), "answers-longer": step(answersLonger),
			"confirms": step(confirms), "passes": step(passes), "twin": step(twinIs), "terminates": step(terminates), "revokes": step(revokes),
			"enters": step(enters), "consents": step(consents), "puts-in-force": step(putsInForce),
			"state": step(stateIs), "due": step(dueIs), "papers": step(papersAre), "journal-clean": step(journalClean),
			"beats": step(beats), "outage": step(outageOf), "told": step(toldIs),
			"from-paper": step(fromPaper), "entry": step(entryIs), "uncounted": step(uncounted),
		},
	})
}

// step makes a command of a function that may be refused. "! tells 06 Luo notice.second" demands that very refusal: the last word
// is the code.
func step(do func(s *story, args []string) error) func(ts *testscript.TestScript, neg bool, args []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		s := ts.Value(storyKey{}).(*story)
		want := ""
		if neg {
			want, args = args[len(args)-1], args[:len(args)-1]
		}
		err := do(s, args)
		switch {
		case neg && errs.Code(err) != want:
			ts.Fatalf("refused with %q, want %q", errs.Code(err), want)
		case !neg && err != nil:
			ts.Fatalf("%v", err)
		}
	}
}

func moveTime(s *story, a []string) error {
	t, err := time.ParseInLocation("2006-01-02 15:04", strings.Join(a, " "), clock.Zone)
	if err == nil {
		s.Clock.Set(t)
	}
	return err
}

func opens(s *story, a []string) error {
	who := s.At(a[0])
	s.desks[a[0]] = &halltest.Desk{Hall: s.Hall, Window: who.Window, Clerk: who}
	return s.Queue.OpenWindow(s.Ctx, who, who.Window)
}

func pauses(s *story, a []string) error {
	d := s.desks[a[0]]
	minutes, err := time.ParseDuration(a[1])
	if err != nil {
		return err
	}
	return s.Queue.PauseWindow(s.Ctx, d.Clerk, d.Window, strings.Join(a[2:], " "), s.Clock.Now().Add(minutes))
}

func takes(s *story, a []string) error {
	it, ok := s.Catalogue.Item(a[1])
	if !ok {
		return casework.ErrNoItem
	}
	req := queue.Request{Items: []string{it.Code}, Lines: []string{halltest.City + ":" + it.Queue}, Origin: ids.New()}
	if len(a) > 2 {
		req.Class, req.Reason = queue.Priority, a[2]
	}
	got, err := s.Queue.Take(s.Ctx, s.Kiosk(), halltest.City, req, once.Key{})
	s.tickets[a[0]] = got
	return err
}

func calls(s *story, a []string) error {
	d := s.desks[a[0]]
	t, err := s.Queue.Call(s.Ctx, d.Clerk, d.Window)
	if err != nil {
		return err
	}
	if len(a) > 1 && t.ID != s.tickets[a[1]].Ticket.ID {
		return errs.New(errs.Internal, "story.called", "number", t.Number)
	}
	s.visits[a[0]] = casework.Visit{Ticket: t.ID, Matter: t.Matters[0].ID}
	return nil
}

func recalls(s *story, a []string) error {
	d := s.desks[a[0]]
	_, err := s.Queue.Recall(s.Ctx, d.Clerk, d.Window, s.visits[a[0]].Ticket)
	return err
}

func arrives(s *story, a []string) error {
	d := s.desks[a[0]]
	_, err := s.Queue.Arrive(s.Ctx, d.Clerk, d.Window, s.visits[a[0]].Ticket)
	return err
}

func misses(s *story, a []string) error {
	d := s.desks[a[0]]
	_, err := s.Queue.Miss(s.Ctx, d.Clerk, d.Window, s.visits[a[0]].Ticket)
	return err
}

func back(s *story, a []string) error {
	guide := ids.Actor{Kind: ids.Staff, ID: "guide", Hall: halltest.City, Roles: []ids.Role{ids.RoleGuide}}
	_, err := s.Queue.Return(s.Ctx, guide, s.tickets[a[0]].Ticket.ID)
	return err
}

func receives(s *story, a []string) error {
	s.cases[a[1]] = s.desks[a[0]].Receive(a[2], s.visits[a[0]])
	return nil
}

// finds answers the checklist: everything ok but the rows named "material=answer"; "first=missing" is the first to be brought.
func finds(s *story, a []string) error {
	c := s.cases[a[1]]
	var rows []notice.Row
	said := map[string]notice.Answer{}
	for _, word := range a[2:] {
		name, answer, _ := strings.Cut(word, "=")
		said[name] = notice.Answer(answer)
	}
	first := true
	for _, r := range c.Rows {
		answer := notice.OK
		if !r.Exempt && first {
			first = false
			if x, ok := said["first"]; ok {
				answer = x
			}
		}
		if x, ok := said[r.Material]; ok {
			answer = x
		}
		rows = append(rows, notice.Row{Material: r.Material, Answer: answer})
	}
	got, err := s.Cases.Check(s.Ctx, s.desks[a[0]].Clerk, c.ID, c.Edition, rows)
	if err == nil {
		s.cases[a[1]] = got
	}
	return err
}

func tells(s *story, a []string) error {
	c := s.cases[a[1]]
	told, err := s.Cases.Notice(s.Ctx, s.desks[a[0]].Clerk, c.ID, c.Edition, s.visits[a[0]], false, strings.Join(a[2:], " "))
	if err == nil {
		s.cases[a[1]], s.codes[a[1]] = told.Case, told.Code
	}
	return err
}

func returns(s *story, a []string) error {
	it, _ := s.Catalogue.Item(s.cases[a[0]].Item)
	got, err := s.Cases.ReturnTicket(s.Ctx, s.Kiosk(), halltest.City, s.codes[a[0]], halltest.City+":"+it.Queue)
	s.tickets[a[0]] = got
	return err
}

func supplies(s *story, a []string) error {
	got, err := s.Cases.Supply(s.Ctx, s.desks[a[0]].Clerk, s.cases[a[1]].ID, s.visits[a[0]])
	if err == nil {
		s.cases[a[1]] = got
	}
	return err
}

func accepts(s *story, a []string) error {
	c := s.cases[a[1]]
	got, err := s.Cases.Accept(s.Ctx, s.desks[a[0]].Clerk, c.ID, c.Edition, s.visits[a[0]])
	if err == nil {
		s.cases[a[1]] = got
	}
	return err
}

func answers(s *story, a []string) error {
	d, v := s.desks[a[0]], s.visits[a[0]]
	return s.Queue.DecidePlain(s.Ctx, d.Clerk, d.Window, v.Ticket, v.Matter, queue.Outcome(a[1]))
}

func finishes(s *story, a []string) error {
	d := s.desks[a[0]]
	_, err := s.Queue.Finish(s.Ctx, d.Clerk, d.Window, s.visits[a[0]].Ticket)
	return err
}

// inside lets the posts end their steps with the first outcome until the result can be handed out.
func inside(s *story, a []string) error {
	for range 12 {
		c := s.cases[a[0]]
		if !c.Ready.IsZero() {
			return nil
		}
		st := s.OpenStep(c.ID)
		it, _ := s.Catalogue.Item(c.Item)
		v := casework.Verdict{LateReason: strings.Join(a[1:], " ")}
		for _, def := range it.Steps {
			if def.ID == st.Step {
				v.Outcome = def.Outcomes[0].ID
			}
		}
		s.BeOnSite(c, st)
		got, err := s.Cases.DecideStep(s.Ctx, s.Holder(st.Post), st.ID, 0, v)
		if err != nil {
			return err
		}
		s.cases[a[0]] = got
	}
	return errs.New(errs.Internal, "story.round")
}

func hands(s *story, a []string) error {
	c := s.cases[a[1]]
	got, err := s.Cases.Deliver(s.Ctx, s.desks[a[0]].Clerk, c.ID, c.Edition, casework.Visit{}, casework.Handover{Way: "window", Tail: a[2], Identity: "证件原件"})
	if err == nil {
		s.cases[a[1]] = got
	}
	return err
}

func withdraws(s *story, a []string) error {
	c := s.cases[a[0]]
	got, err := s.Cases.Withdraw(s.Ctx, ids.Actor{Kind: ids.Citizen, ID: c.ID, Hall: halltest.City, Roles: []ids.Role{ids.RoleCitizen}}, c.ID)
	if err == nil {
		s.cases[a[0]] = got
	}
	return err
}

func endsDay(s *story, a []string) error {
	_, err := s.Queue.EndDay(s.Ctx, ids.TheSystem(halltest.City), halltest.City)
	return err
}

func ticketIs(s *story, a []string) error {
	return s.DB.Read(s.Ctx, func(q *db.Q) error {
		t, err := queue.Get(q, s.tickets[a[0]].Ticket.ID)
		if err == nil && (t.Number != a[1] || string(t.State) != a[2]) {
			err = errs.New(errs.Internal, "story.ticket", "number", t.Number, "state", t.State)
		}
		return err
	})
}

func stateIs(s *story, a []string) error {
	if c := s.cases[a[0]]; string(c.State) != a[1] {
		return errs.New(errs.Internal, "story.state", "state", c.State)
	}
	return nil
}

func papersAre(s *story, a []string) error {
	return s.DB.Read(s.Ctx, func(q *db.Q) error {
		list, err := letter.Of(q, journal.Ref{Type: "case", ID: s.cases[a[0]].ID})
		if err == nil && len(list) != len(a)-1 {
			err = errs.New(errs.Internal, "story.papers", "n", len(list))
		}
		for _, l := range list {
			if !strings.Contains(strings.Join(a[1:], " "), string(l.Kind)) {
				err = errs.New(errs.Internal, "story.paper", "kind", l.Kind)
			}
		}
		return err
	})
}

func journalClean(s *story, _ []string) error { s.Verified(); return nil }
