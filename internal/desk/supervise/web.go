package supervise

import (
	"embed"
	"net/http"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/card"
	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/site"
	"yichuang/internal/text"
	"yichuang/internal/web"
)

// Texts are the words of this package, for text.Must; its pages also use those of promise and site.
//
//go:embed text.zh-CN.yaml text.en.yaml
var Texts embed.FS

// Web draws the pages of the supervision office.
type Web struct {
	Site      *site.Site
	Words     *text.Bundle
	DB        *db.DB
	Catalogue func() *catalogue.Catalogue
	Cards     *card.Service
	Cases     *casework.Service
	View      func(hall string) *calendar.View
	Now       func() time.Time
	// Hall describes a hall on its pages, in a language.
	Hall func(hall, lang string) site.Hall
	// Frame adds what all staff pages have in common; may be nil.
	Frame func(r *http.Request, p *site.Page)
	// CasePath is the file of a case.
	CasePath func(hall, caseID string) string
}

const base = "/h/{hall}/supervise"

// Routes is the table of this feature.
func (w *Web) Routes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Path: base, Act: "card.view", Do: w.home},
		{Method: http.MethodGet, Path: base + "/cards", Act: "card.view", Do: w.cards},
		{Method: http.MethodGet, Path: base + "/cards/list", Act: "card.view", Do: w.cardsPart},
		{Method: http.MethodGet, Path: base + "/cards/{id}", Act: "card.view", Do: w.card},
		{Method: http.MethodGet, Path: base + "/objections", Act: "card.close", Do: w.objections},
		{Method: http.MethodPost, Path: base + "/cards/{id}/explain", Act: "card.explain", Do: w.explain},
		{Method: http.MethodPost, Path: base + "/cards/{id}/close", Act: "card.close", Do: w.close},
	}
}

func at(hall, rest string) string { return "/h/" + hall + "/supervise" + rest }

// home leads to the cards: the one desk of this office so far.
func (w *Web) home(rw http.ResponseWriter, r *http.Request) error {
	return web.SeeOther(rw, r, at(web.Hall(r), "/cards"))
}

// page begins a page of the office with the staff bar.
func (w *Web) page(r *http.Request, title string, pairs ...any) *site.Page {
	p := w.Site.Page(r, site.Staff, w.Hall(web.Hall(r), string(web.From(r).Lang)), "", w.Now())
	p.Title = p.T(title, pairs...)
	p.Console = true
	if who := web.Actor(r); who.Name != "" {
		p.User = &site.User{Name: who.Name}
	}
	if w.Frame != nil {
		w.Frame(r, p)
	}
	return p
}

func lang(p *site.Page) string { return string(p.Lang) }

// read opens a reading transaction.
func (w *Web) read(r *http.Request, do func(q *db.Q) error) error { return w.DB.Read(r.Context(), do) }
