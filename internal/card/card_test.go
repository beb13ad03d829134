package card

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yichuang/internal/calendar"
	"yichuang/internal/errs"
)

var view = calendar.NewView(calendar.Builtin(), calendar.StandardHall(), calendar.Policy{})

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, calendar.Zone)

func fresh() *Card { return &Card{ID: "k", Staff: "hejing", State: Given, At: monday} }

func TestASM6_NobodyIsUpheldUnheard(t *testing.T) {
	until := fresh().Until(view, Defaults) // Thursday 5 March
	upheld := Ruling{Finding: Upheld, Note: "逾期属实"}
	if err := fresh().Close("sup", upheld, until, monday.AddDate(0, 0, 3)); !errors.Is(err, ErrNotHeard) {
		t.Errorf("on the last day of the hearing time: %v", err)
	}
	if err := fresh().Close("sup", upheld, until, monday.AddDate(0, 0, 4)); err != nil {
		t.Errorf("after the hearing time: %v", err)
	}
	c := fresh()
	if err := c.Explain("hejing", " 系统停了半天 ", monday); err != nil || c.Explanation != "系统停了半天" {
		t.Fatal(err, c.Explanation)
	}
	if err := c.Close("sup", upheld, until, monday); err != nil || c.State != Closed || c.Ground != "" {
		t.Errorf("heard at once: %v %+v", err, c)
	}
}

func TestASM6_WhatAFindingNeeds(t *testing.T) {
	until := fresh().Until(view, Defaults)
	for name, c := range map[string]struct {
		by   string
		r    Ruling
		want *errs.Error
	}{
		"the own card":            {"hejing", Ruling{Excused, "outage", "x"}, ErrOwn},
		"no finding":              {"sup", Ruling{"", "", "x"}, ErrNoFinding},
		"an excuse without":       {"sup", Ruling{Excused, "", "x"}, ErrNoGround},
		"an excuse with any word": {"sup", Ruling{Excused, "busy", "x"}, ErrNoGround},
		"no reasons":              {"sup", Ruling{Excused, "outage", "  "}, ErrNoNote},
		"an excuse":               {"sup", Ruling{Excused, "outage", "当天停电"}, nil},
	} {
		k := fresh()
		err := k.Close(c.by, c.r, until, monday)
		if errs.Code(err) != errs.Code(asError(c.want)) || (err != nil) != (k.State == Given) {
			t.Errorf("%s: %v, state %s", name, err, k.State)
		}
	}
	if err := fresh().Explain("somebody else", "x", monday); !errors.Is(err, ErrNotYours) {
		t.Errorf("another explains: %v", err)
	}
	if err := fresh().Explain("hejing", " ", monday); !errors.Is(err, ErrNoText) {
		t.Errorf("nothing explained: %v", err)
	}
}

func asError(e *errs.Error) error {
	if e == nil {
		return nil
	}
	return e
}

// Whatever people try in whatever order: the states only go forward, a refused try changes nothing, a closed card never changes, and
// no upheld card was unheard.
func TestASM6_EveryCourseOfACard(t *testing.T) {
	order := map[State]int{Given: 0, Explained: 1, Closed: 2}
	rapid.Check(t, func(t *rapid.T) {
		c, now := fresh(), monday
		until := c.Until(view, Defaults)
		for range rapid.IntRange(1, 12).Draw(t, "tries") {
			now = now.Add(time.Duration(rapid.IntRange(0, 48).Draw(t, "hours")) * time.Hour)
			who := rapid.SampledFrom([]string{"hejing", "sup", "other"}).Draw(t, "who")
			before := *c
			var err error
			if rapid.Bool().Draw(t, "explain") {
				err = c.Explain(who, rapid.SampledFrom([]string{"", "reason"}).Draw(t, "text"), now)
			} else {
				err = c.Close(who, Ruling{Finding: rapid.SampledFrom([]Finding{Upheld, Excused, ""}).Draw(t, "finding"),
					Ground: rapid.SampledFrom([]Ground{"", "outage"}).Draw(t, "ground"), Note: rapid.SampledFrom([]string{"", "n"}).Draw(t, "note")}, until, now)
			}
			switch {
			case err != nil && *c != before:
				t.Fatalf("%v changed the card", err)
			case err == nil && before.State == Closed:
				t.Fatal("a closed card changed")
			case err == nil && order[c.State] <= order[before.State]:
				t.Fatalf("%s after %s", c.State, before.State)
			case c.State == Closed && c.ClosedBy == c.Staff:
				t.Fatal("the own card was closed")
			case c.State == Closed && c.Finding == Upheld && c.Explanation == "" && calendar.DateOf(c.ClosedAt) <= until:
				t.Fatal("upheld unheard")
			}
		}
	})
}

func TestAnOpenCardIsOldAfterItsWorkingDays(t *testing.T) {
	c := fresh() // Monday; the fifth working day after is Monday 9 March
	for day, want := range map[int]bool{5: false, 7: false, 8: true} {
		if got := c.IsOld(view, Defaults, monday.AddDate(0, 0, day)); got != want {
			t.Errorf("after %d days: %v", day, got)
		}
	}
	c.State = Closed
	if c.IsOld(view, Defaults, monday.AddDate(1, 0, 0)) {
		t.Error("a closed card is not old")
	}
}
