package admin

import (
	"embed"
	"net/http"
	"strings"
	"time"

	"yichuang/internal/almanac"
	"yichuang/internal/calendar"
	"yichuang/internal/catalogue"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/org"
	"yichuang/internal/site"
	"yichuang/internal/text"
	"yichuang/internal/web"
)

// Texts are the words of this package, for text.Must. Its pages also use those of identityweb, catalogue and calendar.
//
//go:embed text.zh-CN.yaml text.en.yaml
var Texts embed.FS

// Web draws the pages.
type Web struct {
	Site      *site.Site
	Words     *text.Bundle
	DB        *db.DB
	Identity  *identity.Service
	Almanac   *almanac.Service
	Catalogue func() *catalogue.Catalogue
	View      func(hall string) *calendar.View
	Now       func() time.Time
	Hall      func(hall, lang string) site.Hall
	// Frame adds what staff pages have in common: the signed-in person, the navigation.
	Frame func(r *http.Request, p *site.Page)
	// Subscribers are the names of what follows the journal.
	Subscribers []string
	// Findings are what lint says about the catalogue in force; it may take a second the first time.
	Findings func() ([]catalogue.Finding, error)
	// Base begins the address in the QR code for pairing; empty: the address that the browser used.
	Base string
}

const base = "/h/{hall}/admin"

// Routes is the table of this feature.
func (w *Web) Routes() []web.Route {
	get := func(path, act string, do web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Path: base + path, Act: act, Do: w.inHall(do)}
	}
	post := func(path, act string, do web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Path: base + path, Act: act, Do: w.inHall(do)}
	}
	return []web.Route{
		get("", "admin.org.view", w.overview),
		get("/windows", "admin.org.view", w.windows),
		get("/posts", "admin.org.view", w.posts),
		get("/posts/{id}", "admin.org.view", w.post),
		get("/staff", "admin.staff.view", w.staff),
		get("/staff/new", "identity.staff.create", w.newPerson),
		post("/staff/new", "identity.staff.create", w.createPerson),
		get("/staff/{id}", "admin.staff.view", w.person),
		get("/staff/{id}/roles", "identity.roles.set", w.changePage(roles)),
		post("/staff/{id}/roles", "identity.roles.set", w.change(roles)),
		get("/staff/{id}/password", "identity.password.reset", w.changePage(password)),
		post("/staff/{id}/password", "identity.password.reset", w.change(password)),
		get("/staff/{id}/deactivate", "identity.staff.deactivate", w.changePage(deactivate)),
		post("/staff/{id}/deactivate", "identity.staff.deactivate", w.change(deactivate)),
		post("/staff/{id}/sessions", "identity.sessions.end", w.endSessions),
		get("/devices", "admin.devices.view", w.devices),
		post("/devices", "identity.device.create", w.createDevice),
		post("/devices/{id}/revoke", "identity.device.revoke", w.revokeDevice),
		get("/items", "admin.items.view", w.items),
		get("/items/{code}", "admin.items.view", w.item),
		get("/calendar", "admin.calendar.view", w.calendar),
		get("/calendar/new", "admin.calendar.edit", w.newChange),
		post("/calendar/new", "admin.calendar.edit", w.enterChange),
		get("/calendar/changes/{id}", "admin.calendar.view", w.showCalendarChange),
		get("/calendar/changes/{id}/moves.csv", "admin.calendar.view", w.movesFile),
		post("/calendar/changes/{id}/agree", "calendar.agree", w.calendarStep("agree", w.agreeToChange)),
		post("/calendar/changes/{id}/confirm", "calendar.confirm", w.calendarStep("confirm", w.confirmChange)),
		post("/calendar/changes/{id}/withdraw", "admin.calendar.edit", w.calendarStep("withdraw", w.withdrawChange)),
		get("/journal", "admin.journal.view", w.journal),
		get("/verify", "system.verify", w.verify),
		styles.Route(),
	}
}

// inHall refuses a hall that does not exist: roles that reach any hall would otherwise see empty pages.
func (w *Web) inHall(do web.Handler) web.Handler {
	return func(rw http.ResponseWriter, r *http.Request) error {
		if _, ok := w.Catalogue().Hall(web.Hall(r)); !ok {
			return errs.New(errs.NotFound, "org.hall.unknown", "id", web.Hall(r))
		}
		return do(rw, r)
	}
}

// tab is one page of the row of tabs and the act that opens it.
type tab struct{ path, key, act string }

var tabs = []tab{{"", "admin.tab.overview", "admin.org.view"}, {"/windows", "admin.tab.windows", "admin.org.view"},
	{"/posts", "admin.tab.posts", "admin.org.view"}, {"/staff", "admin.tab.staff", "admin.staff.view"},
	{"/devices", "admin.tab.devices", "admin.devices.view"}, {"/items", "admin.tab.items", "admin.items.view"},
	{"/calendar", "admin.tab.calendar", "admin.calendar.view"}, {"/journal", "admin.tab.journal", "admin.journal.view"},
	{"/verify", "admin.tab.verify", "system.verify"}}

// sheetOf is a page with its tabs.
type sheetOf struct {
	*site.Page
	Tabs []site.NavItem
	Root string // path of the overview
	may  func(act string) bool
	// words tells whether a key has words.
	words *text.Bundle
	// posts are those of the catalogue, by code.
	posts func(code string) (*catalogue.Post, bool)
	// unnamed is what a catalogue writes for a law that nobody has found yet (依据待核).
	unnamed string
}

// page begins a page: title, person, navigation, tabs of what this person may see.
func (w *Web) page(r *http.Request, title string, pairs ...any) *sheetOf {
	hall := web.Hall(r)
	p := w.Site.Page(r, site.Staff, w.Hall(hall, string(web.From(r).Lang)), "", w.Now())
	p.Title = p.T(title, pairs...)
	w.Frame(r, p)
	who := web.Actor(r)
	s := &sheetOf{Page: p, Root: "/h/" + hall + "/admin", may: func(act string) bool { return identity.May(who, act, hall) == nil },
		words: w.Words, posts: w.Catalogue().Post, unnamed: w.Words.T(text.ZH, "catalogue.basis.pending")}
	for _, t := range tabs {
		if !s.may(t.act) {
			continue
		}
		href := s.Root + t.path
		on := r.URL.Path == href || t.path != "" && strings.HasPrefix(r.URL.Path, href+"/")
		s.Tabs = append(s.Tabs, site.NavItem{Label: p.T(t.key), Href: href, Current: on})
	}
	return s
}

// lang is the language of a page as the domains take it.
func (s *sheetOf) lang() string { return string(s.Lang) }

// when writes an instant in microseconds, or that it never came.
func (s *sheetOf) when(micro int64) string {
	if micro == 0 {
		return s.T("admin.never")
	}
	t := at(micro)
	if t.Year() != s.Now.Year() {
		return s.FullDay(t) + " " + s.HourMinute(t)
	}
	return s.DayTime(t)
}

func at(micro int64) time.Time { return db.FromMicro(micro).In(clock.Zone) }

// names are the people of a hall, of the city's departments and whoever else a page names, by id.
type names map[string]identity.Staff

// name is a person's name in a language; somebody unknown shows as the id.
func (n names) name(id, lang string) string {
	st, ok := n[id]
	switch {
	case !ok:
		return id
	case strings.HasPrefix(lang, "en") && st.NameEN != "":
		return st.NameEN
	}
	return st.Name
}

// add reads people that are not known yet.
func (n names) add(q db.Querier, list ...string) error {
	for _, id := range list {
		if _, known := n[id]; known || id == "" {
			continue
		}
		st, err := identity.StaffByID(q, id)
		if err != nil {
			if errs.Of(err).Kind == errs.NotFound {
				continue
			}
			return err
		}
		n[id] = st
	}
	return nil
}

// departments are all departments by id.
func departments(q db.Querier) (map[string]org.Department, error) {
	list, err := org.Departments(q)
	out := map[string]org.Department{}
	for _, d := range list {
		out[d.ID] = d
	}
	return out, err
}

//go:embed admin.css
var css []byte

var styles = site.NewSheet("/admin.css", css)
