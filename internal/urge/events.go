package urge

import "yichuang/internal/journal"

// CaseUrged: the applicant pressed for the case (催办). Told are those who had it in hand at that moment.
type CaseUrged struct {
	N    int      `json:"n"`
	Day  string   `json:"day"`
	Post []string `json:"posts"`
	Told []string `json:"told"` // staff ids
}

// EventType names the act.
func (CaseUrged) EventType() string { return "case.urged" }

var _ = journal.Register(CaseUrged{})
