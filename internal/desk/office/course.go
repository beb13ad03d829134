package office

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

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

// course is what changes the course of a case and who may do it: special procedures, extension, termination, revocation, recall, and the
// other cases of the same story.
type course struct {
	Procedures []procedureRow
	Extensions []extensionRow
	Objections []casework.Objection
	Shares     []shareRow       // of the delay, when the case is late
	Story      []*casework.Case // the first one first; empty when there is one only
	Kinds      []site.Option    // special procedures that may still be begun
	Most       int              // working days that the law lets the limit be longer
	MostBasis  string
	Grounds    []site.Option // of a termination

	MaySpecial, MayAsk, MayExtend, MayTerminate, MayRevoke, MayExpedite bool
	Recall                                                              *casework.Step // the step that the reader may take back
	RecallName                                                          string
	Form                                                                *web.Form
	Errors                                                              []site.FieldError
}

type procedureRow struct {
	casework.Procedure
	Kind, Staff, Objection string
}

// shareRow is one person's share of a delay, in office hours.
type shareRow struct{ Who, Held, Part string }

type extensionRow struct {
	casework.Extension
	Asker, Leader, Objection string
}

// course collects it for a reader.
func (w *Web) course(q db.Querier, p *site.Page, who ids.Actor, e evidence) (course, error) {
	c, item := e.Case, e.Item
	out := course{}
	var err error
	if out.Objections, err = casework.Objections(q, c.ID); err != nil {
		return out, err
	}
	if err := out.procedures(q, p, c, item); err != nil {
		return out, err
	}
	if err := out.extensions(q, c); err != nil {
		return out, err
	}
	if err := w.shares(q, p, c, &out); err != nil {
		return out, err
	}
	if out.Story, err = w.Cases.Twins(q, c); err != nil {
		return out, err
	}
	if len(out.Story) < 2 {
		out.Story = nil
	}
	out.Most, out.MostBasis = casework.MayExtend(item)
	for _, g := range casework.Terminations {
		if g != casework.NotSupplied || c.State == casework.Noticed {
			out.Grounds = append(out.Grounds, site.Option{Value: string(g), Label: p.T("office.terminate." + string(g))})
		}
	}
	out.rights(who, c)
	return out, w.recallable(q, p, who, e, &out)
}

// shares says whose the delay is, for colleagues only.
func (w *Web) shares(q db.Querier, p *site.Page, c *casework.Case, o *course) error {
	list, err := w.Cases.SharesOf(q, c)
	for _, s := range list {
		post, err := org.PostByID(q, s.Post)
		if err != nil {
			return err
		}
		o.Shares = append(o.Shares, shareRow{Who: joined(p, post.Name.In(lang(p)), nameOf(q, s.Staff)), Held: hours(s.Held), Part: hours(s.Minutes)})
	}
	return err
}

// hours writes minutes as hours with one decimal.
func hours(minutes int) string { return strconv.FormatFloat(float64(minutes)/60, 'f', 1, 64) }

func (o *course) procedures(q db.Querier, p *site.Page, c *casework.Case, item *catalogue.Item) error {
	list, err := casework.Procedures(q, c.ID)
	if err != nil {
		return err
	}
	for _, x := range list {
		o.Procedures = append(o.Procedures, procedureRow{x, p.T("letter.special." + x.Kind), nameOf(q, x.Staff), objectionTo(o.Objections, x.ID)})
	}
	for _, x := range item.Special {
		if !slices.ContainsFunc(list, func(b casework.Procedure) bool { return b.Kind == x.Kind }) {
			o.Kinds = append(o.Kinds, site.Option{Value: x.Kind, Label: p.T("letter.special." + x.Kind), Hint: p.T("office.special.most", "n", x.Days)})
		}
	}
	return nil
}

func (o *course) extensions(q db.Querier, c *casework.Case) error {
	list, err := casework.Extensions(q, c.ID)
	for _, x := range list {
		row := extensionRow{Extension: x, Asker: nameOf(q, x.Staff), Objection: objectionTo(o.Objections, x.ID)}
		if x.End != nil {
			row.Leader = nameOf(q, x.End.Staff)
		}
		o.Extensions = append(o.Extensions, row)
	}
	return err
}

func objectionTo(list []casework.Objection, id string) string {
	for _, x := range list {
		if x.About == id {
			return strings.TrimSpace("\u201c" + x.Words + "\u201d")
		}
	}
	return ""
}

// rights decides which forms the page has: the table of states and the table of rights both have to allow them.
func (o *course) rights(who ids.Actor, c *casework.Case) {
	object := identity.Object{Hall: c.Hall, Department: c.Department, Owner: c.Handler}
	may := func(act casework.Act, right string) bool {
		_, declared := casework.Next(c.State, act)
		return declared && identity.Can(who, right, object) == nil
	}
	waits := len(o.Extensions) > 0 && o.Extensions[len(o.Extensions)-1].End == nil
	o.MaySpecial = may(casework.ActSpecial, "case.special")
	o.MayExtend = waits && may(casework.ActLonger, "case.extend") && o.Extensions[len(o.Extensions)-1].Extension.Staff != who.ID
	asked := slices.ContainsFunc(o.Extensions, func(x extensionRow) bool { return x.End == nil || x.End.Approved })
	o.MayAsk = o.Most > 0 && !asked && may(casework.ActAskLonger, "case.ask_extension")
	o.MayExpedite = c.Urgent == "" && may(casework.ActExpedite, "case.expedite")
	o.MayTerminate = may(casework.ActTerminate, "case.terminate")
	o.MayRevoke = c.Decision == casework.Granted && may(casework.ActRevoke, "case.revoke")
}

// recallable finds the open step that the reader handed on and may take back.
func (w *Web) recallable(q db.Querier, p *site.Page, who ids.Actor, e evidence, o *course) error {
	all, err := casework.Steps(q, e.Case.ID)
	if err != nil {
		return err
	}
	for _, st := range all {
		given := casework.Giver(all, st, e.Item)
		if !st.Open() || given.ID == "" {
			continue
		}
		post, err := org.PostByID(q, given.Post)
		if err != nil {
			return err
		}
		if who.ID == post.A || who.ID == post.B {
			st := st
			o.Recall = &st
			o.RecallName, _ = stepWords(e.Item, given, lang(p))
		}
	}
	return nil
}

// deed is one form of the course.
type courseDeed func(r *http.Request, f *web.Form, get func(field string) string) error

// courseAct answers such a form and comes back to the case; a refusal shows the page with what was typed.
func (w *Web) courseAct(do courseDeed) web.Handler {
	return func(rw http.ResponseWriter, r *http.Request) error {
		f, err := web.Parse(rw, r)
		if err != nil {
			return err
		}
		form := f.Get("_form")
		err = do(r, f, func(field string) string { return strings.TrimSpace(f.Get(field + "-" + form)) })
		if err == nil {
			web.Flash(rw, "office.course.done")
			return web.SeeOther(rw, r, at(web.Hall(r), "/case/"+r.PathValue("id")))
		}
		if !f.Fail(err) {
			return err
		}
		rename(f, form)
		return w.showCase(rw, r, errs.Of(err).Kind.Status(), f)
	}
}

// rename gives the errors of a named form the names of its own fields.
func rename(f *web.Form, form string) {
	for name, e := range f.Field {
		if f.Values.Has(name + "-" + form) {
			delete(f.Field, name)
			f.Field[name+"-"+form] = e
		}
	}
}

func (w *Web) startSpecial(r *http.Request, f *web.Form, get func(string) string) error {
	days := f.Int("days-special")
	_, err := w.Cases.StartSpecial(r.Context(), web.Actor(r), r.PathValue("id"), edition(f), casework.Procedure{Kind: get("kind"), Days: days, By: get("by"),
		Reference: get("reference"), Reason: get("reason")})
	return err
}

func (w *Web) endSpecial(r *http.Request, f *web.Form, get func(string) string) error {
	return w.Cases.EndSpecial(r.Context(), web.Actor(r), r.PathValue("id"), f.Get("special"), casework.ProcedureEnd{Result: get("result"), Reference: get("reference")},
		get("late_reason"))
}

func (w *Web) askExtension(r *http.Request, f *web.Form, get func(string) string) error {
	_, err := w.Cases.AskExtension(r.Context(), web.Actor(r), r.PathValue("id"), edition(f), f.Int("days-longer"), get("reason"))
	return err
}

func (w *Web) decideExtension(r *http.Request, f *web.Form, get func(string) string) error {
	switch get("answer") {
	case "yes", "no":
		return w.Cases.DecideExtension(r.Context(), web.Actor(r), r.PathValue("id"), f.Get("extension"), get("answer") == "yes", get("note"))
	}
	return errs.New(errs.Invalid, "office.choose_answer").At("answer")
}

func (w *Web) terminate(r *http.Request, f *web.Form, get func(string) string) error {
	_, err := w.Cases.Terminate(r.Context(), web.Actor(r), r.PathValue("id"), edition(f), casework.Termination(get("ground")), get("finding"))
	return err
}

func (w *Web) expedite(r *http.Request, f *web.Form, get func(string) string) error {
	_, err := w.Cases.Expedite(r.Context(), web.Actor(r), r.PathValue("id"), edition(f), get("reason"))
	return err
}

func (w *Web) revoke(r *http.Request, f *web.Form, get func(string) string) error {
	_, err := w.Cases.Revoke(r.Context(), web.Actor(r), r.PathValue("id"), edition(f), get("reason"))
	return err
}

func (w *Web) recall(r *http.Request, f *web.Form, get func(string) string) error {
	_, err := w.Cases.Recall(r.Context(), web.Actor(r), f.Get("step"), get("reason"))
	return err
}
