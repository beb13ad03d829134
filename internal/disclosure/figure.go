package disclosure

import (
	"slices"

	"yichuang/internal/catalogue"
	"yichuang/internal/promise"
)

// Figure is one published promise and how it was kept in a month.
type Figure struct {
	Code        string // of the catalogue's promise
	Title       catalogue.Text
	Measure     string
	Direction   string // at_least or at_most
	Unit        string // percent, minutes, count or points
	Target      float64
	Departments []string // empty = all
	Rule        string
	Known       bool    // something was measured; otherwise the figures below mean nothing
	Actual      float64 // in the unit, not rounded
	Kept        int     // of those measured, how many were as promised
	Of          int     // measured
}

// Met tells whether the promise was kept; an unknown figure keeps nothing.
func (f Figure) Met() bool { return f.Known && f.Gap() <= 0 }

// Gap is by how much the figure misses its target, in its unit; not above zero when it is met.
func (f Figure) Gap() float64 {
	if f.Direction == "at_most" {
		return f.Actual - f.Target
	}
	return f.Target - f.Actual
}

// count is what a measure found: how many were as promised, of how many, and in all what a figure of minutes adds up.
type count struct {
	kept, of int
	minutes  float64
}

// figure joins a promise with what was counted; ok is false for a measure that cannot be counted yet.
func figure(p *catalogue.Promise, n count, ok bool) Figure {
	f := Figure{Code: p.Code, Title: p.Title, Measure: p.Measure, Direction: p.Direction, Unit: p.Unit, Target: p.Target,
		Departments: p.Departments, Rule: p.Rule}
	if !ok || n.of == 0 {
		return f
	}
	f.Known, f.Kept, f.Of = true, n.kept, n.of
	switch p.Unit {
	case "minutes":
		f.Actual = n.minutes / float64(n.of)
	case "count":
		f.Actual = float64(n.of - n.kept)
	default:
		f.Actual = 100 * float64(n.kept) / float64(n.of)
	}
	return f
}

// byRule are the measures that look only at the items which carry the promise's own rule (社保登记 carries LIM-6).
var byRule = []string{"registration_on_time", "declaration_on_time", "review_on_time", "transfer_on_time"}

// byItem are the measures that count the promised limits of whole cases.
func byItem(measure string) bool {
	return measure == "items_on_time" || measure == "items_overdue" || slices.Contains(byRule, measure)
}

// onTime counts the promised whole limits that a promise speaks of. An item that the catalogue no longer knows counts for the city
// as a whole and for no department.
func onTime(c *catalogue.Catalogue, p *catalogue.Promise, clocks []promise.Figure) count {
	var n count
	for _, k := range clocks {
		if k.Kind != promise.CaseWhole || k.Source != promise.Promised || !speaksOf(c, p, k.Item) {
			continue
		}
		n.kept, n.of = n.kept+k.Kept, n.of+k.Of
	}
	return n
}

func speaksOf(c *catalogue.Catalogue, p *catalogue.Promise, code string) bool {
	ruled := slices.Contains(byRule, p.Measure)
	if !ruled && len(p.Departments) == 0 {
		return true
	}
	it, ok := c.Item(code)
	if !ok || len(p.Departments) > 0 && !slices.Contains(p.Departments, it.Department) {
		return false
	}
	return !ruled || slices.Contains(it.Rules, p.Rule)
}
