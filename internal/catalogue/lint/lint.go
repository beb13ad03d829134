package lint

import (
	"cmp"
	"io/fs"
	"slices"
	"strings"

	"yichuang/internal/calendar"
	"yichuang/internal/catalogue"
)

// checker walks a catalogue and reports what the rules refuse.
type checker struct {
	*catalogue.Report
	c        *catalogue.Catalogue
	view     *calendar.View // the default hall's; nil when its timetable is broken
	compared map[pair]firstBad
}

var on = catalogue.On

// Check reads a catalogue folder and lists every fault, in the order of the files. An empty list, or one of warnings only, is a
// catalogue that can be published.
func Check(fsys fs.FS) ([]catalogue.Finding, error) {
	c, report, err := catalogue.Assemble(fsys)
	if err != nil {
		return nil, err
	}
	k := &checker{Report: report, c: c, view: view(c), compared: map[pair]firstBad{}}
	k.places()
	k.people()
	for i := range c.Items {
		k.item(&c.Items[i])
	}
	slices.SortStableFunc(k.Findings, func(a, b catalogue.Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return k.Findings, nil
}

func each[T any](list []T, do func(*T)) {
	for i := range list {
		do(&list[i])
	}
}

// item runs every check that one item must pass.
func (k *checker) item(it *catalogue.Item) {
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
func (k *checker) oneOf(at catalogue.Origin, path []any, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		k.Fail(at, path, "value.unknown", "field", name(path), "value", value, "allowed", strings.Join(allowed, ", "))
	}
}

// worded refuses a text without Chinese: that is the one with legal effect.
func (k *checker) worded(at catalogue.Origin, path []any, t catalogue.Text) {
	if t.ZH == "" {
		k.Fail(at, path, "text.missing", "field", name(path), "language", "zh")
	}
	if t.EN == "" {
		k.Warn(at, path, "text.missing", "field", name(path), "language", "en")
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
