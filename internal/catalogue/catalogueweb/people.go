package catalogueweb

import (
	"context"

	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/org"
	"yichuang/internal/site"
)

// person is one member of staff as the public sees them (decision 16).
type person struct{ Name, Badge, Title string }

// seat is a post with its A and B and who answers for it now (PUB-5, DUT-1).
type seat struct {
	Post string
	A, B person
	Now  org.As // "" before anybody was named
}

// desk is a window with the people who sit there.
type desk struct {
	org.Window
	Label string
	Seat  seat
}

// roster is who works in a hall at this moment. It is read from the org tables, so a change there shows at once.
type roster struct {
	Desks []desk
	Seats map[string]seat // by post, those of the departments' offices too
}

func (w *Web) roster(ctx context.Context, p *site.Page, hall string) (roster, error) {
	out := roster{Seats: map[string]seat{}}
	err := w.DB.Read(ctx, func(q *db.Q) error {
		people, err := w.people(q, p)
		if err != nil {
			return err
		}
		posts, err := org.Posts(q, hall)
		if err != nil {
			return err
		}
		holders, err := org.HoldersAt(q, hall, db.Micro(p.Now))
		if err != nil {
			return err
		}
		windows, err := org.Windows(q, hall)
		if err != nil {
			return err
		}
		clear(out.Seats)
		for _, x := range posts {
			out.Seats[x.ID] = seat{Post: x.Name.In(lang(p)), A: people[x.A], B: people[x.B], Now: holders[x.ID].As}
		}
		out.Desks = nil
		for _, x := range windows {
			out.Desks = append(out.Desks, desk{Window: x, Label: windowName(p, x), Seat: out.Seats[x.Post]})
		}
		return nil
	})
	return out, err
}

// people are the staff of all halls by id: an office's post is held by somebody of any hall.
func (w *Web) people(q db.Querier, p *site.Page) (map[string]person, error) {
	out := map[string]person{}
	for i := range w.Catalogue.Halls {
		list, err := identity.StaffOf(q, w.Catalogue.Halls[i].Code)
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			name := org.Name{ZH: s.Name, EN: s.NameEN}
			out[s.ID] = person{Name: name.In(lang(p)), Badge: s.BadgeNo, Title: s.Title.In(lang(p))}
		}
	}
	return out, nil
}

// staff is one person by the code of the catalogue.
func (w *Web) staff(p *site.Page, code string) person {
	s, ok := w.Catalogue.Person(code)
	if !ok {
		return person{}
	}
	return person{Name: s.Name.In(lang(p)), Badge: s.Badge, Title: s.Title.In(lang(p))}
}

// initial is the first character of the name, for the avatar.
func (x person) initial() string {
	for _, r := range x.Name {
		return string(r)
	}
	return ""
}

func windowName(p *site.Page, x org.Window) string {
	if x.Name.ZH == "" {
		return p.T("portal.window.no", "no", x.No)
	}
	return x.Name.In(lang(p))
}

// pair writes A and B in one line.
func pair(p *site.Page, s seat) string {
	if s.A.Name == "" {
		return ""
	}
	if s.B.Name == "" {
		return p.T("portal.people.a", "name", s.A.Name)
	}
	return p.T("portal.people.pair", "a", s.A.Name, "b", s.B.Name)
}
