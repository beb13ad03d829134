package clerk

import (
	"net/http"

	"yichuang/internal/db"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// deskView is the whole workbench.
type deskView struct {
	seat
	Queue  queueView
	Visit  visitView
	Side   sideView
	Form   *web.Form
	Errors []site.FieldError
}

func (w *Web) desk(rw http.ResponseWriter, r *http.Request) error {
	return w.show(rw, r, http.StatusOK, nil)
}

// show draws the workbench, with a form that failed or without.
func (w *Web) show(rw http.ResponseWriter, r *http.Request, status int, f *web.Form) error {
	var v deskView
	var p *site.Page
	err := w.read(r, func(q *db.Q) (err error) {
		p, v, err = w.view(q, r, f)
		return err
	})
	if err != nil {
		return err
	}
	p.Class, p.OwnMain = "wb", true
	if v.Visit.State == idle && f == nil { // without script; never under somebody's hands
		p.Refresh = 15
	}
	return w.Site.Write(rw, r, status, p, desk(p, v))
}

func (w *Web) view(q *db.Q, r *http.Request, f *web.Form) (*site.Page, deskView, error) {
	s, err := w.seat(q, r)
	if err != nil {
		return nil, deskView{}, err
	}
	p := w.page(r, s, "desk.title")
	v := deskView{seat: s, Form: f, Errors: p.Errors(f)}
	if v.Queue, err = w.queueView(q, p, s); err != nil {
		return p, v, err
	}
	if v.Visit, err = w.visitView(q, r, p, s, f); err != nil {
		return p, v, err
	}
	if v.Visit.Ticket != nil {
		p.Title = p.T("desk.title.ticket", "number", v.Visit.Ticket.Number, "window", s.Window.No)
	}
	v.Side, err = w.sideView(q, p, s, v.Visit)
	if n := v.Side.Warn + v.Side.Over; n > 0 {
		p.User.Alerts, p.User.AlertsHref = n, s.at("/cases?lamp=warn")
		if v.Side.Over > 0 {
			p.User.AlertsHref = s.at("/cases?lamp=over")
		}
	}
	return p, v, err
}

// queuePart is the left column alone, fetched when something was nudged.
func (w *Web) queuePart(rw http.ResponseWriter, r *http.Request) error {
	var v queueView
	var p *site.Page
	err := w.read(r, func(q *db.Q) error {
		s, err := w.seat(q, r)
		if err != nil {
			return err
		}
		p = w.page(r, s, "desk.title")
		v, err = w.queueView(q, p, s)
		return err
	})
	if err != nil {
		return err
	}
	return w.Site.Fragment(rw, r, queueColumn(p, v, nil))
}

// sidePart is the right column alone.
func (w *Web) sidePart(rw http.ResponseWriter, r *http.Request) error {
	var v deskView
	var p *site.Page
	err := w.read(r, func(q *db.Q) (err error) {
		p, v, err = w.view(q, r, nil)
		return err
	})
	if err != nil {
		return err
	}
	return w.Site.Fragment(rw, r, sideColumn(p, v.Side, nil))
}

// footPart is the preview with the action bar, after an answer was kept.
func (w *Web) footPart(a *act) error {
	var v deskView
	var p *site.Page
	err := w.read(a.r, func(q *db.Q) (err error) {
		p, v, err = w.view(q, a.r, a.form)
		return err
	})
	if err != nil {
		return err
	}
	return w.Site.Fragment(a.rw, a.r, footAgain(p, v.Visit, v.Errors))
}
