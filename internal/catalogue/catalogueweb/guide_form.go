package catalogueweb

import (
	"net/url"
	"regexp"
	"slices"

	"yichuang/internal/catalogue"
	"yichuang/internal/errs"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// form asks what the list of materials depends on. It is a plain GET form, so an answer can be shared as a link.
type form struct {
	Inputs  []site.Input
	Errors  []site.FieldError
	Exact   bool // the answers choose the materials; otherwise the conditional ones are shown apart
	answers catalogue.Answers
	given   url.Values
}

// shown marks a form that was sent, so that a page opened for the first time is no error.
const shown = "show"

// newForm makes the questions of an item with what was answered. The two questions that every item knows are asked only where
// a material depends on them.
func newForm(p *site.Page, it *catalogue.Item, given url.Values) form {
	f := form{given: given}
	if len(it.Applicants) > 1 && depends(it, "applicant") {
		f.Inputs = append(f.Inputs, applicantInput(p, it))
	}
	for _, s := range it.Situations {
		f.Inputs = append(f.Inputs, situationInput(p, s))
	}
	if !it.InPerson && depends(it, "agent") {
		f.Inputs = append(f.Inputs, site.Input{Name: "agent", Type: "radio", Label: p.T("portal.ask.agent"), Options: []site.Option{
			{Value: "no", Label: p.T("portal.ask.self")}, {Value: "yes", Label: p.T("portal.ask.other")}}})
	}
	f.answers = it.ParseAnswers(given.Get)
	f.Exact = len(f.Inputs) == 0
	if given.Get(shown) != "" {
		f.check(p, it)
	}
	return f
}

// check answers with a message at each question that was left out or answered with something else.
func (f *form) check(p *site.Page, it *catalogue.Item) {
	kept := &web.Form{Values: f.given, Field: map[string]*errs.Error{}}
	for _, in := range f.Inputs {
		if !f.answered(it, in) {
			kept.Field[in.Name] = errs.New(errs.Invalid, "portal.unanswered", "question", in.Label)
		}
	}
	for i := range f.Inputs {
		f.Inputs[i] = p.With(kept, f.Inputs[i])
	}
	f.Errors = p.Errors(kept)
	f.Exact = len(f.Errors) == 0
}

func (f *form) answered(it *catalogue.Item, in site.Input) bool {
	if in.Type == "radio" {
		return slices.ContainsFunc(in.Options, func(o site.Option) bool { return o.Value == f.given.Get(in.Name) })
	}
	_, number := f.answers[in.Name].(int)
	return number
}

// query is what the print view needs to show the same materials.
func (f *form) query() url.Values {
	out := url.Values{}
	for _, in := range f.Inputs {
		if v := f.given.Get(in.Name); v != "" {
			out.Set(in.Name, v)
			out.Set(shown, "1")
		}
	}
	return out
}

func situationInput(p *site.Page, s catalogue.Situation) site.Input {
	in := site.Input{Name: s.ID, Label: s.Text.In(lang(p)), Type: "radio"}
	switch s.Kind {
	case "number":
		in.Type, in.InputMode, in.Max = "text", "numeric", 9
	case "yes_no":
		in.Options = []site.Option{{Value: "yes", Label: p.T("portal.ask.yes")}, {Value: "no", Label: p.T("portal.ask.no")}}
	default:
		for _, o := range s.Options {
			in.Options = append(in.Options, site.Option{Value: o.Value, Label: o.Text.In(lang(p))})
		}
	}
	return in
}

func applicantInput(p *site.Page, it *catalogue.Item) site.Input {
	in := site.Input{Name: "applicant", Type: "radio", Label: p.T("portal.ask.applicant")}
	for _, a := range it.Applicants {
		in.Options = append(in.Options, site.Option{Value: a, Label: p.T("catalogue.applicant." + a)})
	}
	return in
}

// depends tells whether a material's condition asks for a variable and no question of the item's own has that name.
func depends(it *catalogue.Item, variable string) bool {
	word := regexp.MustCompile(`\b` + variable + `\b`)
	for _, s := range it.Situations {
		if s.ID == variable {
			return false
		}
	}
	return slices.ContainsFunc(it.Materials, func(m catalogue.Material) bool { return word.MatchString(m.When) })
}

// materialView is one material with how to get it and how to put it right (ONE-1, ONE-2).
type materialView struct {
	Name, Kind string // Kind: 原件 1 份
	From       string
	HowToGet   string
	HowToFix   string
	When       string // in which case it is needed; empty = always
	Source     string // who brings it when nobody has to
	Later      string // 容缺: until when it may follow
	Commit     bool   // 告知承诺 may replace it
	Sample     string
	Basis      *basisView
}

// materials splits what the answers ask for into what to bring and what the hall fetches.
func (w *Web) materials(p *site.Page, v *guideView) {
	it := v.Item
	list, err := w.Catalogue.MaterialsFor(it, v.Form.answers)
	exact := v.Form.Exact && err == nil
	if !exact {
		list = it.Materials
	}
	for i := range list {
		m := w.material(p, &list[i])
		switch {
		case !exact && m.When != "":
			v.Maybe = append(v.Maybe, m)
		case m.Source != "":
			v.Free = append(v.Free, m)
		default:
			v.Bring = append(v.Bring, m)
		}
		if m.Sample != "" {
			v.Samples = append(v.Samples, m)
		}
	}
}

func (w *Web) material(p *site.Page, m *catalogue.Material) materialView {
	l := lang(p)
	v := materialView{Name: m.Name.In(l), From: m.From.In(l), HowToGet: m.HowToGet.In(l), HowToFix: m.HowToFix.In(l), Commit: m.Commit,
		Sample: m.Sample.In(l), Basis: w.cite(p, m.Basis)}
	v.Kind = p.T("portal.material.kind", "form", p.T("catalogue.form."+m.Form), "n", m.Count)
	if m.When != "" {
		v.When = m.WhenText.In(l)
	}
	if m.Exempt != nil {
		v.Source = m.Exempt.Source.In(l)
	}
	if m.Defer != nil {
		v.Later = p.T("portal.material.later", "n", m.Defer.Days)
	}
	return v
}
