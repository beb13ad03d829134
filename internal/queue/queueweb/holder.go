package queueweb

import (
	"net/http"
	"strings"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/once"
	"yichuang/internal/queue"
	"yichuang/internal/web"
)

// holder is whoever holds a ticket: the secret on the slip says so, no name is needed.
func holder(t *queue.Ticket) ids.Actor {
	return ids.Actor{Kind: ids.Citizen, ID: t.ID, Hall: t.Hall, Roles: []ids.Role{ids.RoleCitizen}}
}

// allow notes which acts an actor may do on the ticket as it stands, so that no button leads to a refusal.
func (v *ticketView) allow(actor ids.Actor) {
	may := func(act string) bool {
		return identity.Can(actor, act, identity.Object{Hall: v.Ticket.Hall, Owner: v.Ticket.ID}) == nil
	}
	switch v.Ticket.State {
	case queue.Waiting:
		v.MayCancel = may("queue.ticket.cancel")
	case queue.Missed:
		v.MayCancel, v.MayReturn = may("queue.ticket.cancel"), may("queue.ticket.return")
	case queue.Expired:
		v.MayRedeem = v.Ticket.Reason != "redeemed" && may("queue.ticket.take")
	}
}

// Redeemed tells that the voucher of an expired ticket was used.
func (v ticketView) Redeemed() bool { return v.Ticket.Reason == "redeemed" }

// kioskCancel gives the number back.
func (w *Web) kioskCancel(rw http.ResponseWriter, r *http.Request) error {
	return w.kioskAct(rw, r, func(id string) error {
		_, err := w.Queue.Cancel(r.Context(), device(r), id)
		return err
	})
}

// kioskReturn puts somebody who was missed back in line.
func (w *Web) kioskReturn(rw http.ResponseWriter, r *http.Request) error {
	return w.kioskAct(rw, r, func(id string) error {
		_, err := w.Queue.Return(r.Context(), device(r), id)
		return err
	})
}

// kioskAct does an act on the ticket in the path and shows the ticket as it is then.
func (w *Web) kioskAct(rw http.ResponseWriter, r *http.Request, act func(id string) error) error {
	var t *queue.Ticket
	err := w.read(r, func(q *db.Q) error {
		var err error
		t, err = w.ticketOf(q, r)
		return err
	})
	if err != nil {
		return err
	}
	if err := act(t.ID); err != nil {
		if errs.Of(err).Kind == errs.Conflict {
			return w.ticketPage(rw, r, http.StatusConflict, err)
		}
		return err
	}
	return web.SeeOther(rw, r, kioskPath(t.Hall, "/ticket/"+t.ID))
}

// kioskRedeem takes a new number with the voucher of a day that ended too early.
func (w *Web) kioskRedeem(rw http.ResponseWriter, r *http.Request) error {
	if _, err := web.Parse(rw, r); err != nil {
		return err
	}
	taken, err := w.Queue.Redeem(once.With(r.Context(), web.OnceKey(r)), device(r), web.Hall(r), secretOf(r))
	if err != nil {
		if errs.Of(err).Kind == errs.Conflict {
			return w.ticketPage(rw, r, http.StatusConflict, err)
		}
		return err
	}
	return w.handOut(rw, r, web.Hall(r), taken, nil)
}

// code cleans what was typed or scanned: the code itself, or the whole address of the QR code.
func code(typed string) string {
	typed = strings.TrimSpace(typed)
	if i := strings.LastIndex(typed, "/t/"); i >= 0 {
		typed = typed[i+3:]
	}
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(typed))
}
