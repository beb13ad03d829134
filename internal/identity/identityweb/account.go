package identityweb

import (
	"net/http"
	"slices"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/org"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// accountView is what a person sees of the own account.
type accountView struct {
	Form     *web.Form
	Staff    identity.Staff
	Posts    []string
	Sessions []sessionLine
	Others   bool // sessions are open elsewhere
}

type sessionLine struct {
	Window       string
	Opened, Seen string
	Here         bool
}

func (w *Web) accountPage(rw http.ResponseWriter, r *http.Request) error {
	return w.showAccount(rw, r, http.StatusOK, web.Blank())
}

func (w *Web) showAccount(rw http.ResponseWriter, r *http.Request, status int, f *web.Form) error {
	who := web.Actor(r)
	if !signedIn(r) {
		return errs.New(errs.Unauthenticated, "identity.sign_in")
	}
	p := w.page(r, who.Hall, "identity.account.title")
	w.Frame(r, p)
	v := accountView{Form: f}
	err := w.DB.Read(r.Context(), func(q *db.Q) (err error) {
		if v.Staff, err = identity.StaffByID(q, who.ID); err != nil {
			return err
		}
		if v.Posts, err = postsHeld(q, who.ID, string(p.Lang), p.T); err != nil {
			return err
		}
		list, err := w.Identity.Live(q, who.Hall)
		for _, x := range list {
			if x.Staff != who.ID {
				continue
			}
			line := sessionLine{Opened: p.DayTime(at(x.Opened)), Seen: p.DayTime(at(x.Seen)), Here: x.ID == who.Session}
			if win, err := org.WindowByID(q, x.Window); err == nil {
				line.Window = win.No
			}
			v.Sessions = append(v.Sessions, line)
		}
		return err
	})
	if err != nil {
		return err
	}
	v.Others = slices.ContainsFunc(v.Sessions, func(l sessionLine) bool { return !l.Here })
	return w.Site.Write(rw, r, status, p, accountBody(p, v))
}

// postsHeld are the posts that a person holds now, as A or as B.
func postsHeld(q db.Querier, staff, lang string, t Say) ([]string, error) {
	held, err := org.HeldBy(q, staff, q.Now())
	if err != nil {
		return nil, err
	}
	var out []string
	for _, h := range held {
		post, err := org.PostByID(q, h.Post)
		if err != nil {
			return nil, err
		}
		out = append(out, t("identity.account.post", "post", post.Name.In(lang), "as", h.As))
	}
	return out, nil
}

func (w *Web) changePassword(rw http.ResponseWriter, r *http.Request) error {
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	if f.Values.Get("password") != f.Values.Get("again") {
		f.Fail(errs.New(errs.Invalid, "identity.password.again").At("again"))
		return w.showAccount(rw, r, http.StatusUnprocessableEntity, f)
	}
	err = w.Identity.ChangePassword(r.Context(), web.Actor(r), f.Values.Get("old"), f.Values.Get("password"))
	if err != nil {
		if !f.Fail(err) {
			return err
		}
		return w.showAccount(rw, r, errs.Of(err).Kind.Status(), f)
	}
	web.Flash(rw, "identity.account.changed")
	return web.SeeOther(rw, r, "/account")
}

func (w *Web) endOthers(rw http.ResponseWriter, r *http.Request) error {
	if err := w.Identity.EndMyOthers(r.Context(), web.Actor(r)); err != nil {
		return err
	}
	web.Flash(rw, "identity.account.ended")
	return web.SeeOther(rw, r, "/account")
}

// rolesOf are the names of a person's roles.
func rolesOf(p *site.Page, st identity.Staff) []string {
	out := make([]string, len(st.Roles))
	for i, role := range st.Roles {
		out[i] = p.T("identity.role." + string(role))
	}
	return out
}
