package doc

func composeTicket(s *sheet, w words, head Head, t *Ticket) {
	s.style, s.title, s.number, s.qr = styleSlip, w.t("title.ticket"), "", ""
	var under []rich
	for _, matter := range t.Matters {
		under = append(under, bold(matter))
	}
	s.add(bigBlock{Label: w.t("ticket.number"), Number: t.Number, Under: under}, ruleBlock{})
	if t.Priority != "" {
		s.add(textBlock{Text: w.rich("ticket.priority", "reason", t.Priority)})
	}
	ticketWait(s, w, t)
	if t.Zone != "" {
		s.add(textBlock{Text: w.rich("ticket.wait", "zone", t.Zone)})
	}
	if t.Windows != "" {
		s.add(textBlock{Text: w.rich("ticket.windows", "windows", t.Windows)})
	}
	if len(t.Bring) > 0 {
		s.add(ruleBlock{}, textBlock{Text: bold(w.t("ticket.bring"))}, ticksBlock{bringItems(w, t.Bring)})
	}
	s.add(ruleBlock{})
	if head.Verify != "" {
		s.add(qrBlock{head.Verify, w.t("ticket.qr")})
	}
	if t.Code != "" {
		s.add(textBlock{Text: w.rich("ticket.code", "code", t.Code)})
	}
	if t.Back != nil {
		s.add(textBlock{Text: small(w.t("ticket.missed", "minutes", t.Back.Minutes, "tickets", t.Back.Tickets))})
	}
	s.footer = []string{w.t("ticket.taken", "when", w.moment(at(head.IssuedAt)))}
}

// ticketWait: people before and the expected time as a range, or the appointment's time.
func ticketWait(s *sheet, w words, t *Ticket) {
	if t.Booked > 0 {
		s.add(pairBlock{w.t("ticket.booked"), w.rich("ticket.at", "from", w.timeOfDay(at(t.Booked)))})
	}
	if t.Ahead == 0 {
		s.add(textBlock{Text: w.rich("ticket.none")})
		return
	}
	s.add(pairBlock{w.t("ticket.ahead"), w.rich("ticket.people", "n", t.Ahead)})
	if t.From == 0 {
		return
	}
	from, to := w.timeOfDay(at(t.From)), w.timeOfDay(at(t.To))
	if t.To == 0 || from == to {
		s.add(pairBlock{w.t("ticket.expected"), w.rich("ticket.at", "from", from)})
		return
	}
	s.add(pairBlock{w.t("ticket.expected"), w.rich("ticket.range", "from", from, "to", to)})
}

// bringItems: what the hall can fetch itself is named as exempt, so that nobody goes home for it.
func bringItems(w words, list []Material) []string {
	items := make([]string, len(list))
	for i, m := range list {
		note := w.dotted(formText(w, m), m.Note)
		if m.Form == FormShared {
			note = w.t("ticket.exempt")
		}
		items[i] = m.Name + w.paren(note)
	}
	return items
}

func composeVisitSlip(s *sheet, w words, head Head, v *VisitSlip) {
	s.style, s.title, s.number, s.qr = styleSlip, w.t("title.visit_slip"), "", ""
	served := w.t("visit.served", "window", v.Window, "clerk", v.Clerk)
	if v.Badge != "" {
		served = w.t("visit.badge", "window", v.Window, "clerk", v.Clerk, "badge", v.Badge)
	}
	s.add(textBlock{Text: plain(served)}, textBlock{Text: plain(w.t("visit.ticket", "ticket", v.Ticket))},
		ruleBlock{}, textBlock{Text: bold(w.t("visit.lead"))})
	for _, done := range v.Matters {
		s.add(pairBlock{done.Matter, bold(w.t("outcome." + string(done.Outcome)))})
		if done.Number != "" {
			s.add(textBlock{Text: small(done.Number)})
		}
	}
	s.add(ruleBlock{}, textBlock{Text: bold(w.t("visit.rate"))}, qrBlock{head.Verify, w.t("visit.free")})
	if v.Code != "" {
		s.add(textBlock{Text: w.rich("visit.code", "code", v.Code)})
	}
	if v.RateDays > 0 {
		s.add(textBlock{Text: small(w.t("visit.days", "days", v.RateDays))})
	}
	s.footer = []string{w.t("visit.ended", "when", w.moment(at(v.EndedAt)))}
}
