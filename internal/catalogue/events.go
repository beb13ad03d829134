package catalogue

import "yichuang/internal/journal"

// Published: a catalogue was put in force. Items are the versions that this act added, as code@version with the digest of the body.
type Published struct {
	City      string            `json:"city"`
	Catalogue string            `json:"catalogue"` // digest of the files
	Items     map[string]string `json:"items,omitempty"`
}

// EventType is the stable name of the act.
func (Published) EventType() string { return "catalogue.published" }

var _ = journal.Register(Published{})
