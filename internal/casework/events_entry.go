package casework

import (
	"yichuang/internal/journal"
	"yichuang/internal/promise"
)

// Events of cases that come in from paper or from before. None carries personal data.
type (
	// EntryMade: one person entered what a paper says (补录, 迁移 提出).
	EntryMade struct {
		Kind     promise.Outside `json:"kind"`
		Source   string          `json:"source"`
		Item     string          `json:"item"`
		Received int64           `json:"received"` // on paper
		Accepted int64           `json:"accepted,omitempty"`
		Step     string          `json:"step,omitempty"`
		Outage   string          `json:"outage,omitempty"`
		Batch    string          `json:"batch,omitempty"`
	}
	// EntryAnswered: the second person confirmed it, or sent it back with a reason.
	EntryAnswered struct {
		Confirmed bool   `json:"confirmed"`
		Note      string `json:"note,omitempty"`
		Case      string `json:"case,omitempty"`
	}
	// CaseEntered: the case exists with the times of the paper, outside the figures (补录, 迁移).
	CaseEntered struct {
		No        string          `json:"no"`
		Kind      promise.Outside `json:"kind"`
		Source    string          `json:"source"`
		Entry     string          `json:"entry"`
		Item      string          `json:"item"`
		Version   int             `json:"version"`
		Received  int64           `json:"received"` // on paper
		Accepted  int64           `json:"accepted,omitempty"`
		EnteredBy string          `json:"entered_by"`
		EnteredAt int64           `json:"entered_at"`
		Outage    string          `json:"outage,omitempty"`
		Limits    []string        `json:"limits,omitempty"`
	}
)

func (EntryMade) EventType() string     { return "case.entry_made" }
func (EntryAnswered) EventType() string { return "case.entry_answered" }
func (CaseEntered) EventType() string   { return "case.entered" }

var _ = journal.Register(EntryMade{}, EntryAnswered{}, CaseEntered{})
