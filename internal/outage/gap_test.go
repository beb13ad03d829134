package outage

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yichuang/internal/calendar"
	"yichuang/internal/errs"
)

var nine = time.Date(2026, 11, 24, 9, 0, 0, 0, calendar.Zone)

func TestLOG9_AHeartbeatEachMinuteWhateverTheClock(t *testing.T) {
	for after, want := range map[time.Duration]bool{0: false, 59 * time.Second: false, time.Minute: true, time.Hour: true, -59 * time.Second: false, -time.Hour: true} {
		if got := Defaults.due(nine, nine.Add(after)); got != want {
			t.Errorf("%v after the last: %v", after, got)
		}
	}
	if !Defaults.due(time.Time{}, nine) {
		t.Error("the first heartbeat is not due")
	}
}

func TestAPT5_OnlyAGapThatTakesOfficeTimeCounts(t *testing.T) {
	for name, c := range map[string]struct {
		g    Gap
		code string
	}{
		"three minutes":                  {Gap{From: nine, To: nine.Add(3 * time.Minute), Office: 30}, "outage.gap.none"},
		"no gap at all":                  {Gap{}, "outage.gap.none"},
		"a night":                        {Gap{From: nine, To: nine.Add(9 * time.Hour)}, "outage.gap.short"},
		"29 minutes":                     {Gap{From: nine, To: nine.Add(29 * time.Minute), Office: 29}, "outage.gap.short"},
		"half an hour of office time":    {Gap{From: nine, To: nine.Add(30 * time.Minute), Office: 30}, ""},
		"a night with its first morning": {Gap{From: nine, To: nine.Add(20 * time.Hour), Office: 45}, ""},
	} {
		if err := c.g.Check(Defaults); errs.Code(err) != c.code {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
	}
	if err := (Span{From: nine}).Check(Defaults); !errors.Is(err, ErrNoRecord) {
		t.Errorf("a window that is still away: %v", err)
	}
	if err := (Span{From: nine, To: nine.Add(time.Hour)}).Check(Defaults); err != nil {
		t.Errorf("a window that was away for an hour: %v", err)
	}
}

func TestAPT5_NobodyConfirmsTheOwnOutage(t *testing.T) {
	for _, by := range []string{"manager", ""} {
		o := &Outage{State: Proposed, By: "manager"}
		if err := o.Confirm(by, nine); !errors.Is(err, ErrSamePerson) || o.State != Proposed {
			t.Errorf("%q confirms: %v, %s", by, err, o.State)
		}
	}
}

// Whatever two people try: only one settles it, never whoever proposed it, and a refusal has its reason.
func TestAPT5_EveryCourseOfAnOutage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := &Outage{State: Proposed, By: "a"}
		for range rapid.IntRange(1, 8).Draw(t, "tries") {
			before := *o
			who := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "who")
			note := rapid.SampledFrom([]string{"", "  ", "not so"}).Draw(t, "note")
			var err error
			if rapid.Bool().Draw(t, "confirm") {
				err = o.Confirm(who, nine)
			} else {
				err = o.Refuse(who, note, nine)
			}
			switch {
			case err != nil && *o != before:
				t.Fatalf("%v changed it", err)
			case err == nil && (before.State != Proposed || who == "a" || o.Second != who):
				t.Fatalf("%s by %s after %s", o.State, who, before.State)
			case err == nil && o.State == Refused && o.Note == "":
				t.Fatal("refused without a reason")
			}
		}
	})
}

func TestWhatAProposalNeeds(t *testing.T) {
	for want, p := range map[string]Proposal{"outage.cause": {Reason: "x"}, "outage.reason": {Cause: "power", Reason: " "}, "": {Cause: "network", Reason: "光缆挖断"}} {
		if got := errs.Code(p.check()); got != want {
			t.Errorf("%+v: %q, want %q", p, got, want)
		}
	}
}
