package office

import (
	"embed"
	"net/http"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/message"
	"yichuang/internal/promise"
	"yichuang/internal/site"
	"yichuang/internal/text"
	"yichuang/internal/web"
)

// Texts are the words of this package, for text.Must; its pages also use those of promise, calendar, doc and letter.
//
//go:embed text.zh-CN.yaml text.en.yaml
var Texts embed.FS

// Web draws the pages of the posts inside.
type Web struct {
	Site      *site.Site
	Words     *text.Bundle
	DB        *db.DB
	Catalogue func() *catalogue.Catalogue
	Cases     *casework.Service
	Clocks    *promise.Service
	Messages  *message.Service // the notes above the inbox; may be nil
	Now       func() time.Time
	// Hall describes a hall on its pages, in a language.
	Hall func(hall, lang string) site.Hall
	// Frame adds what all staff pages have in common; may be nil.
	Frame func(r *http.Request, p *site.Page)
	// FilePath is where a file of a case is opened; nil: files are listed only.
	FilePath func(hall, fileID string) string
	// LetterPath is where a letter is read; nil: letters are listed only.
	LetterPath func(letterID string) string
}

const base = "/h/{hall}/office"

// Routes is the table of this feature.
func (w *Web) Routes() []web.Route {
	get := func(path, act string, do web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Path: path, Act: act, Do: do}
	}
	post := func(path, act string, do courseDeed) web.Route {
		return web.Route{Method: http.MethodPost, Path: base + "/case/{id}" + path, Act: act, Do: w.courseAct(do)}
	}
	visit := func(path string, do courseDeed) web.Route {
		return web.Route{Method: http.MethodPost, Path: base + "/step/{id}" + path, Act: "case.step.decide", Do: w.siteAct(do)}
	}
	return []web.Route{
		styles.Route(),
		get(base, "office.view", w.inbox),
		get(base+"/list", "office.view", w.inboxPart),
		get(base+"/done", "office.view", w.done),
		get(base+"/step/{id}", "case.view", w.step),
		{Method: http.MethodPost, Path: base + "/step/{id}", Act: "case.step.decide", Do: w.decide},
		get(base+"/case/{id}", "case.view", w.caseShow),
		get(base+"/clock/{id}", "case.view", w.why),
		get(base+"/clock/{id}/paper", "case.view", w.whyPaper),
		post("/special", "case.special", w.startSpecial),
		post("/special-end", "case.special", w.endSpecial),
		post("/ask-extension", "case.ask_extension", w.askExtension),
		post("/extension", "case.extend", w.decideExtension),
		post("/expedite", "case.expedite", w.expedite),
		post("/terminate", "case.terminate", w.terminate),
		post("/revoke", "case.revoke", w.revoke),
		visit("/visit", w.agreeVisit),
		visit("/visit-end", w.endVisit),
		visit("/visit-off", w.callOffVisit),
		post("/recall", "case.step.decide", w.recall),
	}
}

func at(hall, rest string) string { return "/h/" + hall + "/office" + rest }

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

//go:embed office.css
var css []byte

var styles = site.NewSheet("/office.css", css)
