package clerk

import (
	"net/http"
	"strings"

	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/org"
	"yichuang/internal/pii"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// seat is who asks and the window at which the person sits.
type seat struct {
	Hall     *catalogue.Hall
	Who      ids.Actor
	Lang     string
	Seated   bool // at a window of this hall
	Window   queue.Window
	Business string // what the window is called
	A, B     string // names of the post's two holders
	BWindow  string // number of the window where B sits otherwise
	Covering bool   // the person here is not the A of the post (DUT-2)
}

// at is the address of a page of the desk.
func (s seat) at(rest string) string { return "/h/" + s.Hall.Code + "/desk" + rest }

// topics are the live topics of the desk.
func (s seat) topics() []string {
	if !s.Seated {
		return []string{"hall:" + s.Hall.Code}
	}
	return []string{"window:" + s.Window.ID, "hall:" + s.Hall.Code}
}

// idle tells whether the window may call.
func (s seat) idle() bool { return s.Window.State == queue.WindowOpenState && s.Window.Ticket == "" }

// hall is the hall in the path; a clerk works in one's own.
func (w *Web) hall(r *http.Request) (*catalogue.Hall, error) {
	if h, ok := w.Catalogue().Hall(web.Hall(r)); ok {
		return h, nil
	}
	return nil, errs.New(errs.NotFound, "desk.no_hall")
}

// seat finds out who sits where.
func (w *Web) seat(q db.Querier, r *http.Request) (seat, error) {
	hall, err := w.hall(r)
	if err != nil {
		return seat{}, err
	}
	s := seat{Hall: hall, Who: web.Actor(r), Lang: string(web.From(r).Lang)}
	if s.Who.Window == "" || s.Who.Hall != hall.Code {
		return s, nil
	}
	place, err := org.WindowByID(q, s.Who.Window)
	if err != nil {
		return s, err
	}
	if s.Window, err = queue.GetWindow(q, place.ID); err != nil {
		return s, err
	}
	s.Seated, s.Business = true, strings.TrimRight(place.Name.In(s.Lang), "0123456789 ")
	return s, w.holders(q, &s, place.Post)
}

// holders names A and B of the window's post.
func (w *Web) holders(q db.Querier, s *seat, postID string) error {
	post, err := org.PostByID(q, postID)
	if err != nil {
		return err
	}
	a, err := identity.StaffByID(q, post.A)
	if err != nil {
		return err
	}
	b, err := identity.StaffByID(q, post.B)
	if err != nil {
		return err
	}
	s.A, s.B, s.Covering = a.Name, b.Name, s.Who.ID != post.A
	posts, err := org.PostsOf(q, post.B)
	for _, p := range posts {
		if p.A != post.B || p.Kind != org.WindowPost {
			continue
		}
		if at, err := org.WindowOfPost(q, p.ID); err == nil && at.Hall == s.Hall.Code {
			s.BWindow = at.No
		}
	}
	return err
}

// page begins a page of the desk with the staff bar.
func (w *Web) page(r *http.Request, s seat, title string, pairs ...any) *site.Page {
	p := w.Site.Page(r, site.Staff, w.Hall(s.Hall.Code, s.Lang), "", w.Now())
	p.Title = p.T(title, pairs...)
	p.Console, p.Find, p.Topics = true, s.at("/find"), s.topics()
	u := &site.User{Name: s.Who.Name, LogoutPath: "/logout"}
	if s.Seated {
		u.Window, u.Business = s.Window.No, s.Business
		u.Duty, u.Partner = duty(p, s), partner(p, s)
		if s.Covering {
			u.Covering = p.T("desk.covering", "name", s.A)
		}
	}
	p.User = u
	return p
}

func duty(p *site.Page, s seat) string {
	if s.Covering {
		return p.T("desk.duty.b", "name", s.Who.Name)
	}
	return p.T("desk.duty.a", "name", s.A)
}

func partner(p *site.Page, s seat) string {
	switch {
	case s.Covering:
		return p.T("desk.partner.a", "name", s.A)
	case s.BWindow != "" && s.BWindow != s.Window.No:
		return p.T("desk.partner.b_at", "name", s.B, "window", s.BWindow)
	}
	return p.T("desk.partner.b", "name", s.B)
}

// tabs lead between the pages of the desk and to other work places; the workbench itself has its links in the columns.
func (w *Web) tabs(p *site.Page, s seat, current string) {
	for _, n := range []struct{ path, word string }{{"", "desk.nav.desk"}, {"/cases", "desk.nav.cases"}, {"/ready", "desk.nav.ready"}} {
		p.Nav = append(p.Nav, site.NavItem{Label: p.T(n.word), Href: s.at(n.path), Current: n.path == current})
	}
	if w.Places == nil {
		return
	}
	for _, n := range w.Places(s.Who, p.T, "") {
		if n.Href != s.at("") {
			p.Nav = append(p.Nav, n)
		}
	}
}

// shown is a party's name as this seat may see it: in full for organisations, for whoever owns the case and while the person is here.
func (s seat) shown(c *casework.Case, here bool) string {
	if here || c.Handler == s.Who.ID || c.Kind != personKind {
		return c.Applicant.Name
	}
	return c.Applicant.Masked()
}

// listed is the name in lists, which others may see over the shoulder: persons are masked.
func listed(c *casework.Case) string {
	if c.Kind != personKind {
		return c.Applicant.Name
	}
	return pii.MaskName(c.Applicant.Name)
}

const personKind = "person"
