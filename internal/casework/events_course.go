package casework

import "yichuang/internal/journal"

// Events of a case's course.
type (
	// CaseSpecialStarted and CaseSpecialEnded: a special procedure of the item's law stops the limits, told in writing (LIM-12).
	CaseSpecialStarted struct {
		ID        string `json:"id"`
		Kind      string `json:"kind"`
		Days      int    `json:"days"` // working days, as told
		By        string `json:"by"`
		Reference string `json:"reference"`
		Reason    string `json:"reason"`
		Letter    string `json:"letter"`
		Stop      string `json:"stop"`
		Flagged   bool   `json:"flagged,omitempty"` // begun within the last fifth of the limit
	}
	CaseSpecialEnded struct {
		ID        string `json:"id"`
		Result    string `json:"result"`
		Reference string `json:"reference"`
		Stop      string `json:"stop"`
	}
	// CaseExtensionAsked and CaseExtensionDecided: a longer statutory limit (延期).
	CaseExtensionAsked struct {
		ID     string `json:"id"`
		Days   int    `json:"days"`
		Reason string `json:"reason"`
	}
	CaseExtensionDecided struct {
		ID       string `json:"id"`
		Approved bool   `json:"approved"`
		Letter   string `json:"letter,omitempty"`
	}
	// CaseContested: the applicant objects to a stop or an extension (异议).
	CaseContested struct {
		ID        string `json:"id"`
		AboutType string `json:"about_type"`
		About     string `json:"about"`
	}
	// CaseLaterSupplied: a material that was let come later is here (容缺后补).
	CaseLaterSupplied struct {
		Material string `json:"material"`
		Late     bool   `json:"late,omitempty"`
	}
	// CaseExpedited: it goes before others (特事特办).
	CaseExpedited struct {
		Reason string `json:"reason"`
	}
	// CaseTerminated: ended without a decision (终止).
	CaseTerminated struct {
		Ground Termination `json:"ground"`
		Letter string      `json:"letter"`
	}
	// CaseRevoked: a granted decision was taken back (撤销).
	CaseRevoked struct {
		Reason string `json:"reason"`
		Letter string `json:"letter"`
	}
	// CaseOverdueClosed: a case was decided after its limit; accountability is open for handler and leader (LIM-11).
	CaseOverdueClosed struct {
		Handler string  `json:"handler"`
		Leader  string  `json:"leader,omitempty"`
		Reason  string  `json:"reason"` // published
		Shares  []Share `json:"shares"`
	}
	// CaseSiteAgreed and CaseSiteEnded: two people come to the place at an agreed time (CAS-6).
	CaseSiteAgreed struct {
		ID     string `json:"id"`
		Step   string `json:"step"`
		From   int64  `json:"from"`  // microseconds
		Until  int64  `json:"until"` // microseconds
		First  string `json:"first"`
		Second string `json:"second"`
	}
	CaseSiteEnded struct {
		ID   string `json:"id"`
		Step string `json:"step"`
		Done bool   `json:"done"` // false: called off
	}
	// CaseStepRecalled: the giver took a step back before the next post was done with it.
	CaseStepRecalled struct {
		Step   string `json:"step"`
		From   string `json:"from"`
		Post   string `json:"post"`
		Reason string `json:"reason"`
	}
)

func (CaseSpecialStarted) EventType() string   { return "case.special_started" }
func (CaseSpecialEnded) EventType() string     { return "case.special_ended" }
func (CaseExtensionAsked) EventType() string   { return "case.extension_asked" }
func (CaseExtensionDecided) EventType() string { return "case.extension_decided" }
func (CaseContested) EventType() string        { return "case.contested" }
func (CaseLaterSupplied) EventType() string    { return "case.later_supplied" }
func (CaseExpedited) EventType() string        { return "case.expedited" }
func (CaseTerminated) EventType() string       { return "case.terminated" }
func (CaseRevoked) EventType() string          { return "case.revoked" }
func (CaseOverdueClosed) EventType() string    { return "case.overdue_closed" }
func (CaseSiteAgreed) EventType() string       { return "case.site_agreed" }
func (CaseSiteEnded) EventType() string        { return "case.site_ended" }
func (CaseStepRecalled) EventType() string     { return "case.step_recalled" }

var _ = journal.Register(CaseSpecialStarted{}, CaseSpecialEnded{}, CaseExtensionAsked{}, CaseExtensionDecided{}, CaseContested{}, CaseLaterSupplied{},
	CaseExpedited{}, CaseTerminated{}, CaseRevoked{}, CaseOverdueClosed{}, CaseSiteAgreed{}, CaseSiteEnded{}, CaseStepRecalled{})
