package catalogueweb

import (
	"net/http"
	"strings"

	"yichuang/internal/catalogue"
	"yichuang/internal/org"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// hallView is one hall with its doors, windows and people (PUB-5, PUB-7).
type hallView struct {
	Hall        *catalogue.Hall
	Load        hallLoad
	Seasons     []season
	Zones       []zone
	Supervisor  person
	Phones      []phone
	Departments []departmentPhones
	Others      []site.Chip // the halls of the city
	Year        int
}

// season is one timetable with the dates in which it holds.
type season struct {
	Name, From, To string
	Open           string // 09:00-12:00、13:00-17:00
	Current        bool
}

// zone is a part of the hall with its windows.
type zone struct {
	Name  string
	Desks []desk
}

type departmentPhones struct {
	Name   string
	Phones []phone
}

func (w *Web) hall(rw http.ResponseWriter, r *http.Request) error {
	h, ok := w.Catalogue.Hall(web.Hall(r))
	if !ok {
		return noSuch("hall", web.Hall(r))
	}
	p := w.page(r, "/halls/"+w.Catalogue.DefaultHall().Code, "/", "portal.hall.title")
	p.Title = h.Name.In(lang(p))
	v := hallView{Hall: h, Seasons: seasons(p, h), Year: p.Now.Year()}
	var err error
	if v.Load, err = w.load(r.Context(), p, h); err != nil {
		return err
	}
	team, err := w.roster(r.Context(), p, h.Code)
	if err != nil {
		return err
	}
	v.Zones = zones(p, h, team.Desks)
	w.supervision(p, &v)
	for _, code := range w.Catalogue.City.Halls {
		if other, ok := w.Catalogue.Hall(code); ok {
			v.Others = append(v.Others, site.Chip{Label: other.Name.In(lang(p)), Href: "/halls/" + code, On: code == h.Code})
		}
	}
	return w.Site.Write(rw, r, http.StatusOK, p, hallPage(p, v))
}

// supervision fills in whom to complain to: the department that runs the hall, then the others.
func (w *Web) supervision(p *site.Page, v *hallView) {
	if v.Hall.Booking != "" {
		v.Phones = append(v.Phones, phone{p.T("portal.phone.booking"), v.Hall.Booking})
	}
	if head, ok := w.Catalogue.Person(w.Catalogue.DefaultHall().Head); ok {
		if d, ok := w.Catalogue.Department(head.Department); ok {
			v.Supervisor = w.staff(p, d.Supervisor)
			v.Phones = append(v.Phones, phones(p, d)...)
		}
	}
	for i := range w.Catalogue.Departments {
		d := &w.Catalogue.Departments[i]
		v.Departments = append(v.Departments, departmentPhones{d.Name.In(lang(p)), phones(p, d)})
	}
}

func seasons(p *site.Page, h *catalogue.Hall) []season {
	today := p.Now.Format("01-02")
	var out []season
	for _, x := range h.Hours {
		s := season{Name: p.T("portal.season." + x.Season), From: monthDay(p, x.From), To: monthDay(p, x.To), Open: strings.Join(x.Open, p.T("portal.and"))}
		if x.From <= x.To {
			s.Current = x.From <= today && today <= x.To
		} else {
			s.Current = today >= x.From || today <= x.To
		}
		out = append(out, s)
	}
	return out
}

// zones puts the windows where they stand; windows of an unknown zone come last, without a heading of their own.
func zones(p *site.Page, h *catalogue.Hall, desks []desk) []zone {
	var out []zone
	rest := zone{Name: p.T("portal.hall.elsewhere")}
	used := map[string]bool{}
	for _, z := range h.Zones {
		x := zone{Name: z.Name.In(lang(p))}
		for _, d := range desks {
			if d.Zone == org.ZoneID(h.Code, z.Code) {
				x.Desks, used[d.ID] = append(x.Desks, d), true
			}
		}
		if len(x.Desks) > 0 {
			out = append(out, x)
		}
	}
	for _, d := range desks {
		if !used[d.ID] {
			rest.Desks = append(rest.Desks, d)
		}
	}
	if len(rest.Desks) > 0 {
		out = append(out, rest)
	}
	return out
}
