package identityweb

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/org"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// card is one role of the demo: a button that signs in.
type card struct {
	Icon, Role, Does string
	Name, Post       string
	Login, Window    string
}

// demoRoles are the cards after the clerk's, in order; unless keeps a role from being played by somebody of a higher one.
var demoRoles = []struct {
	role   ids.Role
	icon   string
	unless []ids.Role
}{
	{ids.RoleApprover, "rubber-stamp", []ids.Role{ids.RoleSection, ids.RoleDivision, ids.RoleClerk}},
	{ids.RoleSection, "gavel", nil},
	{ids.RoleWindowHead, "users", nil},
	{ids.RoleManager, "chart-bar", nil},
	{ids.RoleDivision, "user-check", []ids.Role{ids.RoleApprover}},
	{ids.RoleDirector, "building-bank", nil},
	{ids.RoleSupervisor, "scale", nil},
	{ids.RoleGuide, "map-pin", []ids.Role{ids.RoleClerk}},
	{ids.RoleSysAdmin, "settings", nil},
	{ids.RoleSecAdmin, "shield-check", nil},
	{ids.RoleAuditor, "eye", nil},
}

// cards offer one person of each role, and the windows with the A of each post as its clerk.
func cards(q db.Querier, hall, lang string, t Say) ([]card, []site.Option, error) {
	clerk, desks, err := clerks(q, hall, lang, t)
	if err != nil {
		return nil, nil, err
	}
	people, err := identity.StaffOf(q, hall)
	if err != nil {
		return nil, nil, err
	}
	var out []card
	if clerk.Login != "" {
		out = append(out, clerk)
	}
	for _, d := range demoRoles {
		fits := func(st identity.Staff) bool {
			return st.Active && slices.Contains(st.Roles, d.role) && !slices.ContainsFunc(d.unless, func(r ids.Role) bool { return slices.Contains(st.Roles, r) })
		}
		if i := slices.IndexFunc(people, fits); i >= 0 {
			st := people[i]
			out = append(out, card{Icon: d.icon, Role: t("identity.role." + string(d.role)), Does: t("identity.role." + string(d.role) + ".does"),
				Name: called(st, lang), Post: st.Title.In(lang), Login: st.Login})
		}
	}
	return out, desks, nil
}

// clerks are the first window's clerk as a card, and every window as a choice.
func clerks(q db.Querier, hall, lang string, t Say) (first card, desks []site.Option, err error) {
	list, err := org.Windows(q, hall)
	if err != nil {
		return first, nil, err
	}
	for _, win := range list {
		post, err := org.PostByID(q, win.Post)
		if err != nil {
			return first, nil, err
		}
		st, err := identity.StaffByID(q, post.A)
		if err != nil || !st.Active {
			continue
		}
		label := t("identity.window.option", "no", win.No, "name", windowName(win, lang, t))
		if first.Login == "" {
			first = card{Icon: "device-desktop", Role: t("identity.role.clerk"), Does: t("identity.role.clerk.does"), Name: called(st, lang),
				Post: label, Login: st.Login, Window: win.ID}
		}
		desks = append(desks, site.Option{Value: st.Login + "@" + win.ID, Label: t("identity.demo.desk", "window", label, "name", called(st, lang))})
	}
	return first, desks, nil
}

// demoLogin signs in with one click. In a real hall there is no such page.
func (w *Web) demoLogin(rw http.ResponseWriter, r *http.Request) error {
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	login, window, _ := strings.Cut(f.Get("desk"), "@")
	if login == "" {
		login, window = f.Get("login"), f.Get("window")
	}
	token, actor, err := w.Identity.DemoLogin(r.Context(), identity.DemoInput{Login: login, Window: window})
	if err != nil {
		return err
	}
	if err := w.begin(rw, r, token, actor); err != nil {
		return err
	}
	target := Home(actor)
	if next := local(f.Get("next")); strings.HasPrefix(next, target) {
		target = next
	}
	return web.SeeOther(rw, r, target)
}

// called is a person's name in a language.
func called(st identity.Staff, lang string) string {
	if strings.HasPrefix(lang, "en") && st.NameEN != "" {
		return st.NameEN
	}
	return st.Name
}

func clockTime(micro int64) string { return at(micro).Format("15:04") }

func at(micro int64) time.Time { return db.FromMicro(micro).In(clock.Zone) }
