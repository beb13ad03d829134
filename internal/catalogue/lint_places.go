package catalogue

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"yichuang/internal/calendar"
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
		k.worded(city.at, on("name"), city.Name)
		k.region(city.at, city.Region)
	}
	each(k.c.Halls, func(_ int, h *Hall) { k.hall(h) })
	each(k.c.Queues, func(_ int, q *Queue) { k.queue(q) })
	each(k.c.Windows, func(_ int, w *Window) { k.window(w) })
	each(k.c.Laws, func(_ int, l *Law) { k.oneOf(l.at, on("tag"), l.Tag, "V", "K") })
	each(k.c.Promises, func(_ int, p *Promise) {
		k.worded(p.at, on("title"), p.Title)
		k.oneOf(p.at, on("direction"), p.Direction, "at_least", "at_most")
		k.oneOf(p.at, on("unit"), p.Unit, "percent", "minutes", "count", "points")
	})
	each(k.c.Phrases, func(_ int, p *Phrase) {
		k.worded(p.at, on("text"), p.Text)
		k.oneOf(p.at, on("place"), p.Place, "hall", "phone", "outdoor", "daily", "forbidden")
	})
	each(k.c.Notices, func(_ int, n *Notice) {
		k.worded(n.at, on("text"), n.Text)
		k.oneOf(n.at, on("kind"), n.Kind, "policy", "notice")
		k.date(n.at, on("from"), n.From)
		k.date(n.at, on("to"), n.To)
	})
	each(k.c.Priorities, func(_ int, p *Priority) { k.worded(p.at, on("name"), p.Name) })
}

// region is a code of GB/T 2260: six digits.
func (k *checker) region(at source, code string) {
	if !regionForm.MatchString(code) {
		k.fail(at, on("region"), "code.region", "code", code)
	}
}

func (k *checker) date(at source, path []any, value string) {
	if _, err := time.Parse(time.DateOnly, value); value != "" && err != nil {
		k.fail(at, path, "value.date", "value", value)
	}
}

func (k *checker) hall(h *Hall) {
	k.worded(h.at, on("name"), h.Name)
	k.worded(h.at, on("address"), h.Address)
	k.region(h.at, h.Region)
	if _, err := h.Timetable(); err != nil {
		k.fail(h.at, on("hours"), "hours.invalid", "hall", h.Code, "problem", err)
	}
	if day := h.uncovered(); day != "" {
		k.fail(h.at, on("hours"), "hours.gap", "hall", h.Code, "day", day)
	}
}

// Timetable is the hall's office hours as the calendar reads them. The last season there holds for every other day; uncovered
// sees to it that this changes nothing.
func (h *Hall) Timetable() (calendar.Hall, error) {
	var out calendar.Hall
	for i, t := range h.Hours {
		sessions, err := calendar.ParseSessions(strings.Join(t.Open, ","))
		if err != nil {
			return out, err
		}
		table := calendar.Timetable{From: t.From, To: t.To, Sessions: sessions}
		if i == len(h.Hours)-1 {
			table.From, table.To = "", ""
		}
		out.Timetables = append(out.Timetables, table)
	}
	return out, out.Check()
}

// uncovered is the first day of a leap year for which no season gives hours, as mm-dd; "" when every day has some.
func (h *Hall) uncovered() string {
	for d := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() == 2024; d = d.AddDate(0, 0, 1) {
		day := d.Format("01-02")
		if !slices.ContainsFunc(h.Hours, func(t Hours) bool { return t.covers(day) }) {
			return day
		}
	}
	return ""
}

func (t Hours) covers(day string) bool {
	if t.From <= t.To {
		return t.From <= day && day <= t.To
	}
	return day >= t.From || day <= t.To
}

func (k *checker) queue(q *Queue) {
	k.worded(q.at, on("name"), q.Name)
	if !letterForm.MatchString(q.Letter) {
		k.fail(q.at, on("letter"), "code.letter", "letter", q.Letter)
	}
	if q.Minutes < 1 {
		k.fail(q.at, on("minutes"), "queue.minutes", "queue", q.Code)
	}
}

// window needs a window post in its own hall, and a name only where it has one of its own.
func (k *checker) window(w *Window) {
	k.oneOf(w.at, on("kind"), string(w.Kind), string(Integrated), string(Dedicated), string(PriorityW), string(LastResort))
	if !digits.MatchString(w.No) {
		k.fail(w.at, on("no"), "code.window", "no", w.No)
	}
	p, ok := k.c.posts[w.Post]
	switch {
	case w.Post == "":
		k.fail(w.at, on("post"), "window.no_post", "window", w.No, "hall", w.Hall)
	case ok && (p.Kind != WindowPost || p.Hall != w.Hall):
		k.fail(w.at, on("post"), "window.wrong_post", "window", w.No, "hall", w.Hall, "post", w.Post)
	}
}

// people checks departments, posts and staff.
func (k *checker) people() {
	each(k.c.Departments, func(_ int, d *Department) { k.department(d) })
	each(k.c.Posts, func(_ int, p *Post) { k.post(p) })
	each(k.c.Staff, func(_ int, s *Staff) {
		k.worded(s.at, on("name"), s.Name)
		for i, r := range s.Roles {
			if !slices.Contains(Roles, r) {
				k.fail(s.at, on("roles", i), "value.unknown", "field", "roles", "value", r, "allowed", Roles)
			}
		}
	})
	each(k.c.Windows, func(_ int, w *Window) { k.qualified(w) })
}

func (k *checker) department(d *Department) {
	k.worded(d.at, on("name"), d.Name)
	if problems := pii.Check(pii.New(pii.USCC, d.USCC), time.Time{}); len(problems) > 0 {
		k.fail(d.at, on("uscc"), "code.uscc", "department", d.Code, "code", d.USCC, "problem", problems[0].Code)
	}
	if d.DocPrefix == "" {
		k.fail(d.at, on("doc_prefix"), "department.no_prefix", "department", d.Code)
	}
	for _, p := range [][2]string{{"responsible", d.Phones.Responsible}, {"complaints", d.Phones.Complaints}, {"discipline", d.Phones.Discipline}} {
		if p[1] == "" {
			k.fail(d.at, on("phones", p[0]), "department.no_phone", "department", d.Code, "phone", p[0])
		}
	}
}

// post has an A and a B who are two people (DUT-1).
func (k *checker) post(p *Post) {
	k.worded(p.at, on("name"), p.Name)
	k.oneOf(p.at, on("kind"), string(p.Kind), string(WindowPost), string(ApproverPost), string(LeaderPost))
	if p.A == "" {
		k.fail(p.at, on("a"), "post.no_a", "post", p.Code)
	}
	if p.B == "" {
		k.fail(p.at, on("b"), "post.no_b", "post", p.Code)
	}
	if p.A == p.B && p.A != "" {
		k.fail(p.at, on("b"), "post.same_person", "post", p.Code, "staff", p.A)
	}
}

// qualified: who is not qualified for a queue is not put where it is served (DUT-7, DUT-14).
func (k *checker) qualified(w *Window) {
	p, ok := k.c.posts[w.Post]
	if !ok {
		return
	}
	for i, q := range w.Queues {
		for _, code := range []string{p.A, p.B} {
			if s, known := k.c.staff[code]; known && !k.c.QualifiedFor(s, q) {
				k.fail(w.at, on("queues", i), "staff.unqualified", "staff", code, "queue", q, "window", w.No)
			}
		}
	}
}
