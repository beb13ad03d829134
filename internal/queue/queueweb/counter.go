package queueweb

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/once"
	"yichuang/internal/pii"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// counterKind is a page at the kiosk with one field and one number as its answer.
type counterKind string

const (
	checkin    counterKind = "checkin"    // 预约签到
	supplement counterKind = "supplement" // 补交材料
	collect    counterKind = "collect"    // 领取结果
	slipCode   counterKind = "slip"       // 手里有小票
)

// counterView is such a page.
type counterView struct {
	Hall   string
	Kind   counterKind
	Form   *web.Form
	Errors []site.FieldError
	Ready  bool // another part of the program answers; otherwise the page says where the guide desk is
	Phone  string
}

func (w *Web) ready(k counterKind) bool {
	switch k {
	case checkin:
		return w.CheckIn != nil
	case supplement:
		return w.ReturnTicket != nil
	case collect:
		return w.DeliveryLine != nil
	}
	return true
}

func (w *Web) counterView(hall *catalogue.Hall, k counterKind, f *web.Form) counterView {
	return counterView{Hall: hall.Code, Kind: k, Form: f, Ready: w.ready(k), Phone: hall.Phone}
}

func (w *Web) counter(k counterKind) web.Handler {
	return func(rw http.ResponseWriter, r *http.Request) error {
		hall, err := w.hall(r)
		if err != nil {
			return err
		}
		p := w.kioskPage(r, hall, idleShort, "queue."+string(k)+".title")
		return w.Site.Write(rw, r, http.StatusOK, p, counter(p, w.counterView(hall, k, web.Blank())))
	}
}

// counterTake turns the number of a notice, a booking or a case into a ticket.
func (w *Web) counterTake(k counterKind) web.Handler {
	return func(rw http.ResponseWriter, r *http.Request) error {
		hall, err := w.hall(r)
		if err != nil {
			return err
		}
		f, err := web.Parse(rw, r)
		if err != nil {
			return err
		}
		taken, err := w.takeFor(r, hall.Code, k, strings.ToUpper(f.Get("no")))
		if err != nil {
			p := w.kioskPage(r, hall, idleShort, "queue."+string(k)+".title")
			return w.refuse(rw, r, p, f, asForm(err), func() templ.Component {
				v := w.counterView(hall, k, f)
				v.Errors = p.Errors(f)
				return counter(p, v)
			})
		}
		return w.handOut(rw, r, hall.Code, taken, nil)
	}
}

func (w *Web) takeFor(r *http.Request, hall string, k counterKind, no string) (queue.Taken, error) {
	ctx, who := once.With(r.Context(), web.OnceKey(r)), device(r)
	switch {
	case !w.ready(k):
		return queue.Taken{}, errs.New(errs.Conflict, "queue.at_guide_desk")
	case no == "":
		return queue.Taken{}, errs.New(errs.Invalid, "queue.no.empty").At("no")
	case k == checkin:
		return w.CheckIn(ctx, who, hall, no)
	case k == supplement:
		return w.ReturnTicket(ctx, who, hall, no)
	}
	line, err := w.DeliveryLine(ctx, hall, no)
	if err != nil {
		return queue.Taken{}, err
	}
	return w.Queue.Take(ctx, who, hall, queue.Request{Line: line, Person: personOf(r), Origin: who.Key()}, web.OnceKey(r))
}

// asForm lets an unknown number be a matter of the form: it was typed wrongly.
func asForm(err error) error {
	if e := errs.Of(err); e.Kind == errs.NotFound {
		return errs.New(errs.Invalid, "queue.no.unknown").At("no")
	}
	return err
}

// openSlip shows the ticket of somebody who has a slip: give back, come back, or redeem.
func (w *Web) openSlip(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.hall(r)
	if err != nil {
		return err
	}
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	var t *queue.Ticket
	secret := code(f.Get("no"))
	err = w.read(r, func(q *db.Q) error {
		t, err = queue.BySecret(q, secret)
		if err == nil && t.Hall != hall.Code {
			return queue.ErrNoSuchTicket
		}
		return err
	})
	if err == nil {
		err = identity.Can(device(r), "queue.ticket.view", identity.Object{Hall: t.Hall, Owner: t.ID})
	}
	if err != nil {
		p := w.kioskPage(r, hall, idleShort, "queue.slip.title")
		return w.refuse(rw, r, p, f, asForm(err), func() templ.Component {
			v := w.counterView(hall, slipCode, f)
			v.Errors = p.Errors(f)
			return counter(p, v)
		})
	}
	path := kioskPath(hall.Code, "/ticket/"+t.ID)
	keepSecret(rw, r, path, secret)
	return web.SeeOther(rw, r, path)
}

// track leads to the page on which a case is followed; number and code go there as they were typed.
func (w *Web) track(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.hall(r)
	if err != nil {
		return err
	}
	p := w.kioskPage(r, hall, idleShort, "queue.track.title")
	f := web.Blank("number", r.URL.Query().Get("number"), "code", r.URL.Query().Get("code"))
	if !r.URL.Query().Has("number") {
		return w.Site.Write(rw, r, http.StatusOK, p, track(p, hall.Code, f, nil))
	}
	var bad []error
	for _, name := range []string{"number", "code"} {
		if f.Get(name) == "" {
			bad = append(bad, errs.New(errs.Invalid, "queue.no.empty").At(name))
		}
	}
	if len(bad) > 0 {
		for _, e := range bad {
			f.Fail(e)
		}
		return w.Site.Write(rw, r, http.StatusUnprocessableEntity, p, track(p, hall.Code, f, p.Errors(f)))
	}
	path := w.TrackPath
	if path == "" {
		path = "/track"
	}
	q := url.Values{"number": {f.Get("number")}, "code": {f.Get("code")}}
	return web.SeeOther(rw, r, path+"?"+q.Encode())
}

// identifyView is the number pad. The number stays in the form, shown as dots; it is never in an address.
type identifyView struct {
	Hall   string
	Typed  string
	Next   string
	Form   *web.Form
	Errors []site.FieldError
}

// inKiosk keeps a way back inside the kiosk of this hall.
func inKiosk(hall, next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(u.Path, kioskPath(hall, "/")) || strings.Contains(u.Path, "..") {
		return kioskPath(hall, "/take")
	}
	return next
}

func (w *Web) identify(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.hall(r)
	if err != nil {
		return err
	}
	p := w.kioskPage(r, hall, idleShort, "queue.identify.title")
	if w.Person == nil {
		return w.say(rw, r, p, "id", p.T("queue.identify.title"), p.T("queue.identify.off"))
	}
	v := identifyView{Hall: hall.Code, Next: inKiosk(hall.Code, r.URL.Query().Get("next")), Form: web.Blank()}
	return w.Site.Write(rw, r, http.StatusOK, p, identify(p, v))
}

// identified takes one key of the pad, or the whole number from card reader or pad.
func (w *Web) identified(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.hall(r)
	if err != nil {
		return err
	}
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	p := w.kioskPage(r, hall, idleShort, "queue.identify.title")
	v := identifyView{Hall: hall.Code, Typed: typed(f.Get("no")), Next: inKiosk(hall.Code, f.Get("next")), Form: f}
	if w.Person == nil {
		return web.SeeOther(rw, r, v.Next)
	}
	switch key := f.Get("key"); {
	case key == "del":
		v.Typed = v.Typed[:max(0, len(v.Typed)-1)]
		return w.Site.Write(rw, r, http.StatusOK, p, identify(p, v))
	case len(key) == 1:
		v.Typed = typed(v.Typed + key)
		return w.Site.Write(rw, r, http.StatusOK, p, identify(p, v))
	}
	if !valid(v.Typed, w.Now()) {
		f.Fail(errs.New(errs.Invalid, "queue.identify.wrong").At("no"))
		v.Errors = p.Errors(f)
		return w.Site.Write(rw, r, http.StatusUnprocessableEntity, p, identify(p, v))
	}
	rememberPerson(rw, r, hall.Code, w.Person(string(pii.ResidentID), v.Typed))
	return web.SeeOther(rw, r, v.Next)
}

// typed keeps digits and the closing X, at most 18 of them.
func typed(s string) string {
	var b strings.Builder
	for _, c := range strings.ToUpper(s) {
		if (c >= '0' && c <= '9' || c == 'X') && b.Len() < 18 {
			b.WriteRune(c)
		}
	}
	return b.String()
}

func valid(no string, today time.Time) bool {
	return len(pii.Check(pii.New(pii.ResidentID, no), today)) == 0
}
