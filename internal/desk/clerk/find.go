package clerk

import (
	"net/http"
	"regexp"
	"strings"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/notice"
	"yichuang/internal/pii"
	"yichuang/internal/queue"
	"yichuang/internal/site"
)

// findView is what a number led to.
type findView struct {
	seat
	Query   string
	Ticket  *queue.Ticket
	What    string // what the ticket is for
	Rows    []caseRow
	ByName  bool // a name was typed: nobody is found by name (reliability.md I1)
	Expired bool // the return code is used or over
}

var ticketNumber = regexp.MustCompile(`^[A-Z][0-9]{3,4}$`)

// find opens what a ticket, case, identity or return number belongs to; one hit opens at once, so a scanner needs no second key.
func (w *Web) find(rw http.ResponseWriter, r *http.Request) error {
	var v findView
	var p *site.Page
	err := w.read(r, func(q *db.Q) (err error) {
		if v.seat, err = w.seat(q, r); err != nil {
			return err
		}
		v.Query = strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(r.URL.Query().Get("q")), " ", ""))
		p = w.page(r, v.seat, "desk.find.title")
		w.tabs(p, v.seat, "/find")
		return w.look(q, p, &v)
	})
	if err != nil {
		return err
	}
	if v.Ticket == nil && len(v.Rows) == 1 {
		http.Redirect(rw, r, v.at("/case/"+v.Rows[0].Case.ID), http.StatusSeeOther)
		return nil
	}
	return w.Site.Write(rw, r, http.StatusOK, p, findPage(p, v))
}

func (w *Web) look(q *db.Q, p *site.Page, v *findView) error {
	if v.Query == "" {
		return nil
	}
	if v.ByName = strings.IndexFunc(v.Query, func(r rune) bool { return r > 127 }) >= 0; v.ByName {
		return nil
	}
	if ticketNumber.MatchString(v.Query) {
		return w.lookTicket(q, p, v)
	}
	list, err := w.lookCases(q, v)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.Hall != v.Hall.Code || !v.may("case.view", c) {
			continue
		}
		m := mine{Case: c, Item: w.itemName(p, c.Item, queue.Line{})}
		if m.Stand, err = w.standing(q, c); err != nil {
			return err
		}
		row, err := w.caseRow(q, p, m)
		if err != nil {
			return err
		}
		v.Rows = append(v.Rows, row)
	}
	return nil
}

func (w *Web) lookTicket(q *db.Q, p *site.Page, v *findView) error {
	t, err := queue.ByNumber(q, v.Hall.Code, p.Now.Format(time.DateOnly), v.Query)
	if errs.Of(err) != nil && errs.Of(err).Kind == errs.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	l, err := queue.GetLine(q, t.Line)
	v.Ticket, v.What = t, w.matters(p, t, l)
	return err
}

// lookCases tries what the number can be: a case, the code of a notice, an identity, a phone.
func (w *Web) lookCases(q *db.Q, v *findView) ([]*casework.Case, error) {
	c, err := w.Cases.ByNo(q, v.Query)
	if err == nil {
		return []*casework.Case{c}, nil
	}
	if errs.Of(err).Kind != errs.NotFound {
		return nil, err
	}
	n, err := notice.ByCode(q, v.Query, q.Time())
	switch errs.Code(err) {
	case "":
		c, err = w.Cases.Get(q, n.Case)
		return []*casework.Case{c}, err
	case notice.ErrExpired.Code, notice.ErrUsed.Code:
		v.Expired = true
		return nil, nil
	case notice.ErrUnknown.Code:
	default:
		return nil, err
	}
	return w.lookPerson(q, v)
}

func (w *Web) lookPerson(q *db.Q, v *findView) ([]*casework.Case, error) {
	for _, kind := range pii.Kinds() {
		list, err := w.Cases.OfPerson(q, v.Hall.Code, pii.New(kind, v.Query), casesPage)
		if err != nil || len(list) > 0 {
			return list, err
		}
	}
	return nil, nil
}
