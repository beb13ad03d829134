package catalogueweb

import (
	"net/http"

	"yichuang/internal/catalogue"
	"yichuang/internal/site"
)

// homeView is what stands on the home page: find a matter, follow a case, see how full the halls are (C1).
type homeView struct {
	Popular  []*catalogue.Item
	Loads    []hallLoad
	Promises []promiseView
	Measured bool // some figure is there
	Notices  []*catalogue.Notice
	Covenant []catalogue.Text
	Year     int
}

// homePromises is how many figures the home page shows; the rest is one tap away.
const homePromises = 5

func (w *Web) home(rw http.ResponseWriter, r *http.Request) error {
	p := w.page(r, "/", "", "portal.home.title")
	p.Title = p.Hall.Name
	first := w.Catalogue.DefaultHall()
	v := homeView{Popular: w.Catalogue.PopularItems(), Covenant: w.Catalogue.City.Covenant, Year: p.Now.Year(),
		Notices: w.Catalogue.NoticesAt(first.Code, p.Now.Format(dateOnly))}
	for _, code := range w.Catalogue.City.Halls {
		h, ok := w.Catalogue.Hall(code)
		if !ok {
			continue
		}
		l, err := w.load(r.Context(), p, h)
		if err != nil {
			return err
		}
		v.Loads = append(v.Loads, l)
	}
	all, err := w.promiseViews(r.Context(), p, first.Code)
	if err != nil {
		return err
	}
	v.Promises = foremost(all, homePromises)
	for _, x := range v.Promises {
		v.Measured = v.Measured || x.State != unmeasured
	}
	return w.Site.Write(rw, r, http.StatusOK, p, homePage(p, v))
}

// foremost prefers promises that have a figure; their order stays.
func foremost(list []promiseView, n int) []promiseView {
	var out []promiseView
	for _, want := range []bool{true, false} {
		for _, v := range list {
			if len(out) < n && (v.State != unmeasured) == want {
				out = append(out, v)
			}
		}
	}
	return out
}

func statementKeys(p *site.Page, name string) []statementPart {
	var out []statementPart
	for _, part := range statementParts[name] {
		key := "portal." + name + "." + part
		out = append(out, statementPart{Title: p.T(key + ".title"), Body: p.T(key+".body", "phone", p.Hall.Phone, "host", p.Hall.Host,
			"hall", p.Hall.Name, "address", p.Hall.Address, "complaints", p.Hall.SupervisionPhone)})
	}
	return out
}

type statementPart struct{ Title, Body string }

// statementParts are the sections of the two statements; those of privacy follow 个人信息保护法 17.
var statementParts = map[string][]string{
	"accessibility": {"aim", "how", "known", "help"},
	"privacy":       {"who", "what", "why", "kept", "cookies", "protect", "rights", "public"},
}

func (w *Web) statement(name string) func(http.ResponseWriter, *http.Request) error {
	return func(rw http.ResponseWriter, r *http.Request) error {
		p := w.page(r, "", "/", "portal."+name+".title")
		return w.Site.Write(rw, r, http.StatusOK, p, statementPage(p, statementKeys(p, name)))
	}
}
