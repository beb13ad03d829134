package doc

import (
	"strconv"
	"strings"
)

func composeNotAccepted(s *sheet, w words, head Head, n *NotAccepted) {
	key := string(n.Ground)
	letterHead(s, w, head, w.t("title."+key), n.Applicant)
	s.add(para(w.rich(key+".lead", "date", w.date(at(n.FiledAt)), "matter", n.Matter.Name)))
	reasons(s, w, "reason", n.Reasons)
	if n.Elsewhere != nil {
		s.add(para(elsewhere(w, *n.Elsewhere)))
	}
	letterEnd(s, w, head, &n.Remedies, n.Clerk)
}

func composeRefusal(s *sheet, w words, head Head, r *Refusal) {
	letterHead(s, w, head, w.t("title.refusal"), r.Applicant)
	s.add(para(w.rich("refusal.lead", "date", w.date(at(r.AcceptedAt)), "matter", r.Matter.Name, "case", r.Matter.Case)))
	reasons(s, w, "refusal.reason", r.Reasons)
	letterEnd(s, w, head, &r.Remedies, r.Contact)
}

func composeGrant(s *sheet, w words, head Head, g *Grant) {
	letterHead(s, w, head, w.t("title.grant"), g.Applicant)
	s.add(para(w.rich("grant.lead", "date", w.date(at(g.AcceptedAt)), "matter", g.Matter.Name, "case", g.Matter.Case,
		"basis", strings.Join(g.Basis, w.t("list")))))
	s.add(para(w.rich("grant.granted", "granted", g.Granted)))
	if g.Licence != "" {
		s.add(para(w.rich("grant.licence", "licence", g.Licence)))
	}
	if valid := validity(w, g.ValidFrom, g.ValidUntil); valid != nil {
		s.add(para(valid))
	}
	if len(g.Conditions) > 0 {
		s.add(para(w.rich("grant.conditions")))
		for i, condition := range g.Conditions {
			s.add(para(w.rich("item", "n", i+1, "text", condition)))
		}
	}
	if g.Collect != "" {
		s.add(para(w.rich("grant.collect", "collect", g.Collect)))
	}
	s.add(para(w.rich("grant.public")))
	letterEnd(s, w, head, nil, g.Contact)
}

func para(text rich) textBlock { return textBlock{Text: text, Indent: true} }

// letterHead: authority, title, number and whom it addresses (主送).
func letterHead(s *sheet, w words, head Head, title string, to Party) {
	s.style, s.title, s.number = styleLetter, title, head.Number
	if head.Hall.Department != "" {
		s.org = head.Hall.Department
	}
	s.add(textBlock{Text: bold(w.t("letter.to", "name", to.Name)), Keep: true})
}

func reasons(s *sheet, w words, base string, list []Reason) {
	for i, r := range list {
		key := base
		if r.Basis != "" {
			key += ".basis"
		}
		text := w.rich(key, "condition", trimStop(r.Condition), "finding", trimStop(r.Finding), "basis", r.Basis)
		if len(list) > 1 {
			text = append(plain(w.t("item", "n", strconv.Itoa(i+1), "text", "")), text...)
		}
		s.add(para(text))
	}
}

// trimStop keeps a sentence from ending in two full stops.
func trimStop(s string) string { return strings.TrimRight(s, ".\u3002") }

func elsewhere(w words, e Elsewhere) rich {
	key := "elsewhere"
	switch {
	case e.Address != "" && e.Phone != "":
		key = "elsewhere.both"
	case e.Address != "":
		key = "elsewhere.address"
	case e.Phone != "":
		key = "elsewhere.phone"
	}
	return w.rich(key, "office", e.Office, "address", e.Address, "phone", e.Phone)
}

func validity(w words, from, until string) rich {
	switch {
	case from != "" && until != "":
		return w.rich("grant.valid", "from", w.day(from), "until", w.day(until))
	case until != "":
		return w.rich("grant.until", "until", w.day(until))
	case from != "":
		return w.rich("grant.from", "from", w.day(from))
	}
	return nil
}

// letterEnd: remedies, contact, then authority and date under the seal.
func letterEnd(s *sheet, w words, head Head, remedies *Remedies, contact Clerk) {
	if remedies != nil {
		s.add(para(w.rich("remedies", "days", remedies.ReviewDays, "review", remedies.Review,
			"months", remedies.CourtMonths, "court", remedies.Court)))
	}
	if last, ok := s.blocks[len(s.blocks)-1].(textBlock); ok { // the seal never stands on a page without text
		last.Keep = true
		s.blocks[len(s.blocks)-1] = last
	}
	s.add(datedBlock{Org: s.org, Date: w.date(at(head.IssuedAt))})
	s.add(textBlock{Text: small(contactLine(w, contact, head.Hall.Supervision)), Keep: true},
		textBlock{Text: plain(w.t("letter.received"))})
}

func contactLine(w words, contact Clerk, supervision string) string {
	line := w.t("letter.supervision", "phone", supervision)
	switch {
	case contact.Name == "":
		return line
	case contact.Phone == "":
		return w.t("letter.contact.name", "name", contact.Name) + "\u3000" + line
	}
	return w.t("letter.contact", "name", contact.Name, "phone", contact.Phone) + "\u3000" + line
}
