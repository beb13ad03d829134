package queueweb

import (
	"net/http"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/once"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// phone is the ticket on its holder's phone: the secret on the slip opens it.
func (w *Web) phone(rw http.ResponseWriter, r *http.Request) error {
	return w.phonePage(rw, r, http.StatusOK, nil)
}

// phoneView finds the ticket of the secret in the path and draws what its holder may do.
func (w *Web) phoneView(r *http.Request) (p *site.Page, v ticketView, err error) {
	secret := code(r.PathValue("secret"))
	err = w.read(r, func(q *db.Q) error {
		t, err := queue.BySecret(q, secret)
		if err != nil {
			return err
		}
		hall, ok := w.Catalogue().Hall(t.Hall)
		if !ok {
			return errs.New(errs.NotFound, "queue.no_hall")
		}
		p = w.page(r, site.Citizen, hall, "queue.phone.title")
		v, err = w.view(q, p, t, readBasket(r.URL.Query()).Said)
		return err
	})
	if err != nil {
		return nil, v, err
	}
	v.Secret, v.Path, v.URL = secret, "/t/"+secret, w.address(r, "/t/"+secret)
	v.allow(w.actsFor(r, v.Ticket))
	return p, v, nil
}

// actsFor is who acts on a phone page: the holder; where a device or a guide opened it, that one, who may do more.
func (w *Web) actsFor(r *http.Request, t *queue.Ticket) ids.Actor {
	if a := web.Actor(r); a.Kind == ids.Staff || a.Kind == ids.Device {
		return a
	}
	return holder(t)
}

func (w *Web) phonePage(rw http.ResponseWriter, r *http.Request, status int, cause error) error {
	p, v, err := w.phoneView(r)
	if err != nil {
		return err
	}
	if v.Ticket.State.Active() {
		p.Topics, p.Refresh = []string{"ticket:" + v.Ticket.ID, "hall:" + v.Ticket.Hall}, 20
	}
	if cause != nil {
		v.Error = p.ErrorText(errs.Of(cause))
		p.HasErrors = true
	}
	p.Title = p.T("queue.ticket.title_no", "no", v.Ticket.Number)
	return w.Site.Write(rw, r, status, p, phone(p, v))
}

// phoneNow is the part of the page that changes.
func (w *Web) phoneNow(rw http.ResponseWriter, r *http.Request) error {
	p, v, err := w.phoneView(r)
	if err != nil {
		return err
	}
	return w.Site.Fragment(rw, r, phoneNow(p, v))
}

// phoneAct does an act of the holder; a refusal comes with the page as it stands.
func (w *Web) phoneAct(rw http.ResponseWriter, r *http.Request, done string, act func(actor ids.Actor, t *queue.Ticket) (target string, err error)) error {
	var t *queue.Ticket
	err := w.read(r, func(q *db.Q) error {
		var err error
		t, err = queue.BySecret(q, code(r.PathValue("secret")))
		return err
	})
	if err != nil {
		return err
	}
	target, err := act(w.actsFor(r, t), t)
	if err != nil {
		if errs.Of(err).Kind == errs.Conflict {
			return w.phonePage(rw, r, http.StatusConflict, err)
		}
		return err
	}
	web.Flash(rw, done)
	return web.SeeOther(rw, r, target)
}

func (w *Web) phoneCancel(rw http.ResponseWriter, r *http.Request) error {
	return w.phoneAct(rw, r, "queue.phone.cancelled", func(actor ids.Actor, t *queue.Ticket) (string, error) {
		_, err := w.Queue.Cancel(r.Context(), actor, t.ID)
		return r.URL.Path[:len(r.URL.Path)-len("/cancel")], err
	})
}

func (w *Web) phoneReturn(rw http.ResponseWriter, r *http.Request) error {
	return w.phoneAct(rw, r, "queue.phone.returned", func(actor ids.Actor, t *queue.Ticket) (string, error) {
		_, err := w.Queue.Return(r.Context(), actor, t.ID)
		return r.URL.Path[:len(r.URL.Path)-len("/return")], err
	})
}

// phoneRedeem takes a new number with the voucher and shows that one.
func (w *Web) phoneRedeem(rw http.ResponseWriter, r *http.Request) error {
	if _, err := web.Parse(rw, r); err != nil {
		return err
	}
	return w.phoneAct(rw, r, "queue.phone.redeemed", func(actor ids.Actor, t *queue.Ticket) (string, error) {
		taken, err := w.Queue.Redeem(once.With(r.Context(), web.OnceKey(r)), actor, t.Hall, code(r.PathValue("secret")))
		return "/t/" + taken.Secret, err
	})
}

// now is the one sentence that answers the holder's question first: what is happening, what must I do, by when (guide.md §2).
func (v ticketView) now(p *site.Page) string {
	t := v.Ticket
	at := v.Window
	switch t.State {
	case queue.Waiting:
		return v.waiting(p)
	case queue.Called:
		return p.T("queue.now.called", "window", at)
	case queue.Serving:
		return p.T("queue.now.serving", "window", at)
	case queue.Parked:
		return p.T("queue.now.parked", "windows", v.Place.Windows)
	case queue.Missed:
		if p.Now.After(v.ReturnBy) {
			return p.T("queue.now.missed_late")
		}
		return p.T("queue.now.missed", "time", p.HourMinute(v.ReturnBy))
	case queue.Done:
		return p.T("queue.now.done")
	case queue.Cancelled:
		return p.T("queue.now.cancelled")
	}
	if v.Redeemed() {
		return p.T("queue.now.redeemed")
	}
	return p.T("queue.now.expired")
}

func (v ticketView) waiting(p *site.Page) string {
	switch {
	case !v.Known:
		return p.T("queue.now.no_window", "n", v.Ahead)
	case v.Ahead == 0:
		return p.T("queue.now.next", "windows", v.Place.Windows)
	}
	return p.T("queue.now.waiting", "n", v.Ahead, "from", p.HourMinute(v.From), "to", p.HourMinute(v.To))
}
