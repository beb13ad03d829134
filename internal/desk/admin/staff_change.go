package admin

import (
	"net/http"
	"strconv"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

func itoa(n int) string { return strconv.Itoa(n) }

// change is what an administrator does to another person's account; each is a page of its own that asks why.
type change string

const (
	roles      change = "roles"
	password   change = "password"
	deactivate change = "deactivate"
)

type changeView struct {
	What  change
	Form  *web.Form
	Staff identity.Staff
	Shown string
	Path  string
	Roles []site.Option
}

// Has tells whether a role is ticked.
func (v changeView) Has(role string) bool {
	for _, r := range v.Form.All("roles") {
		if r == role {
			return true
		}
	}
	return false
}

func (w *Web) changePage(what change) web.Handler {
	return func(rw http.ResponseWriter, r *http.Request) error {
		return w.showChange(rw, r, http.StatusOK, what, nil)
	}
}

func (w *Web) showChange(rw http.ResponseWriter, r *http.Request, status int, what change, f *web.Form) error {
	s, hall := w.page(r, "admin.change."+string(what)), web.Hall(r)
	v := changeView{What: what, Form: f, Roles: s.roleOptions()}
	err := w.DB.Read(r.Context(), func(q *db.Q) (err error) {
		v.Staff, err = personOf(q, hall, r.PathValue("id"))
		return err
	})
	if err != nil {
		return err
	}
	if v.Form == nil {
		v.Form = web.Blank()
		for _, role := range v.Staff.Roles {
			v.Form.Values.Add("roles", string(role))
		}
	}
	v.Path, v.Shown = s.Root+"/staff/"+v.Staff.ID, names{v.Staff.ID: v.Staff}.name(v.Staff.ID, s.lang())
	return w.Site.Write(rw, r, status, s.Page, frame(s, changeBody(s, v)))
}

func (w *Web) change(what change) web.Handler {
	return func(rw http.ResponseWriter, r *http.Request) error {
		f, err := web.Parse(rw, r)
		if err != nil {
			return err
		}
		id := r.PathValue("id")
		if err := w.hallOf(r, id); err != nil {
			return err
		}
		if err := w.apply(r, what, id, f); err != nil {
			if !f.Fail(err) {
				return err
			}
			return w.showChange(rw, r, errs.Of(err).Kind.Status(), what, f)
		}
		web.Flash(rw, "admin.changed."+string(what))
		return web.SeeOther(rw, r, "/h/"+web.Hall(r)+"/admin/staff/"+id)
	}
}

func (w *Web) apply(r *http.Request, what change, id string, f *web.Form) error {
	ctx, who, reason := r.Context(), web.Actor(r), f.Get("reason")
	switch what {
	case roles:
		var list []ids.Role
		for _, role := range f.All("roles") {
			list = append(list, ids.Role(role))
		}
		return w.Identity.SetRoles(ctx, who, id, list, reason)
	case password:
		return w.Identity.ResetPassword(ctx, who, id, f.Values.Get("password"), reason)
	}
	return w.Identity.Deactivate(ctx, who, id, reason)
}

// hallOf refuses a person of another hall than the one in the path, so that what is done stands under the right hall.
func (w *Web) hallOf(r *http.Request, id string) error {
	return w.DB.Read(r.Context(), func(q *db.Q) error {
		_, err := personOf(q, web.Hall(r), id)
		return err
	})
}

func (w *Web) endSessions(rw http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	if err := w.hallOf(r, id); err != nil {
		return err
	}
	if err := w.Identity.EndSessionsOf(r.Context(), web.Actor(r), id); err != nil {
		return err
	}
	web.Flash(rw, "admin.changed.sessions")
	return web.SeeOther(rw, r, "/h/"+web.Hall(r)+"/admin/staff/"+id)
}

// newView is the form that takes a person on.
type newView struct {
	Form        *web.Form
	Departments []site.Option
	Roles       []site.Option
}

// Has tells whether a role is ticked.
func (v newView) Has(role string) bool { return changeView{Form: v.Form}.Has(role) }

func (w *Web) newPerson(rw http.ResponseWriter, r *http.Request) error {
	return w.showNew(rw, r, http.StatusOK, web.Blank())
}

func (w *Web) showNew(rw http.ResponseWriter, r *http.Request, status int, f *web.Form) error {
	s := w.page(r, "admin.new.title")
	v := newView{Form: f, Roles: s.roleOptions()}
	err := w.DB.Read(r.Context(), func(q *db.Q) error {
		known, err := departments(q)
		for _, id := range sortedKeys(known) {
			v.Departments = append(v.Departments, site.Option{Value: id, Label: known[id].Name.In(s.lang())})
		}
		return err
	})
	if err != nil {
		return err
	}
	return w.Site.Write(rw, r, status, s.Page, frame(s, newBody(s, v)))
}

func (w *Web) createPerson(rw http.ResponseWriter, r *http.Request) error {
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	st := identity.Staff{ID: ids.New(), Login: f.Get("login"), Name: f.Get("name"), NameEN: f.Get("name_en"), BadgeNo: f.Get("badge"),
		Hall: web.Hall(r), Department: f.Get("department")}
	st.Title.ZH = f.Get("title")
	for _, role := range f.All("roles") {
		st.Roles = append(st.Roles, ids.Role(role))
	}
	made, err := w.Identity.CreateStaff(r.Context(), web.Actor(r), st, f.Values.Get("password"))
	if e := errs.Of(err); e != nil {
		if e.Code == "identity.roles.by_secadmin" { // a matter of the input here: the role is left out
			f.Field["roles"] = e
		} else if !f.Fail(err) {
			return err
		}
		return w.showNew(rw, r, e.Kind.Status(), f)
	}
	web.Flash(rw, "admin.new.done")
	return web.SeeOther(rw, r, "/h/"+web.Hall(r)+"/admin/staff/"+made.ID)
}
