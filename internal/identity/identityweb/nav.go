package identityweb

import (
	"net/http"
	"slices"
	"strings"

	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/org"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// Say is the words of a page: site.Page.T.
type Say = func(key string, pairs ...any) string

// place is a work place in the navigation: the act that opens it, and who sees it.
type place struct {
	path, icon, key, act string
	of                   []ids.Role // empty: everybody who may
}

var inside = []ids.Role{ids.RoleApprover, ids.RoleSection, ids.RoleDivision, ids.RoleDirector, ids.RoleManager}

// places are the work places of a hall in order. Only the first of those below admin is shown: editors have no overview.
var places = []place{
	{"/desk", "device-desktop", "identity.nav.desk", "desk.view", nil},
	{"/office", "inbox", "identity.nav.office", "office.view", inside},
	{"/manage", "chart-bar", "identity.nav.manage", "manage.view", nil},
	{"/guide-desk", "map-pin", "identity.nav.guide", "queue.ticket.take", []ids.Role{ids.RoleGuide, ids.RoleManager}},
	{"/supervise/cards", "flag", "identity.nav.cards", "card.view", nil},
	{"/notes", "bell", "identity.nav.notes", "note.view", nil},
	{"/messages", "send", "identity.nav.messages", "message.view", nil},
	{"/admin", "settings", "identity.nav.admin", "admin.org.view", nil},
	{"/admin/items", "list-check", "identity.nav.items", "admin.items.view", []ids.Role{ids.RoleEditor, ids.RolePublisher}},
}

func (pl place) opens(a ids.Actor) bool {
	if identity.May(a, pl.act, a.Hall) != nil {
		return false
	}
	return len(pl.of) == 0 || slices.ContainsFunc(pl.of, a.Has)
}

// Nav lists the work places that a person may enter, with the one to which path belongs marked; nothing for strangers.
func Nav(a ids.Actor, t Say, path string) []site.NavItem {
	if a.Kind != ids.Staff {
		return nil
	}
	var out []site.NavItem
	best := -1
	add := func(icon, key, href string) {
		if (path == href || strings.HasPrefix(path, href+"/")) && (best < 0 || len(href) > len(out[best].Href)) {
			best = len(out)
		}
		out = append(out, site.NavItem{Icon: icon, Label: t(key), Href: href})
	}
	for _, pl := range places {
		if pl.opens(a) {
			add(pl.icon, pl.key, "/h/"+a.Hall+pl.path)
		}
	}
	add("user", "identity.nav.account", "/account")
	if best >= 0 {
		out[best].Current = true
	}
	return out
}

// Home is where a person begins to work: the window first, then the highest of the roles.
func Home(a ids.Actor) string {
	hall := "/h/" + a.Hall
	has := func(roles ...ids.Role) bool { return slices.ContainsFunc(roles, a.Has) }
	switch {
	case a.Window != "":
		return hall + "/desk"
	case has(ids.RoleSysAdmin, ids.RoleSecAdmin, ids.RoleAuditor):
		return hall + "/admin"
	case has(ids.RoleManager, ids.RoleDirector, ids.RoleSupervisor):
		return hall + "/manage"
	case has(ids.RoleApprover, ids.RoleSection, ids.RoleDivision):
		return hall + "/office"
	case has(ids.RoleWindowHead):
		return hall + "/manage"
	case has(ids.RoleClerk):
		return hall + "/desk"
	case has(ids.RoleGuide):
		return hall + "/guide-desk"
	case has(ids.RoleEditor, ids.RolePublisher):
		return hall + "/admin/items"
	}
	return "/account"
}

// User is the person in the bar on top, as far as the actor alone tells.
func User(a ids.Actor) *site.User {
	if a.Kind != ids.Staff {
		return nil
	}
	name := a.Name
	if name == "" {
		name = a.ID
	}
	return &site.User{Name: name, LogoutPath: "/logout"}
}

// UserAt is User with what the database knows: badge and title, the window with its business, who covers whom now.
func UserAt(q db.Querier, a ids.Actor, lang string, t Say) (*site.User, error) {
	u := User(a)
	if u == nil {
		return nil, nil
	}
	st, err := identity.StaffByID(q, a.ID)
	if err != nil {
		return u, err
	}
	u.Badge, u.Post = st.BadgeNo, st.Title.In(lang)
	if err := duty(q, u, a, lang, t); err != nil {
		return u, err
	}
	return u, covering(q, u, a, lang, t)
}

// duty says at which window the person sits and who the other of the post's A and B is.
func duty(q db.Querier, u *site.User, a ids.Actor, lang string, t Say) error {
	if a.Window == "" {
		return nil
	}
	win, err := org.WindowByID(q, a.Window)
	if err != nil {
		return err
	}
	post, err := org.PostByID(q, win.Post)
	if err != nil {
		return err
	}
	u.Window, u.Business = win.No, windowName(win, lang, t)
	switch a.ID {
	case post.A:
		u.Duty, u.Partner = t("identity.duty.a"), partner(q, "identity.partner.b", post.B, t)
	case post.B:
		u.Duty, u.Partner = t("identity.duty.b"), partner(q, "identity.partner.a", post.A, t)
	}
	return nil
}

// partner names the other of a post; somebody unknown is left out.
func partner(q db.Querier, key, staff string, t Say) string {
	st, err := identity.StaffByID(q, staff)
	if err != nil {
		return ""
	}
	return t(key, "name", st.Name)
}

// covering names the first post that the person holds as B (DUT-2), and how many more there are.
func covering(q db.Querier, u *site.User, a ids.Actor, lang string, t Say) error {
	held, err := org.HeldBy(q, a.ID, q.Now())
	if err != nil {
		return err
	}
	held = slices.DeleteFunc(held, func(h org.Holding) bool { return h.As != org.AsB })
	if len(held) == 0 {
		return nil
	}
	post, err := org.PostByID(q, held[0].Post)
	if err != nil {
		return err
	}
	who, err := identity.StaffByID(q, post.A)
	if err != nil {
		return err
	}
	u.Covering = t("identity.covering", "post", post.Name.In(lang), "name", who.Name)
	if n := len(held) - 1; n > 0 {
		u.Covering = t("identity.covering.more", "first", u.Covering, "n", n)
	}
	return nil
}

func windowName(win org.Window, lang string, t Say) string {
	if name := win.Name.In(lang); name != "" {
		return name
	}
	return t("identity.window.kind." + string(win.Kind))
}

// Frame gives a staff page its bar: the signed-in person and the navigation. What cannot be read is left out: the page matters more.
func (w *Web) Frame(r *http.Request, p *site.Page) {
	a := web.Actor(r)
	p.Nav = Nav(a, p.T, r.URL.Path)
	if p.User = User(a); p.User == nil {
		return
	}
	_ = w.DB.Read(r.Context(), func(q *db.Q) error {
		u, err := UserAt(q, a, string(p.Lang), p.T)
		if err != nil {
			return err
		}
		p.User = u
		return w.alerts(q, a, u)
	})
}

// alerts puts the number of unread notes on the bell.
func (w *Web) alerts(q db.Querier, a ids.Actor, u *site.User) (err error) {
	if w.Unread == nil || identity.May(a, "note.view", a.Hall) != nil {
		return nil
	}
	u.AlertsHref = "/h/" + a.Hall + "/notes"
	u.Alerts, err = w.Unread(q, a.ID)
	return err
}
