package doc

import (
	"fmt"
	"time"
	"unicode/utf8"

	"yichuang/internal/errs"
)

// checker collects what a paper lacks; the field names the place in the content.
type checker struct{ faults []*errs.Error }

func (c *checker) need(ok bool, code, field string) {
	if !ok {
		c.faults = append(c.faults, errs.New(errs.Invalid, code).At(field))
	}
}

func (c *checker) filled(value, field string) { c.need(value != "", "doc.empty", field) }

func (c *checker) date(value, field string) {
	if value == "" {
		return
	}
	_, err := time.Parse(time.DateOnly, value)
	c.need(err == nil, "doc.date.error", field)
}

// party: a tail of more than four characters would be an identity number on paper.
func (c *checker) party(p Party, field string) {
	c.filled(p.Name, field+".name")
	c.need(utf8.RuneCountInString(p.Tail) <= 4, "doc.tail.error", field+".tail")
}

func (c *checker) agent(p *Party) {
	if p != nil {
		c.party(*p, "agent")
	}
}

func (c *checker) materials(list []Material, field string) {
	for i, m := range list {
		c.filled(m.Name, fmt.Sprintf("%s.%d.name", field, i))
	}
}

func (c *checker) remedies(r Remedies) {
	named := r.Review != "" && r.ReviewDays > 0 && r.Court != "" && r.CourtMonths > 0
	c.need(named, "doc.remedies.error", "remedies")
}

func (c *checker) reasons(list []Reason) {
	c.need(len(list) > 0, "doc.reasons", "reasons")
	for i, r := range list {
		c.need(r.Condition != "" && r.Finding != "", "doc.reasons", fmt.Sprintf("reasons.%d", i))
	}
}

func checkHead(head Head, kind Kind) []*errs.Error {
	var c checker
	c.filled(head.Hall.Name, "hall.name")
	c.need(head.IssuedAt > 0, "doc.empty", "issued_at")
	if kind != KindTicket && kind != KindVisitSlip {
		c.filled(head.Number, "number")
		c.filled(head.Hall.Supervision, "hall.supervision")
	}
	if s := head.Seal; s != nil {
		c.need(s.ID != "" && s.Org != "" && s.Caption != "", "doc.seal", "seal")
	}
	return c.faults
}

// check: ONE-1 and ONE-2, everything that is missing, each with how to put it right, and the way back.
func (n *Notice) check(Head) []*errs.Error {
	var c checker
	c.party(n.Applicant, "applicant")
	c.agent(n.Agent)
	c.filled(n.Matter.Name, "matter.name")
	c.need(len(n.Basis) > 0, "doc.basis", "basis")
	c.need(n.Limit != Limit{}, "doc.limit", "limit")
	c.need(len(n.Missing) > 0, "doc.missing", "missing")
	for i, m := range n.Missing {
		c.filled(m.Name, fmt.Sprintf("missing.%d.name", i))
		c.need(m.How != "", "doc.how", fmt.Sprintf("missing.%d.how", i))
	}
	c.materials(n.Have, "have")
	c.filled(n.Return.Number, "return.number")
	c.filled(n.Return.Until, "return.until")
	c.date(n.Return.Until, "return.until")
	c.filled(n.Clerk.Name, "clerk.name")
	return c.faults
}

func (a *Acceptance) check(Head) []*errs.Error {
	var c checker
	c.party(a.Applicant, "applicant")
	c.agent(a.Agent)
	c.filled(a.Matter.Name, "matter.name")
	c.filled(a.Matter.Case, "matter.case")
	c.need(len(a.Materials) > 0, "doc.empty", "materials")
	c.materials(a.Materials, "materials")
	c.need(a.AcceptedAt > 0, "doc.empty", "accepted_at")
	c.need(a.DueAt >= a.AcceptedAt, "doc.due", "due_at")
	c.date(a.StatutoryDue, "statutory_due")
	c.filled(a.Clerk.Name, "clerk.name")
	return c.faults
}

func (r *Receipt) check(Head) []*errs.Error {
	var c checker
	c.party(r.Applicant, "applicant")
	c.agent(r.Agent)
	c.filled(r.Matter.Name, "matter.name")
	c.need(len(r.Materials) > 0, "doc.empty", "materials")
	c.materials(r.Materials, "materials")
	c.need(r.ReceivedAt > 0, "doc.empty", "received_at")
	c.date(r.AnswerBy, "answer_by")
	c.filled(r.Clerk.Name, "clerk.name")
	return c.faults
}

// check: 行政许可法 art 32, in writing, with the competent office when it is somebody else's.
func (n *NotAccepted) check(Head) []*errs.Error {
	var c checker
	c.party(n.Applicant, "applicant")
	c.filled(n.Matter.Name, "matter.name")
	c.need(n.FiledAt > 0, "doc.empty", "filed_at")
	c.need(n.Ground == NotRequired || n.Ground == NoJurisdiction, "doc.ground", "ground")
	c.reasons(n.Reasons)
	if n.Ground == NoJurisdiction {
		c.need(n.Elsewhere != nil && n.Elsewhere.Office != "", "doc.elsewhere.error", "elsewhere")
	}
	c.remedies(n.Remedies)
	return c.faults
}

// check: LIM-14, a refusal names the unmet published condition; art 38, and the remedies.
func (r *Refusal) check(Head) []*errs.Error {
	var c checker
	c.party(r.Applicant, "applicant")
	c.filled(r.Matter.Name, "matter.name")
	c.need(r.AcceptedAt > 0, "doc.empty", "accepted_at")
	c.reasons(r.Reasons)
	c.remedies(r.Remedies)
	return c.faults
}

func (g *Grant) check(Head) []*errs.Error {
	var c checker
	c.party(g.Applicant, "applicant")
	c.filled(g.Matter.Name, "matter.name")
	c.need(g.AcceptedAt > 0, "doc.empty", "accepted_at")
	c.need(len(g.Basis) > 0, "doc.basis", "basis")
	c.filled(g.Granted, "granted")
	c.date(g.ValidFrom, "valid_from")
	c.date(g.ValidUntil, "valid_until")
	return c.faults
}

func (d *Delivery) check(Head) []*errs.Error {
	var c checker
	c.party(d.Recipient, "recipient")
	c.agent(d.Agent)
	c.filled(d.Matter.Name, "matter.name")
	c.need(len(d.Papers) > 0, "doc.empty", "papers")
	for i, p := range d.Papers {
		c.need(p.Title != "" && p.Copies > 0, "doc.empty", fmt.Sprintf("papers.%d", i))
	}
	c.filled(string(d.Way), "way")
	c.need(d.DeliveredAt > 0, "doc.empty", "delivered_at")
	c.filled(d.Identity, "identity")
	c.filled(d.Clerk.Name, "clerk.name")
	return c.faults
}

func (t *Ticket) check(Head) []*errs.Error {
	var c checker
	c.filled(t.Number, "number")
	c.need(len(t.Matters) > 0, "doc.empty", "matters")
	c.need(t.Ahead >= 0, "doc.ahead", "ahead")
	c.need(t.To >= t.From, "doc.due", "to")
	return c.faults
}

// check: SUP-1, a rating belongs to a real service, so the slip names what was done and carries the token.
func (v *VisitSlip) check(head Head) []*errs.Error {
	var c checker
	c.filled(v.Ticket, "ticket")
	c.filled(v.Window, "window")
	c.need(len(v.Matters) > 0, "doc.empty", "matters")
	c.need(v.EndedAt > 0, "doc.empty", "ended_at")
	c.filled(head.Verify, "verify")
	return c.faults
}
