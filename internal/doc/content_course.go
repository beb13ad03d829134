package doc

import "yichuang/internal/errs"

// Course tells the applicant in writing that the course of the case changes: a special procedure begins (特别程序告知书, 行政许可法 45),
// the limit is made longer (延期办理告知书, 42), the case ends without a decision (终止办理通知书), or a decision is revoked (撤销决定书).
type Course struct {
	What        Kind      `json:"what"` // one of the four kinds
	Applicant   Party     `json:"applicant"`
	Matter      Matter    `json:"matter"`
	AcceptedAt  int64     `json:"accepted_at,omitempty"` // µs UTC; 0 when it was never accepted
	Reason      string    `json:"reason"`
	Basis       string    `json:"basis,omitempty"`       // law and article
	Procedure   string    `json:"procedure,omitempty"`   // name of the special procedure
	Days        int       `json:"days,omitempty"`        // working days it needs, or that are added
	By          string    `json:"by,omitempty"`          // who carries it out, or who approved
	DueBefore   string    `json:"due_before,omitempty"`  // yyyy-mm-dd
	DueAfter    string    `json:"due_after,omitempty"`   // yyyy-mm-dd
	Provisional bool      `json:"provisional,omitempty"` // 暂定
	Decision    string    `json:"decision,omitempty"`    // number of the decision that is revoked
	Remedies    *Remedies `json:"remedies,omitempty"`
	Contact     Clerk     `json:"contact"`
}

// Kind tells which of the four papers it is.
func (c *Course) Kind() Kind { return c.What }

func (c *Course) check(Head) []*errs.Error {
	var k checker
	k.party(c.Applicant, "applicant")
	k.filled(c.Matter.Name, "matter.name")
	k.filled(c.Matter.Case, "matter.case")
	k.filled(c.Reason, "reason")
	k.date(c.DueBefore, "due_before")
	k.date(c.DueAfter, "due_after")
	k.filled(c.Contact.Name, "contact.name")
	switch c.What {
	case KindSpecial: // 行政许可法 45: the time it needs is told in writing
		k.filled(c.Procedure, "procedure")
		k.filled(c.By, "by")
		k.need(c.Days > 0, "doc.empty", "days")
	case KindExtension:
		k.filled(c.By, "by")
		k.filled(c.Basis, "basis")
		k.need(c.Days > 0 && c.DueBefore != "" && c.DueAfter > c.DueBefore, "doc.due", "due_after")
	case KindRevocation:
		k.filled(c.Decision, "decision")
		k.need(c.Remedies != nil, "doc.remedies.error", "remedies")
	}
	if c.Remedies != nil {
		k.remedies(*c.Remedies)
	}
	return k.faults
}
