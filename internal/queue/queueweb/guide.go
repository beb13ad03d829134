package queueweb

import (
	"net/http"
	"slices"
	"time"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// guideView is the guide desk (导办台): every line with who waits in it, who was missed, and a form for taking a number for somebody.
type guideView struct {
	Hall   string
	Lines  []guideLine
	Missed []*queue.Ticket
	Within time.Duration // a missed person may come back
	Help   []helpCall
	Form   *web.Form
	Errors []site.FieldError
	Items  []site.Option
	Rows   []site.Option // lines
	Class  []site.Option
	Taken  *queue.Ticket // the number just taken
	Slip   string
	May    struct{ Take, Return, Cancel bool }
	Error  string
}

// guideLine is one line with the order in which the policy calls.
type guideLine struct {
	lineLoad
	Waiting []*queue.Ticket
}

const guideRows = 12 // of each line

func guidePath(hall, rest string) string { return "/h/" + hall + "/guide-desk" + rest }

func (w *Web) guide(rw http.ResponseWriter, r *http.Request) error {
	return w.guidePage(rw, r, http.StatusOK, web.Blank(), nil)
}

func (w *Web) guidePage(rw http.ResponseWriter, r *http.Request, status int, f *web.Form, cause error) error {
	hall, err := w.hall(r)
	if err != nil {
		return err
	}
	p := w.page(r, site.Staff, hall, "queue.guide.title")
	if w.Frame != nil {
		w.Frame(r, p)
	}
	p.Topics, p.Refresh = []string{"hall:" + hall.Code}, 15
	v, err := w.guideView(r, p, hall)
	if err != nil {
		return err
	}
	v.Form = f
	if cause != nil {
		v.Error = p.ErrorText(errs.Of(cause))
	}
	v.Errors = p.Errors(f)
	return w.Site.Write(rw, r, status, p, guide(p, v))
}

func (w *Web) guideNow(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.hall(r)
	if err != nil {
		return err
	}
	p := w.page(r, site.Staff, hall, "queue.guide.title")
	v, err := w.guideView(r, p, hall)
	if err != nil {
		return err
	}
	return w.Site.Fragment(rw, r, guideNow(p, v))
}

func (w *Web) guideView(r *http.Request, p *site.Page, hall *catalogue.Hall) (guideView, error) {
	v := guideView{Hall: hall.Code, Within: w.Queue.Settings.ReturnWithin}
	may := func(act string) bool {
		return identity.Can(web.Actor(r), act, identity.Object{Hall: hall.Code}) == nil
	}
	v.May.Take, v.May.Return, v.May.Cancel = may("queue.ticket.take"), may("queue.ticket.return"), may("queue.ticket.cancel")
	w.guideOptions(p, hall, &v)
	return v, w.read(r, func(q *db.Q) error {
		rows, err := loads(q, hall.Code, p.Lang)
		if err != nil {
			return err
		}
		for _, row := range rows {
			l, err := w.guideLine(q, hall.Code, row, p.Now)
			if err != nil {
				return err
			}
			v.Lines = append(v.Lines, l)
			v.Rows = append(v.Rows, site.Option{Value: row.Code, Label: row.Letter + " " + row.Name})
		}
		if v.Missed, err = queue.MissedNow(q, hall.Code, p.Now.Add(-v.Within)); err != nil {
			return err
		}
		if v.Help, err = w.openHelp(q, hall.Code, string(p.Lang)); err != nil {
			return err
		}
		return w.justTaken(q, r, &v)
	})
}

// guideLine lists a line in the order in which a window that serves it alone would call.
func (w *Web) guideLine(q db.Querier, hall string, row lineLoad, now time.Time) (guideLine, error) {
	l, err := lineByCode(q, hall, row.Code)
	if err != nil {
		return guideLine{}, err
	}
	out := guideLine{lineLoad: row}
	alone := queue.Window{Hall: hall, Serves: []queue.Serves{{Line: l.ID}}}
	places, err := queue.Queue(q, alone, w.Queue.Settings, now, guideRows)
	for _, at := range places {
		out.Waiting = append(out.Waiting, at.Ticket)
	}
	return out, err
}

func (w *Web) guideOptions(p *site.Page, hall *catalogue.Hall, v *guideView) {
	lang := string(p.Lang)
	v.Items = []site.Option{{Value: "", Label: p.T("queue.guide.by_line")}}
	for _, it := range w.Catalogue().ItemsAt(hall.Code) {
		v.Items = append(v.Items, site.Option{Value: it.Code, Label: it.Name.In(lang)})
	}
	v.Class = []site.Option{{Value: "", Label: p.T("queue.class.ordinary")}}
	for _, c := range w.Catalogue().Priorities {
		v.Class = append(v.Class, site.Option{Value: c.Code, Label: c.Name.In(lang)})
	}
}

// justTaken shows the number that the form before this page took.
func (w *Web) justTaken(q db.Querier, r *http.Request, v *guideView) error {
	id := r.URL.Query().Get("taken")
	if id == "" {
		return nil
	}
	t, err := queue.Get(q, id)
	if err != nil || t.Hall != v.Hall {
		return nil // an old address: nothing to show
	}
	v.Taken, v.Slip = t, guidePath(v.Hall, "/ticket/"+id+"/slip")
	return nil
}

// guideTake takes a number for somebody who cannot or does not want to use the kiosk.
func (w *Web) guideTake(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.hall(r)
	if err != nil {
		return err
	}
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	var req queue.Request
	err = w.read(r, func(q *db.Q) error { req, err = w.request(q, hall, f, "guide:"+web.Actor(r).ID); return err })
	var taken queue.Taken
	if err == nil {
		taken, err = w.Queue.Take(r.Context(), web.Actor(r), hall.Code, req, web.OnceKey(r))
	}
	if err != nil {
		if !f.Fail(err) {
			return err
		}
		return w.guidePage(rw, r, http.StatusUnprocessableEntity, f, nil)
	}
	keepSecret(rw, r, guidePath(hall.Code, "/ticket/"+taken.Ticket.ID), taken.Secret)
	return web.SeeOther(rw, r, guidePath(hall.Code, "?taken="+taken.Ticket.ID))
}

func (w *Web) guideReturn(rw http.ResponseWriter, r *http.Request) error {
	return w.guideAct(rw, r, "queue.guide.returned", func(id string) error {
		_, err := w.Queue.Return(r.Context(), web.Actor(r), id)
		return err
	})
}

func (w *Web) guideCancel(rw http.ResponseWriter, r *http.Request) error {
	return w.guideAct(rw, r, "queue.guide.cancelled", func(id string) error {
		_, err := w.Queue.Cancel(r.Context(), web.Actor(r), id)
		return err
	})
}

func (w *Web) guideAct(rw http.ResponseWriter, r *http.Request, done string, act func(id string) error) error {
	err := w.read(r, func(q *db.Q) error { _, err := w.ticketOf(q, r); return err })
	if err == nil {
		err = act(r.PathValue("id"))
	}
	if err != nil {
		if slices.Contains([]errs.Kind{errs.Conflict, errs.Stale}, errs.Of(err).Kind) {
			return w.guidePage(rw, r, http.StatusConflict, web.Blank(), err)
		}
		return err
	}
	web.Flash(rw, done)
	return web.SeeOther(rw, r, guidePath(web.Hall(r), ""))
}

// classTag is the word for why a ticket goes ahead, empty for an ordinary one.
func classTag(p *site.Page, t *queue.Ticket) string {
	if t.Class == queue.Ordinary {
		return ""
	}
	return p.T("queue.class." + string(t.Class))
}
