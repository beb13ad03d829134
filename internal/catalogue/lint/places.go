package lint

import (
	"regexp"
	"slices"
	"time"

	"yichuang/internal/catalogue"
	"yichuang/internal/ids"
	"yichuang/internal/pii"
)

var (
	regionForm = regexp.MustCompile(`^[1-9][0-9]{5}$`)
	letterForm = regexp.MustCompile(`^[A-Z]$`)
	digits     = regexp.MustCompile(`^[0-9]+$`)
)

// Roles are the roles that staff may hold.
var Roles = []ids.Role{ids.RoleGuide, ids.RoleClerk, ids.RoleApprover, ids.RoleWindowHead, ids.RoleManager, ids.RoleSection, ids.RoleDivision,
	ids.RoleDirector, ids.RoleSupervisor, ids.RoleEditor, ids.RolePublisher, ids.RoleSysAdmin, ids.RoleSecAdmin, ids.RoleAuditor}

// places checks the city, halls, queues, windows and the texts that hang in them.
func (k *checker) places() {
	if city := k.c.City; city != nil {
		k.worded(city.Origin, on("name"), city.Name)
		k.region(city.Origin, city.Region)
		k.ladder(city.Origin, city.Code, city.Ladder)
	}
	each(k.c.Halls, func(h *catalogue.Hall) { k.hall(h) })
	each(k.c.Queues, func(q *catalogue.Queue) { k.queue(q) })
	each(k.c.Windows, func(w *catalogue.Window) { k.window(w) })
	each(k.c.Laws, func(l *catalogue.Law) { k.oneOf(l.Origin, on("tag"), l.Tag, "V", "K") })
	each(k.c.Promises, func(p *catalogue.Promise) {
		k.worded(p.Origin, on("title"), p.Title)
		k.oneOf(p.Origin, on("direction"), p.Direction, "at_least", "at_most")
		k.oneOf(p.Origin, on("unit"), p.Unit, "percent", "minutes", "count", "points")
	})
	each(k.c.Phrases, func(p *catalogue.Phrase) {
		k.worded(p.Origin, on("text"), p.Text)
		k.oneOf(p.Origin, on("place"), p.Place, "hall", "phone", "outdoor", "daily", "forbidden")
	})
	each(k.c.Notices, func(n *catalogue.Notice) {
		k.worded(n.Origin, on("text"), n.Text)
		k.oneOf(n.Origin, on("kind"), n.Kind, "policy", "notice")
		k.date(n.Origin, on("from"), n.From)
		k.date(n.Origin, on("to"), n.To)
	})
	each(k.c.Priorities, func(p *catalogue.Priority) { k.worded(p.Origin, on("name"), p.Name) })
}

// region is a code of GB/T 2260: six digits.
func (k *checker) region(at catalogue.Origin, code string) {
	if !regionForm.MatchString(code) {
		k.Fail(at, on("region"), "code.region", "code", code)
	}
}

func (k *checker) date(at catalogue.Origin, path []any, value string) {
	if _, err := time.Parse(time.DateOnly, value); value != "" && err != nil {
		k.Fail(at, path, "value.date", "value", value)
	}
}

func (k *checker) hall(h *catalogue.Hall) {
	k.worded(h.Origin, on("name"), h.Name)
	k.worded(h.Origin, on("address"), h.Address)
	k.region(h.Origin, h.Region)
	k.ladder(h.Origin, h.Code, h.Ladder)
	if _, err := h.Timetable(); err != nil {
		k.Fail(h.Origin, on("hours"), "hours.invalid", "hall", h.Code, "problem", err)
	}
	if day := uncovered(h); day != "" {
		k.Fail(h.Origin, on("hours"), "hours.gap", "hall", h.Code, "day", day)
	}
}

// uncovered is the first day of a leap year for which no season gives hours, as mm-dd; "" when every day has some.
func uncovered(h *catalogue.Hall) string {
	for d := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() == 2024; d = d.AddDate(0, 0, 1) {
		day := d.Format("01-02")
		if !slices.ContainsFunc(h.Hours, func(t catalogue.Hours) bool { return covers(t, day) }) {
			return day
		}
	}
	return ""
}

func covers(t catalogue.Hours, day string) bool {
	if t.From <= t.To {
		return t.From <= day && day <= t.To
	}
	return day >= t.From || day <= t.To
}

func (k *checker) queue(q *catalogue.Queue) {
	k.worded(q.Origin, on("name"), q.Name)
	if !letterForm.MatchString(q.Letter) {
		k.Fail(q.Origin, on("letter"), "code.letter", "letter", q.Letter)
	}
	if q.Minutes < 1 {
		k.Fail(q.Origin, on("minutes"), "queue.minutes", "queue", q.Code)
	}
}

// window needs a window post in its own hall, and a name only where it has one of its own.
func (k *checker) window(w *catalogue.Window) {
	k.oneOf(w.Origin, on("kind"), string(w.Kind), string(catalogue.Integrated), string(catalogue.Dedicated), string(catalogue.PriorityW), string(catalogue.LastResort))
	if !digits.MatchString(w.No) {
		k.Fail(w.Origin, on("no"), "code.window", "no", w.No)
	}
	p, ok := k.c.Post(w.Post)
	switch {
	case w.Post == "":
		k.Fail(w.Origin, on("post"), "window.no_post", "window", w.No, "hall", w.Hall)
	case ok && (p.Kind != catalogue.WindowPost || p.Hall != w.Hall):
		k.Fail(w.Origin, on("post"), "window.wrong_post", "window", w.No, "hall", w.Hall, "post", w.Post)
	}
}

// people checks departments, posts and staff.
func (k *checker) people() {
	each(k.c.Departments, func(d *catalogue.Department) { k.department(d) })
	each(k.c.Posts, func(p *catalogue.Post) { k.post(p) })
	each(k.c.Staff, func(s *catalogue.Staff) {
		k.worded(s.Origin, on("name"), s.Name)
		for i, r := range s.Roles {
			if !slices.Contains(Roles, r) {
				k.Fail(s.Origin, on("roles", i), "value.unknown", "field", "roles", "value", r, "allowed", Roles)
			}
		}
	})
	each(k.c.Windows, func(w *catalogue.Window) { k.qualified(w) })
}

func (k *checker) department(d *catalogue.Department) {
	k.worded(d.Origin, on("name"), d.Name)
	if problems := pii.Check(pii.New(pii.USCC, d.USCC), time.Time{}); len(problems) > 0 {
		k.Fail(d.Origin, on("uscc"), "code.uscc", "department", d.Code, "code", d.USCC, "problem", problems[0].Code)
	}
	if d.DocPrefix == "" {
		k.Fail(d.Origin, on("doc_prefix"), "department.no_prefix", "department", d.Code)
	}
	for _, p := range [][2]string{{"responsible", d.Phones.Responsible}, {"complaints", d.Phones.Complaints}, {"discipline", d.Phones.Discipline}} {
		if p[1] == "" {
			k.Fail(d.Origin, on("phones", p[0]), "department.no_phone", "department", d.Code, "phone", p[0])
		}
	}
}

// post has an A and a B who are two people (DUT-1).
func (k *checker) post(p *catalogue.Post) {
	k.worded(p.Origin, on("name"), p.Name)
	k.oneOf(p.Origin, on("kind"), string(p.Kind), string(catalogue.WindowPost), string(catalogue.ApproverPost), string(catalogue.LeaderPost))
	if p.A == "" {
		k.Fail(p.Origin, on("a"), "post.no_a", "post", p.Code)
	}
	if p.B == "" {
		k.Fail(p.Origin, on("b"), "post.no_b", "post", p.Code)
	}
	if p.A == p.B && p.A != "" {
		k.Fail(p.Origin, on("b"), "post.same_person", "post", p.Code, "staff", p.A)
	}
}

// qualified: who is not qualified for a queue is not put where it is served (DUT-7, DUT-14).
func (k *checker) qualified(w *catalogue.Window) {
	p, ok := k.c.Post(w.Post)
	if !ok {
		return
	}
	for i, q := range w.Queues {
		for _, code := range []string{p.A, p.B} {
			if s, known := k.c.Person(code); known && !k.c.QualifiedFor(s, q) {
				k.Fail(w.Origin, on("queues", i), "staff.unqualified", "staff", code, "queue", q, "window", w.No)
			}
		}
	}
}
