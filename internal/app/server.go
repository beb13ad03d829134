package app

import (
	"context"
	"embed"
	"net/http"
	"slices"
	"strings"

	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

//go:embed text.*.yaml
var texts embed.FS

// SessionCookie and DeviceCookie hold the tokens of people and of paired devices.
const (
	SessionCookie = "session"
	DeviceCookie  = "device"
)

// Handler is the whole program over HTTP.
func (a *App) Handler() http.Handler {
	s := &web.Server{Routes: a.Routes(), Words: a.Words, Trusted: a.Config.Trusted, Log: a.Config.Log, Gauges: append(a.backupGauges(), a.calendarGauge(), a.auditGauge()),
		Authenticate: a.authenticate,
		Allow:        func(_ context.Context, who ids.Actor, act, hall string) error { return identity.May(who, act, hall) },
		Denied: func(ctx context.Context, who ids.Actor, act, hall string) {
			a.Identity.Deny(ctx, who, act, identity.Object{Hall: hall})
		},
		ErrorPage: a.Site.ErrorPage(a.hallOf, a.Now)}
	return s.Handler()
}

// authenticate tells who asks: a session, a bearer token, a paired device, or nobody.
func (a *App) authenticate(r *http.Request) (ids.Actor, error) {
	ctx := r.Context()
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return a.Identity.AuthenticateToken(ctx, bearer)
	}
	if c, err := r.Cookie(SessionCookie); err == nil && !strings.Contains(r.URL.Path, "/kiosk") {
		look := a.Identity.Authenticate
		if r.Header.Get("Hx-Request") != "" || r.URL.Path == "/live" { // what a page fetches by itself keeps no idle session alive
			look = a.Identity.Peek
		}
		if who, err := look(ctx, c.Value); err == nil {
			return who, nil
		} else if errs.Of(err).Kind != errs.Unauthenticated {
			return ids.Actor{}, err
		}
	}
	if c, err := r.Cookie(DeviceCookie); err == nil {
		if who, err := a.Identity.AuthenticateToken(ctx, c.Value); err == nil {
			return who, nil
		}
	}
	if a.Config.Demo && strings.Contains(r.URL.Path, "/kiosk") { // every browser is a kiosk in the demo
		return ids.Actor{Kind: ids.Device, ID: "demo-kiosk", Hall: hallInPath(r.URL.Path), Roles: []ids.Role{ids.RoleDevice}}, nil
	}
	return ids.Actor{Kind: ids.Anonymous, Roles: []ids.Role{ids.RoleCitizen}}, nil
}

func hallInPath(path string) string {
	rest, ok := strings.CutPrefix(path, "/h/")
	if !ok {
		return ""
	}
	hall, _, _ := strings.Cut(rest, "/")
	return hall
}

// hallOf is what a page says about the hall in its path, or about the default hall.
func (a *App) hallOf(r *http.Request) site.Hall {
	return a.SiteHall(web.Hall(r), string(web.From(r).Lang))
}

// SiteHall describes a hall for the pages in a language; an unknown or empty id gives the default hall.
func (a *App) SiteHall(id, lang string) site.Hall {
	h, ok := a.Catalogue.Hall(id)
	if !ok {
		h = a.Catalogue.DefaultHall()
	}
	out := site.Hall{ID: h.Code, Name: h.Name.In(lang), Phone: h.Phone, Address: h.Address.In(lang), Home: "/"}
	if d, ok := a.Catalogue.Department(hallDepartment(a)); ok {
		out.Host, out.SupervisionPhone = d.Name.In(lang), d.Phones.Complaints
	}
	return out
}

// hallDepartment is the department that the default hall's head belongs to: it runs the hall.
func hallDepartment(a *App) string {
	if head, ok := a.Catalogue.Person(a.Catalogue.DefaultHall().Head); ok {
		return head.Department
	}
	return ""
}

// own are the routes that belong to no feature: health, live stream, short forms.
func (a *App) own() []web.Route {
	out := []web.Route{
		{Method: "GET", Path: "/healthz", Act: web.Public, Do: a.health},
		{Method: "GET", Path: "/live", Act: web.Public, Do: a.stream},
	}
	for _, short := range []string{"kiosk", "screen", "desk", "office", "manage", "supervise", "admin", "guide-desk"} {
		out = append(out, web.Route{Method: "GET", Path: "/" + short, Act: web.Public, Do: a.toDefault}, web.Route{Method: "GET", Path: "/" + short + "/{rest...}", Act: web.Public, Do: a.toDefault})
	}
	return out
}

// toDefault sends a short form on to the default hall, or to the hall of whoever is signed in (decision 7).
func (a *App) toDefault(w http.ResponseWriter, r *http.Request) error {
	hall := a.Catalogue.DefaultHall().Code
	if who := web.Actor(r); who.Kind == ids.Staff && who.Hall != "" {
		hall = who.Hall
	}
	target := "/h/" + hall + r.URL.EscapedPath()
	if r.URL.RawQuery != "" {
		target += "?" + r.URL.RawQuery
	}
	return web.SeeOther(w, r, target)
}

func (a *App) health(w http.ResponseWriter, r *http.Request) error {
	if err := a.DB.Ping(r.Context()); err != nil {
		return errs.New(errs.Unavailable, "app.database").Because(err)
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := w.Write([]byte("ok\n"))
	return err
}

// stream serves /live?topics=a,b: topics that the asker may not have are left out, since one stream carries those of all tabs.
func (a *App) stream(w http.ResponseWriter, r *http.Request) error {
	var topics []string
	for t := range strings.SplitSeq(r.URL.Query().Get("topics"), ",") {
		if len(topics) < 40 && a.mayHear(web.Actor(r), t) {
			topics = append(topics, t)
		}
	}
	slices.Sort(topics)
	a.Hub.Stream(w, r, slices.Compact(topics))
	return nil
}

// mayHear authorises a topic (decision 13). Names of objects are random, so knowing one is having been given it.
func (a *App) mayHear(who ids.Actor, topic string) bool {
	kind, id, _ := strings.Cut(topic, ":")
	switch kind {
	case "screen", "hall", "ticket", "case":
		return id != ""
	case "staff":
		return who.Kind == ids.Staff && who.ID == id
	case "window", "desk", "office", "cards", "manage", "message", "org":
		return who.Kind == ids.Staff || who.Kind == ids.Device
	}
	return false
}
