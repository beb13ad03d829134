package promise

import (
	"slices"
	"time"

	"yichuang/internal/calendar"
)

// When says from where the place of a rung is measured.
type When string

const (
	Used   When = "used"   // 已用: so many percent of the limit are gone
	Before When = "before" // 到期前: so many working days before the due date
	AtDue  When = "due"    // 到期: the due instant has passed
	After  When = "after"  // 逾期后: so many working days after the due date
)

// Who says in which quality somebody is told.
type Who string

const (
	TellHandler  Who = "handler"  // 承办: whoever answers for the post now, A or B
	TellB        Who = "b"        // B岗 of the post
	TellSection  Who = "section"  // 科室负责人: the responsible person of the post's department
	TellDivision Who = "division" // 分管领导
)

// Card is the mark of electronic supervision that a rung gives (黄牌, 红牌).
type Card string

const (
	NoCard Card = ""
	Yellow Card = "yellow"
	Red    Card = "red"
)

// Rung is one step on the ladder of reminders (提醒台阶): a place in the life of a clock, whom to tell there, and the card it gives.
type Rung struct {
	When When  `json:"when"`
	N    int   `json:"n,omitempty"` // percent, or working days
	Tell []Who `json:"tell,omitempty"`
	Card Card  `json:"card,omitempty"`
}

// Ladder is all rungs of a hall, in any order: the clock puts them in the order in which it reaches them.
type Ladder []Rung

// DefaultLadder holds where the catalogue sets none. Suggested by practice (电子监察), not by law.
var DefaultLadder = Ladder{
	{When: Used, N: 80, Tell: []Who{TellHandler}},
	{When: Before, N: 1, Tell: []Who{TellHandler, TellB}, Card: Yellow},
	{When: AtDue, Tell: []Who{TellHandler, TellB, TellSection}, Card: Red},
	{When: After, N: 1, Tell: []Who{TellHandler, TellSection, TellDivision}},
}

// places keeps the codes of different kinds of rungs apart; a number never changes its meaning, since rows keep it.
var places = map[When]int{Used: 1000, Before: 2000, AtDue: 3000, After: 4000}

// Code is the rung in the database. It says what the rung is and not where it stands, so that a ladder may be changed while clocks run.
func (r Rung) Code() int { return places[r.When] + r.N }

// early tells whether a rung lies before the due instant.
func (r Rung) early() bool { return r.When == Used || r.When == Before }

// byCode finds a rung. One that has left the ladder since its clock was set keeps its place and tells nobody.
func (l Ladder) byCode(code int) Rung {
	for _, r := range l {
		if r.Code() == code {
			return r
		}
	}
	for when, base := range places {
		if code >= base && code < base+1000 {
			return Rung{When: when, N: code - base}
		}
	}
	return Rung{}
}

// startClimb sets the first rung towards a new due date. An early rung that lies behind is nothing new to whoever just moved the
// date; being late always is said.
func (c *Clock) startClimb(v Engine, now time.Time) {
	c.climb(v, func(r Rung, at time.Time) bool { return !r.early() || at.After(now) })
}

// climbOn sets the rung that follows the reached one. One that was given for this due date is not given again, even where a changed
// calendar puts it elsewhere.
func (c *Clock) climbOn(v Engine, given []int) {
	reached := c.NextRungAt
	c.climb(v, func(r Rung, at time.Time) bool { return !slices.Contains(given, r.Code()) && !at.Before(reached) })
}

// climb takes the earliest rung that counts.
func (c *Clock) climb(v Engine, counts func(r Rung, at time.Time) bool) {
	c.NextRung, c.NextRungAt = 0, time.Time{}
	if c.State != Open || c.Result.Suspended {
		return
	}
	for _, r := range v.Ladder {
		at, ok := c.rungAt(v, r)
		if !ok || !counts(r, at) {
			continue
		}
		if c.NextRung == 0 || at.Before(c.NextRungAt) || at.Equal(c.NextRungAt) && r.Code() < c.NextRung {
			c.NextRung, c.NextRungAt = r.Code(), at
		}
	}
}

// rungAt is when a clock reaches a rung, within office hours; false where it never does: before the start of a short limit, or with
// no office hour left before the due instant.
func (c *Clock) rungAt(v Engine, r Rung) (at time.Time, ok bool) {
	due := c.Result.Due
	switch r.When {
	case Used:
		at, ok = v.NextOpening(c.usedAt(v, r.N))
	case Before:
		if c.short() {
			return at, false // hours have no day before
		}
		at, ok = v.NextOpening(v.workingDayBefore(calendar.DateOf(due), r.N).Start())
	case AtDue:
		return v.justAfter(due)
	case After:
		d := calendar.DateOf(due)
		for range r.N {
			d = v.NextWorkingDay(d)
		}
		return v.NextOpening(d.Start())
	}
	return at, ok && at.After(c.Start) && at.Before(due)
}

// justAfter is the first instant at which something due is late, at the close of the office hours too: what is due at the close is
// said then. At any other hour it waits for the hall to open.
func (v Engine) justAfter(due time.Time) (at time.Time, ok bool) {
	at = due.Add(time.Microsecond)
	for _, o := range v.OpeningsOn(calendar.DateOf(due)) {
		if !due.Before(o.From) && !due.After(o.To) {
			return at, true
		}
	}
	return v.NextOpening(at)
}

func (v Engine) workingDayBefore(d calendar.Date, n int) calendar.Date {
	for ; n > 0; n-- {
		for d--; !v.IsWorkingDay(d); d-- {
		}
	}
	return d
}

// usedAt is when so many percent of the limit are gone. What is used only grows, so the instant is found by halving. It is rounded
// up to the microsecond that is stored.
func (c *Clock) usedAt(v Engine, percent int) time.Time {
	lo, hi := c.Start, c.Result.Due
	for hi.Sub(lo) > time.Second {
		mid := lo.Add(hi.Sub(lo) / 2)
		if c.used(v, percent, mid) {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi.Truncate(time.Microsecond)
}

func (c *Clock) used(v Engine, percent int, now time.Time) bool {
	if c.short() {
		return v.OfficeMinutes(now, c.Result.Due, c.Exclusions)*100 <= v.OfficeMinutes(c.Start, c.Result.Due, c.Exclusions)*(100-percent)
	}
	p := v.Progress(c.Start, c.Limit, c.Exclusions, c.Result, now)
	return p.Left*100 <= p.Total*(100-percent)
}
