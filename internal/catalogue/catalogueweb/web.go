package catalogueweb

import (
	"context"
	"embed"
	"net/http"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/text"
	"yichuang/internal/web"
)

// Texts are the words of this package, for text.Must. Its pages also use those of catalogue, calendar and site.
//
//go:embed text.zh-CN.yaml text.en.yaml
var Texts embed.FS

// words explain dates and tell whether a measure has an explanation.
var words = text.Must(Texts, catalogue.Texts, calendar.Texts)

// Web draws the public pages.
type Web struct {
	Site      *site.Site
	DB        *db.DB
	Catalogue *catalogue.Catalogue
	Now       func() time.Time
	// Hall describes the hall in the path, or the default hall.
	Hall func(r *http.Request) site.Hall
	// Loads tells how full each line of a hall is.
	Loads func(ctx context.Context, hall string) ([]queue.Load, error)
	// View is the compiled calendar of a hall.
	View func(hall string) *calendar.View
	// Promises are the figures measured this month; nil, or a promise that is left out: nothing is measured yet.
	Promises func(ctx context.Context, hall string) ([]PromiseFigure, error)
}

// PromiseFigure is how one published promise was kept.
type PromiseFigure struct {
	Code     string  // of the catalogue's promise; its title, target and unit stand there
	Value    float64 // in the promise's unit
	N        int     // how many were measured; 0: none yet, and Value means nothing
	Kept     int     // of those, how many were as promised
	From, To string  // yyyy-mm-dd, both included
}

// Routes is the table of this feature.
func (w *Web) Routes() []web.Route {
	get := func(path string, do web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Path: path, Act: web.Public, Do: do}
	}
	return []web.Route{
		get("/{$}", w.home),
		get("/load/{hall}", w.loadPart),
		get("/search", w.search),
		get("/items", w.items),
		get("/guide/{code}", w.guide),
		get("/guide/{code}/print", w.printGuide),
		get("/halls/{hall}", w.hall),
		get("/promises", w.promises),
		get("/calendar/{year}", w.year),
		get("/accessibility", w.statement("accessibility")),
		get("/privacy", w.statement("privacy")),
		styles.Route(),
	}
}

// Nav are the four tabs of the citizen pages; current is the address of one of them.
func (w *Web) Nav(p *site.Page, current string) []site.NavItem {
	hall := "/halls/" + w.Catalogue.DefaultHall().Code
	list := []site.NavItem{{Icon: "home", Label: p.T("portal.nav.home"), Href: "/"}, {Icon: "files", Label: p.T("portal.nav.track"), Href: "/track"},
		{Icon: "list", Label: p.T("portal.nav.items"), Href: "/items"}, {Icon: "building", Label: p.T("portal.nav.hall"), Href: hall}}
	for i := range list {
		list[i].Current = list[i].Href == current
	}
	return list
}

// page begins a citizen page.
func (w *Web) page(r *http.Request, current, back, title string, pairs ...any) *site.Page {
	p := w.Site.Page(r, site.Citizen, w.Hall(r), "", w.Now())
	p.Title = p.T(title, pairs...)
	p.Hall.Accessibility = "/accessibility"
	p.Nav, p.Back = w.Nav(p, current), back
	return p
}

// lang is the page's language as the catalogue takes it.
func lang(p *site.Page) string { return string(p.Lang) }

func noSuch(what, code string) error {
	return errs.New(errs.NotFound, "portal."+what+".unknown", "code", code)
}

//go:embed catalogue.css
var css []byte

var styles = site.NewSheet("/catalogue.css", css)
