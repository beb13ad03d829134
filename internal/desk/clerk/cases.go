package clerk

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// What the desk reads at most: one clerk's running cases, and results that wait in a hall.
const (
	casesRead  = 500
	readyShown = 200
	casesPage  = 20
	pauseUsual = 10 * time.Minute
)

// casesView is 我的办件: by remaining time, never by name.
type casesView struct {
	seat
	Rows  []caseRow
	Chips []site.Chip
	Pager site.Pager
	Total int
}

// caseRow is one line of a list of cases.
type caseRow struct {
	mine
	Words string // what the lamp says
	Step  string // where it is
	Party string
}

func (w *Web) cases(rw http.ResponseWriter, r *http.Request) error {
	var v casesView
	var p *site.Page
	err := w.read(r, func(q *db.Q) (err error) {
		if v.seat, err = w.seat(q, r); err != nil {
			return err
		}
		p = w.page(r, v.seat, "desk.cases.title")
		w.tabs(p, v.seat, "/cases")
		return w.listCases(q, r, p, &v)
	})
	if err != nil {
		return err
	}
	return w.Site.Write(rw, r, http.StatusOK, p, casesPageOf(p, v))
}

func (w *Web) listCases(q *db.Q, r *http.Request, p *site.Page, v *casesView) error {
	all, err := w.mine(q, p, v.Who.ID)
	if err != nil {
		return err
	}
	want := r.URL.Query().Get("lamp")
	count := map[string]int{}
	var shown []mine
	for _, m := range all {
		kind := m.kind()
		count[kind]++
		if want == "" || want == kind {
			shown = append(shown, m)
		}
	}
	v.chips(p, want, len(all), count)
	page := web.PageOf(r, casesPage)
	page.Total, v.Total = len(shown), len(shown)
	from := min(page.Offset(), len(shown))
	for _, m := range shown[from:min(from+casesPage, len(shown))] {
		row, err := w.caseRow(q, p, m)
		if err != nil {
			return err
		}
		v.Rows = append(v.Rows, row)
	}
	v.Pager = pager(v.at("/cases"), url.Values{"lamp": {want}}, page)
	return nil
}

// kind is the filter to which a case belongs.
func (m mine) kind() string {
	switch {
	case m.Case.State == casework.Noticed:
		return "noticed"
	case !m.Case.Ready.IsZero():
		return "ready"
	case m.Stand == nil:
		return "none"
	}
	return string(m.Stand.Lamp)
}

func (v *casesView) chips(p *site.Page, want string, all int, count map[string]int) {
	v.Chips = append(v.Chips, site.Chip{Label: p.T("desk.cases.all", "n", all), Href: v.at("/cases"), On: want == ""})
	for _, lamp := range []promise.Lamp{promise.LampOver, promise.LampWarn, promise.LampOK, promise.LampHalt} {
		v.Chips = append(v.Chips, site.Chip{Label: p.T("desk.lamp."+string(lamp), "n", count[string(lamp)]), Href: v.at("/cases?lamp=" + string(lamp)),
			On: want == string(lamp), Lamp: site.LampKind(lamp)})
	}
	for _, kind := range []string{"noticed", "ready"} {
		v.Chips = append(v.Chips, site.Chip{Label: p.T("desk.cases."+kind, "n", count[kind]), Href: v.at("/cases?lamp=" + kind), On: want == kind})
	}
}

func (w *Web) caseRow(q *db.Q, p *site.Page, m mine) (caseRow, error) {
	row := caseRow{mine: m, Party: listed(m.Case), Step: p.T("desk.state." + string(m.Case.State))}
	if m.Stand != nil {
		row.Words = m.Stand.Words(w.Words, p.Lang)
	}
	steps, err := casework.Steps(q, m.Case.ID)
	if err != nil {
		return row, err
	}
	item, err := w.Catalogue().ItemAt(q, m.Case.Item, m.Case.Version)
	if err != nil {
		return row, err
	}
	for _, st := range steps {
		if def, ok := item.StepByID(st.Step); ok && st.Open() {
			row.Step = def.Name.In(string(p.Lang))
		}
	}
	return row, nil
}

func pager(path string, query url.Values, page web.Page) site.Pager {
	at := func(n int) string {
		query.Set("page", strconv.Itoa(n))
		return path + "?" + query.Encode()
	}
	out := site.Pager{Page: page.Number, Pages: page.Last()}
	if page.Number > 1 {
		out.Prev = at(page.Number - 1)
	}
	if page.Number < page.Last() {
		out.Next = at(page.Number + 1)
	}
	return out
}

// ready lists the results that wait to be handed out (出件), the oldest first.
func (w *Web) ready(rw http.ResponseWriter, r *http.Request) error {
	var v casesView
	var p *site.Page
	err := w.read(r, func(q *db.Q) (err error) {
		if v.seat, err = w.seat(q, r); err != nil {
			return err
		}
		p = w.page(r, v.seat, "desk.ready.title")
		w.tabs(p, v.seat, "/ready")
		list, err := w.Cases.ReadyAt(q, v.Hall.Code, readyShown)
		if err != nil {
			return err
		}
		return w.readyRows(q, r, p, &v, list)
	})
	if err != nil {
		return err
	}
	return w.Site.Write(rw, r, http.StatusOK, p, readyPage(p, v))
}

func (w *Web) readyRows(q *db.Q, r *http.Request, p *site.Page, v *casesView, list []*casework.Case) error {
	page := web.PageOf(r, casesPage)
	page.Total, v.Total = len(list), len(list)
	from := min(page.Offset(), len(list))
	for _, c := range list[from:min(from+casesPage, len(list))] {
		m := mine{Case: c, Item: w.itemName(p, c.Item, queue.Line{})}
		stand, err := w.standing(q, c)
		if err != nil {
			return err
		}
		m.Stand = stand
		row, err := w.caseRow(q, p, m)
		if err != nil {
			return err
		}
		v.Rows = append(v.Rows, row)
	}
	v.Pager = pager(v.at("/ready"), url.Values{}, page)
	return nil
}
