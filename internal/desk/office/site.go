package office

import (
	"net/http"
	"strings"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/org"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// siteView is the visits of a step on site: those that were, the one to come, and who may go along (CAS-6).
type siteView struct {
	Visits     []siteRow
	Next       *casework.SiteVisit
	Late       bool // its time has passed
	Colleagues []site.Option
}

type siteRow struct {
	casework.SiteVisit
	FirstName, SecondName string
}

func siteOf(q db.Querier, p *site.Page, who ids.Actor, v stepView) (*siteView, error) {
	list, err := casework.SiteVisits(q, v.Case.ID)
	if err != nil {
		return nil, err
	}
	out := &siteView{}
	for _, x := range list {
		if x.Step != v.Step.ID {
			continue
		}
		if x.Open() {
			x := x
			out.Next, out.Late = &x, p.Now.After(x.Until)
		}
		out.Visits = append(out.Visits, siteRow{x, nameOf(q, x.First), nameOf(q, x.Second)})
	}
	post, err := org.PostByID(q, v.Step.Post)
	if err != nil {
		return nil, err
	}
	staff, err := identity.StaffOf(q, v.Case.Hall)
	for _, st := range staff {
		if st.Active && st.Department == post.Department && st.ID != who.ID {
			out.Colleagues = append(out.Colleagues, site.Option{Value: st.ID, Label: st.Name})
		}
	}
	return out, err
}

// siteAct answers a form about a visit and comes back to the step.
func (w *Web) siteAct(do courseDeed) web.Handler {
	return func(rw http.ResponseWriter, r *http.Request) error {
		f, err := web.Parse(rw, r)
		if err != nil {
			return err
		}
		form := f.Get("_form")
		if err = do(r, f, func(field string) string { return strings.TrimSpace(f.Get(field + "-" + form)) }); err == nil {
			return web.SeeOther(rw, r, at(web.Hall(r), "/step/"+r.PathValue("id")))
		}
		if !f.Fail(err) {
			return err
		}
		rename(f, form)
		return w.showStep(rw, r, errs.Of(err).Kind.Status(), f)
	}
}

func (w *Web) agreeVisit(r *http.Request, _ *web.Form, get func(string) string) error {
	v := casework.SiteVisit{Place: get("place"), First: web.Actor(r).ID, Second: get("second")}
	day := get("day")
	v.From, _ = time.ParseInLocation("2006-01-02 15:04", day+" "+get("from"), clock.Zone)
	v.Until, _ = time.ParseInLocation("2006-01-02 15:04", day+" "+get("until"), clock.Zone) // what is no time is refused as not later
	_, err := w.Cases.AgreeVisit(r.Context(), web.Actor(r), r.PathValue("id"), v)
	return err
}

func (w *Web) endVisit(r *http.Request, f *web.Form, get func(string) string) error {
	return w.Cases.EndVisit(r.Context(), web.Actor(r), r.PathValue("id"), f.Get("visit"), get("finding"), get("late_reason"))
}

func (w *Web) callOffVisit(r *http.Request, f *web.Form, get func(string) string) error {
	return w.Cases.CallOffVisit(r.Context(), web.Actor(r), r.PathValue("id"), f.Get("visit"), get("finding"))
}
