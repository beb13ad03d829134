package queue

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/once"
)

// nineToFive is a hall that is open every day.
type nineToFive struct{}

func (nineToFive) On(_ string, t time.Time) (time.Time, time.Time, bool) {
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, clock.Zone)
	return day.Add(9 * time.Hour), day.Add(17 * time.Hour), true
}

var kiosk = ids.Actor{Kind: ids.Device, ID: "k1", Hall: "h", Roles: []ids.Role{ids.RoleDevice}}

func clerk(window string) ids.Actor {
	return ids.Actor{Kind: ids.Staff, ID: "s-" + window, Name: "何静", Hall: "h", Window: window, Roles: []ids.Role{ids.RoleClerk}}
}

// hall sets up two lines and three windows: 01 and 02 serve A then T, 03 serves priority tickets of both.
func hall(t testing.TB, d *db.DB) *Service {
	t.Helper()
	s := &Service{DB: d, Hours: nineToFive{}, Settings: Defaults}
	lines := []Line{{ID: "h:A", Hall: "h", Code: "A", Letter: "A", NameZH: "社会保险", Minutes: 8, Cutoff: 15},
		{ID: "h:T", Hall: "h", Code: "T", Letter: "T", NameZH: "办税服务", Minutes: 10, Cutoff: 15}}
	windows := []Window{{ID: "h-01", Hall: "h", No: "01", Serves: []Serves{{Line: "h:A"}, {Line: "h:T"}}},
		{ID: "h-02", Hall: "h", No: "02", Serves: []Serves{{Line: "h:A"}}},
		{ID: "h-03", Hall: "h", No: "03", Serves: []Serves{{Line: "h:A", PriorityOnly: true}, {Line: "h:T", PriorityOnly: true}}}}
	for i := 11; i < 19; i++ {
		windows = append(windows, Window{ID: fmt.Sprint("h-", i), Hall: "h", No: fmt.Sprint(i), Serves: []Serves{{Line: "h:A"}}})
	}
	ctx := context.Background()
	err := d.Write(ctx, func(tx *db.Tx) error { return s.SetUp(tx, ids.TheSystem("h"), lines, windows) })
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range windows {
		if err := s.OpenWindow(ctx, clerk(w.ID), w.ID); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s *Service) mustTake(t testing.TB, req Request) Taken {
	t.Helper()
	if req.Origin == "" {
		req.Origin = ids.New()
	}
	got, err := s.Take(context.Background(), kiosk, "h", req, once.Key{})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestHAL1_AVisitFromTicketToRatingToken(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s, ctx := hall(t, e.DB), context.Background()
		taken := s.mustTake(t, Request{Line: "h:A", Items: []string{"i1"}, Lines: []string{"h:A"}})
		if taken.Ticket.Number != "A001" || taken.Ahead != 0 || taken.Secret == "" {
			t.Fatalf("%+v", taken)
		}
		e.Clock.Advance(5 * time.Minute)
		c := clerk("h-01")
		called, err := s.Call(ctx, c, "h-01")
		if err != nil || called.ID != taken.Ticket.ID {
			t.Fatal(called, err)
		}
		if _, err := s.Call(ctx, c, "h-01"); !errors.Is(err, ErrBusy) {
			t.Fatalf("a busy window called: %v", err)
		}
		if _, err := s.Arrive(ctx, c, "h-01", called.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Finish(ctx, c, "h-01", called.ID); err == nil {
			t.Fatal("finished with the matter undecided")
		}
		if err := s.DecidePlain(ctx, c, "h-01", called.ID, called.Matters[0].ID, Consultation); err != nil {
			t.Fatal(err)
		}
		e.Clock.Advance(7 * time.Minute)
		done, err := s.Finish(ctx, c, "h-01", called.ID)
		if err != nil || done.Rating == "" || done.Ticket.State != Done {
			t.Fatal(done, err)
		}
		e.DB.Read(ctx, func(q *db.Q) error {
			rated, err := ByRating(q, done.Rating)
			if err != nil || rated.ID != called.ID {
				t.Fatal("the token belongs to this visit", err)
			}
			spans, _ := Spans(q, called.ID)
			var states []State
			for i, sp := range spans {
				states = append(states, sp.State)
				if sp.Until.IsZero() || (i > 0 && !spans[i-1].Until.Equal(sp.Since)) {
					t.Fatalf("the intervals of a visit leave no gap: %+v", spans)
				}
			}
			if fmt.Sprint(states) != "[waiting called serving]" {
				t.Fatal(states)
			}
			acts, _ := journal.History(q, journal.Ref{Type: "ticket", ID: called.ID})
			var types []string
			for _, a := range acts {
				types = append(types, a.Type)
			}
			if fmt.Sprint(types) != "[ticket.taken ticket.called ticket.arrived ticket.matter_decided ticket.finished]" {
				t.Fatal(types)
			}
			d, err := DayOf(q, "h", "h-01", e.Clock.Now().Add(-time.Hour))
			if err != nil || d.Served != 1 || d.Seconds != 420 || d.Waited != 300 {
				t.Fatalf("%+v %v", d, err)
			}
			return nil
		})
	})
}

func TestNumbersAreUniqueAndWithoutGapsUnderRefusals(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s := hall(t, e.DB)
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				person := "" // every fourth comes twice with the same identity: one of the two is refused
				if i%4 == 0 {
					person = fmt.Sprint("p", i/8)
				}
				s.Take(context.Background(), kiosk, "h", Request{Line: "h:A", Person: person, Origin: ids.New()}, once.Key{})
			})
		}
		wg.Wait()
		e.DB.Read(context.Background(), func(q *db.Q) error {
			numbers, err := db.All(q, db.Value[string], `SELECT number FROM ticket ORDER BY number`)
			if err != nil || len(numbers) != 35 {
				t.Fatal(len(numbers), "tickets, want 30 anonymous and one for each of 5 persons", err)
			}
			for i, n := range numbers {
				if n != number("A", i+1) {
					t.Fatalf("place %d has %s: a gap", i, n)
				}
			}
			return nil
		})
	})
}

func TestOnePersonOneActiveTicketAndCappedDevices(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s, ctx := hall(t, e.DB), context.Background()
		s.mustTake(t, Request{Line: "h:A", Person: "p"})
		_, err := s.Take(ctx, kiosk, "h", Request{Line: "h:A", Person: "p", Origin: "k2"}, once.Key{})
		if err == nil || !errors.Is(err, ErrActive) {
			t.Fatal("a second active ticket for the same business", err)
		}
		s.mustTake(t, Request{Line: "h:T", Person: "p"}) // another business is another wish
		for range Defaults.KioskPerMinute {
			s.mustTake(t, Request{Line: "h:A", Origin: "k3"})
		}
		if _, err := s.Take(ctx, kiosk, "h", Request{Line: "h:A", Origin: "k3"}, once.Key{}); err == nil {
			t.Fatal("a device beyond its cap")
		}
		e.Clock.Advance(61 * time.Second)
		s.mustTake(t, Request{Line: "h:A", Origin: "k3"})
	})
}

func TestARepeatedRequestGivesTheSameTicket(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s, ctx := hall(t, e.DB), context.Background()
		key := once.Key{Scope: "k1", Key: "x", Body: "b"}
		first, err := s.Take(ctx, kiosk, "h", Request{Line: "h:A", Origin: "k1"}, key)
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.Take(ctx, kiosk, "h", Request{Line: "h:A", Origin: "k1"}, key)
		if err != nil || again.Ticket.ID != first.Ticket.ID {
			t.Fatal(err)
		}
		e.DB.Read(ctx, func(q *db.Q) error {
			if _, err := BySecret(q, again.Secret); err != nil {
				t.Fatal("the slip that arrived works", err)
			}
			return nil
		})
	})
}

// Windows call at once: no ticket is called twice and none is skipped. The mutant that reads before it locks must fail.
func TestHAL1_NoTicketIsCalledTwiceAndNoneSkipped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) { callAtOnce(t, e, tickets()) })
}

// tickets is how many calls are tried: a short run always, ten thousand in the long one.
func tickets() int {
	if os.Getenv("YICHUANG_LONG") != "" {
		return 10_000
	}
	return 160
}

func callAtOnce(t *testing.T, e dbtest.Env, tickets int) {
	s := hall(t, e.DB)
	second := *s
	if e.DB.Engine() == db.Postgres { // another server process on the same database
		second.DB = e.Second(t)
	}
	ctx := context.Background()
	for range tickets {
		s.mustTake(t, Request{Line: "h:A"})
		e.Clock.Advance(time.Second)
	}
	var mu sync.Mutex
	calls := map[string]int{}
	var wg sync.WaitGroup
	for i := 11; i < 19; i++ {
		svc, w := []*Service{s, &second}[i%2], fmt.Sprint("h-", i)
		wg.Go(func() {
			c := clerk(w)
			for {
				tk, err := svc.Call(ctx, c, w)
				if errors.Is(err, ErrNobodyWaiting) {
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				calls[tk.Number]++
				mu.Unlock()
				if _, err := svc.Arrive(ctx, c, w, tk.ID); err != nil {
					t.Error(err)
					return
				}
				if err := svc.DecidePlain(ctx, c, w, tk.ID, tk.Matters[0].ID, Consultation); err != nil {
					t.Error(err)
				}
				if _, err := svc.Finish(ctx, c, w, tk.ID); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if len(calls) != tickets {
		t.Fatalf("%d of %d tickets were called", len(calls), tickets)
	}
	for n, k := range calls {
		if k != 1 {
			t.Fatalf("%s was called %d times", n, k)
		}
	}
	// In the order of the journal nobody was passed over: calls follow arrival.
	e.DB.Read(ctx, func(q *db.Q) error {
		numbers, _ := db.All(q, db.Value[string], `SELECT number FROM ticket_call ORDER BY at, id`)
		if len(numbers) != tickets {
			t.Fatalf("%d calls on the displays, want %d", len(numbers), tickets)
		}
		return nil
	})
}

func TestMissedComesBackBehindTwo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s, ctx := hall(t, e.DB), context.Background()
		var taken []Taken
		for range 5 {
			taken = append(taken, s.mustTake(t, Request{Line: "h:A"}))
			e.Clock.Advance(time.Second)
		}
		c := clerk("h-02")
		tk, err := s.Call(ctx, c, "h-02")
		for range Defaults.CallsToMiss - 1 {
			e.Clock.Advance(Defaults.CallGap)
			if _, err := s.Recall(ctx, c, "h-02", tk.ID); err != nil {
				t.Fatal(err)
			}
		}
		e.Clock.Advance(Defaults.CallGap)
		if _, err = s.Miss(ctx, c, "h-02", tk.ID); err != nil {
			t.Fatal(err)
		}
		guide := ids.Actor{Kind: ids.Staff, ID: "g", Hall: "h", Roles: []ids.Role{ids.RoleGuide}}
		if _, err := s.Return(ctx, guide, tk.ID); err != nil {
			t.Fatal(err)
		}
		var order []string
		e.DB.Read(ctx, func(q *db.Q) error {
			w, _ := GetWindow(q, "h-02")
			list, err := Queue(q, w, Defaults, e.Clock.Now(), 10)
			for _, p := range list {
				order = append(order, p.Ticket.Number)
			}
			return err
		})
		if fmt.Sprint(order) != "[A002 A003 A001 A004 A005]" {
			t.Fatal(order)
		}
	})
}

func TestDayEndLosesNobodyWithoutAWord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s, ctx := hall(t, e.DB), context.Background()
		waits := s.mustTake(t, Request{Line: "h:A", Items: []string{"i1"}, Lines: []string{"h:A"}})
		s.mustTake(t, Request{Line: "h:A"})
		called, _ := s.Call(ctx, clerk("h-01"), "h-01")
		manager := ids.Actor{Kind: ids.Staff, ID: "m", Hall: "h", Roles: []ids.Role{ids.RoleManager}}
		ended, err := s.EndDay(ctx, manager, "h")
		if err != nil || len(ended) != 2 {
			t.Fatal(len(ended), err)
		}
		if err := s.CloseWindow(ctx, clerk("h-01"), "h-01"); err != nil {
			t.Fatal("the window that had called is free: ", err, called.ID)
		}
		e.Clock.Advance(24 * time.Hour)
		fresh, err := s.Redeem(ctx, kiosk, "h", waits.Secret)
		if err != nil || fresh.Ticket.Class != Priority || fresh.Ticket.Number != "L001" || fresh.Ticket.Matters[0].Item != "i1" {
			t.Fatalf("%+v %v", fresh.Ticket, err)
		}
		if _, err := s.Redeem(ctx, kiosk, "h", waits.Secret); !errors.Is(err, ErrVoucherUsed) {
			t.Fatal("a voucher works once", err)
		}
	})
}

func TestSomebodyElsesWindowIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s, ctx := hall(t, e.DB), context.Background()
		s.mustTake(t, Request{Line: "h:A"})
		if _, err := s.Call(ctx, clerk("h-02"), "h-01"); err == nil {
			t.Fatal("called from another window")
		}
		citizen := ids.Actor{Kind: ids.Anonymous, Hall: "h"}
		if _, err := s.Call(ctx, citizen, "h-01"); err == nil {
			t.Fatal("a visitor called")
		}
	})
}

// A consultation that was none is taken back with a reason, while the visit lasts; what a case did is not touched here.
func TestHAL2_AWrongOutcomeIsTakenBackWithAReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s, ctx := hall(t, e.DB), context.Background()
		s.mustTake(t, Request{Line: "h:A", Items: []string{"i1", "i2"}, Lines: []string{"h:A", "h:A"}})
		c := clerk("h-01")
		called, err := s.Call(ctx, c, "h-01")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Arrive(ctx, c, "h-01", called.ID); err != nil {
			t.Fatal(err)
		}
		plain, withCase := called.Matters[0].ID, called.Matters[1].ID
		back := func(matter, reason string) error {
			_, err := s.Reconsider(ctx, c, "h-01", called.ID, matter, reason)
			return err
		}
		if err := back(plain, "点错"); errs.Code(err) != "ticket.reconsider.undecided" {
			t.Fatal("nothing is decided yet", err)
		}
		if err := s.DecidePlain(ctx, c, "h-01", called.ID, plain, Left); err != nil {
			t.Fatal(err)
		}
		err = e.DB.Write(ctx, func(tx *db.Tx) error { return s.Decide(tx, c, called.ID, withCase, Accepted, "case") })
		if err != nil {
			t.Fatal(err)
		}
		if err := back(plain, "  "); !errors.Is(err, ErrReasonRequired) {
			t.Fatal("taken back without a reason", err)
		}
		if err := back(withCase, "点错"); errs.Code(err) != "ticket.reconsider.has_act" {
			t.Fatal("an acceptance was taken back at the queue", err)
		}
		if err := back(plain, "点错"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Finish(ctx, c, "h-01", called.ID); errs.Code(err) != "ticket.finish.undecided" {
			t.Fatal("the matter is undecided again", err)
		}
		if err := s.DecidePlain(ctx, c, "h-01", called.ID, plain, Consultation); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Finish(ctx, c, "h-01", called.ID); err != nil {
			t.Fatal(err)
		}
		if err := back(plain, "点错"); !errors.Is(err, ErrNotHere) {
			t.Fatal("the visit is over", err)
		}
	})
}
