package card

import (
	"slices"
	"strings"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/mutant"
	"yichuang/internal/promise"
)

// State of a card.
type State string

const (
	Given     State = "given"     // 待说明
	Explained State = "explained" // 待认定
	Closed    State = "closed"    // 已结
)

// Finding is what the supervisor found (认定).
type Finding string

const (
	Upheld  Finding = "upheld"  // 属实: the person answers for it
	Excused Finding = "excused" // 免责: with a ground
)

// Ground is why a card is excused (免责事由).
type Ground string

// Grounds are those that a finding may name.
var Grounds = []Ground{"outage", "applicant", "other_body", "force_majeure", "wrong_data"}

// Settings are a hall's times.
type Settings struct {
	Explain int // working days that the person has to explain (说明期限)
	Old     int // working days after which an open card stands out
}

// Defaults are suggested by practice, not by law.
var Defaults = Settings{Explain: 3, Old: 5}

// Card is one mark of electronic supervision (红黄牌).
type Card struct {
	ID         string
	Hall       string
	Colour     promise.Card
	Clock      string
	Rung       int // promise.Rung.Code
	Generation int // of the due date
	Kind       promise.Kind
	Source     promise.Source
	Rule       string // rule of the limit with its version, "SB-01@3"; empty where the limit has none
	Case       string // empty where the clock is about no case
	No         string // case number
	Item       string
	Post       string
	Department string
	Staff      string // who answered for the post at that instant (DUT-3)
	Due        time.Time
	At         time.Time // given

	State       State
	Explanation string
	ExplainedAt time.Time
	Finding     Finding
	Ground      Ground
	Note        string
	ClosedBy    string
	ClosedAt    time.Time
	Edition     int // row version for concurrent changes
}

// Explain is the person's own word, once.
func (c *Card) Explain(staff, text string, now time.Time) error {
	text = strings.TrimSpace(text)
	switch {
	case c.Staff != staff:
		return ErrNotYours
	case c.State != Given:
		return errState(c)
	case text == "":
		return ErrNoText
	}
	c.State, c.Explanation, c.ExplainedAt = Explained, text, now
	return nil
}

// Ruling is how a card is closed.
type Ruling struct {
	Finding Finding
	Ground  Ground // of an excuse
	Note    string
}

// Close ends a card with a finding. until is the last day on which the person may explain.
func (c *Card) Close(by string, r Ruling, until calendar.Date, now time.Time) error {
	r.Note = strings.TrimSpace(r.Note)
	switch {
	case c.Staff == by:
		return ErrOwn
	case c.State == Closed:
		return errState(c)
	case r.Finding != Upheld && r.Finding != Excused:
		return ErrNoFinding
	case r.Finding == Excused && !slices.Contains(Grounds, r.Ground):
		return ErrNoGround
	case r.Note == "":
		return ErrNoNote
	case r.Finding == Upheld && c.State == Given && calendar.DateOf(now) <= until && !mutant.On("card_unheard"):
		return ErrNotHeard
	}
	if r.Finding == Upheld {
		r.Ground = ""
	}
	c.State, c.Finding, c.Ground, c.Note, c.ClosedBy, c.ClosedAt = Closed, r.Finding, r.Ground, r.Note, by, now
	return nil
}

// Until is the last day on which the person may explain.
func (c *Card) Until(v *calendar.View, s Settings) calendar.Date { return after(v, c.At, s.Explain) }

// IsOld tells whether an open card has waited longer than it should.
func (c *Card) IsOld(v *calendar.View, s Settings, now time.Time) bool {
	return c.State != Closed && calendar.DateOf(now) > after(v, c.At, s.Old)
}

// after is the n-th working day after an instant's date.
func after(v *calendar.View, t time.Time, n int) calendar.Date {
	d := calendar.DateOf(t)
	for range n {
		d = v.NextWorkingDay(d)
	}
	return d
}
