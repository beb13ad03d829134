package casework

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/errs"
	"yichuang/internal/pii"
	"yichuang/internal/promise"
)

// EntryColumns are the columns of a file of running cases; the last four may be missing or empty.
var EntryColumns = []string{"source", "item", "applicant", "name", "id_kind", "id", "window", "received_at", "phone", "accepted_at", "step", "step_since"}

const neededColumns = 8

// mostEntries bounds one file.
const mostEntries = 2000

// Problem is what is wrong with one cell of a file; Row counts from 1, the heading included, and is 0 for the file as a whole.
type Problem struct {
	Row    int
	Column string
	Err    *errs.Error
}

// ReadEntries reads a file of running cases: comma-separated, UTF-8, a heading first, times as 2026-11-24 or 2026-11-24 09:30 in Beijing
// time. It reports every bad cell; drafts are complete only when there is none. Row i of the drafts is row i+2 of the file.
func ReadEntries(in io.Reader) ([]Draft, []Problem) {
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	head, err := r.Read()
	if err != nil {
		return nil, []Problem{{Err: errs.New(errs.Invalid, "case.entry.file").Because(err)}}
	}
	place := map[string]int{}
	for i, name := range head {
		place[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))] = i
	}
	for _, name := range EntryColumns[:neededColumns] {
		if _, ok := place[name]; !ok {
			return nil, []Problem{{Row: 1, Column: name, Err: errs.New(errs.Invalid, "case.entry.column", "column", name)}}
		}
	}
	var drafts []Draft
	var bad []Problem
	seen := map[string]int{}
	for n := 2; ; n++ {
		cells, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			return drafts, bad
		case err != nil:
			return drafts, append(bad, Problem{n, "", errs.New(errs.Invalid, "case.entry.row").Because(err)})
		case n > mostEntries+1:
			return drafts, append(bad, Problem{n, "", errs.New(errs.Invalid, "case.entry.too_many", "n", mostEntries)})
		}
		d, wrong := draftOf(func(name string) string {
			if i, ok := place[name]; ok && i < len(cells) {
				return strings.TrimSpace(cells[i])
			}
			return ""
		})
		for _, e := range wrong {
			bad = append(bad, Problem{n, e.Field, e})
		}
		if first, twice := seen[d.Source]; twice && d.Source != "" {
			bad = append(bad, Problem{n, "source", errs.New(errs.Invalid, "case.entry.same_source", "row", first).At("source")})
		}
		seen[d.Source] = n
		drafts = append(drafts, d)
	}
}

func draftOf(cell func(string) string) (Draft, []*errs.Error) {
	var bad []*errs.Error
	at := func(name string) time.Time {
		t, ok := moment(cell(name))
		if !ok {
			bad = append(bad, errs.New(errs.Invalid, "case.entry.time").At(name))
		}
		return t
	}
	kind := pii.Kind(cell("id_kind"))
	if !slices.Contains(pii.Kinds(), kind) {
		bad = append(bad, errs.New(errs.Invalid, "case.entry.id_kind", "kinds", kindNames()).At("id_kind"))
	}
	d := Draft{Kind: promise.Migrated, Source: cell("source"), Item: cell("item"), Applicant: cell("applicant"), Window: cell("window"),
		Received: at("received_at"), Accepted: at("accepted_at"), Step: cell("step"), StepSince: at("step_since"),
		Party: Party{Name: cell("name"), ID: pii.New(kind, cell("id")), Phone: pii.New(pii.Phone, cell("phone"))}}
	return d, bad
}

func kindNames() string {
	var out []string
	for _, k := range pii.Kinds() {
		out = append(out, string(k))
	}
	return strings.Join(out, ", ")
}

// moment reads a time as people write it in a file or a form; empty is the zero time.
func moment(s string) (time.Time, bool) {
	if s == "" {
		return time.Time{}, true
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02", "2006/1/2 15:04", "2006/1/2"} {
		if t, err := time.ParseInLocation(layout, s, calendar.Zone); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// Moment reads a time as people write it in a form; ok is false when it is none.
func Moment(s string) (t time.Time, ok bool) { return moment(strings.TrimSpace(s)) }
