package outage

import "yichuang/internal/journal"

// Events of outages. None carries personal data.
type (
	// Beaten: the program runs (心跳). Head and Root are the sealed journal at that moment, so that nobody can put one in later.
	Beaten struct {
		Open int    `json:"open"` // running promises of all halls
		Head int64  `json:"head"`
		Root string `json:"root"`
		Made bool   `json:"made,omitempty"` // what lies before is made history, no time that passed
	}
	// OutageProposed: one person says that the hall or a window stood still; the times are measured (停办提出).
	OutageProposed struct {
		Window string `json:"window,omitempty"`
		From   int64  `json:"from"`
		To     int64  `json:"to"`
		Before string `json:"before,omitempty"` // acts that bound the gap
		After  string `json:"after,omitempty"`
		Cause  Cause  `json:"cause"`
		Reason string `json:"reason"`
	}
	// OutageConfirmed: a second person says so too; promised limits have moved (停办认定).
	OutageConfirmed struct {
		Window  string `json:"window,omitempty"`
		From    int64  `json:"from"`
		To      int64  `json:"to"`
		By      string `json:"by"`
		Tickets int    `json:"tickets"`
		Cases   int    `json:"cases"` // whose promise moved
	}
	// OutageRefused: it was none, with the reason.
	OutageRefused struct {
		Note string `json:"note"`
	}
)

func (Beaten) EventType() string          { return "hall.heartbeat" }
func (OutageProposed) EventType() string  { return "outage.proposed" }
func (OutageConfirmed) EventType() string { return "outage.confirmed" }
func (OutageRefused) EventType() string   { return "outage.refused" }

var _ = journal.Register(Beaten{}, OutageProposed{}, OutageConfirmed{}, OutageRefused{})
