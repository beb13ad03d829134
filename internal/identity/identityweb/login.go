package identityweb

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/org"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// windowCookie remembers the window that this computer stands at, so that nobody has to choose it anew each morning.
const (
	windowCookie = "window"
	windowLife   = 400 * 24 * time.Hour // the longest that browsers keep a cookie
)

// loginView is what the sign-in page shows.
type loginView struct {
	Form    *web.Form
	Next    string
	Hall    string
	Halls   []site.Chip
	Windows []site.Option
	Taken   bool // somebody sits at the window: taking over asks why
	Cards   []card
	Desks   []site.Option // windows where the demo's clerks sit
}

func (w *Web) loginPage(rw http.ResponseWriter, r *http.Request) error {
	if signedIn(r) && r.URL.Query().Get("switch") == "" {
		return web.SeeOther(rw, r, Home(web.Actor(r)))
	}
	f := web.Blank()
	if c, err := r.Cookie(windowCookie); err == nil {
		f.Values.Set("window", c.Value)
	}
	return w.showLogin(rw, r, http.StatusOK, f, local(r.URL.Query().Get("next")), r.URL.Query().Get("hall"))
}

func (w *Web) login(rw http.ResponseWriter, r *http.Request) error {
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	next := local(f.Get("next"))
	token, actor, err := w.Identity.Login(r.Context(), identity.LoginInput{Login: f.Get("login"), Password: f.Values.Get("password"),
		Window: f.Get("window"), TakeoverReason: f.Get("takeover"), Address: web.From(r).Address})
	if err != nil {
		e := errs.Of(err)
		if !refused(f, e) {
			return err
		}
		if wait := e.Params["seconds"]; e.Kind == errs.TooMany && wait != "" {
			rw.Header().Set("Retry-After", wait)
		}
		return w.showLogin(rw, r, e.Kind.Status(), f, next, f.Get("hall"))
	}
	if err := w.begin(rw, r, token, actor); err != nil {
		return err
	}
	if next == "" {
		next = Home(actor)
	}
	return web.SeeOther(rw, r, next)
}

// refused sorts the refusal of a sign-in into the form; a fault of the program is none.
func refused(f *web.Form, e *errs.Error) bool {
	if e.Kind == errs.Unauthenticated {
		f.Field["password"] = e
		return true
	}
	return f.Fail(e)
}

// begin gives the browser its new session and ends the one that it held before: a new token is made at every sign-in.
func (w *Web) begin(rw http.ResponseWriter, r *http.Request, token string, actor ids.Actor) error {
	if old := w.token(r); old != "" {
		if err := w.Identity.Logout(r.Context(), old); err != nil {
			return err
		}
	}
	keep(rw, r, w.SessionCookie, token, 0)
	if actor.Window != "" {
		keep(rw, r, windowCookie, actor.Window, windowLife)
	}
	return nil
}

func (w *Web) logout(rw http.ResponseWriter, r *http.Request) error {
	if old := w.token(r); old != "" {
		if err := w.Identity.Logout(r.Context(), old); err != nil {
			return err
		}
	}
	forget(rw, r, w.SessionCookie)
	web.Flash(rw, "identity.login.bye")
	return web.SeeOther(rw, r, "/login")
}

func (w *Web) showLogin(rw http.ResponseWriter, r *http.Request, status int, f *web.Form, next, hall string) error {
	lang := string(web.From(r).Lang)
	v := loginView{Form: f, Next: next}
	if e := f.Field["window"]; e != nil {
		v.Taken = e.Code == "identity.window.taken"
	}
	var p *site.Page
	err := w.DB.Read(r.Context(), func(q *db.Q) error {
		halls, err := org.Halls(q)
		if err != nil || len(halls) == 0 {
			return err
		}
		v.Hall = chosen(halls, hall, next)
		p = w.page(r, v.Hall, "identity.login.title")
		if len(halls) > 1 {
			for _, h := range halls {
				v.Halls = append(v.Halls, site.Chip{Label: h.Name.In(lang), On: h.ID == v.Hall, Href: "/login?" + url.Values{"switch": {"1"}, "hall": {h.ID}, "next": {next}}.Encode()})
			}
		}
		if v.Windows, err = w.windows(q, v.Hall, lang, p.T); err != nil || !w.Identity.Demo {
			return err
		}
		v.Cards, v.Desks, err = cards(q, v.Hall, lang, p.T)
		return err
	})
	if err != nil {
		return err
	}
	if p == nil {
		p = w.page(r, "", "identity.login.title")
	}
	return w.Site.Write(rw, r, status, p, loginBody(p, v))
}

// chosen is the hall of which the windows are offered: the one asked for, the one in the path to go to, else the default hall.
func chosen(halls []org.Hall, asked, next string) string {
	for _, h := range halls {
		if h.ID == asked || asked == "" && strings.HasPrefix(next, "/h/"+h.ID+"/") {
			return h.ID
		}
	}
	return halls[0].ID
}

// windows are the choices of the window: number, name, and who sits there now.
func (w *Web) windows(q db.Querier, hall, lang string, t Say) ([]site.Option, error) {
	list, err := org.Windows(q, hall)
	if err != nil {
		return nil, err
	}
	seats, err := w.Identity.Seats(q, hall)
	if err != nil {
		return nil, err
	}
	out := make([]site.Option, 0, len(list))
	for _, win := range list {
		label := t("identity.window.option", "no", win.No, "name", windowName(win, lang, t))
		if s, taken := seats[win.ID]; taken {
			label = t("identity.window.seated", "window", label, "name", s.Staff.Name, "since", clockTime(s.Since))
		}
		out = append(out, site.Option{Value: win.ID, Label: label})
	}
	return out, nil
}

// local lets only a path of this program be gone to after the sign-in; anything else is forgotten.
func local(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") ||
		strings.ContainsAny(next, "\\\r\n\t") || u.Path == "/login" || u.Path == "/logout" {
		return ""
	}
	return next
}
