package manage

import (
	"net/http"
	"strconv"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/once"
	"yichuang/internal/outage"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// gapRow is a measured gap or a window's absence that somebody may propose as an outage.
type gapRow struct {
	From, To time.Time
	Minutes  int
	Office   int
	Window   string // number; empty for the hall
	Reason   string // in the window's record
	Value    string // of the form: "gap:end" or "window:id:since"
	Short    bool   // takes too little office time to move anything
	Used     bool
}

type outagesView struct {
	Hall       string
	Gaps       []gapRow
	Outages    []outageRow
	MayPropose bool
	Least      int
	Days       int
	Form       *web.Form
	Errors     []site.FieldError
}

type outageRow struct {
	*outage.Outage
	Path   string
	ByName string
	Second string
}

type outageView struct {
	outageRow
	HallName   string
	Tickets    []outage.Person
	Cases      []outage.Person
	MayConfirm bool
	Form       *web.Form
	Errors     []site.FieldError
	CasePath   func(id string) string
}

const mostOutages = 100

func (w *Web) outages(rw http.ResponseWriter, r *http.Request) error {
	return w.outagesPage(rw, r, http.StatusOK, web.Blank())
}

func (w *Web) outagesPage(rw http.ResponseWriter, r *http.Request, status int, f *web.Form) error {
	hall, err := w.may(r)
	if err != nil {
		return err
	}
	set := w.Outages.Settings
	p := w.page(r, hall.Code, "manage.outages.title")
	v := outagesView{Hall: hall.Code, Form: f, Errors: p.Errors(f), Least: set.Least, Days: int(set.Look.Hours() / 24),
		MayPropose: identity.Can(web.Actor(r), "outage.propose", identity.Object{Hall: hall.Code}) == nil}
	if err := w.read(r, func(q *db.Q) (err error) {
		if v.Outages, err = w.outageRows(q, hall.Code); err != nil {
			return err
		}
		v.Gaps, err = w.gapRows(q, hall.Code, v.Outages)
		return err
	}); err != nil {
		return err
	}
	return w.Site.Write(rw, r, status, p, outagesList(p, v))
}

func (w *Web) outageRows(q db.Querier, hall string) ([]outageRow, error) {
	list, err := outage.Of(q, hall, mostOutages)
	var out []outageRow
	for _, o := range list {
		out = append(out, w.outageRow(q, o))
	}
	return out, err
}

func (w *Web) outageRow(q db.Querier, o *outage.Outage) outageRow {
	x := outageRow{Outage: o, Path: at(o.Hall, "/outages/"+o.ID), ByName: nameOf(q, o.By)}
	if o.Second != "" {
		x.Second = nameOf(q, o.Second)
	}
	return x
}

// gapRows are the gaps of the hall and the absences of its windows; those that an outage rests on already say so.
func (w *Web) gapRows(q db.Querier, hall string, taken []outageRow) ([]gapRow, error) {
	set := w.Outages.Settings
	since := w.Now().Add(-set.Look)
	used := func(window string, from time.Time) bool {
		for _, o := range taken {
			if o.Window == window && o.From.Equal(from) && o.State != outage.Refused {
				return true
			}
		}
		return false
	}
	gaps, err := w.Outages.Gaps(q, hall, since)
	if err != nil {
		return nil, err
	}
	var out []gapRow
	for _, g := range gaps {
		out = append(out, gapRow{From: g.From, To: g.To, Minutes: int(g.To.Sub(g.From).Minutes()), Office: g.Office, Value: "gap:" + strconv.FormatInt(g.To.UnixMicro(), 10),
			Short: g.Check(set) != nil, Used: used("", g.From)})
	}
	spans, err := outage.Spans(q, hall, since)
	for _, x := range spans {
		if x.Check(set) == nil {
			out = append(out, gapRow{From: x.From, To: x.To, Minutes: int(x.To.Sub(x.From).Minutes()), Window: x.No, Reason: x.Reason,
				Value: "window:" + strconv.FormatInt(x.From.UnixMicro(), 10) + ":" + x.Window, Used: used(x.Window, x.From)})
		}
	}
	return out, err
}

func (w *Web) proposeOutage(rw http.ResponseWriter, r *http.Request) error {
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	p := proposal(f.Get("gap"))
	p.Cause, p.Reason = outage.Cause(f.Get("cause")), f.Get("reason")
	o, err := w.Outages.Propose(once.With(r.Context(), web.OnceKey(r)), web.Actor(r), web.Hall(r), p)
	if err != nil {
		if !f.Fail(err) {
			return err
		}
		return w.outagesPage(rw, r, errs.Of(err).Kind.Status(), f)
	}
	web.Flash(rw, "manage.outage.proposed")
	return web.SeeOther(rw, r, at(o.Hall, "/outages/"+o.ID))
}

func (w *Web) outage(rw http.ResponseWriter, r *http.Request) error {
	return w.outagePage(rw, r, http.StatusOK, web.Blank())
}

func (w *Web) outagePage(rw http.ResponseWriter, r *http.Request, status int, f *web.Form) error {
	hall, err := w.may(r)
	if err != nil {
		return err
	}
	p := w.page(r, hall.Code, "manage.outage.title")
	v := outageView{Form: f, Errors: p.Errors(f), HallName: hall.Name.In(lang(p)), CasePath: func(id string) string { return w.CasePath(hall.Code, id) }}
	if err := w.read(r, func(q *db.Q) error {
		o, err := outage.ByID(q, r.PathValue("id"))
		if err == nil && o.Hall != hall.Code {
			err = outage.ErrUnknown
		}
		if err != nil {
			return err
		}
		v.outageRow = w.outageRow(q, o)
		who := web.Actor(r)
		v.MayConfirm = o.State == outage.Proposed && o.By != who.ID && identity.Can(who, "outage.confirm", identity.Object{Hall: o.Hall}) == nil
		people, err := outage.People(q, o.ID)
		for _, x := range people {
			if x.Kind == outage.Holder {
				v.Tickets = append(v.Tickets, x)
			} else {
				v.Cases = append(v.Cases, x)
			}
		}
		return err
	}); err != nil {
		return err
	}
	return w.Site.Write(rw, r, status, p, outageOne(p, v))
}

func (w *Web) decideOutage(rw http.ResponseWriter, r *http.Request) error {
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	ctx, who, id := once.With(r.Context(), web.OnceKey(r)), web.Actor(r), r.PathValue("id")
	done := "manage.outage.confirmed"
	if f.Get("answer") == "no" {
		done = "manage.outage.refused"
		_, err = w.Outages.Refuse(ctx, who, id, f.Int("edition"), f.Get("note"))
	} else {
		_, err = w.Outages.Confirm(ctx, who, id, f.Int("edition"))
	}
	if err != nil {
		if !f.Fail(err) {
			return err
		}
		return w.outagePage(rw, r, errs.Of(err).Kind.Status(), f)
	}
	web.Flash(rw, done)
	return web.SeeOther(rw, r, at(web.Hall(r), "/outages/"+id))
}
