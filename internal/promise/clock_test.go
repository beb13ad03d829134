package promise

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yichuang/internal/calendar"
)

var engine = Engine{calendar.NewView(calendar.Builtin(), calendar.StandardHall(), calendar.Policy{}), DefaultWarning, DefaultLadder}

func at(s string) time.Time {
	t, err := calendar.ParseInstant(s)
	if err != nil {
		panic(err)
	}
	return t
}

func terms(start string, n int, u calendar.Unit) Terms {
	return Terms{Hall: "shi", Kind: CaseWhole, Subject: Subject{"case", "c1"}, Item: "sb-register", Post: "SB-W1", Source: Promised,
		StartEvent: "complete_receipt", Start: at(start), Limit: calendar.Limit{N: n, Unit: u}}
}

func started(t testing.TB, tm Terms) *Clock {
	t.Helper()
	c, err := NewClock("k1", tm, tm.Start)
	if err != nil {
		t.Fatal(err)
	}
	c.Derive(engine, tm.Start)
	return c
}

func TestCAS7_NoClockWithoutOwner(t *testing.T) {
	tm := terms("2026-03-02T10:00", 10, calendar.WorkingDays)
	tm.Post = ""
	if _, err := NewClock("k", tm, tm.Start); !errors.Is(err, ErrNoOwner) {
		t.Errorf("without a post: %v", err)
	}
	tm = terms("2026-03-02T10:00", 10, calendar.WorkingDays)
	if _, err := NewClock("k", tm, tm.Start.Add(-time.Second)); !errors.Is(err, ErrStart) {
		t.Errorf("start in the future: %v", err)
	}
	tm.StartEvent = BookedTime
	if _, err := NewClock("k", tm, tm.Start.Add(-time.Hour)); err != nil {
		t.Errorf("a booked time lies ahead: %v", err)
	}
}

func TestLIM3_EarliestGoverns(t *testing.T) {
	law := terms("2026-03-02T10:00", 20, calendar.WorkingDays)
	law.Source = Statutory
	step := terms("2026-03-02T10:00", 3, calendar.WorkingDays)
	list := []Clock{*started(t, law), *started(t, terms("2026-03-02T10:00", 10, calendar.WorkingDays)), *started(t, step)}
	if got := Governing(list); got.Limit.N != 3 {
		t.Errorf("%v governs, want the step of 3", got.Limit)
	}
	list[2].State = Kept
	list[1].Result = calendar.Result{Suspended: true}
	if got := Governing(list); got.Limit.N != 20 {
		t.Errorf("%v governs, want the running statutory one", got.Limit)
	}
	list[0].State = Cancelled
	if got := Governing(list); got == nil || !got.Result.Suspended {
		t.Error("the suspended clock governs when no other is open")
	}
	list[1].State = Broken
	if Governing(list) != nil {
		t.Error("a closed clock governs")
	}
}

func TestLIM11_LateIsComputedWhenRead(t *testing.T) {
	c := started(t, terms("2026-03-02T10:00", 5, calendar.WorkingDays))
	for when, want := range map[string]bool{"2026-03-09T16:59": false, "2026-03-09T17:00": false, "2026-03-09T17:00:01": true} {
		if got := c.Late(at(when)); got != want {
			t.Errorf("at %s late %v, want %v", when, got, want)
		}
	}
}

func TestLampsByWhatIsLeft(t *testing.T) {
	open := []calendar.Exclusion{calendar.Since(calendar.NewDate(2026, 3, 4), "hearing")}
	for _, c := range []struct {
		name  string
		n     int
		unit  calendar.Unit
		start string
		now   string
		ex    []calendar.Exclusion
		want  Lamp
	}{
		{"ten days, three left", 10, calendar.WorkingDays, "2026-03-02T10:00", "2026-03-11T10:00", nil, LampOK},
		{"ten days, two left", 10, calendar.WorkingDays, "2026-03-02T10:00", "2026-03-12T10:00", nil, LampWarn},
		{"three days, two left", 3, calendar.WorkingDays, "2026-03-02T10:00", "2026-03-03T10:00", nil, LampOK},
		{"three days, one left", 3, calendar.WorkingDays, "2026-03-02T10:00", "2026-03-04T10:00", nil, LampWarn},
		{"the due day", 3, calendar.WorkingDays, "2026-03-02T10:00", "2026-03-05T16:59", nil, LampWarn},
		{"after the close of the due day", 3, calendar.WorkingDays, "2026-03-02T10:00", "2026-03-05T17:01", nil, LampOver},
		{"stopped", 3, calendar.WorkingDays, "2026-03-02T10:00", "2026-03-20T10:00", open, LampHalt},
		{"one day is not yellow from the beginning", 1, calendar.WorkingDays, "2026-03-02T10:00", "2026-03-02T11:00", nil, LampOK},
		{"one day, the last hours", 1, calendar.WorkingDays, "2026-03-02T10:00", "2026-03-03T15:00", nil, LampWarn},
		{"two hours, one left", 2, calendar.Hours, "2026-03-02T09:00", "2026-03-02T10:00", nil, LampOK},
		{"two hours, twenty minutes left", 2, calendar.Hours, "2026-03-02T09:00", "2026-03-02T10:40", nil, LampWarn},
		{"two hours over", 2, calendar.Hours, "2026-03-02T09:00", "2026-03-02T11:01", nil, LampOver},
		{"natural days, a working day left", 20, calendar.NaturalDays, "2026-03-02T10:00", "2026-03-20T10:00", nil, LampWarn},
	} {
		k := started(t, terms(c.start, c.n, c.unit))
		k.Exclusions = c.ex
		k.Derive(engine, k.Start)
		if got := k.Stand(engine, at(c.now)).Lamp; got != c.want {
			t.Errorf("%s: %s, want %s (due %v)", c.name, got, c.want, k.Result.Due)
		}
	}
}

func TestLampOfAClosedClock(t *testing.T) {
	c := started(t, terms("2026-03-02T10:00", 5, calendar.WorkingDays))
	kept := *c
	if err := kept.Keep(engine, at("2026-03-05T10:00"), ""); err != nil || kept.Stand(engine, at("2026-06-01T10:00")).Lamp != LampDone {
		t.Errorf("kept in time: %v %v", err, kept.State)
	}
	if err := kept.Keep(engine, at("2026-03-05T10:00"), ""); err == nil {
		t.Error("a closed clock was kept again")
	}
}

func TestOverdueClosesOnlyWithAReason(t *testing.T) {
	c := started(t, terms("2026-03-02T10:00", 5, calendar.WorkingDays))
	now := at("2026-03-10T09:00")
	if err := c.Keep(engine, now, " "); !errors.Is(err, ErrLateReason) {
		t.Fatalf("late without a reason: %v", err)
	}
	if err := c.Cancel(engine, now, "withdrawn"); !errors.Is(err, ErrLateCancel) {
		t.Errorf("a breach was cancelled away: %v", err)
	}
	if err := c.Keep(engine, now, "outage at the bank"); err != nil {
		t.Fatal(err)
	}
	if c.State != Broken || !c.Fulfilled || !c.CountsAt.Equal(c.Result.Due) {
		t.Errorf("state %s fulfilled %v counts at %v, due %v", c.State, c.Fulfilled, c.CountsAt, c.Result.Due)
	}
}

func TestLIM12_OnlyPromisedLimitsStopForAnOutage(t *testing.T) {
	now := at("2026-03-04T12:00")
	outage := Stop{Ground: Outage, Reason: "power cut", From: at("2026-03-04T09:00"), To: at("2026-03-04T11:00")}
	promised := started(t, terms("2026-03-02T10:00", 5, calendar.WorkingDays))
	if ok, err := promised.Exclude(outage, now); !ok || err != nil {
		t.Errorf("promised: %v %v", ok, err)
	}
	law := terms("2026-03-02T10:00", 5, calendar.WorkingDays)
	law.Source = Statutory
	statutory := started(t, law)
	if ok, err := statutory.Exclude(outage, now); ok || err != nil || len(statutory.Exclusions) != 0 {
		t.Errorf("statutory: %v %v", ok, err)
	}
	hearing := Stop{Ground: "hearing", Reason: "applied for", Document: "d1"}
	if ok, err := statutory.Exclude(hearing, now); !ok || err != nil || !statutory.Exclusions[0].From.Equal(now) {
		t.Errorf("a special procedure stops a statutory limit from the act on: %v %v", ok, err)
	}
}

func TestLIM12_StopNeedsReasonNoticeAndMeasurement(t *testing.T) {
	now := at("2026-03-04T12:00")
	for want, s := range map[error]Stop{
		ErrGround:      {Reason: "x", Document: "d"},
		ErrReason:      {Ground: "hearing", Document: "d"},
		ErrNoNotice:    {Ground: "hearing", Reason: "x"},
		ErrBackdated:   {Ground: "hearing", Reason: "x", Document: "d", From: now.Add(-time.Hour)},
		ErrNotMeasured: {Ground: Outage, Reason: "x", From: now.Add(-time.Hour), To: now.Add(time.Hour)},
	} {
		if err := s.Check(now); !errors.Is(err, want) {
			t.Errorf("%+v: %v, want %v", s, err, want)
		}
	}
	if err := (Stop{Ground: Outage, Reason: "x"}).Check(now); !errors.Is(err, ErrNotMeasured) {
		t.Errorf("outage without measurement: %v", err)
	}
}

func TestExtensionOnceBeforeExpiryFromTheSameStart(t *testing.T) {
	c := started(t, terms("2026-01-28T09:00", 20, calendar.WorkingDays))
	if err := c.Extend(engine, 30, "complex", at("2026-03-04T09:00")); !errors.Is(err, ErrTooLate) {
		t.Errorf("after expiry: %v", err)
	}
	if err := c.Extend(engine, 20, "complex", at("2026-03-02T09:00")); !errors.Is(err, ErrNotLonger) {
		t.Errorf("not longer: %v", err)
	}
	if err := c.Extend(engine, 30, "complex", at("2026-03-02T09:00")); err != nil {
		t.Fatal(err)
	}
	want := engine.Due(c.Start, calendar.Limit{N: 30, Unit: calendar.WorkingDays}, nil)
	if c.Result != want || c.Generation != 2 {
		t.Errorf("due %v generation %d, want %v", c.Result, c.Generation, want)
	}
	if err := c.Extend(engine, 40, "again", at("2026-03-02T09:00")); !errors.Is(err, ErrExtendedOnce) {
		t.Errorf("twice: %v", err)
	}
}

func TestOwnCalendarEditKeepsTheEarlierDate(t *testing.T) {
	c := started(t, terms("2026-03-02T10:00", 5, calendar.WorkingDays))
	edited := calendar.Builtin().WithRegion("x", []calendar.Entry{{Date: calendar.NewDate(2026, 3, 5), Name: "local"}})
	moved := Engine{calendar.NewView(edited, calendar.StandardHall(), calendar.Policy{}), DefaultWarning, DefaultLadder}
	now := at("2026-03-03T10:00")
	national := *c
	if !national.Recompute(moved, false, now) || national.Result.Due.Day() != 10 {
		t.Errorf("a notice moves the date: %v", national.Result.Due)
	}
	if !c.Recompute(moved, true, now) || c.Result.Due.Day() != 9 || c.Generation != 1 {
		t.Errorf("an own edit keeps the date: %v generation %d", c.Result.Due, c.Generation)
	}
	if c.Recompute(moved, false, now); c.Result.Due.Day() != 9 {
		t.Errorf("later too: %v", c.Result.Due)
	}
}

func TestLIM13_AgreedTimeIsOwedAsAgreed(t *testing.T) {
	tm := terms("2026-03-02T10:00", 0, calendar.WorkingDays)
	tm.Kind, tm.Agreed = OneOff, at("2026-03-04T15:00")
	c := started(t, tm)
	if !c.Result.Due.Equal(tm.Agreed) || c.Late(at("2026-03-04T15:00")) || !c.Late(at("2026-03-04T15:01")) {
		t.Errorf("due %v", c.Result.Due)
	}
	if c.Oracle(engine) != c.Due(engine) {
		t.Error("the oracle differs")
	}
	if got := c.Stand(engine, at("2026-03-02T11:00")).Lamp; got != LampOK {
		t.Errorf("lamp %s at the beginning", got)
	}
	tm.Agreed = tm.Start
	if _, err := NewClock("k", tm, tm.Start); !errors.Is(err, ErrAgreed) {
		t.Errorf("agreed before it starts: %v", err)
	}
}

// Once yellow a lamp never turns green again until the due date changes, and it is yellow at every early rung of the default ladder.
func TestALampStaysYellowAndIsSoAtEveryEarlyRung(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyClock(t)
		yellow := false
		for now := c.Start; !now.After(c.Result.Due); now = now.Add(max(time.Minute, c.Result.Due.Sub(c.Start)/200)) {
			lamp := c.Stand(engine, now).Lamp
			if yellow && lamp != LampWarn {
				t.Fatalf("%v from %v: yellow, then %s at %v", c.Limit, c.Start, lamp, now)
			}
			yellow = lamp == LampWarn
		}
		for _, g := range climbed(c) {
			if g.rung.early() && c.Stand(engine, g.at).Lamp != LampWarn {
				t.Fatalf("%v from %v: not yellow at %v %v (due %v)", c.Limit, c.Start, g.rung, g.at, c.Result.Due)
			}
		}
	})
}
