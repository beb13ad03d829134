package casework

import (
	"slices"
	"strings"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/doc"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/letter"
	"yichuang/internal/notice"
	"yichuang/internal/org"
	"yichuang/internal/promise"
	"yichuang/internal/text"
)

// issue makes a paper about a case.
func (s *Service) issue(tx *db.Tx, actor ids.Actor, c *Case, content doc.Content) (letter.Letter, error) {
	return s.Letters.Issue(tx, actor, letter.Draft{Hall: c.Hall, Department: c.Department, Subject: journal.Ref{Type: "case", ID: c.ID}}, content)
}

func party(p Party) doc.Party { return doc.Party{Name: p.Name, Tail: p.ID.Tail()} }

func agentParty(c *Case) *doc.Party {
	if c.Agent == nil {
		return nil
	}
	p := party(*c.Agent)
	return &p
}

func matter(c *Case, item *catalogue.Item) doc.Matter {
	return doc.Matter{Name: item.Name.ZH, Case: c.No}
}

// clerk is who speaks on a paper: name, badge, window, and the other holder of the post (PUB-5).
func (s *Service) clerk(q db.Querier, actor ids.Actor, c *Case) (doc.Clerk, error) {
	out := doc.Clerk{Name: actor.Name}
	if st, err := identity.StaffByID(q, actor.ID); err == nil {
		out.Name, out.Badge = st.Name, st.BadgeNo
	} else if actor.Kind == ids.Staff {
		return out, err
	}
	if w, err := org.WindowByID(q, c.Window); err == nil {
		out.Window = w.No
	}
	if hall, err := org.HallByID(q, c.Hall); err == nil {
		out.Phone = hall.Phone
	}
	p, err := org.PostByID(q, c.Post)
	if err != nil {
		return out, err
	}
	other := p.B
	if actor.ID == p.B {
		other = p.A
	}
	if st, err := identity.StaffByID(q, other); err == nil {
		out.Deputy = st.Name
	}
	return out, nil
}

func basisWords(item *catalogue.Item) []string {
	var out []string
	for _, b := range item.Basis {
		line := b.Law
		if b.Article != "" {
			line += letter.Words.T(text.ZH, "letter.article", "n", b.Article)
		}
		if b.Pending() {
			line += letter.Words.T(text.ZH, "letter.basis_pending")
		}
		out = append(out, line)
	}
	return out
}

func limitWords(item *catalogue.Item) doc.Limit {
	var out doc.Limit
	if item.Promised != nil {
		if l, err := limitOf(item.Promised); err == nil {
			out.Promised = letter.LimitWords(text.ZH, l)
		}
	}
	if item.Statutory != nil {
		if l, err := limitOf(item.Statutory); err == nil {
			out.Statutory = letter.LimitWords(text.ZH, l)
		}
	}
	return out
}

func flow(item *catalogue.Item) []doc.Step {
	var out []doc.Step
	for _, st := range item.Steps {
		step := doc.Step{Name: st.Name.ZH}
		if st.Limit != nil {
			if l, err := limitOf(st.Limit); err == nil {
				step.Note = letter.LimitWords(text.ZH, l)
			}
		}
		out = append(out, step)
	}
	return out
}

// forms maps the catalogue's words for how a paper is given to those of the letters.
var forms = map[string]doc.Form{"original": doc.FormOriginal, "copy": doc.FormCopy, "electronic": doc.FormElectronic,
	"original_and_copy": doc.FormBoth, "form": doc.FormOriginal}

func materialOf(item *catalogue.Item, id string) catalogue.Material {
	i := slices.IndexFunc(item.Materials, func(m catalogue.Material) bool { return m.ID == id })
	if i < 0 {
		return catalogue.Material{ID: id, Name: catalogue.Text{ZH: id, EN: id}}
	}
	return item.Materials[i]
}

func have(item *catalogue.Item, rows []notice.Row) []doc.Material {
	var out []doc.Material
	for _, r := range rows {
		m := materialOf(item, r.Material)
		d := doc.Material{Name: m.Name.ZH, Form: forms[m.Form], Copies: m.Count}
		switch {
		case r.Answer == notice.Later:
			d.Form, d.Note = doc.FormLater, r.LaterBy.Format(time.DateOnly)
		case r.Answer != notice.OK:
			continue
		case m.Exempt != nil:
			d.Form, d.Copies = doc.FormShared, 0
		case r.Verified:
			d.Form = doc.FormChecked
		}
		out = append(out, d)
	}
	return out
}

func (s *Service) noticeLetter(q db.Querier, actor ids.Actor, c *Case, item *catalogue.Item, n notice.Notice, code string) (doc.Content, error) {
	clerk, err := s.clerk(q, actor, c)
	out := &doc.Notice{Applicant: party(c.Applicant), Agent: agentParty(c), Matter: matter(c, item), Basis: basisWords(item), Limit: limitWords(item),
		Have: have(item, c.Rows), Flow: flow(item), Clerk: clerk, Second: n.Second,
		Return: doc.Return{Number: code, Window: clerk.Window, Until: n.Until.Format(time.DateOnly)}}
	for _, g := range n.Gaps {
		m := materialOf(item, g.Material)
		miss := doc.Missing{Material: doc.Material{Name: m.Name.ZH, Form: forms[m.Form], Copies: m.Count}, Fault: g.Fault, How: g.Fix, Where: m.HowToGet.ZH}
		if miss.How == "" {
			miss.How = m.HowToFix.ZH
		}
		if miss.Fault == "" {
			miss.Fault = map[notice.Answer]doc.Fault{notice.Missing: doc.FaultAbsent, notice.Wrong: doc.FaultWrong}[g.Answer]
		}
		out.Missing = append(out.Missing, miss)
	}
	return out, err
}

func (s *Service) acceptanceLetter(q db.Querier, actor ids.Actor, c *Case, item *catalogue.Item, clocks []*promise.Clock) (doc.Content, error) {
	clerk, err := s.clerk(q, actor, c)
	out := &doc.Acceptance{Applicant: party(c.Applicant), Agent: agentParty(c), Matter: matter(c, item), Basis: basisWords(item),
		Materials: have(item, c.Rows), Limit: limitWords(item), AcceptedAt: db.Micro(c.Accepted), Flow: flow(item), Result: item.Result.Name.ZH, Clerk: clerk}
	if len(out.Materials) == 0 { // accepted by silence: nothing was looked at, all of it was handed in
		for _, r := range c.Rows {
			m := materialOf(item, r.Material)
			out.Materials = append(out.Materials, doc.Material{Name: m.Name.ZH, Form: forms[m.Form]})
		}
	}
	best := earliest(clocks)
	out.DueAt, out.Provisional = db.Micro(best.Result.Due), best.Result.Provisional
	for _, k := range clocks {
		if k.Source == promise.Statutory {
			out.StatutoryDue = k.Result.Due.Format(time.DateOnly)
		}
	}
	return out, err
}

func (s *Service) rejectionLetter(q db.Querier, actor ids.Actor, c *Case, item *catalogue.Item, r Rejection) (doc.Content, error) {
	clerk, err := s.clerk(q, actor, c)
	out := &doc.NotAccepted{Applicant: party(c.Applicant), Matter: matter(c, item), FiledAt: db.Micro(c.Received), Ground: doc.Ground(r.Ground),
		Reasons: reasons(item, r.Condition, r.Finding), Remedies: s.Remedies, Clerk: clerk}
	if r.Office != "" {
		out.Elsewhere = &doc.Elsewhere{Office: r.Office, Address: r.Address, Phone: r.Phone}
	}
	return out, err
}

func reasons(item *catalogue.Item, id, finding string) []doc.Reason {
	x, _ := condition(item, id)
	r := doc.Reason{Condition: x.Text.ZH, Finding: finding}
	if x.Basis != nil {
		r.Basis = x.Basis.Law + " " + x.Basis.Article
	}
	return []doc.Reason{r}
}

func (s *Service) decisionLetter(q db.Querier, actor ids.Actor, c *Case, item *catalogue.Item, d Decision, v Verdict) (doc.Content, error) {
	clerk, err := s.clerk(q, actor, c)
	if err != nil {
		return nil, err
	}
	if d == Refused {
		return &doc.Refusal{Applicant: party(c.Applicant), Matter: matter(c, item), AcceptedAt: db.Micro(c.Accepted),
			Reasons: reasons(item, v.Condition, v.Reason), Remedies: s.Remedies, Contact: clerk}, nil
	}
	granted := letter.Words.T(text.ZH, "letter.granted."+string(d), "item", item.Name.ZH, "result", item.Result.Name.ZH)
	return &doc.Grant{Applicant: party(c.Applicant), Matter: matter(c, item), AcceptedAt: db.Micro(c.Accepted), Basis: basisWords(item),
		Granted: granted, Licence: item.Result.Name.ZH, Collect: letter.Words.T(text.ZH, "letter.collect", "window", clerk.Window), Contact: clerk}, nil
}

func (s *Service) deliveryLetter(q db.Querier, actor ids.Actor, c *Case, item *catalogue.Item, h Handover) (doc.Content, error) {
	clerk, err := s.clerk(q, actor, c)
	if err != nil {
		return nil, err
	}
	papers := []doc.Paper{{Title: item.Result.Name.ZH, Copies: 1}}
	if list, err := letter.Of(q, journal.Ref{Type: "case", ID: c.ID}); err == nil {
		for _, l := range list {
			if (l.Kind == doc.KindGrant || l.Kind == doc.KindRefusal) && !l.Void {
				papers[0].Number = l.Number
			}
		}
	}
	out := &doc.Delivery{Recipient: party(c.recipient(h)), Matter: matter(c, item), Papers: papers, Way: doc.Way(h.Way), DeliveredAt: db.Micro(c.Delivered),
		Identity: h.Identity, Clerk: clerk}
	if h.ToAgent {
		out.Recipient, out.Agent, out.Way = party(c.Applicant), agentParty(c), doc.WayAgent
	}
	return out, nil
}

// laterBy is until when a material follows that may come later (容缺).
func (s *Service) laterBy(hall string, item *catalogue.Item, material string, tx *db.Tx) time.Time {
	days := laterDays
	if m := materialOf(item, material); m.Defer != nil {
		days = m.Defer.Days
	}
	return s.Views(hall).Due(tx.Time(), calendar.Limit{N: days, Unit: calendar.WorkingDays}, nil).Due
}

// laterDays: how long a deferred material may take where the catalogue names no days.
const laterDays = 5

// courseLetter issues one of the papers that tell of a changed course.
func (s *Service) courseLetter(tx *db.Tx, actor ids.Actor, c *Case, item *catalogue.Item, content doc.Course) (letter.Letter, error) {
	filled, err := s.course(tx, actor, c, item, content)
	if err != nil {
		return letter.Letter{}, err
	}
	return s.issue(tx, actor, c, filled)
}

func (s *Service) course(q db.Querier, actor ids.Actor, c *Case, item *catalogue.Item, content doc.Course) (*doc.Course, error) {
	clerk, err := s.clerk(q, actor, c)
	content.Applicant, content.Matter, content.Contact = party(c.Applicant), matter(c, item), clerk
	if !c.Accepted.IsZero() {
		content.AcceptedAt = db.Micro(c.Accepted)
	}
	return &content, err
}

func (s *Service) specialLetter(q db.Querier, actor ids.Actor, c *Case, item *catalogue.Item, p Procedure) (doc.Content, error) {
	list, err := promise.OfSubject(q, promise.Subject{Type: SubjectCase, ID: c.ID})
	if err != nil {
		return nil, err
	}
	content := doc.Course{What: doc.KindSpecial, Reason: p.Reason, Procedure: letter.Words.T(text.ZH, "letter.special."+p.Kind), Days: p.Days, By: p.By}
	for _, x := range item.Special {
		if x.Kind == p.Kind && x.Basis != nil {
			content.Basis = basisTitle(x.Basis.Law + " " + x.Basis.Article)
		}
	}
	if k := promise.Governing(list); k != nil && !k.Result.Suspended {
		view := s.Views(c.Hall)
		end := view.Due(p.Started, calendar.Limit{N: p.Days, Unit: calendar.WorkingDays}, nil).Due
		after := view.Due(k.Start, k.Limit, append(slices.Clone(k.Exclusions), calendar.Exclusion{From: p.Started, To: end, Ground: p.Kind}))
		content.DueBefore, content.DueAfter = k.Result.Due.Format(time.DateOnly), after.Due.Format(time.DateOnly)
		content.Provisional = after.Provisional
	}
	return s.course(q, actor, c, item, content)
}

func (s *Service) extensionLetter(q db.Querier, actor ids.Actor, c *Case, item *catalogue.Item, x Extension, before, after calendar.Result) (doc.Content, error) {
	_, basis := MayExtend(item)
	name := actor.Name
	if st, err := identity.StaffByID(q, actor.ID); err == nil {
		name = st.Name
	}
	return s.course(q, actor, c, item, doc.Course{What: doc.KindExtension, Reason: x.Reason, Basis: basisTitle(basis), Days: x.Days, By: name,
		DueBefore: before.Due.Format(time.DateOnly), DueAfter: after.Due.Format(time.DateOnly), Provisional: after.Provisional})
}

// basisTitle writes "law article" as a paper cites it.
func basisTitle(basis string) string {
	law, article, _ := strings.Cut(basis, " ")
	return letter.Words.T(text.ZH, "letter.basis", "law", law, "article", letter.Words.T(text.ZH, "letter.article", "n", article))
}
