package casework

import "yichuang/internal/journal"

// Events of cases. None carries personal data: the applicant is known by the case's random id alone.
type (
	// CaseReceived: papers were handed in (收件).
	CaseReceived struct {
		No        string   `json:"no"`
		Item      string   `json:"item"`
		Version   int      `json:"version"`
		Kind      string   `json:"kind"`
		Agent     bool     `json:"agent,omitempty"`
		Ticket    string   `json:"ticket,omitempty"`
		Materials []string `json:"materials"`
		Twin      string   `json:"twin,omitempty"`     // first case of the same story
		Override  string   `json:"override,omitempty"` // why a number with a wrong check digit was taken
	}
	// CaseCodeRenewed: a fresh tracking code was given because the first answer may not have arrived.
	CaseCodeRenewed struct{}
	// CaseChecked: rows of the checklist were answered.
	CaseChecked struct {
		Answers  map[string]string `json:"answers"` // material → answer
		Complete bool              `json:"complete"`
	}
	// CaseAccepted: 受理, with every limit that runs.
	CaseAccepted struct {
		Letter string   `json:"letter,omitempty"`
		Limits []string `json:"limits"`
		Due    int64    `json:"due,omitempty"`    // microseconds, the earliest, as computed then
		Silent bool     `json:"silent,omitempty"` // five days had passed without a word: it runs from the receipt
	}
	// CaseNoticed: a one-time notice is out.
	CaseNoticed struct {
		Notice string `json:"notice"`
		Seq    int    `json:"seq"`
	}
	// CaseSupplied: the applicant is back; a new five-day check begins.
	CaseSupplied struct {
		Ticket string `json:"ticket,omitempty"`
	}
	// CaseRejected: not taken, and why.
	CaseRejected struct {
		Ground    Ground `json:"ground"`
		Condition string `json:"condition"`
		Letter    string `json:"letter"`
	}
	// CaseStepDecided: a post ended its step.
	CaseStepDecided struct {
		Step    string `json:"step"`
		Post    string `json:"post"`
		As      string `json:"as"`
		Outcome string `json:"outcome"`
		Next    string `json:"next"`
		Reasons bool   `json:"reasons,omitempty"` // a reason is on file
	}
	// CaseDecided: the decision with its paper.
	CaseDecided struct {
		Decision  Decision `json:"decision"`
		Condition string   `json:"condition,omitempty"`
		Letter    string   `json:"letter"`
		Late      string   `json:"late,omitempty"` // published reason of a missed limit
	}
	// CaseReady: the result can be handed out at the window.
	CaseReady struct{}
	// CaseDelivered: handed over against identity or authority.
	CaseDelivered struct {
		Letter  string `json:"letter"`
		Way     string `json:"way"`
		ToAgent bool   `json:"to_agent,omitempty"`
	}
	// CaseFiled: archive complete.
	CaseFiled struct{}
	// CaseWithdrawn: by the applicant's own act.
	CaseWithdrawn struct{}
	// CaseCorrected: a mistake was put right; what it was and what it is are in the case, not here.
	CaseCorrected struct {
		What   string `json:"what"`
		Reason string `json:"reason"`
	}
	// CaseItemChanged: the filing was for another item than it was received as.
	CaseItemChanged struct {
		From      string   `json:"from"`
		Item      string   `json:"item"`
		Version   int      `json:"version"`
		Reason    string   `json:"reason"`
		Materials []string `json:"materials"`
	}
	// CaseFileAdded and CaseFileOpened: a scan or photo of a material.
	CaseFileAdded struct {
		Material string `json:"material"`
		Hash     string `json:"hash"`
	}
	CaseFileOpened struct {
		File string `json:"file"`
	}
	// CaseUnmasked: somebody looked at the full number, and why.
	CaseUnmasked struct {
		Field  string `json:"field"`
		Reason string `json:"reason"`
	}
)

func (CaseReceived) EventType() string    { return "case.received" }
func (CaseCodeRenewed) EventType() string { return "case.code_renewed" }
func (CaseChecked) EventType() string     { return "case.checked" }
func (CaseAccepted) EventType() string    { return "case.accepted" }
func (CaseNoticed) EventType() string     { return "case.noticed" }
func (CaseSupplied) EventType() string    { return "case.supplied" }
func (CaseRejected) EventType() string    { return "case.rejected" }
func (CaseStepDecided) EventType() string { return "case.step_decided" }
func (CaseDecided) EventType() string     { return "case.decided" }
func (CaseReady) EventType() string       { return "case.ready" }
func (CaseDelivered) EventType() string   { return "case.delivered" }
func (CaseFiled) EventType() string       { return "case.filed" }
func (CaseWithdrawn) EventType() string   { return "case.withdrawn" }
func (CaseCorrected) EventType() string   { return "case.corrected" }
func (CaseItemChanged) EventType() string { return "case.item_changed" }
func (CaseFileAdded) EventType() string   { return "case.file_added" }
func (CaseFileOpened) EventType() string  { return "case.file_opened" }
func (CaseUnmasked) EventType() string    { return "case.unmasked" }

var _ = journal.Register(CaseReceived{}, CaseCodeRenewed{}, CaseChecked{}, CaseAccepted{}, CaseNoticed{}, CaseSupplied{}, CaseRejected{}, CaseStepDecided{},
	CaseDecided{}, CaseReady{}, CaseDelivered{}, CaseFiled{}, CaseWithdrawn{}, CaseCorrected{}, CaseItemChanged{}, CaseFileAdded{}, CaseFileOpened{}, CaseUnmasked{})
