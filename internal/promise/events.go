package promise

import (
	"yichuang/internal/calendar"
	"yichuang/internal/journal"
)

// Dates are what an act did to a due date; they stand in every event that can move it.
type Dates struct {
	Due         int64  `json:"due"` // microseconds, 0 while suspended
	Suspended   bool   `json:"suspended,omitempty"`
	Provisional bool   `json:"provisional,omitempty"`
	Version     string `json:"calendar_version"`
	Generation  int    `json:"generation"`
}

// Announced is how the date that people are told about a subject moved: that of the clock that decides. Of all clocks of a subject that move
// together only one act carries it.
type Announced struct {
	From    int64 `json:"from"` // microseconds
	To      int64 `json:"to"`
	Settled bool  `json:"settled,omitempty"` // it was provisional and is firm now
}

// Events of clocks. Their object is the clock. None carries personal data.
type (
	// ClockOpened: a promise was made.
	ClockOpened struct {
		Terms
		Dates
	}
	// ClockExcluded: time was taken out (中止, 特别程序).
	ClockExcluded struct {
		StopID string `json:"stop"`
		Stop
		Dates
	}
	// ClockResumed: the time that was taken out ended.
	ClockResumed struct {
		StopID string `json:"stop"`
		Dates
	}
	// ClockExtended: the limit was made longer (延期).
	ClockExtended struct {
		Limit  calendar.Limit `json:"limit"`
		Reason string         `json:"reason"`
		Dates
	}
	// ClockKept: fulfilled in time.
	ClockKept struct{ Dates }
	// ClockBroken: fulfilled late, or never. The reason is published.
	ClockBroken struct {
		Fulfilled bool   `json:"fulfilled"`
		Reason    string `json:"reason"`
		Dates
	}
	// ClockCancelled: nothing is owed any more.
	ClockCancelled struct {
		Reason string `json:"reason"`
		Dates
	}
	// ClockRecomputed: a changed calendar moved the date, made it firm, or would have made it later and was held back.
	ClockRecomputed struct {
		Before    Dates      `json:"before"`
		Change    string     `json:"change,omitempty"` // id of the calendar's change
		Reason    string     `json:"reason"`
		Own       bool       `json:"own"`                 // an edit of the hall's own, which keeps the earlier date
		Kept      int64      `json:"kept,omitempty"`      // microseconds: the earlier date that is kept, an input from now on
		Days      int        `json:"kept_days,omitempty"` // working days by which the edit alone would have made it later
		Announced *Announced `json:"announced,omitempty"`
		Dates
	}
	// ClocksFollowed: running clocks were looked at after the calendar changed, a page at a time; most do not move.
	ClocksFollowed struct {
		Change  string `json:"change,omitempty"`
		Version string `json:"calendar_version"`
		Seen    int    `json:"seen"`
		Moved   int    `json:"moved"`
		Kept    int    `json:"kept"`
	}
	// ClockWarned: a rung of the ladder was reached; messages and cards follow this. Told are the people whom the rung names, each
	// once, as the posts were held at that moment.
	ClockWarned struct {
		Rung        Rung    `json:"rung"`
		Kind        Kind    `json:"kind"`
		Subject     Subject `json:"subject"`
		Item        string  `json:"item,omitempty"`
		Source      Source  `json:"source"`
		Rule        string  `json:"rule,omitempty"`
		Post        string  `json:"post"`
		Department  string  `json:"department,omitempty"`
		Responsible string  `json:"responsible,omitempty"` // staff id of who answered for the post then (DUT-3)
		Told        []Told  `json:"told,omitempty"`
		Dates
	}
	// ClocksExported: the list of running clocks left the program as a file. Its object is the list of the hall.
	ClocksExported struct {
		Format string `json:"format"` // csv, xlsx
		Filter string `json:"filter,omitempty"`
		Rows   int    `json:"rows"`
	}
)

func (ClockOpened) EventType() string     { return "promise.opened" }
func (ClockExcluded) EventType() string   { return "promise.excluded" }
func (ClockResumed) EventType() string    { return "promise.resumed" }
func (ClockExtended) EventType() string   { return "promise.extended" }
func (ClockKept) EventType() string       { return "promise.kept" }
func (ClockBroken) EventType() string     { return "promise.broken" }
func (ClockCancelled) EventType() string  { return "promise.cancelled" }
func (ClockRecomputed) EventType() string { return "promise.recomputed" }
func (ClocksFollowed) EventType() string  { return "promise.followed" }
func (ClockWarned) EventType() string     { return "promise.warned" }
func (ClocksExported) EventType() string  { return "promise.exported" }

var _ = journal.Register(ClockOpened{}, ClockExcluded{}, ClockResumed{}, ClockExtended{}, ClockKept{}, ClockBroken{}, ClockCancelled{},
	ClockRecomputed{}, ClocksFollowed{}, ClockWarned{}, ClocksExported{})

func (c *Clock) dates() Dates {
	d := Dates{Suspended: c.Result.Suspended, Provisional: c.Result.Provisional, Version: c.Version, Generation: c.Generation}
	if !c.Result.Suspended {
		d.Due = c.Result.Due.UnixMicro()
	}
	return d
}
