package admin

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

const actsOnPage = 50

type journalView struct {
	Type, Object, Person string
	Types, People        []site.Option
	Lines                []actLine
	Pager                site.Pager
	Total                int
	Verify               bool
}

type actLine struct {
	When, Act, Code, Who, Object string
	Place                        string // in the sealed order
	Details                      string
}

func (w *Web) journal(rw http.ResponseWriter, r *http.Request) error {
	s, hall, q := w.page(r, "admin.journal.title"), web.Hall(r), r.URL.Query()
	v := journalView{Type: q.Get("type"), Object: strings.TrimSpace(q.Get("object")), Person: strings.TrimSpace(q.Get("person")), Verify: s.may("system.verify")}
	v.Types = w.types(s)
	page := web.PageOf(r, actsOnPage)
	f := journal.Filter{Hall: hall, Type: v.Type, Actor: v.Person}
	f.Object.Type, f.Object.ID, _ = strings.Cut(v.Object, " ")
	err := w.DB.Read(r.Context(), func(q *db.Q) error {
		rows, total, err := journal.Last(q, f, page.Offset(), page.Size)
		page.Total, v.Total = total, total
		for _, row := range rows {
			v.Lines = append(v.Lines, w.actLine(s, row))
		}
		return err
	})
	if err != nil {
		return err
	}
	v.Pager = pager(page, s.Root+"/journal", url.Values{"type": {v.Type}, "object": {v.Object}, "person": {v.Person}})
	return w.Site.Write(rw, r, http.StatusOK, s.Page, frame(s, journalBody(s, v)))
}

// types are the choices of the filter: whole features first, then single acts.
func (w *Web) types(s *sheetOf) []site.Option {
	groups := map[string]bool{}
	var single []site.Option
	for _, t := range journal.Types() {
		if name, _, ok := strings.Cut(t.Name, "."); ok {
			groups[name+"."] = true
		}
		single = append(single, site.Option{Value: t.Name, Label: w.actName(s, t.Name)})
	}
	var out []site.Option
	for _, g := range slices.Sorted(maps.Keys(groups)) {
		out = append(out, site.Option{Value: g, Label: s.T("admin.journal.group", "name", strings.TrimSuffix(g, "."))})
	}
	return append(out, single...)
}

// actName is an act in words, or its stable name where nobody has given it any.
func (w *Web) actName(s *sheetOf, code string) string {
	if key := "admin.act." + code; w.Words.Has(s.Lang, key) {
		return s.T(key)
	}
	return code
}

func (w *Web) actLine(s *sheetOf, row journal.Row) actLine {
	out := actLine{When: s.Day(at(row.At)) + " " + at(row.At).Format("15:04:05"), Act: w.actName(s, row.Type), Code: row.Type, Who: s.actor(row.Who()), Object: row.Object.Type + " " + row.Object.ID,
		Place: s.T("admin.journal.unsealed"), Details: details(row)}
	if row.Idx != nil {
		out.Place = fmt.Sprint(*row.Idx)
	}
	return out
}

// actor names who did an act. Citizens have no name in the journal.
func (s *sheetOf) actor(a ids.Actor) string {
	kind := a.Kind
	if kind == "" {
		kind = ids.Anonymous
	}
	if kind == ids.Staff {
		return s.T("admin.journal.staff", "name", a.Name, "id", a.ID)
	}
	return s.T("admin.journal.actor." + string(kind))
}

// open are the features whose acts say nothing of citizens; of the others only type, object and actor are shown.
var open = []string{"identity.", "org.", "catalogue."}

// details is the payload of an act in one line, as "key: value" pairs.
func details(row journal.Row) string {
	if !slices.ContainsFunc(open, func(prefix string) bool { return strings.HasPrefix(row.Type, prefix) }) {
		return ""
	}
	var fields map[string]json.RawMessage
	if err := row.Decode(&fields); err != nil {
		return ""
	}
	var out []string
	for _, k := range sortedKeys(fields) {
		out = append(out, k+": "+strings.Trim(string(fields[k]), `"`))
	}
	return strings.Join(out, "; ")
}

// objectQuery asks for the history of one object.
func objectQuery(object string) string { return url.Values{"object": {object}}.Encode() }

type finding = journal.Finding

type verifyView struct {
	Acts, Unsealed int64
	Root           string
	Faults, Notes  []finding
}

// verify derives the journal anew from its rows and compares (TAMP-1).
func (w *Web) verify(rw http.ResponseWriter, r *http.Request) error {
	s := w.page(r, "admin.verify.title")
	var v verifyView
	err := w.DB.Read(r.Context(), func(q *db.Q) error {
		report, err := journal.Verify(q)
		v.Acts, v.Unsealed, v.Root, v.Faults = report.Acts, report.Unsealed, report.Root, report.Faults()
		for _, f := range report.Findings {
			if f.Note {
				v.Notes = append(v.Notes, f)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return w.Site.Write(rw, r, http.StatusOK, s.Page, frame(s, verifyBody(s, v)))
}
