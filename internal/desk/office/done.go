package office

import (
	"net/http"
	"strconv"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// doneRow is a step that the reader ended.
type doneRow struct {
	Step                      casework.Step
	Case                      *casework.Case
	Item, StepName, Outcome   string
	Path, CaseState, Decision string
}

const donePage = 30

func (w *Web) done(rw http.ResponseWriter, r *http.Request) error {
	who := web.Actor(r)
	hall := web.Hall(r)
	if err := identity.Can(who, "office.view", identity.Object{Hall: hall, Department: who.Department, Owner: who.ID}); err != nil {
		return err
	}
	p := w.page(r, "office.done.title")
	pg := web.PageOf(r, donePage)
	var rows []doneRow
	err := w.read(r, func(q *db.Q) (err error) {
		rows, pg.Total, err = w.doneRows(q, p, who.ID, pg)
		return err
	})
	if err != nil {
		return err
	}
	return w.Site.Write(rw, r, http.StatusOK, p, donePageView(p, hall, rows, pager(hall, pg)))
}

func (w *Web) doneRows(q db.Querier, p *site.Page, staff string, pg web.Page) ([]doneRow, int, error) {
	list, total, err := decidedBy(q, staff, pg.Size, pg.Offset())
	var out []doneRow
	for _, id := range list {
		st, err := casework.StepByID(q, id)
		if err != nil {
			return nil, 0, err
		}
		row, err := w.doneRow(q, p, st)
		if err != nil {
			return nil, 0, err
		}
		out = append(out, row)
	}
	return out, total, err
}

func (w *Web) doneRow(q db.Querier, p *site.Page, st casework.Step) (doneRow, error) {
	c, err := w.Cases.Get(q, st.Case)
	if err != nil {
		return doneRow{}, err
	}
	item, err := w.Catalogue().ItemAt(q, c.Item, c.Version)
	if err != nil {
		return doneRow{}, err
	}
	row := doneRow{Step: st, Case: c, Item: item.Name.In(lang(p)), Path: at(c.Hall, "/case/"+c.ID), CaseState: p.T("office.state." + string(c.State))}
	if c.Decision != casework.NoDecision {
		row.Decision = p.T("office.decision." + string(c.Decision))
	}
	row.StepName, row.Outcome = stepWords(item, st, lang(p))
	return row, nil
}

// decidedBy lists the steps that a person ended, the newest first; the endings that no post gave (casework.Endings) are not among them.
func decidedBy(q db.Querier, staff string, limit, offset int) (list []string, total int, err error) {
	const where = ` FROM case_step WHERE staff = $1 AND done_at > 0 AND outcome NOT IN ('withdrawn', 'terminated', 'revoked', 'recalled')`
	if err := q.QueryRow(`SELECT count(*)`+where, staff).Scan(&total); err != nil {
		return nil, 0, err
	}
	list, err = db.All(q, db.Value[string], `SELECT id`+where+` ORDER BY done_at DESC, id LIMIT $2 OFFSET $3`, staff, limit, offset)
	return list, total, err
}

func pager(hall string, pg web.Page) site.Pager {
	out := site.Pager{Page: pg.Number, Pages: pg.Last()}
	if pg.Number > 1 {
		out.Prev = at(hall, "/done?page="+strconv.Itoa(pg.Number-1))
	}
	if pg.Number < pg.Last() {
		out.Next = at(hall, "/done?page="+strconv.Itoa(pg.Number+1))
	}
	return out
}
