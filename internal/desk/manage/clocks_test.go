package manage_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/halltest"
	"yichuang/internal/journal"
	"yichuang/internal/promise"
)

// counted counts the running clocks that a naive reader would list.
func counted(h *halltest.Hall, keep func(promise.Clock) bool) (n int) {
	h.Read(func(q *db.Q) error {
		list, err := promise.OpenOfHall(q, halltest.City, 10_000)
		for _, c := range list {
			if keep(c) {
				n++
			}
		}
		return err
	})
	return n
}

func TestLIM11_TheBoardOfClocksFiltersBySeveralThings(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d := h.Sit("06")
		a, b := d.Accept("SB-01"), d.Accept("SB-05")
		m := head(h)
		rows := func(query string) [][]string {
			t.Helper()
			file := m.Get(home + "/clocks.csv" + query)
			list, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.Body, "\ufeff"))).ReadAll()
			if err != nil || len(list) == 0 {
				t.Fatal(query, file.Status, err)
			}
			return list[1:]
		}
		for query, keep := range map[string]func(promise.Clock) bool{
			"?item=SB-01":                           func(c promise.Clock) bool { return c.Item == "SB-01" },
			"?kind=case.step":                       func(c promise.Clock) bool { return c.Kind == promise.CaseStep },
			"?source=statutory":                     func(c promise.Clock) bool { return c.Source == promise.Statutory },
			"?item=SB-05&kind=case.whole":           func(c promise.Clock) bool { return c.Item == "SB-05" && c.Kind == promise.CaseWhole },
			"?item=SB-01&source=promised&lamp=over": func(promise.Clock) bool { return false },
			"":                                      func(promise.Clock) bool { return true },
		} {
			if got, want := len(rows(query)), counted(h, keep); got != want {
				t.Errorf("%q lists %d clocks, counted %d", query, got, want)
			}
		}
		if len(rows("")) <= len(rows("?item=SB-01")) || len(rows("?item=SB-01")) == 0 {
			t.Error("the filters tell nothing apart")
		}
		found := rows("?number=" + strings.ToLower(a.No))
		if len(found) == 0 {
			t.Error("a case is found by its number")
		}
		for _, r := range found {
			if !strings.Contains(strings.Join(r, " "), a.No) {
				t.Errorf("looked for %s, found %q", a.No, r)
			}
		}
		if got := len(rows("?number=%25")); got != 0 {
			t.Errorf("a percent sign finds %d", got)
		}
		page := m.Get(home + "/clocks?number=" + b.No).Body
		if !strings.Contains(page, b.No) || strings.Contains(page, a.No) {
			t.Error("the page shows the looked-for case only")
		}
	})
}

// Taking the list out of the program is an act with its filter; the file names no citizen, and those who may not look may not export.
func TestAnExportIsAnActAndNamesNoCitizen(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		c := h.Sit("06").Accept("SB-01")
		h.Clock.Set(time.Date(2026, 11, 26, 10, 0, 0, 0, clock.Zone))
		m := head(h)
		file := m.Get(home + "/clocks.xlsx?item=SB-01")
		book, err := excelize.OpenReader(bytes.NewReader([]byte(file.Body)))
		if err != nil {
			t.Fatal(file.Status, err)
		}
		defer book.Close()
		rows, err := book.GetRows(book.GetSheetName(0))
		want := counted(h, func(k promise.Clock) bool { return k.Item == "SB-01" })
		if err != nil || len(rows)-1 != want || want == 0 {
			t.Fatalf("%d rows, counted %d (%v)", len(rows)-1, want, err)
		}
		whole := m.Get(home + "/clocks.csv").Body
		for _, r := range rows {
			whole += strings.Join(r, " ")
		}
		if !strings.Contains(whole, c.No) || strings.Contains(whole, c.Applicant.Name) || strings.Contains(whole, c.Applicant.ID.Reveal()) {
			t.Error("the file names its cases by number and no citizen")
		}
		h.Read(func(q *db.Q) error {
			acts, err := journal.History(q, journal.Ref{Type: "clocks", ID: halltest.City})
			if len(acts) != 2 {
				t.Fatalf("%d exports were recorded, want 2", len(acts))
			}
			var e promise.ClocksExported
			if err := acts[0].Decode(&e); err != nil {
				return err
			}
			if e.Format != "xlsx" || e.Filter != "item=SB-01" || e.Rows != want || acts[0].Who().ID != h.Catalogue.DefaultHall().Head {
				t.Errorf("recorded %+v by %s", e, acts[0].Who().ID)
			}
			return err
		})
		if got := h.SignIn(h.At("04").ID, "").Get(home + "/clocks.xlsx"); got.Status != 403 {
			t.Errorf("a clerk exports: %d", got.Status)
		}
		h.Verified()
	})
}
