package catalogue

import (
	"fmt"
	"regexp"
)

var codeForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// binder ties the entries of a catalogue together and reports what does not hold.
type binder struct {
	*Report
	c *Catalogue
}

// indexCodes builds the look-up tables and reports codes that are malformed or given twice.
func (c *Catalogue) indexCodes(k *binder) {
	c.halls = indexed(k, "hall", c.Halls, func(v *Hall) (string, Origin) { return v.Code, v.Origin })
	c.queues = indexed(k, "queue", c.Queues, func(v *Queue) (string, Origin) { return v.Code, v.Origin })
	c.departments = indexed(k, "department", c.Departments, func(v *Department) (string, Origin) { return v.Code, v.Origin })
	c.posts = indexed(k, "post", c.Posts, func(v *Post) (string, Origin) { return v.Code, v.Origin })
	c.staff = indexed(k, "staff", c.Staff, func(v *Staff) (string, Origin) { return v.Code, v.Origin })
	c.items = indexed(k, "item", c.Items, func(v *Item) (string, Origin) { return v.Code, v.Origin })
	c.windows = map[string]*Window{}
	seen := map[string]Origin{}
	each(c.Windows, func(_ int, w *Window) {
		key := w.Hall + "/" + w.No
		k.unique("window", key, w.Origin, "no", seen)
		c.windows[key] = w
	})
	indexed(k, "priority", c.Priorities, func(v *Priority) (string, Origin) { return v.Code, v.Origin })
	indexed(k, "promise", c.Promises, func(v *Promise) (string, Origin) { return v.Code, v.Origin })
	indexed(k, "notice", c.Notices, func(v *Notice) (string, Origin) { return v.Code, v.Origin })
	k.uniqueFields()
}

// uniqueFields are the other marks that people read and that must not be shared.
func (k *binder) uniqueFields() {
	letters, badges, seats := map[string]Origin{}, map[string]Origin{}, map[string]Origin{}
	each(k.c.Queues, func(_ int, q *Queue) { k.unique("letter", q.Letter, q.Origin, "letter", letters) })
	each(k.c.Staff, func(_ int, s *Staff) { k.unique("badge", s.Badge, s.Origin, "badge", badges) })
	each(k.c.Windows, func(_ int, w *Window) {
		if w.Post != "" {
			k.unique("window post", w.Post, w.Origin, "post", seats)
		}
	})
	implementations := map[string]Origin{}
	each(k.c.Items, func(_ int, it *Item) {
		if it.Implementation != "" {
			k.unique("implementation", it.Implementation, it.Origin, "implementation", implementations)
		}
	})
}

func indexed[T any](k *binder, kind string, list []T, of func(*T) (string, Origin)) map[string]*T {
	out, seen := map[string]*T{}, map[string]Origin{}
	each(list, func(_ int, v *T) {
		code, at := of(v)
		if !codeForm.MatchString(code) {
			k.Fail(at, On("code"), "code.invalid", "kind", kind, "code", code)
		}
		k.unique(kind, code, at, "code", seen)
		if out[code] == nil {
			out[code] = v
		}
	})
	return out
}

// unique reports the second entry with the same mark and names the first.
func (k *binder) unique(kind, code string, at Origin, field string, seen map[string]Origin) {
	if first, twice := seen[code]; twice {
		k.Fail(at, On(field), "code.duplicate", "kind", kind, "code", code, "first", fmt.Sprintf("%s:%d", first.file, first.Line(field)))
		return
	}
	seen[code] = at
}

// references reports every name that leads nowhere.
func (k *binder) references() {
	c := k.c
	if c.City == nil {
		k.whole("file.no_city")
	} else {
		for i, h := range c.City.Halls {
			refer(k, c.halls, c.City.Origin, On("halls", i), "hall", h)
		}
	}
	if len(c.Halls) == 0 {
		k.whole("file.no_hall")
	}
	each(c.Halls, func(_ int, h *Hall) { optional(k, c.staff, h.Origin, On("head"), "staff", h.Head) })
	each(c.Queues, func(_ int, q *Queue) { refer(k, c.departments, q.Origin, On("department"), "department", q.Department) })
	each(c.Windows, func(_ int, w *Window) { k.windowRefs(w) })
	each(c.Departments, func(_ int, d *Department) {
		refer(k, c.staff, d.Origin, On("responsible"), "staff", d.Responsible)
		optional(k, c.staff, d.Origin, On("supervisor"), "staff", d.Supervisor)
	})
	each(c.Posts, func(_ int, p *Post) {
		refer(k, c.departments, p.Origin, On("department"), "department", p.Department)
		optional(k, c.halls, p.Origin, On("hall"), "hall", p.Hall)
		optional(k, c.staff, p.Origin, On("a"), "staff", p.A)
		optional(k, c.staff, p.Origin, On("b"), "staff", p.B)
	})
	each(c.Staff, func(_ int, s *Staff) {
		refer(k, c.departments, s.Origin, On("department"), "department", s.Department)
		optional(k, c.halls, s.Origin, On("hall"), "hall", s.Hall)
		for i, q := range s.Qualified {
			refer(k, c.queues, s.Origin, On("qualified", i), "queue", q)
		}
	})
	k.textRefs()
	each(c.Items, func(_ int, it *Item) { k.itemRefs(it) })
}

func (k *binder) windowRefs(w *Window) {
	refer(k, k.c.halls, w.Origin, On("hall"), "hall", w.Hall)
	optional(k, k.c.departments, w.Origin, On("department"), "department", w.Department)
	optional(k, k.c.posts, w.Origin, On("post"), "post", w.Post)
	for i, q := range w.Queues {
		refer(k, k.c.queues, w.Origin, On("queues", i), "queue", q)
	}
	h, ok := k.c.halls[w.Hall]
	if ok && !h.hasZone(w.Zone) {
		k.Fail(w.Origin, On("zone"), "reference.broken", "kind", "zone", "code", w.Zone)
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

func (k *binder) textRefs() {
	each(k.c.Notices, func(_ int, n *Notice) {
		for i, h := range n.Halls {
			refer(k, k.c.halls, n.Origin, On("halls", i), "hall", h)
		}
	})
	each(k.c.Promises, func(_ int, p *Promise) {
		for i, d := range p.Departments {
			refer(k, k.c.departments, p.Origin, On("departments", i), "department", d)
		}
	})
}

func (k *binder) itemRefs(it *Item) {
	refer(k, k.c.departments, it.Origin, On("department"), "department", it.Department)
	refer(k, k.c.queues, it.Origin, On("queue"), "queue", it.Queue)
	for i, s := range it.Steps {
		if s.Post != AtWindow {
			refer(k, k.c.posts, it.Origin, On("steps", i, "post"), "post", s.Post)
		}
	}
}

func refer[T any](k *binder, table map[string]*T, at Origin, path []any, kind, code string) {
	if _, ok := table[code]; !ok {
		k.Fail(at, path, "reference.broken", "kind", kind, "code", code)
	}
}

func optional[T any](k *binder, table map[string]*T, at Origin, path []any, kind, code string) {
	if code != "" {
		refer(k, table, at, path, kind, code)
	}
}

// whole reports what concerns the folder and not an entry.
func (k *binder) whole(code string) {
	k.Findings = append(k.Findings, finding(Error, firstFile(k.c), 1, code))
}

// firstFile is where a finding about the whole folder points.
func firstFile(c *Catalogue) string {
	switch {
	case c.City != nil:
		return c.City.Origin.file
	case len(c.Items) > 0:
		return c.Items[0].Origin.file
	case len(c.Halls) > 0:
		return c.Halls[0].Origin.file
	}
	return "."
}
