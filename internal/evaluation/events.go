package evaluation

import "yichuang/internal/journal"

// Events of ratings. None carries what the person wrote.
type (
	// Rated: a level was given. Seq 2 is a revision (追评); the first row stays.
	Rated struct {
		Ticket  string   `json:"ticket"`
		Seq     int      `json:"seq"`
		Level   int      `json:"level"`
		Aspects []Aspect `json:"aspects,omitempty"`
		Channel Channel  `json:"channel"`
		Comment bool     `json:"comment,omitempty"` // there is one on file
	}
	// Handled: a bad rating was looked into, or put right.
	Handled struct {
		Kind HandlingKind `json:"kind"`
		Late string       `json:"late,omitempty"` // published reason of a missed limit
	}
)

func (Rated) EventType() string   { return "rating.given" }
func (Handled) EventType() string { return "rating.handled" }

var _ = journal.Register(Rated{}, Handled{})
