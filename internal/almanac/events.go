package almanac

import (
	"yichuang/internal/calendar"
	"yichuang/internal/journal"
)

// Events of the calendar. Their object is the change; none carries personal data.
type (
	// Entered: a change was drafted.
	Entered struct {
		Kind   Kind             `json:"kind"`
		Year   int              `json:"year,omitempty"`
		Title  string           `json:"title,omitempty"`
		Number string           `json:"number,omitempty"` // of the document; empty while nobody has seen it
		Issued string           `json:"issued,omitempty"`
		Region string           `json:"region,omitempty"`
		Days   []calendar.Entry `json:"days,omitempty"`
		From   int64            `json:"from,omitempty"` // microseconds, of a closure
		To     int64            `json:"to,omitempty"`
		Reason string           `json:"reason"`
	}
	// ConsentGiven: the supervision office agreed that an own edit may move dates later.
	ConsentGiven struct {
		Reason string `json:"reason"`
	}
	// ChangeConfirmed: a second person put the change in force.
	ChangeConfirmed struct {
		EnteredBy string `json:"entered_by"`
		Seq       int64  `json:"seq"`
		Keeps     bool   `json:"keeps"` // earlier dates are kept
		Version   string `json:"calendar_version"`
		Clocks    int    `json:"clocks"` // running ones that it may concern
		Reason    string `json:"reason"`
	}
	// ChangeWithdrawn: a draft was given up, or a closure ended.
	ChangeWithdrawn struct {
		Reason string `json:"reason"`
	}
	// ChangeApplied: every running clock follows the calendar in force.
	ChangeApplied struct {
		Version string `json:"calendar_version"`
		Moved   int    `json:"moved"`
		Kept    int    `json:"kept"`
	}
)

func (Entered) EventType() string         { return "calendar.entered" }
func (ConsentGiven) EventType() string    { return "calendar.agreed" }
func (ChangeConfirmed) EventType() string { return "calendar.confirmed" }
func (ChangeWithdrawn) EventType() string { return "calendar.withdrawn" }
func (ChangeApplied) EventType() string   { return "calendar.applied" }

var _ = journal.Register(Entered{}, ConsentGiven{}, ChangeConfirmed{}, ChangeWithdrawn{}, ChangeApplied{})

func (c *Change) entered() Entered {
	e := Entered{Kind: c.Kind, Year: c.Year, Title: c.Title, Number: c.Number, Issued: c.Issued, Region: c.Region, Days: c.Days, Reason: c.Reason}
	if c.Kind == Closing {
		e.From, e.To = c.From.UnixMicro(), c.To.UnixMicro()
	}
	return e
}
