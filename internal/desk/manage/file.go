package manage

import (
	"encoding/csv"
	"net/http"
	"strings"
	"time"

	"yichuang/internal/clock"
	"yichuang/internal/db"
)

// clocksFile writes the filtered clocks as CSV for a spreadsheet. The mark at the beginning tells spreadsheets that it is UTF-8.
func (w *Web) clocksFile(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.may(r)
	if err != nil {
		return err
	}
	p := w.page(r, hall.Code, "manage.clocks.title")
	var rows []clockRow
	if err := w.read(r, func(q *db.Q) error {
		l, err := w.listing(q, hall.Code, filterOf(r))
		if err != nil {
			return err
		}
		rows, err = w.clockRows(q, p, hall.Code, l, l.standings)
		return err
	}); err != nil {
		return err
	}
	head := make([]string, len(columns))
	for i, name := range columns {
		head[i] = p.T("manage.column." + name)
	}
	rw.Header().Set("Content-Type", "text/csv; charset=utf-8")
	rw.Header().Set("Content-Disposition", `attachment; filename="clocks-`+hall.Code+"-"+p.Now.Format("20060102-1504")+`.csv"`)
	rw.Header().Set("Cache-Control", "no-store")
	_, _ = rw.Write([]byte("\ufeff")) // the browser is gone: nobody to tell
	out := csv.NewWriter(rw)
	_ = out.Write(safe(head))
	for _, x := range rows {
		_ = out.Write(safe(x.cells(p.T)))
	}
	out.Flush()
	return nil
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

// safe keeps cells from being taken for formulas: a spreadsheet would run what begins with one of these signs.
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
