package office

import (
	"net/http"
	"slices"

	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/org"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// stepView is one step with its evidence and the form of its outcomes.
type stepView struct {
	evidence
	Step        casework.Step
	Def         *catalogue.Step
	StepName    string
	PostName    string
	Responsible string // who answers for the post now, and as what (DUT-3)
	As          org.As
	Mine        bool // the reader may decide
	AtWindow    bool // the handing out: it happens at the desk
	Choices     []choice
	Late        bool // a clock has run out: the reason is published
	Form        *web.Form
	Errors      []site.FieldError
	Place       int // of the step in the reader's inbox, from 1; 0 when it is not there
	Of          int
	Prev, Next  string
	Cover       string // on whose behalf the reader works here
	Site        *siteView
}

// choice is one outcome of the step.
type choice struct {
	ID, Name, Hint, Key string
	Refusal             bool
	Reason              bool
}

func (w *Web) step(rw http.ResponseWriter, r *http.Request) error {
	return w.showStep(rw, r, http.StatusOK, web.Blank())
}

func (w *Web) showStep(rw http.ResponseWriter, r *http.Request, status int, f *web.Form) error {
	p := w.page(r, "office.title")
	var v stepView
	if err := w.read(r, func(q *db.Q) (err error) {
		v, err = w.stepView(q, p, web.Actor(r), web.Hall(r), r.PathValue("id"))
		return err
	}); err != nil {
		return err
	}
	v.Form = f
	v.Errors = p.Errors(f)
	p.Title = p.T("office.step.title", "step", v.StepName, "item", v.Item.Name.In(lang(p)))
	if v.Cover != "" {
		showCover(p, []string{v.Cover})
	}
	return w.Site.Write(rw, r, status, p, stepPage(p, v))
}

func (w *Web) stepView(q db.Querier, p *site.Page, who ids.Actor, hall, id string) (stepView, error) {
	v := stepView{}
	var err error
	if v.Step, err = casework.StepByID(q, id); err != nil {
		return v, err
	}
	c, err := w.Cases.Get(q, v.Step.Case)
	if err != nil {
		return v, err
	}
	if c.Hall != hall {
		return v, casework.ErrUnknown
	}
	if err := v.holder(q, p, who); err != nil {
		return v, err
	}
	if err := mayRead(who, c, v.Mine); err != nil {
		return v, err
	}
	if v.evidence, err = w.evidence(q, p, c, &v.Step); err != nil {
		return v, err
	}
	var ok bool
	if v.Def, ok = v.Item.StepByID(v.Step.Step); !ok {
		return v, errs.New(errs.Internal, "case.step.unknown", "step", v.Step.Step)
	}
	v.StepName, v.AtWindow = v.Def.Name.In(lang(p)), v.Def.Kind == catalogue.Issue
	v.Choices = choicesOf(p, v.Item, v.Def)
	if v.Def.Kind == catalogue.Site {
		if v.Site, err = siteOf(q, p, who, v); err != nil {
			return v, err
		}
	}
	for _, l := range v.Limits {
		v.Late = v.Late || l.Late
	}
	return v, w.neighbours(q, p, who, &v)
}

// holder says who answers for the post of the step now, and whether the reader may decide: A, B, or whoever holds it.
func (v *stepView) holder(q db.Querier, p *site.Page, who ids.Actor) error {
	post, err := org.PostByID(q, v.Step.Post)
	if err != nil {
		return err
	}
	now, err := org.ResponsibleAt(q, post.ID, q.Now())
	if err != nil {
		return err
	}
	v.PostName, v.Responsible, v.As = post.Name.In(lang(p)), nameOf(q, now.Staff), now.As
	v.Mine = who.Kind == ids.Staff && (who.ID == post.A || who.ID == post.B || who.ID == now.Staff)
	if v.Mine && who.ID != post.A {
		v.Cover = p.T("office.covering", "name", nameOf(q, post.A), "post", v.PostName)
	}
	return nil
}

// mayRead lets read whoever may read cases of the hall or department, and whoever holds the post of the step.
func mayRead(who ids.Actor, c *casework.Case, mine bool) error {
	if mine {
		return nil
	}
	return identity.Can(who, "case.view", identity.Object{Hall: c.Hall, Department: c.Department})
}

// choicesOf are the outcomes of the step. The first that goes on well has the key A, the first that goes back R.
func choicesOf(p *site.Page, item *catalogue.Item, def *catalogue.Step) []choice {
	var out []choice
	keys := map[string]bool{}
	for _, o := range def.Outcomes {
		c := choice{ID: o.ID, Name: o.Name.In(lang(p)), Refusal: casework.Decision(o.Decision) == casework.Refused}
		c.Reason = o.Reason || c.Refusal
		key := ""
		switch {
		case !c.Reason:
			key = "A"
		case o.Decision == "" && !after(item, def.ID, o.Next):
			key = "R"
		}
		if !keys[key] {
			c.Key, keys[key] = key, true
		}
		c.Hint = hintOf(p, item, o, c)
		out = append(out, c)
	}
	return out
}

// after tells whether a step comes after another in the item's order; the end comes after all.
func after(item *catalogue.Item, step, next string) bool {
	place := func(id string) int {
		return slices.IndexFunc(item.Steps, func(s catalogue.Step) bool { return s.ID == id })
	}
	return next == catalogue.End || place(next) > place(step)
}

// hintOf says what follows from an outcome.
func hintOf(p *site.Page, item *catalogue.Item, o catalogue.Outcome, c choice) string {
	next := p.T("office.next.end")
	if def, ok := item.StepByID(o.Next); ok {
		next = p.T("office.next.step", "step", def.Name.In(lang(p)))
	}
	switch {
	case c.Refusal:
		return p.T("office.hint.refusal", "next", next)
	case c.Reason:
		return p.T("office.hint.reason", "next", next)
	case o.Decision != "":
		return p.T("office.hint.decides", "next", next)
	}
	return next
}

// neighbours find the step's place in the reader's inbox, and what is before and after it.
func (w *Web) neighbours(q db.Querier, p *site.Page, who ids.Actor, v *stepView) error {
	list, err := w.tasks(q, p, who.ID)
	if err != nil {
		return err
	}
	v.Of = len(list)
	for i, t := range list {
		if t.Step.ID != v.Step.ID {
			continue
		}
		v.Place = i + 1
		if i > 0 {
			v.Prev = list[i-1].path()
		}
		if i+1 < len(list) {
			v.Next = list[i+1].path()
		}
	}
	return nil
}

// caseShow is the file of a case for whoever may read it, with its course; its open step has the form.
func (w *Web) caseShow(rw http.ResponseWriter, r *http.Request) error {
	return w.showCase(rw, r, http.StatusOK, nil)
}

func (w *Web) showCase(rw http.ResponseWriter, r *http.Request, status int, f *web.Form) error {
	p := w.page(r, "office.title")
	var e evidence
	var v course
	if err := w.read(r, func(q *db.Q) error {
		c, err := w.Cases.Get(q, r.PathValue("id"))
		if err != nil {
			return err
		}
		if c.Hall != web.Hall(r) {
			return casework.ErrUnknown
		}
		if err := mayRead(web.Actor(r), c, false); err != nil {
			return err
		}
		if e, err = w.evidence(q, p, c, nil); err != nil {
			return err
		}
		v, err = w.course(q, p, web.Actor(r), e)
		return err
	}); err != nil {
		return err
	}
	v.Form, v.Errors = f, p.Errors(f)
	p.Title = p.T("office.case.title", "number", e.Case.No)
	return w.Site.Write(rw, r, status, p, casePage(p, e, v))
}

// conditions are the published conditions of the item, of which a refusal names the unmet one (LIM-14).
func conditions(p *site.Page, v stepView) []site.Option {
	var out []site.Option
	for _, c := range v.Conditions {
		out = append(out, site.Option{Value: c.ID, Label: c.Text.In(lang(p))})
	}
	return out
}

func refusals(list []choice) bool {
	return slices.ContainsFunc(list, func(c choice) bool { return c.Refusal })
}

func stepName(e evidence, p *site.Page) string {
	name, _ := stepWords(e.Item, *e.Now, lang(p))
	return name
}
