package identityweb

import (
	"embed"
	"net/http"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// Texts are the words of this package, for text.Must; the words for the error codes of identity and org are among them.
//
//go:embed text.zh-CN.yaml text.en.yaml
var Texts embed.FS

// Web draws the pages.
type Web struct {
	Site     *site.Site
	DB       *db.DB
	Identity *identity.Service
	Now      func() time.Time
	// Hall describes a hall on its pages in a language; the empty id is the default hall.
	Hall func(hall, lang string) site.Hall
	// Unread counts the notes that a person has not read, for the bell; nil: no bell.
	Unread func(q db.Querier, staff string) (int, error)
	// SessionCookie and DeviceCookie name the cookies that hold the tokens of people and of devices.
	SessionCookie, DeviceCookie string
}

// Routes is the table of this feature.
func (w *Web) Routes() []web.Route {
	const own = "identity.password.change"
	return []web.Route{
		{Method: "GET", Path: "/login", Act: web.Public, Do: w.loginPage},
		{Method: "POST", Path: "/login", Act: web.Public, Do: w.login},
		{Method: "POST", Path: "/login/demo", Act: web.Public, Do: w.demoLogin},
		{Method: "POST", Path: "/logout", Act: web.Public, Do: w.logout},
		{Method: "GET", Path: "/account", Act: own, Do: w.accountPage},
		{Method: "POST", Path: "/account", Act: own, Do: w.changePassword},
		{Method: "POST", Path: "/account/others", Act: own, Do: w.endOthers},
		{Method: "GET", Path: "/pair", Act: web.Public, Do: w.pairPage},
		{Method: "POST", Path: "/pair", Act: web.Public, Do: w.pair},
		styles.Route(),
	}
}

// page begins a staff page of a hall.
func (w *Web) page(r *http.Request, hall, title string) *site.Page {
	p := w.Site.Page(r, site.Staff, w.Hall(hall, string(web.From(r).Lang)), "", w.Now())
	p.Title = p.T(title)
	return p
}

// keep stores a token in the browser: readable by this server only, never by a script, never sent along from another site.
func keep(rw http.ResponseWriter, r *http.Request, name, token string, life time.Duration) {
	http.SetCookie(rw, &http.Cookie{Name: name, Value: token, Path: "/", MaxAge: int(life / time.Second), HttpOnly: true,
		Secure: web.Secure(r), SameSite: http.SameSiteLaxMode})
}

// forget takes a token out of the browser.
func forget(rw http.ResponseWriter, r *http.Request, name string) {
	http.SetCookie(rw, &http.Cookie{Name: name, Path: "/", MaxAge: -1, HttpOnly: true, Secure: web.Secure(r), SameSite: http.SameSiteLaxMode})
}

// token is the session token that the browser holds, or "".
func (w *Web) token(r *http.Request) string {
	if c, err := r.Cookie(w.SessionCookie); err == nil {
		return c.Value
	}
	return ""
}

// signedIn tells whether somebody of the staff asks.
func signedIn(r *http.Request) bool { return web.Actor(r).Kind == ids.Staff }

//go:embed identity.css
var css []byte

var styles = site.NewSheet("/identity.css", css)
