package manage

import (
	"encoding/csv"
	"io"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/promise"
	"yichuang/internal/web"
)

// clocksFile writes the filtered clocks as a file for a spreadsheet, in the format that the address ends with. Taking the list out
// of the program is an act; the file names no citizen.
func (w *Web) clocksFile(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.may(r)
	if err != nil {
		return err
	}
	who := web.Actor(r)
	if err := identity.Can(who, "manage.export", identity.Object{Hall: hall.Code}); err != nil {
		return err
	}
	p := w.page(r, hall.Code, "manage.clocks.title")
	f, format := filterOf(r), strings.TrimPrefix(path.Ext(r.URL.Path), ".")
	var rows []clockRow
	if err := w.read(r, func(q *db.Q) error {
		l, err := w.listing(q, hall.Code, f, mostExported)
		if err != nil {
			return err
		}
		rows, err = w.clockRows(q, p, hall.Code, l, l.standings)
		return err
	}); err != nil {
		return err
	}
	if err := w.DB.Write(r.Context(), func(tx *db.Tx) error {
		return w.Clocks.Exported(tx, who, hall.Code, promise.ClocksExported{Format: format, Filter: f.values().Encode(), Rows: len(rows)})
	}); err != nil {
		return err
	}
	table := [][]string{make([]string, len(columns))}
	for i, name := range columns {
		table[0][i] = p.T("manage.column." + name)
	}
	for _, x := range rows {
		table = append(table, x.cells(p.T))
	}
	rw.Header().Set("Content-Disposition", `attachment; filename="clocks-`+hall.Code+"-"+p.Now.Format("20060102-1504")+"."+format+`"`)
	rw.Header().Set("Cache-Control", "no-store")
	if format == "xlsx" {
		rw.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		return writeWorkbook(rw, p.T("manage.clocks.title"), table)
	}
	rw.Header().Set("Content-Type", "text/csv; charset=utf-8")
	writeCSV(rw, table)
	return nil
}

// writeCSV begins with the mark that tells spreadsheets that it is UTF-8.
func writeCSV(to io.Writer, table [][]string) {
	_, _ = io.WriteString(to, "\ufeff") // the browser is gone: nobody to tell
	out := csv.NewWriter(to)
	for _, line := range table {
		_ = out.Write(safe(line))
	}
	out.Flush()
}

// writeWorkbook writes one sheet whose first line stays on top. Every cell is text, so that nothing in it is ever a formula.
func writeWorkbook(to io.Writer, name string, table [][]string) error {
	book := excelize.NewFile()
	defer book.Close()
	if err := book.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	sheet, err := book.NewStreamWriter(name)
	if err != nil {
		return err
	}
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	if err := sheet.SetColWidth(1, len(table[0]), 16); err != nil {
		return err
	}
	if err := sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	for i, line := range table {
		cells := make([]any, len(line))
		for j, text := range line {
			cells[j] = excelize.Cell{Value: text, StyleID: map[bool]int{true: bold}[i == 0]}
		}
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := sheet.SetRow(at, cells); err != nil {
			return err
		}
	}
	if err := sheet.Flush(); err != nil {
		return err
	}
	_, err = book.WriteTo(to)
	return err
}

// columns of the file, by the end of their text keys.
var columns = []string{"lamp", "left", "kind", "source", "item_code", "item", "number", "department", "post", "who", "as", "start", "due", "provisional"}

func (x clockRow) cells(t func(string, ...any) string) []string {
	due, provisional := stamp(x.Result.Due), ""
	if x.Result.Suspended {
		due = ""
	}
	if x.Result.Provisional {
		provisional = t("promise.provisional")
	}
	return []string{t("promise.lamp." + string(x.Lamp)), x.Left, x.KindWords, x.SourceWords, x.Standing.Item, x.Item, x.Case.No, x.Department, x.PostName, x.Who,
		string(x.As), stamp(x.Start), due, provisional}
}

// stamp writes an instant so that people and spreadsheets read it.
func stamp(t time.Time) string { return t.In(clock.Zone).Format("2006-01-02 15:04") }

// safe keeps cells of a CSV from being taken for formulas: a spreadsheet would run what begins with one of these signs.
func safe(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		if c != "" && strings.ContainsRune("=+-@\t\r", rune(c[0])) {
			c = "'" + c
		}
		out[i] = c
	}
	return out
}
