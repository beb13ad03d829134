package supervise

import (
	"net/http"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// objectionRow is what an applicant says against a stop or an extension, with the case it is about (LIM-12).
type objectionRow struct {
	casework.Objection
	No, Item, Path string
}

const (
	objectionDays = 60
	objectionsMax = 200
)

// objections lists what applicants objected to: the supervisor looks whether the stop was needed.
func (w *Web) objections(rw http.ResponseWriter, r *http.Request) error {
	hall := web.Hall(r)
	if err := identity.Can(web.Actor(r), "card.close", identity.Object{Hall: hall}); err != nil {
		return err
	}
	p := w.page(r, "supervise.objections.title")
	var rows []objectionRow
	err := w.read(r, func(q *db.Q) (err error) {
		rows, err = w.objectionRows(q, p, hall)
		return err
	})
	if err != nil {
		return err
	}
	return w.Site.Write(rw, r, http.StatusOK, p, objectionsPage(p, rows))
}

func (w *Web) objectionRows(q db.Querier, p *site.Page, hall string) ([]objectionRow, error) {
	list, err := casework.ObjectionsOf(q, hall, p.Now.AddDate(0, 0, -objectionDays), objectionsMax)
	if err != nil {
		return nil, err
	}
	var out []objectionRow
	for _, o := range list {
		c, err := w.Cases.Get(q, o.Case)
		if err != nil {
			return nil, err
		}
		row := objectionRow{Objection: o, No: c.No, Item: c.Item, Path: w.CasePath(hall, c.ID) + "#course"}
		if it, ok := w.Catalogue().Item(c.Item); ok {
			row.Item = it.Name.In(lang(p))
		}
		out = append(out, row)
	}
	return out, nil
}
