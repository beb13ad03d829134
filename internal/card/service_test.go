package card_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/card"
	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/message"
	"yichuang/internal/org"
	"yichuang/internal/promise"
)

// stage is a case whose step runs late.
type stage struct {
	*halltest.Hall
	c    *casework.Case
	step casework.Step
	due  time.Time
}

func setUp(h *halltest.Hall) *stage {
	c := h.Sit("06").Accept("SB-01")
	s := &stage{Hall: h, c: c, step: h.OpenStep(c.ID)}
	h.Read(func(q *db.Q) error {
		list, err := promise.OfSubject(q, promise.Subject{Type: "step", ID: s.step.ID})
		s.due = list[0].Result.Due
		return err
	})
	return s
}

func (s *stage) view() *calendar.View { return s.View(halltest.City) }

// before is the opening of the working day before the step is due.
func (s *stage) before() time.Time {
	d := calendar.DateOf(s.due) - 1
	for !s.view().IsWorkingDay(d) {
		d--
	}
	return d.Start().Add(9*time.Hour + time.Minute)
}

func (s *stage) sweepAt(at time.Time) {
	s.T.Helper()
	s.Clock.Set(at)
	for n := 1; n > 0; {
		s.Must(s.DB.Write(s.Ctx, func(tx *db.Tx) (err error) { n, err = s.Clocks.Sweep(tx, 50); return err }))
	}
	s.Must(s.Runner.Drain(s.Ctx))
}

// cards are those of the step's clock.
func (s *stage) cards() (out []card.Card) {
	s.T.Helper()
	s.Read(func(q *db.Q) error {
		list, _, err := card.List(q, card.Filter{Hall: halltest.City}, 100, 0)
		for _, c := range list {
			if c.Case == s.c.ID && c.Kind == promise.CaseStep {
				out = append(out, c)
			}
		}
		return err
	})
	return out
}

func (s *stage) supervisor() ids.Actor {
	st := s.First(ids.RoleSupervisor)
	return ids.Actor{Kind: ids.Staff, ID: st.ID, Hall: halltest.City, Department: st.Department, Roles: st.Roles}
}

// A card follows from the rung, once, and stays with the person who held the post at that instant, whoever holds it later.
func TestLIM11_ACardFollowsFromTheClockAndKnowsWhoWasResponsible(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		s := setUp(h)
		var post org.Post
		h.Read(func(q *db.Q) (err error) { post, err = org.PostByID(q, s.step.Post); return err })
		s.sweepAt(s.before().Add(-2 * time.Minute))
		if got := s.cards(); len(got) != 0 {
			t.Fatalf("a card before its rung: %+v", got)
		}
		s.sweepAt(s.before())
		h.Must(h.DB.Write(h.Ctx, func(tx *db.Tx) error {
			return org.SetHolder(tx, ids.TheSystem(halltest.City), post.ID, post.B, org.AsB, tx.Now())
		}))
		s.sweepAt(s.due.Add(time.Minute))
		s.sweepAt(s.due.Add(2 * time.Minute))
		got := s.cards()
		if len(got) != 2 {
			t.Fatalf("%d cards, want a yellow and a red one: %+v", len(got), got)
		}
		if y := got[0]; y.Colour != promise.Yellow || y.Staff != post.A || y.No != s.c.No || y.Post != post.ID || y.Department != post.Department || y.State != card.Given {
			t.Errorf("yellow: %+v", y)
		}
		if r := got[1]; r.Colour != promise.Red || r.Staff != post.B || !r.Due.Equal(s.due) {
			t.Errorf("red: %+v", r)
		}
		h.Read(func(q *db.Q) error {
			notes, err := h.Messages.Notes(q, post.A, false, 100)
			n := 0
			for _, x := range notes {
				if x.Template == message.CardGiven && strings.Contains(x.Body, s.c.No) && strings.Contains(x.Link, got[0].ID) {
					n++
				}
			}
			if n != 1 {
				t.Errorf("the person was told %d times of the yellow card", n)
			}
			return err
		})
		h.Verified()
	})
}

// Where law and promise end at the same instant the same fact is not explained twice.
func TestOneFactGivesOneCard(t *testing.T) {
	h := halltest.OnSQLite(t)
	s := setUp(h)
	var clocks []promise.Clock
	h.Read(func(q *db.Q) (err error) {
		clocks, err = promise.OfSubject(q, promise.Subject{Type: "case", ID: s.c.ID})
		return err
	})
	clocks = slices.DeleteFunc(clocks, func(k promise.Clock) bool { return k.Kind != promise.CaseWhole })
	if len(clocks) != 2 || !clocks[0].Result.Due.Equal(clocks[1].Result.Due) {
		t.Fatalf("the test shows nothing: no two limits end together in %+v", clocks)
	}
	s.sweepAt(clocks[0].Result.Due.Add(time.Minute))
	colours := map[promise.Card]int{}
	h.Read(func(q *db.Q) error {
		list, _, err := card.List(q, card.Filter{Hall: halltest.City}, 100, 0)
		for _, k := range list {
			if k.Case == s.c.ID && k.Kind == promise.CaseWhole {
				colours[k.Colour]++
			}
		}
		return err
	})
	if colours[promise.Yellow] != 1 || colours[promise.Red] != 1 {
		t.Errorf("cards for the whole case: %v", colours)
	}
}

// The act that gives a card may be handled again after a crash: there is no second card and no second act.
func TestACardIsGivenOnceHoweverOftenTheActIsHandled(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		s := setUp(h)
		s.sweepAt(s.due.Add(time.Minute))
		before := s.cards()
		h.Must(h.DB.Write(h.Ctx, func(tx *db.Tx) error {
			acts, err := journal.ByType(tx, halltest.City, "promise.warned", 0)
			if err != nil {
				return err
			}
			for _, a := range acts {
				if err := h.Cards.Subscriber().Handle(tx, a); err != nil {
					return err
				}
			}
			return nil
		}))
		if after := s.cards(); len(after) != len(before) || len(before) != 2 {
			t.Errorf("%d cards, then %d", len(before), len(after))
		}
		h.Verified()
	})
}

// Heard first, then found; each by whom it is for, each an act, and no clock moves by it.
func TestASM6_ThePersonExplainsAndTheSupervisorFinds(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		s := setUp(h)
		s.sweepAt(s.due.Add(time.Minute))
		k := s.cards()[0]
		me, sup := h.Holder(s.step.Post), s.supervisor()
		forbidden := func(what string, err error) {
			t.Helper()
			if errs.Of(err).Kind != errs.Forbidden {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, err := h.Cards.Explain(h.Ctx, h.Holder("SB-FUND"), k.ID, k.Edition, "不是我")
		forbidden("a colleague explains", err)
		_, err = h.Cards.Explain(h.Ctx, sup, k.ID, k.Edition, "替他说")
		forbidden("the supervisor explains", err)
		_, err = h.Cards.Close(h.Ctx, me, k.ID, k.Edition, card.Ruling{Finding: card.Excused, Ground: "outage", Note: "自己说的"})
		forbidden("the person closes the own card", err)
		_, err = h.Cards.Close(h.Ctx, h.Holder("HALL-LEAD"), k.ID, k.Edition, card.Ruling{Finding: card.Excused, Ground: "outage", Note: "x"})
		forbidden("the head of the hall closes", err)
		if _, err = h.Cards.Close(h.Ctx, sup, k.ID, k.Edition, card.Ruling{Finding: card.Upheld, Note: "逾期属实"}); !errors.Is(err, card.ErrNotHeard) {
			t.Errorf("unheard: %v", err)
		}
		if _, err = h.Cards.Explain(h.Ctx, me, k.ID, k.Edition, "补查档案用了三天"); err != nil {
			t.Fatal(err)
		}
		if _, err = h.Cards.Close(h.Ctx, sup, k.ID, k.Edition, card.Ruling{Finding: card.Upheld, Note: "逾期属实"}); !errors.Is(err, card.ErrStale) {
			t.Errorf("closed on an old page: %v", err)
		}
		got, err := h.Cards.Close(h.Ctx, sup, k.ID, k.Edition+1, card.Ruling{Finding: card.Upheld, Note: "逾期属实"})
		if err != nil || got.State != card.Closed || got.ClosedBy != sup.ID {
			t.Fatalf("%v %+v", err, got)
		}
		h.Read(func(q *db.Q) error {
			acts, err := journal.History(q, journal.Ref{Type: "card", ID: k.ID})
			var types []string
			for _, a := range acts {
				types = append(types, a.Type)
			}
			if strings.Join(types, " ") != "card.given card.explained card.closed" {
				t.Errorf("acts: %v", types)
			}
			return err
		})
		h.Verified()
	})
}

// A supervisor who covers a post is no judge in the own matter.
func TestASM6_ASupervisorDoesNotCloseTheOwnCard(t *testing.T) {
	h := halltest.OnSQLite(t)
	s := setUp(h)
	sup := s.supervisor()
	h.Must(h.DB.Write(h.Ctx, func(tx *db.Tx) error {
		return org.SetHolder(tx, ids.TheSystem(halltest.City), s.step.Post, sup.ID, org.AsB, tx.Now())
	}))
	s.sweepAt(s.due.Add(time.Minute))
	k := s.cards()[0]
	if k.Staff != sup.ID {
		t.Fatalf("the card is of %s", k.Staff)
	}
	if _, err := h.Cards.Close(h.Ctx, sup, k.ID, k.Edition, card.Ruling{Finding: card.Excused, Ground: "outage", Note: "x"}); !errors.Is(err, card.ErrOwn) {
		t.Errorf("%v", err)
	}
	if _, err := h.Cards.Explain(h.Ctx, sup, k.ID, k.Edition, "顶岗第一天"); err != nil {
		t.Errorf("the own word: %v", err)
	}
}
