package catalogue

import (
	"fmt"
	"regexp"
	"strings"
)

var codeForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// indexCodes builds the look-up tables and reports codes that are malformed or given twice.
func (c *Catalogue) indexCodes(k *checker) {
	c.halls = indexed(k, "hall", c.Halls, func(v *Hall) (string, source) { return v.Code, v.at })
	c.queues = indexed(k, "queue", c.Queues, func(v *Queue) (string, source) { return v.Code, v.at })
	c.departments = indexed(k, "department", c.Departments, func(v *Department) (string, source) { return v.Code, v.at })
	c.posts = indexed(k, "post", c.Posts, func(v *Post) (string, source) { return v.Code, v.at })
	c.staff = indexed(k, "staff", c.Staff, func(v *Staff) (string, source) { return v.Code, v.at })
	c.items = indexed(k, "item", c.Items, func(v *Item) (string, source) { return v.Code, v.at })
	c.windows = map[string]*Window{}
	seen := map[string]source{}
	each(c.Windows, func(_ int, w *Window) {
		key := w.Hall + "/" + w.No
		k.unique("window", key, w.at, "no", seen)
		c.windows[key] = w
	})
	indexed(k, "priority", c.Priorities, func(v *Priority) (string, source) { return v.Code, v.at })
	indexed(k, "promise", c.Promises, func(v *Promise) (string, source) { return v.Code, v.at })
	indexed(k, "notice", c.Notices, func(v *Notice) (string, source) { return v.Code, v.at })
	k.uniqueFields()
}

// uniqueFields are the other marks that people read and that must not be shared.
func (k *checker) uniqueFields() {
	letters, badges, seats := map[string]source{}, map[string]source{}, map[string]source{}
	each(k.c.Queues, func(_ int, q *Queue) { k.unique("letter", q.Letter, q.at, "letter", letters) })
	each(k.c.Staff, func(_ int, s *Staff) { k.unique("badge", s.Badge, s.at, "badge", badges) })
	each(k.c.Windows, func(_ int, w *Window) {
		if w.Post != "" {
			k.unique("window post", w.Post, w.at, "post", seats)
		}
	})
	implementations := map[string]source{}
	each(k.c.Items, func(_ int, it *Item) {
		if it.Implementation != "" {
			k.unique("implementation", it.Implementation, it.at, "implementation", implementations)
		}
	})
}

func indexed[T any](k *checker, kind string, list []T, of func(*T) (string, source)) map[string]*T {
	out, seen := map[string]*T{}, map[string]source{}
	each(list, func(_ int, v *T) {
		code, at := of(v)
		if !codeForm.MatchString(code) {
			k.fail(at, on("code"), "code.invalid", "kind", kind, "code", code)
		}
		k.unique(kind, code, at, "code", seen)
		if out[code] == nil {
			out[code] = v
		}
	})
	return out
}

// unique reports the second entry with the same mark and names the first.
func (k *checker) unique(kind, code string, at source, field string, seen map[string]source) {
	if first, twice := seen[code]; twice {
		k.fail(at, on(field), "code.duplicate", "kind", kind, "code", code, "first", fmt.Sprintf("%s:%d", first.file, first.line(field)))
		return
	}
	seen[code] = at
}

// references reports every name that leads nowhere.
func (k *checker) references() {
	c := k.c
	if c.City == nil {
		k.findings = append(k.findings, finding(Error, firstFile(c), 1, "file.no_city"))
	} else {
		for i, h := range c.City.Halls {
			refer(k, c.halls, c.City.at, on("halls", i), "hall", h)
		}
	}
	if len(c.Halls) == 0 {
		k.findings = append(k.findings, finding(Error, firstFile(c), 1, "file.no_hall"))
	}
	each(c.Halls, func(_ int, h *Hall) { optional(k, c.staff, h.at, on("head"), "staff", h.Head) })
	each(c.Queues, func(_ int, q *Queue) { refer(k, c.departments, q.at, on("department"), "department", q.Department) })
	each(c.Windows, func(_ int, w *Window) { k.windowRefs(w) })
	each(c.Departments, func(_ int, d *Department) {
		refer(k, c.staff, d.at, on("responsible"), "staff", d.Responsible)
		optional(k, c.staff, d.at, on("supervisor"), "staff", d.Supervisor)
	})
	each(c.Posts, func(_ int, p *Post) {
		refer(k, c.departments, p.at, on("department"), "department", p.Department)
		optional(k, c.halls, p.at, on("hall"), "hall", p.Hall)
		optional(k, c.staff, p.at, on("a"), "staff", p.A)
		optional(k, c.staff, p.at, on("b"), "staff", p.B)
	})
	each(c.Staff, func(_ int, s *Staff) {
		refer(k, c.departments, s.at, on("department"), "department", s.Department)
		optional(k, c.halls, s.at, on("hall"), "hall", s.Hall)
		for i, q := range s.Qualified {
			refer(k, c.queues, s.at, on("qualified", i), "queue", q)
		}
	})
	k.textRefs()
	each(c.Items, func(_ int, it *Item) { k.itemRefs(it) })
}

func (k *checker) windowRefs(w *Window) {
	refer(k, k.c.halls, w.at, on("hall"), "hall", w.Hall)
	optional(k, k.c.departments, w.at, on("department"), "department", w.Department)
	optional(k, k.c.posts, w.at, on("post"), "post", w.Post)
	for i, q := range w.Queues {
		refer(k, k.c.queues, w.at, on("queues", i), "queue", q)
	}
	h, ok := k.c.halls[w.Hall]
	if ok && !h.hasZone(w.Zone) {
		k.fail(w.at, on("zone"), "reference.broken", "kind", "zone", "code", w.Zone)
	}
}

func (h *Hall) hasZone(code string) bool {
	for _, z := range h.Zones {
		if z.Code == code {
			return true
		}
	}
	return false
}

func (k *checker) textRefs() {
	each(k.c.Notices, func(_ int, n *Notice) {
		for i, h := range n.Halls {
			refer(k, k.c.halls, n.at, on("halls", i), "hall", h)
		}
	})
	each(k.c.Promises, func(_ int, p *Promise) {
		for i, d := range p.Departments {
			refer(k, k.c.departments, p.at, on("departments", i), "department", d)
		}
	})
}

func (k *checker) itemRefs(it *Item) {
	refer(k, k.c.departments, it.at, on("department"), "department", it.Department)
	refer(k, k.c.queues, it.at, on("queue"), "queue", it.Queue)
	for i, s := range it.Steps {
		if s.Post != AtWindow {
			refer(k, k.c.posts, it.at, on("steps", i, "post"), "post", s.Post)
		}
	}
}

func refer[T any](k *checker, table map[string]*T, at source, path []any, kind, code string) {
	if _, ok := table[code]; !ok {
		k.fail(at, path, "reference.broken", "kind", kind, "code", code)
	}
}

func optional[T any](k *checker, table map[string]*T, at source, path []any, kind, code string) {
	if code != "" {
		refer(k, table, at, path, kind, code)
	}
}

// firstFile is where a finding about the whole folder points.
func firstFile(c *Catalogue) string {
	switch {
	case c.City != nil:
		return c.City.at.file
	case len(c.Items) > 0:
		return c.Items[0].at.file
	case len(c.Halls) > 0:
		return c.Halls[0].at.file
	}
	return "."
}

func joined(list []string) string { return strings.Join(list, ", ") }
