package catalogue

import (
	"cmp"
	"io/fs"
	"slices"

	"yichuang/internal/calendar"
)

// checker collects findings while it walks a catalogue.
type checker struct {
	c        *Catalogue
	findings []Finding
	view     *calendar.View
	compared map[pair]firstBad
}

// report adds a finding at the value under path, or at the entry itself where the value is missing.
func (k *checker) report(s Severity, at source, path []any, code string, params ...any) {
	k.findings = append(k.findings, finding(s, at.file, at.line(path...), code, params...))
}

func (k *checker) fail(at source, path []any, code string, params ...any) {
	k.report(Error, at, path, code, params...)
}

func on(path ...any) []any { return path }

// Lint reads a catalogue folder and lists every fault, in the order of the files. An empty list, or one of warnings only, is a
// catalogue that can be published.
func Lint(fsys fs.FS) ([]Finding, error) {
	c, findings, err := assemble(fsys)
	if err != nil {
		return nil, err
	}
	k := &checker{c: c, findings: findings, compared: map[pair]firstBad{}}
	if k.view, err = c.lintView(); err != nil {
		k.view = nil // the broken timetable is reported by the hall's own check
	}
	k.places()
	k.people()
	for i := range c.Items {
		k.item(&c.Items[i])
	}
	slices.SortStableFunc(k.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return k.findings, nil
}

// item runs every check that one item must pass.
func (k *checker) item(it *Item) {
	k.itemHead(it)
	k.itemCodes(it)
	k.itemPlace(it)
	k.itemLimits(it)
	k.itemMaterials(it)
	k.itemSituations(it)
	k.itemSteps(it)
	k.itemFees(it)
	k.itemBasis(it)
}

// oneOf refuses a value that the format does not know.
func (k *checker) oneOf(at source, path []any, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		k.fail(at, path, "value.unknown", "field", name(path), "value", value, "allowed", joined(allowed))
	}
}

// worded refuses a text without Chinese: that is the one with legal effect.
func (k *checker) worded(at source, path []any, t Text) {
	if t.ZH == "" {
		k.fail(at, path, "text.missing", "field", name(path), "language", "zh")
	}
	if t.EN == "" {
		k.report(Warning, at, path, "text.missing", "field", name(path), "language", "en")
	}
}

// name is the last key of a path: what a person calls the field.
func name(path []any) string {
	for i := len(path) - 1; i >= 0; i-- {
		if s, ok := path[i].(string); ok {
			return s
		}
	}
	return ""
}
