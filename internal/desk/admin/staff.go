package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/org"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// pageSize is how many lines a list shows at once.
const pageSize = 25

// personLine is one person in the list.
type personLine struct {
	identity.Staff
	Href, Shown, Department string
	Roles                   []string
	Here                    string // window, or that the person is signed in
}

type staffView struct {
	Query, Role string
	Roles       []site.Option
	Lines       []personLine
	Pager       site.Pager
	Total       int
}

// givable are the roles that a person can have, in the order of the matrix.
var givable = slices.DeleteFunc(slices.Clone(identity.Roles), func(r ids.Role) bool {
	return r == ids.RoleCitizen || r == ids.RoleDevice || r == ids.RoleSystem
})

func (s *sheetOf) roleOptions() []site.Option {
	out := make([]site.Option, len(givable))
	for i, role := range givable {
		out[i] = site.Option{Value: string(role), Label: s.T("identity.role." + string(role))}
	}
	return out
}

func (s *sheetOf) roleNames(list []ids.Role) []string {
	out := make([]string, len(list))
	for i, role := range list {
		out[i] = s.T("identity.role." + string(role))
	}
	return out
}

func (w *Web) staff(rw http.ResponseWriter, r *http.Request) error {
	s, hall := w.page(r, "admin.staff.title"), web.Hall(r)
	v := staffView{Query: strings.TrimSpace(r.URL.Query().Get("q")), Role: r.URL.Query().Get("role"), Roles: s.roleOptions()}
	page := web.PageOf(r, pageSize)
	err := w.DB.Read(r.Context(), func(q *db.Q) error {
		list, err := identity.StaffOf(q, hall)
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(st identity.Staff) bool { return !v.matches(st) })
		page.Total, v.Total = len(list), len(list)
		list = list[min(page.Offset(), len(list)):min(page.Offset()+page.Size, len(list))]
		known, err := departments(q)
		if err != nil {
			return err
		}
		here, err := w.whereabouts(q, hall, s)
		if err != nil {
			return err
		}
		for _, st := range list {
			v.Lines = append(v.Lines, personLine{Staff: st, Href: s.Root + "/staff/" + st.ID, Shown: names{st.ID: st}.name(st.ID, s.lang()),
				Department: known[st.Department].Short.In(s.lang()), Roles: s.roleNames(st.Roles), Here: here[st.ID]})
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.Pager = pager(page, s.Root+"/staff", url.Values{"q": {v.Query}, "role": {v.Role}})
	return w.Site.Write(rw, r, http.StatusOK, s.Page, frame(s, staffBody(s, v)))
}

func (v staffView) matches(st identity.Staff) bool {
	if v.Role != "" && !slices.Contains(st.Roles, ids.Role(v.Role)) {
		return false
	}
	words := strings.ToLower(v.Query)
	for _, field := range []string{st.Name, st.NameEN, st.BadgeNo, st.Login} {
		if strings.Contains(strings.ToLower(field), words) {
			return true
		}
	}
	return false
}

// whereabouts tells who is signed in, and at which window.
func (w *Web) whereabouts(q db.Querier, hall string, s *sheetOf) (map[string]string, error) {
	live, err := w.Identity.Live(q, hall)
	out := map[string]string{}
	for _, x := range live {
		if _, no, ok := strings.Cut(x.Window, "-"); ok {
			out[x.Staff] = s.T("admin.staff.at", "no", no)
		} else if out[x.Staff] == "" {
			out[x.Staff] = s.T("admin.staff.signed_in")
		}
	}
	return out, err
}

// pager leads through a list whose filters stay in the address.
func pager(p web.Page, path string, filters url.Values) site.Pager {
	for k, v := range filters {
		if v[0] == "" {
			delete(filters, k)
		}
	}
	to := func(n int) string {
		filters.Set("page", itoa(n))
		return path + "?" + filters.Encode()
	}
	out := site.Pager{Page: p.Number, Pages: p.Last()}
	if p.Number > 1 {
		out.Prev = to(p.Number - 1)
	}
	if p.Number < p.Last() {
		out.Next = to(p.Number + 1)
	}
	return out
}

// personView is one person with what may be done about him or her.
type personView struct {
	identity.Staff
	Shown, Department string
	Roles             []string
	Posts             []postLine
	Sessions          []sessionLine
	Path              string
	Can               map[change]bool
	CanEnd            bool
}

type sessionLine struct{ Window, Opened, Seen string }

func (w *Web) person(rw http.ResponseWriter, r *http.Request) error {
	s, hall := w.page(r, "admin.staff.title"), web.Hall(r)
	var v personView
	err := w.DB.Read(r.Context(), func(q *db.Q) (err error) {
		if v.Staff, err = personOf(q, hall, r.PathValue("id")); err != nil {
			return err
		}
		x, err := w.around(q, hall)
		if err != nil {
			return err
		}
		x.people[v.ID] = v.Staff
		v.Shown, v.Department = x.people.name(v.ID, s.lang()), x.departments[v.Staff.Department].Name.In(s.lang())
		held, err := org.HeldBy(q, v.ID, q.Now())
		if err != nil {
			return err
		}
		for _, h := range held {
			p, err := org.PostByID(q, h.Post)
			if err != nil {
				return err
			}
			line := s.postLine(x, p)
			line.As, line.Since = h.As, s.when(h.Since)
			v.Posts = append(v.Posts, line)
		}
		live, err := w.Identity.Live(q, hall)
		for _, l := range live {
			if l.Staff == v.ID {
				_, no, _ := strings.Cut(l.Window, "-")
				v.Sessions = append(v.Sessions, sessionLine{no, s.when(l.Opened), s.when(l.Seen)})
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	s.Title, v.Path, v.Roles = v.Shown, s.Root+"/staff/"+v.ID, s.roleNames(v.Staff.Roles)
	other := v.Active && v.ID != web.Actor(r).ID
	v.Can = map[change]bool{roles: other && s.may("identity.roles.set"), password: other && s.may("identity.password.reset"),
		deactivate: other && s.may("identity.staff.deactivate")}
	v.CanEnd = other && len(v.Sessions) > 0 && s.may("identity.sessions.end")
	return w.Site.Write(rw, r, http.StatusOK, s.Page, frame(s, personBody(s, v)))
}

// personOf is a person of the hall in the path; those of another hall are not found here.
func personOf(q db.Querier, hall, id string) (identity.Staff, error) {
	st, err := identity.StaffByID(q, id)
	if err == nil && st.Hall != hall {
		err = errs.New(errs.NotFound, "identity.staff.unknown", "id", id)
	}
	return st, err
}
