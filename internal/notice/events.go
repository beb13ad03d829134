package notice

import "yichuang/internal/journal"

// Events of notices.
type (
	// Issued: the person was told everything, once.
	Issued struct {
		Number   string   `json:"number"`
		Item     string   `json:"item"`
		Case     string   `json:"case"`
		Seq      int      `json:"seq"`
		Gaps     []string `json:"gaps"` // material ids
		Declined bool     `json:"declined,omitempty"`
	}
	// SecondDemanded: something was asked for that the first sheet did not name; a breach of ONE-4 for the supervisor.
	SecondDemanded struct {
		Number string   `json:"number"`
		Extra  []string `json:"extra"`
		Reason string   `json:"reason"`
		Clerk  string   `json:"clerk"`
	}
	// Supplied: the person came back with what was asked for.
	Supplied struct {
		Number string `json:"number"`
	}
)

func (Issued) EventType() string         { return "notice.issued" }
func (SecondDemanded) EventType() string { return "notice.second_demanded" }
func (Supplied) EventType() string       { return "notice.supplied" }

var _ = journal.Register(Issued{}, SecondDemanded{}, Supplied{})
