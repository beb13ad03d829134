package manage

import (
	"embed"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"yichuang/internal/calendar"
	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/outage"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/text"
	"yichuang/internal/web"
)

// Texts are the words of this package, for text.Must; its pages also use those of promise and site.
//
//go:embed text.zh-CN.yaml text.en.yaml
var Texts embed.FS

// Web draws the pages of whoever runs the hall.
type Web struct {
	Site      *site.Site
	Words     *text.Bundle
	DB        *db.DB
	Catalogue func() *catalogue.Catalogue
	Queue     *queue.Service
	Cases     *casework.Service
	Clocks    *promise.Service
	Outages   *outage.Service
	Identity  *identity.Service
	Hours     queue.Hours
	View      func(hall string) *calendar.View
	Now       func() time.Time
	// Hall describes a hall on its pages, in a language.
	Hall func(hall, lang string) site.Hall
	// Frame adds what all staff pages have in common; may be nil.
	Frame func(r *http.Request, p *site.Page)
	// CasePath is the file of a case.
	CasePath func(hall, caseID string) string
}

const base = "/h/{hall}/manage"

// Routes is the table of this feature.
func (w *Web) Routes() []web.Route {
	get := func(path, act string, do web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Path: path, Act: act, Do: do}
	}
	return []web.Route{
		styles.Route(),
		get(base, "manage.view", w.board),
		get(base+"/now", "manage.view", w.boardPart),
		get(base+"/window", "manage.view", w.findWindow),
		get(base+"/window/{no}", "manage.view", w.window),
		get(base+"/clocks", "manage.view", w.clocks),
		get(base+"/promises", "manage.view", w.kept),
		get(base+"/promises.csv", "manage.export", w.keptFile),
		get(base+"/clocks.csv", "manage.export", w.clocksFile),
		get(base+"/clocks.xlsx", "manage.export", w.clocksFile),
		get(base+"/outages", "outage.view", w.outages),
		{Method: http.MethodPost, Path: base + "/outages", Act: "outage.propose", Do: w.proposeOutage},
		get(base+"/outages/{id}", "outage.view", w.outage),
		{Method: http.MethodPost, Path: base + "/outages/{id}", Act: "outage.confirm", Do: w.decideOutage},
		get(base+"/entries", "case.enter", w.entries),
		{Method: http.MethodPost, Path: base + "/entries", Act: "case.enter", Do: w.enter},
		{Method: http.MethodPost, Path: base + "/entries/import", Act: "case.enter", Do: w.importEntries},
		{Method: http.MethodPost, Path: base + "/entries/{id}", Act: "case.confirm_entry", Do: w.answerEntry},
		{Method: http.MethodPost, Path: base + "/end-day", Act: "queue.day_end", Do: w.endDay},
	}
}

func at(hall, rest string) string { return "/h/" + hall + "/manage" + rest }

// may makes sure that the reader may look at this hall, and that there is one.
func (w *Web) may(r *http.Request) (*catalogue.Hall, error) {
	hall, ok := w.Catalogue().Hall(web.Hall(r))
	if !ok {
		return nil, errs.New(errs.NotFound, "web.not_found")
	}
	return hall, identity.Can(web.Actor(r), "manage.view", identity.Object{Hall: hall.Code})
}

// page begins a page of the hall's head with the staff bar; the clocks stand beside the board in the navigation.
func (w *Web) page(r *http.Request, hall, title string, pairs ...any) *site.Page {
	p := w.Site.Page(r, site.Staff, w.Hall(hall, string(web.From(r).Lang)), "", w.Now())
	p.Title = p.T(title, pairs...)
	p.Console = true
	if who := web.Actor(r); who.Name != "" {
		p.User = &site.User{Name: who.Name}
	}
	if w.Frame != nil {
		w.Frame(r, p)
	}
	if identity.Can(web.Actor(r), "manage.view", identity.Object{Hall: hall}) == nil {
		p.Nav = withClocks(p, hall, r.URL.Path)
	}
	return p
}

// withClocks puts the list of clocks, the outages and the entries behind the board in the navigation and marks the one that is open.
func withClocks(p *site.Page, hall, path string) []site.NavItem {
	mine := []site.NavItem{{Icon: "chart-bar", Label: p.T("manage.title"), Href: at(hall, "")},
		{Icon: "clock", Label: p.T("manage.clocks.title"), Href: at(hall, "/clocks")},
		{Icon: "alert-triangle", Label: p.T("manage.outages.title"), Href: at(hall, "/outages")},
		{Icon: "files", Label: p.T("manage.entries.title"), Href: at(hall, "/entries")}}
	open := 0
	for i, n := range mine[1:] {
		if path == n.Href || strings.HasPrefix(path, n.Href+"/") {
			open = i + 1
		}
	}
	mine[open].Current = true
	for i, n := range p.Nav {
		if n.Href == mine[0].Href {
			mine[0].Label = n.Label
			return slices.Concat(p.Nav[:i], mine, p.Nav[i+1:])
		}
	}
	return append(mine, p.Nav...)
}

func lang(p *site.Page) string { return string(p.Lang) }

// read opens a reading transaction.
func (w *Web) read(r *http.Request, do func(q *db.Q) error) error { return w.DB.Read(r.Context(), do) }

//go:embed manage.css
var css []byte

var styles = site.NewSheet("/manage.css", css)

// live lets a part also fetch itself again now and then: clocks run out without anybody acting.
func live(a templ.Attributes) templ.Attributes {
	a["hx-trigger"] = a["hx-trigger"].(string) + ", every 30s"
	return a
}
