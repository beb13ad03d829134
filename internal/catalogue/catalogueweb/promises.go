package catalogueweb

import (
	"context"
	"math"
	"net/http"
	"strconv"

	"yichuang/internal/catalogue"
	"yichuang/internal/site"
)

const dateOnly = "2006-01-02"

// state is how a promise stands against its target. A missed one is shown like a kept one (PUB-6).
type state string

const (
	kept       state = "kept"
	missed     state = "missed"
	unmeasured state = "unmeasured"
)

// promiseView is one promise as the pages show it.
type promiseView struct {
	Title, Departments string
	Target             string // ≥ 95%
	Value              string // 94.1%, empty while nothing is measured
	State              state
	Gap                string // how much is missing, in words
	N, Kept            int
	From, To           string
	Measure            string // how the figure is made
	Source             string
	Rule               string
}

func (w *Web) promises(rw http.ResponseWriter, r *http.Request) error {
	p := w.page(r, "", "/", "portal.promises.title")
	list, err := w.promiseViews(r.Context(), p, w.Catalogue.DefaultHall().Code)
	if err != nil {
		return err
	}
	return w.Site.Write(rw, r, http.StatusOK, p, promisesPage(p, list, w.Catalogue.City.Covenant))
}

// promiseViews joins the published promises with what was measured.
func (w *Web) promiseViews(ctx context.Context, p *site.Page, hall string) ([]promiseView, error) {
	figures := map[string]PromiseFigure{}
	if w.Promises != nil {
		list, err := w.Promises(ctx, hall)
		if err != nil {
			return nil, err
		}
		for _, f := range list {
			figures[f.Code] = f
		}
	}
	var out []promiseView
	for i := range w.Catalogue.Promises {
		x := &w.Catalogue.Promises[i]
		out = append(out, w.promiseView(p, x, figures[x.Code]))
	}
	return out, nil
}

func (w *Web) promiseView(p *site.Page, x *catalogue.Promise, f PromiseFigure) promiseView {
	v := promiseView{Title: x.Title.In(lang(p)), State: unmeasured, N: f.N, Kept: f.Kept, From: f.From, To: f.To, Rule: x.Rule, Source: source(p, x.Source)}
	v.Target = p.T("portal.promise."+x.Direction, "value", amount(p, x.Target, x.Unit))
	for _, code := range x.Departments {
		if d, ok := w.Catalogue.Department(code); ok {
			v.Departments = join(p, v.Departments, d.Short.In(lang(p)))
		}
	}
	if key := "portal.measure." + x.Measure; words.Has(p.Lang, key) {
		v.Measure = p.T(key)
	}
	if f.N == 0 {
		return v
	}
	v.Value = amount(p, f.Value, x.Unit)
	if gap := shortfall(x, f.Value); gap > 0 {
		v.State, v.Gap = missed, p.T("portal.promise.gap."+x.Direction, "value", difference(p, gap, x.Unit))
	} else {
		v.State = kept
	}
	return v
}

// shortfall is by how much a figure misses its target; not above zero when it is kept.
func shortfall(x *catalogue.Promise, value float64) float64 {
	if x.Direction == "at_most" {
		return value - x.Target
	}
	return x.Target - value
}

// amount writes a figure with its unit. A rate is cut, not rounded up: 99.96 % is not 100 %.
func amount(p *site.Page, value float64, unit string) string {
	return p.T("portal.unit."+unit, "n", figure(math.Floor(value*10+1e-6)/10))
}

// difference is never shown as nothing: it is rounded up.
func difference(p *site.Page, value float64, unit string) string {
	return p.T("portal.gap."+unit, "n", figure(math.Ceil(value*10-1e-6)/10))
}

func figure(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// source names the text that a figure comes from; "own" is the hall's own sample.
func source(p *site.Page, ref string) string {
	switch ref {
	case "":
		return ""
	case "own":
		return p.T("catalogue.limit.own")
	case "law":
		return p.T("catalogue.limit.law")
	}
	return p.T("portal.source", "ref", ref)
}

// join puts words after words with the language's separator.
func join(p *site.Page, before, next string) string {
	if before == "" || next == "" {
		return before + next
	}
	return before + p.T("portal.and") + next
}
