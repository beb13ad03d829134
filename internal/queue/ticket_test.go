package queue

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yichuang/internal/clock"
)

var ten = time.Date(2026, 11, 24, 10, 0, 0, 0, clock.Zone)

func TestHAL1_NoTicketAfterTheCutoff(t *testing.T) {
	l := Line{ID: "h:A", Hall: "h", Letter: "A", Cutoff: 15, NameZH: "社会保险"}
	closes := ten.Add(30 * time.Minute)
	if _, err := take(Request{}, l, closes.Add(-15*time.Minute), closes); err == nil {
		t.Fatal("a quarter of an hour before closing no ordinary ticket is given")
	}
	if _, err := take(Request{}, l, closes.Add(-16*time.Minute), closes); err != nil {
		t.Fatal(err)
	}
	if _, err := take(Request{Class: Return}, l, closes.Add(-time.Minute), closes); err != nil {
		t.Fatalf("who comes back with what was asked for is served until closing: %v", err)
	}
}

// The policy against its own words, over all small queues (APT-8, rulebook "priority").
func TestAPT8_PriorityGoesAheadButNeverForEver(t *testing.T) {
	classes := []Class{Ordinary, Priority, Return, Appointment}
	rapid.Check(t, func(t *rapid.T) {
		var waiting []head
		for i := range rapid.IntRange(1, 12).Draw(t, "n") {
			taken := ten.Add(-time.Duration(rapid.IntRange(0, 120).Draw(t, "min")) * time.Minute)
			h := head{ID: fmt.Sprint(i), Line: "A", Class: rapid.SampledFrom(classes).Draw(t, "class"), Order: taken, Taken: taken, Number: fmt.Sprintf("%03d", i)}
			if h.Class == Appointment {
				h.Order = ten.Add(time.Duration(rapid.IntRange(-30, 30).Draw(t, "booked")) * time.Minute)
			}
			waiting = append(waiting, h)
		}
		run := rapid.IntRange(0, 3).Draw(t, "run")
		for i := range waiting {
			waiting[i].Run = run
		}
		got, ok := choose(waiting, Defaults, ten)
		ordinary := false
		for _, h := range waiting {
			ordinary = ordinary || h.Class == Ordinary
			if got.Class == h.Class && h.Order.Before(got.Order) {
				t.Fatalf("%s was called before %s of its own class, which came earlier", got.ID, h.ID)
			}
			waitedLong := h.Class == Ordinary && ten.Sub(h.Taken) >= Defaults.OrdinaryBound
			if waitedLong && (got.Class == Priority || got.Class == Return) {
				t.Fatalf("%s waited %v and a %s ticket went first", h.ID, ten.Sub(h.Taken), got.Class)
			}
		}
		if got.Class == Appointment && got.Order.After(ten) {
			t.Fatal("nobody is called before the booked time")
		}
		if got.Class == Priority && ordinary && run >= Defaults.PriorityRun {
			t.Fatal("a third priority ticket in a row while somebody ordinary waits")
		}
		if !ok {
			for _, h := range waiting {
				if h.Class != Appointment || !h.Order.After(ten) {
					t.Fatal("somebody waits and nobody is called")
				}
			}
		}
	})
}

func TestMissedOnlyAfterThreeCallsTwentySecondsApart(t *testing.T) {
	now := ten
	tk := &Ticket{State: Waiting, Number: "A001", Taken: now, Order: now}
	must(t, tk.Call("w", "s", now))
	for call := 1; call < Defaults.CallsToMiss; call++ {
		if err := tk.Miss(Defaults, now.Add(time.Hour)); err == nil {
			t.Fatalf("missed after %d calls", call)
		}
		if err := tk.Recall(Defaults, now.Add(19*time.Second)); err == nil {
			t.Fatal("recalled after 19 seconds")
		}
		now = now.Add(20 * time.Second)
		must(t, tk.Recall(Defaults, now))
	}
	if err := tk.Miss(Defaults, now.Add(5*time.Second)); err == nil {
		t.Fatal("missed five seconds after the last call")
	}
	now = now.Add(20 * time.Second)
	must(t, tk.Miss(Defaults, now))
	if err := tk.Return(Defaults, now, now.Add(31*time.Minute)); err == nil {
		t.Fatal("came back after 31 minutes")
	}
	must(t, tk.Return(Defaults, ten.Add(5*time.Minute), now.Add(29*time.Minute)))
	if !tk.Order.After(ten.Add(5 * time.Minute)) {
		t.Fatal("a person who comes back goes behind the next two")
	}
}

func TestVisitCannotEndWithAMatterUndecided(t *testing.T) {
	tk := &Ticket{State: Serving, Line: "A", Taken: ten, Matters: []Matter{{ID: "1", Line: "A"}, {ID: "2", Line: "T"}}}
	here := func(l string) bool { return l == "A" }
	if _, err := tk.Finish(here, ten); err == nil {
		t.Fatal("ended with its own matter undecided")
	}
	must(t, tk.Decide("1", Consultation, "", ten))
	if err := tk.Decide("1", Left, "", ten); err == nil {
		t.Fatal("a matter has exactly one outcome")
	}
	later := ten.Add(time.Hour)
	ended, err := tk.Finish(here, later)
	must(t, err)
	if ended || tk.State != Waiting || tk.Line != "T" || !tk.Order.Equal(ten) {
		t.Fatalf("decision 24: the rest joins its line at the original arrival, got %+v", tk)
	}
}

func TestUndoGivesTheOldPlaceBack(t *testing.T) {
	tk := &Ticket{State: Waiting, Taken: ten, Order: ten}
	must(t, tk.Call("w", "s", ten.Add(time.Hour)))
	if err := tk.UndoCall(Defaults, "", ten.Add(time.Hour)); !errors.Is(err, ErrReasonRequired) {
		t.Fatal(err)
	}
	must(t, tk.UndoCall(Defaults, "pressed twice", ten.Add(time.Hour)))
	if tk.State != Waiting || !tk.Order.Equal(ten) || tk.Window != "" {
		t.Fatalf("%+v", tk)
	}
}

// Every act on every state: what is not declared is refused and changes nothing.
func TestUndeclaredActsAreRefusedWithoutEffect(t *testing.T) {
	states := []State{Waiting, Called, Serving, Parked, Missed, Done, Cancelled, Expired}
	acts := map[string]struct {
		do   func(*Ticket) error
		from []State
	}{
		"call":     {func(t *Ticket) error { return t.Call("w", "s", ten) }, []State{Waiting}},
		"recall":   {func(t *Ticket) error { return t.Recall(Defaults, ten.Add(time.Minute)) }, []State{Called}},
		"undo":     {func(t *Ticket) error { return t.UndoCall(Defaults, "r", ten) }, []State{Called}},
		"arrive":   {func(t *Ticket) error { return t.Arrive(ten) }, []State{Called}},
		"miss":     {func(t *Ticket) error { return t.Miss(Defaults, ten.Add(time.Minute)) }, []State{Called}},
		"return":   {func(t *Ticket) error { return t.Return(Defaults, ten, ten) }, []State{Missed}},
		"park":     {func(t *Ticket) error { return t.Park("r") }, []State{Serving}},
		"resume":   {func(t *Ticket) error { return t.Resume("w", "s") }, []State{Parked}},
		"transfer": {func(t *Ticket) error { return t.Transfer("other", "r") }, []State{Serving, Called, Waiting}},
		"finish":   {func(t *Ticket) error { _, err := t.Finish(func(string) bool { return true }, ten); return err }, []State{Serving}},
		"cancel":   {func(t *Ticket) error { return t.Cancel(ten) }, []State{Waiting, Missed}},
		"expire":   {func(t *Ticket) error { return t.Expire(ten) }, []State{Waiting, Called, Missed, Parked}},
	}
	for name, act := range acts {
		for _, from := range states {
			tk := &Ticket{State: from, Line: "A", Calls: 3, Last: ten, Called: ten, Missed: ten}
			before := fmt.Sprint(*tk)
			err := act.do(tk)
			allowed := false
			for _, s := range act.from {
				allowed = allowed || s == from
			}
			if allowed != (err == nil) {
				t.Errorf("%s in %s: %v", name, from, err)
			}
			if !allowed && fmt.Sprint(*tk) != before {
				t.Errorf("%s in %s was refused and changed the ticket", name, from)
			}
		}
	}
}

func TestEstimateIsARangeAndHonestWithoutWindows(t *testing.T) {
	if _, _, ok := Estimate(3, 0, 8); ok {
		t.Fatal("nobody serves and a time is promised")
	}
	from, to, ok := Estimate(6, 2, 10)
	if !ok || from > 30 || to < 30 || from == to {
		t.Fatal(from, to)
	}
}

func TestWindowRangesAsPeopleSayThem(t *testing.T) {
	for want, in := range map[string][]string{"03–05、08、10": {"03", "04", "05", "08", "10"}, "1": {"1"}, "": nil, "01、03": {"01", "03"},
		"A、B": {"A", "B"}, "A、0": {"A", "0"}} {
		if got := Ranges(in); got != want {
			t.Errorf("%v: %q, want %q", in, got, want)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Over all states: an outage puts whoever waited or was given up ahead with the same number, and touches no other ticket (APT-5).
func TestAPT5_WhoWaitedGoesFirstAfterAnOutage(t *testing.T) {
	for _, state := range []State{Waiting, Called, Serving, Parked, Missed, Done, Cancelled, Expired} {
		for _, class := range []Class{Ordinary, Priority, Appointment, Return} {
			tk := &Ticket{State: state, Class: class, Number: "A001", Taken: ten, Order: ten.Add(time.Hour), Calls: 3}
			before := tk.State
			changed := tk.InviteBack()
			if changed != (state == Waiting || state == Missed) {
				t.Errorf("%s %s: changed %v", state, class, changed)
			}
			switch {
			case !changed && (tk.State != before || tk.Class != class || tk.Reason != "" || tk.Calls != 3):
				t.Errorf("%s %s was touched: %+v", state, class, tk)
			case changed && (tk.State != Waiting || tk.Reason != Outage || tk.Number != "A001" || tk.Calls != 0):
				t.Errorf("%s %s: %+v", state, class, tk)
			case changed && class == Appointment && (tk.Class != Appointment || !tk.Order.Equal(ten.Add(time.Hour))):
				t.Errorf("a booked person lost the booked time: %+v", tk)
			case changed && class != Appointment && (tk.Class != Priority || !tk.Order.Equal(ten)):
				t.Errorf("%s %s does not go first by arrival: %+v", state, class, tk)
			}
		}
	}
}
