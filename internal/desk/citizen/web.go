package citizen

import (
	"embed"
	"net/http"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/promise"
	"yichuang/internal/site"
	"yichuang/internal/text"
	"yichuang/internal/urge"
	"yichuang/internal/web"
)

// Texts are the words of this package, for text.Must.
//
//go:embed text.zh-CN.yaml text.en.yaml
var Texts embed.FS

// Web draws the pages.
type Web struct {
	Site      *site.Site
	Words     *text.Bundle
	DB        *db.DB
	Cases     *casework.Service
	Clocks    *promise.Service
	Urging    *urge.Service
	Catalogue func() *catalogue.Catalogue
	View      func(hall string) *calendar.View
	Now       func() time.Time
	// Hall describes a hall in a language; the empty id asks for the default hall.
	Hall func(hall, lang string) site.Hall
	// Nav are the tabs of the citizen pages. May be nil.
	Nav func(p *site.Page, current string) []site.NavItem
}

// Routes is the table of this feature.
func (w *Web) Routes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Path: "/track", Act: "track.view", Do: w.ask},
		{Method: http.MethodPost, Path: "/track", Act: "track.view", Do: w.enter},
		{Method: http.MethodPost, Path: "/track/leave", Act: "track.view", Do: w.leave},
		{Method: http.MethodGet, Path: "/track/{case}", Act: "track.view", Do: w.show},
		{Method: http.MethodGet, Path: "/track/{case}/now", Act: "track.view", Do: w.now},
		{Method: http.MethodPost, Path: "/track/{case}/withdraw", Act: "case.withdraw", Do: w.withdraw},
		{Method: http.MethodPost, Path: "/track/{case}/contest", Act: "case.contest", Do: w.contest},
		{Method: http.MethodPost, Path: "/track/{case}/urge", Act: "case.urge", Do: w.urge},
		styles.Route(),
	}
}

// Cookie holds the random token of a browser that follows cases; only its hash is stored.
const Cookie = "track"

// stay is how long a browser may look after a right code.
const stay = 2 * time.Hour

func token(r *http.Request) string {
	if c, err := r.Cookie(Cookie); err == nil {
		return c.Value
	}
	return ""
}

// Follows tells whether the browser of a request may look at a case; letters about it may be opened too.
func (w *Web) Follows(r *http.Request, q db.Querier, caseID string) bool {
	return holds(q, token(r), caseID)
}

// follower is who acts on a case with its tracking code.
func follower(c *casework.Case) ids.Actor {
	return ids.Actor{Kind: ids.Citizen, ID: c.ID, Hall: c.Hall, Roles: []ids.Role{ids.RoleCitizen}}
}

func (w *Web) page(r *http.Request, hall, back, title string) *site.Page {
	p := w.Site.Page(r, site.Citizen, w.Hall(hall, string(web.From(r).Lang)), "", w.Now())
	p.Title, p.Back = p.T(title), back
	if w.Nav != nil {
		p.Nav = w.Nav(p, "/track")
	}
	return p
}

//go:embed track.css
var css []byte

var styles = site.NewSheet("/track.css", css)
