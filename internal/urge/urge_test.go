package urge

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yichuang/internal/calendar"
	"yichuang/internal/casework"
	"yichuang/internal/errs"
)

var view = calendar.NewView(calendar.Builtin(), calendar.StandardHall(), calendar.Policy{})

func TestMayUrgeOnlyWhatSomebodyInsideHasInHand(t *testing.T) {
	ready := time.Date(2026, 11, 24, 10, 0, 0, 0, calendar.Zone)
	for _, c := range []struct {
		kase casework.Case
		want bool
	}{
		{casework.Case{State: casework.Received}, true},
		{casework.Case{State: casework.Noticed}, false},
		{casework.Case{State: casework.Accepted}, true},
		{casework.Case{State: casework.Decided}, true},
		{casework.Case{State: casework.Decided, Ready: ready}, false},
		{casework.Case{State: casework.Delivered}, false},
		{casework.Case{State: casework.Filed}, false},
		{casework.Case{State: casework.Rejected}, false},
		{casework.Case{State: casework.Withdrawn}, false},
	} {
		if got := May(&c.kase); got != c.want {
			t.Errorf("%s (ready %v): %v", c.kase.State, !c.kase.Ready.IsZero(), got)
		}
		if _, err := next(&c.kase, nil, view, ready); (err == nil) != c.want || err != nil && errs.Code(err) != "case.urge.state" {
			t.Errorf("%s: %v", c.kase.State, err)
		}
	}
}

// However often and whenever somebody presses: at most one urging a working day counts, each on a working day not before the act,
// and they are numbered without a gap.
func TestUrgingsCountOnceAWorkingDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &casework.Case{ID: "c", Hall: "shi", State: casework.Accepted}
		now := calendar.NewDate(2026, 1, 1).Start()
		var list []Urging
		for range rapid.IntRange(1, 40).Draw(t, "presses") {
			now = now.Add(time.Duration(rapid.IntRange(0, 40*60).Draw(t, "minutes")) * time.Minute)
			u, err := next(c, list, view, now)
			if err != nil {
				if !errors.Is(err, ErrToday) || list[len(list)-1].Day != DayOf(view, now) {
					t.Fatalf("%v refused: %v after %v", now, err, list)
				}
				continue
			}
			if !view.IsWorkingDay(u.Day) || u.Day < calendar.DateOf(now) || u.N != len(list)+1 {
				t.Fatalf("%v: %+v", now, u)
			}
			if len(list) > 0 && u.Day <= list[len(list)-1].Day {
				t.Fatalf("two on %v", u.Day)
			}
			list = append(list, u)
		}
	})
}
