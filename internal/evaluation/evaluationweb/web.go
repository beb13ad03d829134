package evaluationweb

import (
	"embed"
	"net/http"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/evaluation"
	"yichuang/internal/guess"
	"yichuang/internal/ids"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// Texts are the words of this package, for text.Must; the words for the error codes of evaluation and guess are among them.
//
//go:embed text.zh-CN.yaml text.en.yaml
var Texts embed.FS

// guessesAnHour: wrong codes from one address.
const guessesAnHour = 10

// Web draws the pages.
type Web struct {
	Site    *site.Site
	DB      *db.DB
	Ratings *evaluation.Service
	Now     func() time.Time
	// Hall describes a hall in a language; the empty id asks for the default hall.
	Hall func(hall, lang string) site.Hall
	// Nav are the tabs of the citizen pages; current is the address of one of them.
	Nav func(p *site.Page, current string) []site.NavItem
}

// Routes is the table of this feature.
func (w *Web) Routes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Path: "/rate", Act: "rating.give", Do: w.ask},
		{Method: http.MethodPost, Path: "/rate", Act: "rating.give", Do: w.typed},
		{Method: http.MethodGet, Path: "/rate/{token}", Act: "rating.give", Do: w.show},
		{Method: http.MethodPost, Path: "/rate/{token}", Act: "rating.give", Do: w.rate},
		styles.Route(),
	}
}

func (w *Web) page(r *http.Request, hall, back, title string) *site.Page {
	p := w.Site.Page(r, site.Citizen, w.Hall(hall, string(web.From(r).Lang)), "", w.Now())
	p.Title, p.Back = p.T(title), back
	if w.Nav != nil {
		p.Nav = w.Nav(p, "/rate")
	}
	return p
}

// ask is the form for the code on the slip.
func (w *Web) ask(rw http.ResponseWriter, r *http.Request) error {
	p := w.page(r, "", "/", "rate.ask.title")
	return w.Site.Write(rw, r, http.StatusOK, p, ask(p, web.Blank()))
}

// typed looks the typed code up and goes to its page.
func (w *Web) typed(rw http.ResponseWriter, r *http.Request) error {
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	token := evaluation.Clean(f.Get("code"))
	if err = errs.New(errs.Invalid, "rating.code").At("code"); token != "" {
		_, err = w.visit(r, token)
	}
	if err == nil {
		return web.SeeOther(rw, r, "/rate/"+token)
	}
	if errs.Of(err).Kind == errs.NotFound {
		err = errs.New(errs.Invalid, "rating.unknown").At("code")
	}
	if !f.Fail(err) {
		return err
	}
	p := w.page(r, "", "/", "rate.ask.title")
	return w.Site.Write(rw, r, errs.Of(err).Kind.Status(), p, ask(p, f))
}

// visit finds the visit of a token; wrong tokens are counted by address.
func (w *Web) visit(r *http.Request, token string) (evaluation.Visit, error) {
	var v evaluation.Visit
	err := guess.Try(r.Context(), w.DB, func(q db.Querier) error {
		var err error
		v, err = w.Ratings.Of(q, token)
		return err
	}, guess.Limit{Source: "rating|" + web.From(r).Address, Hourly: guessesAnHour})
	return v, err
}

// show is the form before a rating, and afterwards what was said and what comes of it.
func (w *Web) show(rw http.ResponseWriter, r *http.Request) error {
	v, err := w.visit(r, r.PathValue("token"))
	if err != nil {
		return err
	}
	if web.Actor(r).Kind == ids.Staff {
		return evaluation.ErrStaff
	}
	revise := r.URL.Query().Has("revise")
	if _, rated := v.Last(); rated && !revise {
		return w.thanks(rw, r, v)
	}
	if err := v.May(w.Ratings.Settings, evaluation.Phone, w.Now()); err != nil {
		p := w.page(r, v.Hall, "/", "rate.title")
		return w.Site.Write(rw, r, http.StatusOK, p, closed(p, p.ErrorText(errs.Of(err))))
	}
	return w.form(rw, r, v, web.Blank(), http.StatusOK)
}

func (w *Web) form(rw http.ResponseWriter, r *http.Request, v evaluation.Visit, f *web.Form, status int) error {
	p := w.page(r, v.Hall, "/", "rate.title")
	about, err := w.about(r, p, v)
	if err != nil {
		return err
	}
	return w.Site.Write(rw, r, status, p, form(p, about, f))
}

func (w *Web) thanks(rw http.ResponseWriter, r *http.Request, v evaluation.Visit) error {
	p := w.page(r, v.Hall, "/", "rate.title")
	about, err := w.about(r, p, v)
	if err != nil {
		return err
	}
	p.Topics = []string{"ticket:" + v.Ticket}
	return w.Site.Write(rw, r, http.StatusOK, p, thanks(p, about))
}

// rate takes the answer.
func (w *Web) rate(rw http.ResponseWriter, r *http.Request) error {
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	token := r.PathValue("token")
	v, err := w.visit(r, token)
	if err != nil {
		return err
	}
	a := evaluation.Answer{Level: f.Int("level"), Comment: f.Get("comment"), Channel: evaluation.Phone}
	for _, x := range f.All("aspect") {
		a.Aspects = append(a.Aspects, evaluation.Aspect(x))
	}
	if web.Actor(r).Kind == ids.Device {
		a.Channel = evaluation.Pad
	}
	_, err = w.Ratings.Rate(r.Context(), web.Actor(r), token, a, web.OnceKey(r))
	if err == nil {
		return web.SeeOther(rw, r, "/rate/"+evaluation.Clean(token))
	}
	if !f.Fail(err) {
		return err
	}
	return w.form(rw, r, v, f, errs.Of(err).Kind.Status())
}

//go:embed rate.css
var css []byte

var styles = site.NewSheet("/rate.css", css)
