package doc

import (
	"slices"
	"strconv"
	"strings"
)

func composeNotice(s *sheet, w words, head Head, n *Notice) {
	s.style, s.title, s.qrCaption = styleForm, w.t("title.notice"), w.t("notice.qr")
	fee := n.Fee
	if fee == "" {
		fee = w.t("free")
	}
	s.add(factsBlock{Rows: [][]fact{
		parties(w, n.Applicant, n.Agent),
		{{w.t("label.matter"), matterText(w, n.Matter)}},
		{{w.t("label.basis"), plain(strings.Join(n.Basis, w.t("semicolon")))}},
		{{w.t("label.limit"), limitText(w, n.Limit)}, {w.t("label.fee"), plain(fee)}},
	}})
	if n.Second != "" {
		s.add(vowBlock{w.rich("notice.second", "reason", n.Second)})
	}
	s.heading(w.rich("notice.missing", "n", len(n.Missing)))
	s.add(missingTable(w, n.Missing))
	if len(n.Have) > 0 {
		s.heading(w.rich("notice.have", "n", len(n.Have)))
		s.add(ticksBlock{materialItems(w, n.Have)})
	}
	s.heading(w.rich("notice.how"))
	s.add(noticeWays(w, n.Return, head.Verify != ""))
	if len(n.Flow) > 0 {
		s.add(flowBlock{n.Flow})
	}
	s.add(vowBlock{vow(w, head.Hall)})
	s.add(signBlock{Facts: clerkFacts(w, "label.teller", n.Clerk, fact{w.t("label.told"), plain(w.moment(at(head.IssuedAt)))}),
		Ack: w.t("notice.read"), Line: w.t("signature")})
}

func missingTable(w words, list []Missing) tableBlock {
	table := tableBlock{Columns: []column{
		{w.t("notice.col.no"), 9, "no"}, {w.t("notice.col.material"), 0, "what"}, {w.t("notice.col.how"), 63, "how"}, {w.t("notice.col.where"), 36, "where"},
	}}
	for i, m := range list {
		what := cell{bold(m.Name)}
		if note := w.dotted(formText(w, m.Material), faultText(w, m)); note != "" {
			what = append(what, small(note))
		}
		table.Rows = append(table.Rows, []cell{{bold(strconv.Itoa(i + 1))}, what, {plain(m.How)}, {plain(m.Where)}})
	}
	return table
}

// noticeWays names only ways that exist: online needs an address behind the code.
func noticeWays(w words, back Return, online bool) waysBlock {
	var ways []rich
	if back.Online && online {
		ways = append(ways, w.rich("notice.online"))
	}
	if back.Window != "" {
		ways = append(ways, w.rich("notice.window", "window", back.Window))
	} else {
		ways = append(ways, w.rich("notice.hall"))
	}
	ways = append(ways, w.rich("notice.agent"))
	return waysBlock{Ways: ways, Label: w.t("notice.return"), Number: back.Number, Note: w.t("notice.until", "date", w.day(back.Until))}
}

func vow(w words, hall Hall) rich {
	if hall.SupervisionDays > 0 {
		return w.rich("notice.vow.days", "phone", hall.Supervision, "days", hall.SupervisionDays)
	}
	return w.rich("notice.vow", "phone", hall.Supervision)
}

func composeAcceptance(s *sheet, w words, head Head, a *Acceptance) {
	s.style, s.title = styleForm, w.t("title.acceptance")
	due := w.rich("acceptance.due", "due", w.moment(at(a.DueAt)))
	if a.StatutoryDue != "" {
		due = w.rich("acceptance.due.statutory", "due", w.moment(at(a.DueAt)), "statutory", w.day(a.StatutoryDue))
	}
	facts := [][]fact{
		parties(w, a.Applicant, a.Agent),
		{{w.t("label.matter"), matterText(w, a.Matter)}},
	}
	if len(a.Basis) > 0 {
		facts = append(facts, []fact{{w.t("label.basis"), plain(strings.Join(a.Basis, w.t("semicolon")))}})
	}
	if a.Limit != (Limit{}) {
		facts = append(facts, []fact{{w.t("label.limit"), limitWords(w, a.Limit)}})
	}
	facts = append(facts, []fact{{w.t("label.accepted"), plain(w.moment(at(a.AcceptedAt)))}}, []fact{{w.t("label.due"), due}})
	facts = append(facts, pairUp(
		fact{w.t("label.case"), plain(a.Matter.Case)}, fact{w.t("label.query"), bold(a.QueryCode)},
		fact{w.t("label.fee"), plain(a.Fee)}, fact{w.t("label.result"), plain(a.Result)})...)
	s.add(textBlock{Text: w.rich("acceptance.lead", "date", w.date(at(a.AcceptedAt)), "matter", a.Matter.Name), Indent: true},
		factsBlock{facts})
	if a.Provisional {
		s.add(vowBlock{w.rich("acceptance.provisional")})
	}
	s.heading(w.rich("acceptance.materials"))
	s.add(ticksBlock{materialItems(w, a.Materials)})
	s.heading(w.rich("acceptance.flow"))
	if len(a.Flow) > 0 {
		s.add(flowBlock{a.Flow})
	}
	s.add(vowBlock{w.rich("acceptance.follow", "phone", head.Hall.Supervision)})
	s.add(signBlock{Facts: clerkFacts(w, "label.clerk", a.Clerk), Ack: w.t("acceptance.read"), Line: w.t("signature")})
}

func composeReceipt(s *sheet, w words, head Head, r *Receipt) {
	s.style, s.title = styleForm, w.t("title.receipt")
	s.add(textBlock{Text: w.rich("receipt.lead"), Indent: true})
	facts := [][]fact{
		parties(w, r.Applicant, r.Agent),
		{{w.t("label.matter"), matterText(w, r.Matter)}},
		{{w.t("label.received"), plain(w.moment(at(r.ReceivedAt)))}},
	}
	facts = append(facts, pairUp(fact{w.t("label.case"), plain(r.Matter.Case)}, fact{w.t("label.query"), bold(r.QueryCode)})...)
	s.add(factsBlock{facts})
	s.heading(w.rich("receipt.materials"))
	table := tableBlock{Columns: []column{{w.t("notice.col.no"), 9, "no"}, {w.t("notice.col.material"), 0, "what"},
		{w.t("receipt.col.form"), 40, "form"}, {w.t("receipt.col.copies"), 18, "copies"}, {w.t("receipt.col.note"), 44, "note"}}}
	for i, m := range r.Materials {
		copies := ""
		if m.Copies > 0 {
			copies = strconv.Itoa(m.Copies)
		}
		table.Rows = append(table.Rows, []cell{{bold(strconv.Itoa(i + 1))}, {bold(m.Name)}, {plain(formWord(w, m.Form))}, {plain(copies)}, {plain(m.Note)}})
	}
	s.add(table)
	if r.AnswerBy != "" {
		s.add(vowBlock{w.rich("receipt.answer", "date", w.day(r.AnswerBy))})
	}
	s.add(signBlock{Facts: clerkFacts(w, "label.clerk", r.Clerk, fact{w.t("label.supervision"), plain(head.Hall.Supervision)}),
		Ack: w.t("receipt.read"), Line: w.t("signature")})
}

func composeDelivery(s *sheet, w words, head Head, d *Delivery) {
	s.style, s.title = styleForm, w.t("title.delivery")
	recipient := []fact{{w.t("label.recipient"), partyText(w, d.Recipient)}}
	if d.Agent != nil {
		recipient = append(recipient, fact{w.t("label.receiver"), partyText(w, *d.Agent)})
	}
	facts := [][]fact{recipient, {{w.t("label.matter"), matterText(w, d.Matter)}}}
	facts = append(facts, pairUp(
		fact{w.t("label.case"), plain(d.Matter.Case)}, fact{w.t("label.way"), plain(w.t("way." + string(d.Way)))},
		fact{w.t("label.delivered"), plain(w.moment(at(d.DeliveredAt)))}, fact{w.t("label.place"), plain(d.Place)})...)
	facts = append(facts, []fact{{w.t("label.identity"), plain(d.Identity)}})
	if d.Note != "" {
		facts = append(facts, []fact{{w.t("label.note"), plain(d.Note)}})
	}
	s.add(factsBlock{facts})
	s.heading(w.rich("delivery.papers"))
	table := tableBlock{Columns: []column{{w.t("notice.col.no"), 9, "no"}, {w.t("delivery.col.title"), 0, "what"}, {w.t("delivery.col.number"), 70, "number"}, {w.t("delivery.col.copies"), 18, "copies"}}}
	for i, p := range d.Papers {
		table.Rows = append(table.Rows, []cell{{bold(strconv.Itoa(i + 1))}, {bold(p.Title)}, {plain(p.Number)}, {plain(strconv.Itoa(p.Copies))}})
	}
	s.add(table, linesBlock{[]string{w.t("delivery.sign"), w.t("delivery.agent"), w.t("delivery.refusal"), w.t("delivery.deliverer")}})
	s.add(signBlock{Facts: clerkFacts(w, "label.deliverer", d.Clerk, fact{w.t("label.supervision"), plain(head.Hall.Supervision)})})
}

func parties(w words, applicant Party, agent *Party) []fact {
	row := []fact{{w.t("label.applicant"), partyText(w, applicant)}}
	if agent != nil {
		row = append(row, fact{w.t("label.agent"), partyText(w, *agent)})
	}
	return row
}

func partyText(w words, p Party) rich {
	if p.Tail == "" {
		return plain(p.Name)
	}
	return plain(p.Name + w.paren(w.t("tail", "tail", p.Tail)))
}

func matterText(w words, m Matter) rich {
	return append(bold(m.Name), plain(w.paren(m.Note))...)
}

func limitText(w words, l Limit) rich {
	from := w.t("limit.from")
	before, after, _ := strings.Cut(from, "{limit}")
	return slices.Concat(plain(before), limitWords(w, l), plain(after))
}

func limitWords(w words, l Limit) rich {
	switch {
	case l.Promised == "":
		return w.rich("limit.statutory", "statutory", l.Statutory)
	case l.Statutory == "":
		return w.rich("limit.promised", "promised", l.Promised)
	}
	return w.rich("limit.both", "promised", l.Promised, "statutory", l.Statutory)
}

func formWord(w words, f Form) string {
	if f == "" {
		return ""
	}
	return w.t("form." + string(f))
}

func formText(w words, m Material) string {
	if m.Copies == 0 {
		return formWord(w, m.Form)
	}
	return strings.TrimSpace(w.t("copies", "form", formWord(w, m.Form), "n", m.Copies))
}

func faultText(w words, m Missing) string {
	if m.Note != "" {
		return m.Note
	}
	return w.t("fault." + string(m.Fault))
}

func materialItems(w words, list []Material) []string {
	items := make([]string, len(list))
	for i, m := range list {
		items[i] = m.Name + w.paren(w.dotted(formText(w, m), m.Note))
	}
	return items
}

// clerkFacts is the left side of a form's end: who, phone, B post, and what the paper adds.
func clerkFacts(w words, label string, c Clerk, more ...fact) []fact {
	post := c.Window
	if post != "" {
		post = w.t("window", "window", c.Window)
	}
	badge := c.Badge
	if badge != "" {
		badge = w.t("badge", "badge", c.Badge)
	}
	facts := []fact{{w.t(label), append(bold(c.Name), plain(w.paren(w.dotted(post, badge)))...)}}
	if c.Phone != "" {
		facts = append(facts, fact{w.t("label.phone"), plain(c.Phone)})
	}
	if c.Deputy != "" {
		facts = append(facts, fact{w.t("label.deputy"), w.rich("deputy.note", "name", c.Deputy, "clerk", c.Name)})
	}
	return append(facts, more...)
}

// pairUp sets facts that have a value two to a row; a long value takes a row of its own.
func pairUp(facts ...fact) [][]fact {
	var rows [][]fact
	open := false
	for _, f := range facts {
		length := len([]rune(f.Value.String()))
		switch {
		case length == 0:
		case length > 22:
			rows, open = append(rows, []fact{f}), false
		case open:
			rows[len(rows)-1], open = append(rows[len(rows)-1], f), false
		default:
			rows, open = append(rows, []fact{f}), true
		}
	}
	return rows
}
