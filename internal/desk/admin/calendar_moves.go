package admin

import (
	"encoding/csv"
	"net/http"
	"strings"

	"yichuang/internal/almanac"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/org"
	"yichuang/internal/promise"
	"yichuang/internal/web"
)

// owners are the posts of halls and who holds them now.
type owners struct {
	posts  map[string]org.Post
	held   map[string]org.Responsible
	people names
	halls  map[string]bool
}

func (o *owners) add(q db.Querier, hall string) error {
	if o.halls[hall] {
		return nil
	}
	o.halls[hall] = true
	list, err := org.Posts(q, hall)
	for _, p := range list {
		o.posts[p.ID] = p
	}
	if err != nil {
		return err
	}
	held, err := org.HoldersAt(q, hall, q.Now())
	for post, r := range held {
		o.held[post] = r
	}
	return err
}

// moveLines say of each clock what it is about, whose it is and where it moves.
func (w *Web) moveLines(q db.Querier, s *sheetOf, list []promise.Shift) ([]moveLine, error) {
	numbers, err := caseNumbers(q, list)
	if err != nil {
		return nil, err
	}
	o := owners{posts: map[string]org.Post{}, held: map[string]org.Responsible{}, people: names{}, halls: map[string]bool{}}
	var out []moveLine
	for _, x := range list {
		if err := o.add(q, x.Hall); err != nil {
			return nil, err
		}
		staff := o.held[x.Post].Staff
		if err := o.people.add(q, staff); err != nil {
			return nil, err
		}
		out = append(out, moveLine{No: numbers[x.Subject], Item: itemName(w.Catalogue(), x.Item, s.lang()), Kind: s.kindOf(x.Kind),
			Source: s.T("promise.source." + string(x.Source)), Post: o.posts[x.Post].Name.In(s.lang()), Who: o.people.name(staff, s.lang()),
			Old: s.shown(x.Old), New: s.shown(x.New), Days: x.Days, WasProvisional: x.Old.Provisional, Provisional: x.New.Provisional, Kept: x.Kept})
	}
	return out, nil
}

func itemName(c *catalogue.Catalogue, code, lang string) string {
	if it, ok := c.Item(code); ok {
		return it.Name.In(lang)
	}
	return code
}

// movesFile writes all moves of a draft as CSV for a spreadsheet. The mark at the beginning tells spreadsheets that it is UTF-8.
func (w *Web) movesFile(rw http.ResponseWriter, r *http.Request) error {
	s := w.page(r, "admin.change_calendar.moves")
	var lines []moveLine
	var c almanac.Change
	if err := w.DB.Read(r.Context(), func(q *db.Q) (err error) {
		if c, err = changeIn(q, r); err != nil || c.State != almanac.Draft {
			return err
		}
		p, err := w.Almanac.Preview(q, &c)
		if err != nil {
			return err
		}
		lines, err = w.moveLines(q, s, p.Shifts)
		return err
	}); err != nil {
		return err
	}
	rw.Header().Set("Content-Type", "text/csv; charset=utf-8")
	rw.Header().Set("Content-Disposition", `attachment; filename="calendar-moves-`+web.Hall(r)+"-"+s.Now.Format("20060102-1504")+`.csv"`)
	rw.Header().Set("Cache-Control", "no-store")
	_, _ = rw.Write([]byte("\ufeff")) // the browser is gone: nobody to tell
	out := csv.NewWriter(rw)
	head := make([]string, len(moveColumns))
	for i, name := range moveColumns {
		head[i] = s.T("admin.change_calendar.column." + name)
	}
	_ = out.Write(head)
	for _, l := range lines {
		_ = out.Write(plainCells(l.cells(s)))
	}
	out.Flush()
	return nil
}

// moveColumns of the file and the table, by the end of their text keys.
var moveColumns = []string{"number", "item", "kind", "source", "post", "who", "old", "new", "days", "note"}

func (l moveLine) cells(s *sheetOf) []string {
	return []string{l.No, l.Item, l.Kind, l.Source, l.Post, l.Who, l.Old, l.New, itoa(l.Days), l.note(s)}
}

// signed writes the days with their direction.
func (l moveLine) signed() string {
	if l.Days > 0 {
		return "+" + itoa(l.Days)
	}
	return itoa(l.Days)
}

// note says what else there is to a move.
func (l moveLine) note(s *sheetOf) string {
	switch {
	case l.Kept:
		return s.T("admin.change_calendar.kept")
	case l.WasProvisional && !l.Provisional:
		return s.T("admin.change_calendar.settled")
	case l.Provisional:
		return s.T("promise.provisional")
	}
	return ""
}

// plainCells keeps cells from being taken for formulas: a spreadsheet would run what begins with one of these signs. A number of days
// is a number.
func plainCells(cells []string) []string {
	for i, c := range cells {
		if i != 8 && c != "" && strings.ContainsRune("=+-@\t\r", rune(c[0])) {
			cells[i] = "'" + c
		}
	}
	return cells
}
