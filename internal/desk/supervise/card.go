package supervise

import (
	"context"
	"net/http"

	"yichuang/internal/card"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/once"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// cardView is the page of one card.
type cardView struct {
	row
	MayExplain bool
	MayClose   bool
	Closer     string
	Form       *web.Form
	Errors     []site.FieldError
}

func (w *Web) card(rw http.ResponseWriter, r *http.Request) error {
	return w.show(rw, r, http.StatusOK, web.Blank())
}

func (w *Web) show(rw http.ResponseWriter, r *http.Request, status int, f *web.Form) error {
	who := web.Actor(r)
	p := w.page(r, "supervise.cards.title")
	v := cardView{Form: f, Errors: p.Errors(f)}
	if err := w.read(r, func(q *db.Q) error {
		c, err := card.ByID(q, r.PathValue("id"))
		if err != nil {
			return err
		}
		obj := identity.Object{Hall: c.Hall, Department: c.Department, Owner: c.Staff}
		if c.Hall != web.Hall(r) {
			return card.ErrUnknown
		}
		if err := identity.Can(who, "card.view", obj); err != nil {
			return err
		}
		v.MayExplain = c.State == card.Given && c.Staff == who.ID && identity.Can(who, "card.explain", obj) == nil
		v.MayClose = c.State != card.Closed && c.Staff != who.ID && identity.Can(who, "card.close", obj) == nil
		if c.ClosedBy != "" {
			v.Closer = nameOf(q, c.ClosedBy)
		}
		v.row, err = w.row(q, p, c)
		return err
	}); err != nil {
		return err
	}
	return w.Site.Write(rw, r, status, p, cardPage(p, v))
}

func (w *Web) explain(rw http.ResponseWriter, r *http.Request) error {
	return w.act(rw, r, "supervise.explained", func(ctx context.Context, f *web.Form) error {
		_, err := w.Cards.Explain(ctx, web.Actor(r), r.PathValue("id"), f.Int("edition"), f.Get("text"))
		return err
	})
}

func (w *Web) close(rw http.ResponseWriter, r *http.Request) error {
	return w.act(rw, r, "supervise.closed", func(ctx context.Context, f *web.Form) error {
		ruling := card.Ruling{Finding: card.Finding(f.Get("finding")), Ground: card.Ground(f.Get("ground")), Note: f.Get("note")}
		_, err := w.Cards.Close(ctx, web.Actor(r), r.PathValue("id"), f.Int("edition"), ruling)
		return err
	})
}

// act performs one act of a form; a form that fails comes back with everything that was typed.
func (w *Web) act(rw http.ResponseWriter, r *http.Request, done string, do func(ctx context.Context, f *web.Form) error) error {
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	r = r.WithContext(once.With(r.Context(), web.OnceKey(r))) // the service claims it with the act
	if err := do(r.Context(), f); err != nil {
		if !f.Fail(err) {
			return err
		}
		return w.show(rw, r, errs.Of(err).Kind.Status(), f)
	}
	web.Flash(rw, done)
	return web.SeeOther(rw, r, at(web.Hall(r), "/cards/"+r.PathValue("id")))
}

// findings and grounds are the choices of the closing form.
func findings(p *site.Page) []site.Option {
	var out []site.Option
	for _, x := range []card.Finding{card.Upheld, card.Excused} {
		out = append(out, site.Option{Value: string(x), Label: p.T("supervise.finding." + string(x))})
	}
	return out
}

func grounds(p *site.Page) []site.Option {
	out := []site.Option{{Label: p.T("supervise.ground.none")}}
	for _, g := range card.Grounds {
		out = append(out, site.Option{Value: string(g), Label: p.T("supervise.ground." + string(g))})
	}
	return out
}

// tone is the colour of a card's tag; the word stands in it too.
func tone(c card.Card) string {
	if c.Colour == "red" {
		return "over"
	}
	return "warn"
}
