package catalogueweb

import (
	"net/http"
	"net/url"

	"yichuang/internal/catalogue"
	"yichuang/internal/site"
	"yichuang/internal/text"
)

// guideView is one item as its guide shows it (PUB-1, C2).
type guideView struct {
	Item       *catalogue.Item
	Name       string
	Department string
	Form       form
	Bring      []materialView // 要带
	Free       []materialView // 不用带: the hall fetches them
	Maybe      []materialView // depend on answers that are not given yet
	Samples    []materialView
	Done       doneBy
	Limits     []limitView
	Otherwise  string
	Special    []string
	Conditions []citedText
	Fees       []feeView
	Steps      []site.Leg
	Places     []place
	Contact    contact
	Basis      []basisView
	PrintURL   string
}

// citedText is a sentence with the article that it comes from.
type citedText struct {
	Text  string
	Basis *basisView
}

// feeView is one published charge (PUB-3).
type feeView struct {
	Name, Standard string
	Basis          *basisView
}

// contact is whom to ask and who answers for the item.
type contact struct {
	Responsible person
	Phones      []phone
}

type phone struct{ Label, Number string }

func (w *Web) guide(rw http.ResponseWriter, r *http.Request) error {
	it, ok := w.Catalogue.Item(r.PathValue("code"))
	if !ok {
		return noSuch("item", r.PathValue("code"))
	}
	p := w.page(r, "/items", "/items?department="+url.QueryEscape(it.Department), "portal.guide.title")
	v, err := w.guideView(r, p, it)
	if err != nil {
		return err
	}
	p.Title = v.Name
	status := http.StatusOK
	if p.HasErrors {
		status = http.StatusUnprocessableEntity
	}
	return w.Site.Write(rw, r, status, p, guidePage(p, v))
}

// printGuide is the same guide on paper, everything unfolded; the browser's print window also saves it as a file.
func (w *Web) printGuide(rw http.ResponseWriter, r *http.Request) error {
	it, ok := w.Catalogue.Item(r.PathValue("code"))
	if !ok {
		return noSuch("item", r.PathValue("code"))
	}
	p := w.page(r, "", "/guide/"+url.PathEscape(it.Code), "portal.guide.title")
	p.Surface = site.Print
	v, err := w.guideView(r, p, it)
	if err != nil {
		return err
	}
	p.Title = v.Name
	return w.Site.Write(rw, r, http.StatusOK, p, guidePrint(p, v))
}

func (w *Web) guideView(r *http.Request, p *site.Page, it *catalogue.Item) (guideView, error) {
	v := guideView{Item: it, Name: it.Name.In(lang(p)), Department: w.departmentName(r, it.Department), Form: newForm(p, it, r.URL.Query())}
	w.materials(p, &v)
	places, seats, err := w.places(r, p, it)
	if err != nil {
		return v, err
	}
	v.Places, v.Contact = places, w.contact(p, it)
	w.limits(p, &v)
	v.Steps = w.steps(p, it, seats)
	for _, c := range it.Conditions {
		v.Conditions = append(v.Conditions, citedText{c.Text.In(lang(p)), w.cite(p, c.Basis)})
	}
	for _, f := range it.Fees {
		v.Fees = append(v.Fees, feeView{f.Name.In(lang(p)), f.Standard.In(lang(p)), w.cite(p, f.Basis)})
	}
	for i := range it.Basis {
		v.Basis = append(v.Basis, *w.cite(p, &it.Basis[i]))
	}
	v.PrintURL = (&url.URL{Path: "/guide/" + it.Code + "/print", RawQuery: v.Form.query().Encode()}).String()
	return v, nil
}

// contact collects the department's responsible person and phones (PUB-1, PUB-7).
func (w *Web) contact(p *site.Page, it *catalogue.Item) contact {
	d, ok := w.Catalogue.Department(it.Department)
	if !ok {
		return contact{}
	}
	return contact{Responsible: w.staff(p, d.Responsible), Phones: phones(p, d)}
}

func phones(p *site.Page, d *catalogue.Department) []phone {
	var out []phone
	for _, x := range []phone{{"enquiry", d.Phones.Enquiry}, {"responsible", d.Phones.Responsible}, {"complaints", d.Phones.Complaints},
		{"discipline", d.Phones.Discipline}} {
		if x.Number != "" {
			out = append(out, phone{p.T("portal.phone." + x.Label), x.Number})
		}
	}
	return out
}

// basisView is one article; Pending: nobody has verified it (依据待核).
type basisView struct {
	Law, Article string
	Pending      bool
}

// pendingLaw stands in a catalogue where not even the law is known: 依据待核.
var pendingLaw = words.T(text.ZH, "catalogue.basis.pending")

// cite writes a basis with the full title of its law; nil gives nil.
func (w *Web) cite(p *site.Page, b *catalogue.Basis) *basisView {
	if b == nil {
		return nil
	}
	v := &basisView{Law: b.Law, Pending: b.Pending()}
	if b.Law == pendingLaw {
		v.Law = ""
	}
	for _, l := range w.Catalogue.Laws {
		if l.Law == b.Law {
			v.Law = l.Title.In(lang(p))
			break
		}
	}
	switch {
	case v.Law == "":
	case b.Article != "":
		v.Article = p.T("portal.article", "n", b.Article)
	default:
		v.Article = p.T("portal.article.unknown")
	}
	return v
}

// place is one hall that takes the item.
type place struct {
	Hall    *catalogue.Hall
	Name    string
	Address string
	Desks   []desk // the windows that serve the item
	Line    *lineLoad
	Door    door
	Booking string // phone for an appointment; empty when the item has none
}

// places lists the halls that take an item with windows, people and how full it is; seats are the posts of all of them.
func (w *Web) places(r *http.Request, p *site.Page, it *catalogue.Item) ([]place, map[string]seat, error) {
	var out []place
	seats := map[string]seat{}
	for _, code := range w.Catalogue.City.Halls {
		h, ok := w.Catalogue.Hall(code)
		if !ok || len(w.Catalogue.WindowsFor(it, code)) == 0 {
			continue
		}
		x := place{Hall: h, Name: h.Name.In(lang(p)), Address: h.Address.In(lang(p)), Door: w.door(p, code)}
		team, err := w.roster(r.Context(), p, code)
		if err != nil {
			return nil, nil, err
		}
		for id, s := range team.Seats {
			seats[id] = s
		}
		for _, d := range team.Desks {
			if contains(d.Businesses, it.Queue) {
				x.Desks = append(x.Desks, d)
			}
		}
		loads, err := w.Loads(r.Context(), code)
		if err != nil {
			return nil, nil, err
		}
		for _, l := range loads {
			if l.Line.Code == it.Queue {
				row := lineWords(p, l)
				x.Line = &row
			}
		}
		if it.Services.Appointment {
			x.Booking = h.Booking
		}
		out = append(out, x)
	}
	return out, seats, nil
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// numbers are the windows of a place as people say them.
func (x place) numbers(p *site.Page) string {
	var list string
	for _, d := range x.Desks {
		list = join(p, list, d.No)
	}
	return list
}
