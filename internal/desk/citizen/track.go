package citizen

import (
	"net/http"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/site"
	"yichuang/internal/urge"
	"yichuang/internal/web"
)

// refresh is how often a page without JavaScript loads itself again, in seconds.
const refresh = 180

// view finds the case in the path and everything its page shows; without access it is as if there were no such case.
func (w *Web) view(r *http.Request) (p *site.Page, v view, err error) {
	err = w.DB.Read(r.Context(), func(q *db.Q) error {
		id := r.PathValue("case")
		if !holds(q, token(r), id) {
			return errNoAccess
		}
		c, err := w.Cases.Get(q, id)
		if err != nil {
			return err
		}
		p = w.page(r, c.Hall, "/track", "track.title")
		v, err = w.collect(q, p, c)
		return err
	})
	return p, v, err
}

// errNoAccess sends somebody without a right code to the form, whether or not there is such a case.
var errNoAccess = errs.New(errs.NotFound, "track.no_access")

func (w *Web) show(rw http.ResponseWriter, r *http.Request) error {
	p, v, err := w.view(r)
	if errs.Code(err) == errNoAccess.Code {
		return web.SeeOther(rw, r, "/track?next="+r.URL.Path)
	}
	if err != nil {
		return err
	}
	p.Topics = []string{"case:" + v.Case.ID}
	if v.Running() {
		p.Refresh = refresh
	}
	return w.Site.Write(rw, r, http.StatusOK, p, track(p, v))
}

// now is the part of the page that changes.
func (w *Web) now(rw http.ResponseWriter, r *http.Request) error {
	p, v, err := w.view(r)
	if err != nil {
		return err
	}
	return w.Site.Fragment(rw, r, now(p, v))
}

// held is the case in the path for somebody who holds its code.
func (w *Web) held(r *http.Request) (c *casework.Case, err error) {
	err = w.DB.Read(r.Context(), func(q *db.Q) error {
		id := r.PathValue("case")
		if !holds(q, token(r), id) {
			return errNoAccess
		}
		c, err = w.Cases.Get(q, id)
		return err
	})
	return c, err
}

// urge presses for the case. Pressing twice a day is no fault to show: the page says that it was counted.
func (w *Web) urge(rw http.ResponseWriter, r *http.Request) error {
	c, err := w.held(r)
	if errs.Code(err) == errNoAccess.Code {
		return web.SeeOther(rw, r, "/track")
	}
	if err != nil {
		return err
	}
	said := "track.urge.done"
	if _, err := w.Urging.Urge(r.Context(), follower(c), c.ID); errs.Code(err) == urge.ErrToday.Code {
		said = "track.urge.today.already"
	} else if err != nil {
		return err
	}
	web.Flash(rw, said)
	return web.SeeOther(rw, r, "/track/"+c.ID)
}

// withdraw ends the case at the applicant's wish.
func (w *Web) withdraw(rw http.ResponseWriter, r *http.Request) error {
	c, err := w.held(r)
	if errs.Code(err) == errNoAccess.Code {
		return web.SeeOther(rw, r, "/track")
	}
	if err != nil {
		return err
	}
	if _, err := w.Cases.Withdraw(r.Context(), follower(c), c.ID); err != nil {
		return err
	}
	web.Flash(rw, "track.withdraw.done")
	return web.SeeOther(rw, r, "/track/"+c.ID)
}

// contest objects to a stop or an extension; doing so twice is no fault to show.
func (w *Web) contest(rw http.ResponseWriter, r *http.Request) error {
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	c, err := w.held(r)
	if errs.Code(err) == errNoAccess.Code {
		return web.SeeOther(rw, r, "/track")
	}
	if err != nil {
		return err
	}
	err = w.Cases.Contest(r.Context(), follower(c), c.ID, f.Get("type"), f.Get("about"), f.Get("words"))
	if err != nil && errs.Code(err) != "case.contest.twice" {
		return err
	}
	web.Flash(rw, "track.contest.done")
	return web.SeeOther(rw, r, "/track/"+c.ID)
}
