package doc

func composeCourse(s *sheet, w words, head Head, c *Course) {
	key := string(c.What)
	letterHead(s, w, head, w.t("title."+key), c.Applicant)
	lead := "course.lead"
	if c.AcceptedAt == 0 {
		lead = "course.lead.unaccepted"
	}
	s.add(para(w.rich(lead, "date", w.date(at(c.AcceptedAt)), "matter", c.Matter.Name, "case", c.Matter.Case)))
	s.add(para(w.rich(key+".reason", "reason", trimStop(c.Reason))))
	basis := c.Basis
	if basis != "" {
		basis = w.t("course.basis", "basis", basis)
	}
	s.add(para(w.rich(key+".what", "basis", basis, "procedure", c.Procedure, "days", c.Days, "by", c.By, "decision", c.Decision)))
	if c.DueAfter != "" {
		s.add(para(w.rich(key+".due", "before", w.day(c.DueBefore), "after", w.day(c.DueAfter))))
	}
	if c.Provisional {
		s.add(para(w.rich("course.provisional")))
	}
	if c.What == KindSpecial || c.What == KindExtension {
		s.add(para(w.rich("course.contest")))
	}
	letterEnd(s, w, head, c.Remedies, c.Contact)
}
