package catalogue

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// Change is one difference between two catalogues.
type Change struct {
	Kind  string // item, hall, queue, window, department, post, staff, promise, notice, priority
	Code  string
	Field string // path within the entry, e.g. promised.n; empty when the whole entry came or went
	Old   string // empty when it came
	New   string // empty when it went
}

// String is one line: - went, + came, ~ changed.
func (c Change) String() string {
	switch {
	case c.Field != "":
		return fmt.Sprintf("~ %s %s %s: %s -> %s", c.Kind, c.Code, c.Field, c.Old, c.New)
	case c.Old == "":
		return fmt.Sprintf("+ %s %s %s", c.Kind, c.Code, c.New)
	default:
		return fmt.Sprintf("- %s %s %s", c.Kind, c.Code, c.Old)
	}
}

// Diff lists what changed from one catalogue to another, entry by entry and field by field.
func Diff(from, to *Catalogue) ([]Change, error) {
	d := differ{}
	compareAll(&d, "item", from.items, to.items, func(v *Item) Text { return v.Name })
	compareAll(&d, "department", from.departments, to.departments, func(v *Department) Text { return v.Name })
	compareAll(&d, "hall", from.halls, to.halls, func(v *Hall) Text { return v.Name })
	compareAll(&d, "queue", from.queues, to.queues, func(v *Queue) Text { return v.Name })
	compareAll(&d, "window", from.windows, to.windows, func(v *Window) Text { return v.Name })
	compareAll(&d, "post", from.posts, to.posts, func(v *Post) Text { return v.Name })
	compareAll(&d, "staff", from.staff, to.staff, func(v *Staff) Text { return v.Name })
	compareAll(&d, "promise", coded(from.Promises, func(v *Promise) string { return v.Code }), coded(to.Promises, func(v *Promise) string { return v.Code }),
		func(v *Promise) Text { return v.Title })
	compareAll(&d, "notice", coded(from.Notices, func(v *Notice) string { return v.Code }), coded(to.Notices, func(v *Notice) string { return v.Code }),
		func(v *Notice) Text { return v.Text })
	compareAll(&d, "priority", coded(from.Priorities, func(v *Priority) string { return v.Code }), coded(to.Priorities, func(v *Priority) string { return v.Code }),
		func(v *Priority) Text { return v.Name })
	return d.changes, d.err
}

// StaleVersions lists items whose content changed while their version did not: such a catalogue cannot be published.
func StaleVersions(from, to *Catalogue) ([]string, error) {
	var out []string
	for _, code := range slices.Sorted(maps.Keys(to.items)) {
		old, known := from.items[code]
		if !known || old.Version != to.items[code].Version {
			continue
		}
		a, errA := old.Body()
		b, errB := to.items[code].Body()
		if err := cmp.Or(errA, errB); err != nil {
			return nil, err
		}
		if string(a) != string(b) {
			out = append(out, code)
		}
	}
	return out, nil
}

type differ struct {
	changes []Change
	err     error
}

func coded[T any](list []T, code func(*T) string) map[string]*T {
	out := map[string]*T{}
	each(list, func(_ int, v *T) { out[code(v)] = v })
	return out
}

func compareAll[T any](d *differ, kind string, from, to map[string]*T, name func(*T) Text) {
	codes := map[string]bool{}
	for code := range from {
		codes[code] = true
	}
	for code := range to {
		codes[code] = true
	}
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		old, had := from[code]
		now, has := to[code]
		switch {
		case !had:
			d.changes = append(d.changes, Change{Kind: kind, Code: code, New: cmp.Or(name(now).ZH, code)})
		case !has:
			d.changes = append(d.changes, Change{Kind: kind, Code: code, Old: cmp.Or(name(old).ZH, code)})
		default:
			d.entry(kind, code, old, now)
		}
	}
}

func (d *differ) entry(kind, code string, old, now any) {
	a, errA := plain(old)
	b, errB := plain(now)
	if d.err = cmp.Or(d.err, errA, errB); d.err != nil {
		return
	}
	d.fields(kind, code, "", a, b)
}

// fields walks two trees; parts of lists are known by their id or code where they have one, else by their place.
func (d *differ) fields(kind, code, path string, a, b any) {
	if reflect.DeepEqual(a, b) {
		return
	}
	am, aok := branches(a)
	bm, bok := branches(b)
	if !aok || !bok || a == nil || b == nil {
		d.changes = append(d.changes, Change{kind, code, path, shown(a), shown(b)})
		return
	}
	keys := maps.Clone(am)
	maps.Copy(keys, bm)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		next := key
		if path != "" {
			next = path + "." + key
		}
		d.fields(kind, code, next, am[key], bm[key])
	}
}

func branches(v any) (map[string]any, bool) {
	switch v := v.(type) {
	case map[string]any:
		return v, true
	case []any:
		out := map[string]any{}
		for i, e := range v {
			out[label(i, e)] = e
		}
		return out, true
	}
	return nil, false
}

func label(i int, e any) string {
	if m, ok := e.(map[string]any); ok {
		for _, key := range []string{"id", "code", "value"} {
			if s, ok := m[key].(string); ok {
				return s
			}
		}
	}
	return fmt.Sprint(i)
}

func shown(v any) string {
	if v == nil {
		return "-"
	}
	return fmt.Sprint(v)
}
