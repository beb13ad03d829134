package clerk

import (
	"slices"
	"strconv"

	"yichuang/internal/calendar"
	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/doc"
	"yichuang/internal/notice"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// checkView is the checklist with the preview of the notice and the action bar.
type checkView struct {
	Rows       []checkRow
	Well       int // 齐全
	Missing    int
	Wrong      int
	Later      int
	Left       int // unanswered
	Extra      int // gaps that no earlier notice named: a second demand (ONE-4)
	Earlier    int // notices so far
	Immediate  bool
	Conditions []site.Option
	Reason     site.Input // of a second demand
	Given      string     // "paper" or "oral"
	Oral       bool       // the paper may be declined (ONE-3)
}

// checkRow is one material of the checklist.
type checkRow struct {
	notice.Row
	N        int
	Name     string
	Want     string // 原件 1 份
	From     string // who supplies it
	Shared   bool
	Optional string // why it is asked for, when not of everybody
	HowToFix string // the clerk's words, else the catalogue's
	LaterDay string
	Options  []site.Option
	Error    string
	Files    []casework.File
}

// Gaps are the rows that a notice would list.
func (v checkView) Gaps() []checkRow {
	var out []checkRow
	for _, r := range v.Rows {
		if r.Answer == notice.Missing || r.Answer == notice.Wrong {
			out = append(out, r)
		}
	}
	return out
}

// Complete tells whether the case may be accepted.
func (v checkView) Complete() bool { return v.Left == 0 && v.Missing+v.Wrong == 0 }

// Tellable tells whether a notice may be issued.
func (v checkView) Tellable() bool { return v.Left == 0 && v.Missing+v.Wrong > 0 }

// AsksReason tells whether the page asks why more is demanded than before.
func (v checkView) AsksReason() bool { return v.Earlier > 0 && v.Extra > 0 && v.Left == 0 }

func (w *Web) checkView(q db.Querier, p *site.Page, v *visitView) error {
	var err error
	v.Check, err = w.checklist(q, p, v.Case, v.Item, v.Form)
	return err
}

// checklist makes the rows of a case; a form that failed is laid over what is stored, so that nothing typed is lost.
func (w *Web) checklist(q db.Querier, p *site.Page, c *casework.Case, item *catalogue.Item, f *web.Form) (checkView, error) {
	out := checkView{Given: "paper", Oral: casework.MayDecline(w.Catalogue(), item)}
	files, err := casework.FilesOf(q, c.ID)
	if err != nil {
		return out, err
	}
	var rows []notice.Row
	for i, r := range c.Rows {
		if f != nil {
			r = typed(f.Values, r)
		}
		rows = append(rows, r)
		row := w.row(p, item, r)
		row.N = i + 1
		for _, one := range files {
			if one.Material == r.Material {
				row.Files = append(row.Files, one)
			}
		}
		if f != nil && f.Field["answer-"+r.Material] != nil {
			row.Error = p.ErrorText(f.Field["answer-"+r.Material])
		}
		out.Rows = append(out.Rows, row)
		out.count(r.Answer)
	}
	if f != nil && f.Get("given") == "oral" {
		out.Given = "oral"
	}
	out.Immediate = atWindow(item)
	for _, x := range item.Conditions {
		out.Conditions = append(out.Conditions, site.Option{Value: x.ID, Label: x.Text.In(string(p.Lang))})
	}
	return out, w.demands(q, p, c, rows, f, &out)
}

// demands counts what no earlier notice named.
func (w *Web) demands(q db.Querier, p *site.Page, c *casework.Case, rows []notice.Row, f *web.Form, out *checkView) error {
	earlier, err := notice.OfCase(q, c.ID)
	out.Earlier = len(earlier)
	if gaps, err := notice.Gaps(rows); err == nil {
		out.Extra = len(notice.Extra(gaps, earlier))
	}
	out.Reason = p.With(f, site.Input{Name: "reason", Label: p.T("desk.second.reason"), Hint: p.T("desk.second.hint"), Type: "textarea", Rows: 3})
	return err
}

func (v *checkView) count(a notice.Answer) {
	switch a {
	case notice.OK:
		v.Well++
	case notice.Missing:
		v.Missing++
	case notice.Wrong:
		v.Wrong++
	case notice.Later:
		v.Later++
	default:
		v.Left++
	}
}

// atWindow tells whether an item can be finished in the visit: immediate, and every step is the window's own.
func atWindow(item *catalogue.Item) bool {
	return item.Class == catalogue.Immediate &&
		!slices.ContainsFunc(item.Steps, func(s catalogue.Step) bool { return s.Post != catalogue.AtWindow })
}

func (w *Web) row(p *site.Page, item *catalogue.Item, r notice.Row) checkRow {
	lang := string(p.Lang)
	out := checkRow{Row: r, Name: r.Material, Options: site.Answers(p)}
	m, ok := item.MaterialByID(r.Material)
	if !ok {
		return out
	}
	out.Name, out.HowToFix = m.Name.In(lang), r.Fix
	if out.HowToFix == "" {
		out.HowToFix = m.HowToFix.In(lang)
	}
	out.Want = p.T("desk.want", "form", p.T("catalogue.form."+m.Form), "n", max(m.Count, 1))
	out.Optional, out.From = m.WhenText.In(lang), p.T("desk.from.window")
	switch {
	case m.Exempt != nil:
		out.Want, out.From, out.Shared = p.T("desk.want.exempt"), m.Exempt.Source.In(lang), true
	case m.Form == "electronic":
		out.From = p.T("desk.from.online")
	}
	if m.Defer != nil {
		out.LaterDay = p.T("desk.later.days", "n", strconv.Itoa(m.Defer.Days))
	}
	if !r.LaterBy.IsZero() {
		out.LaterDay = p.T("desk.later.by", "day", p.Day(r.LaterBy))
	}
	out.Options[1].Disabled, out.Options[3].Disabled = r.Exempt, !r.Deferable
	return out
}

// faults are what can be wrong with a material that was brought.
func faults(p *site.Page) []site.Option {
	var out []site.Option
	for _, f := range []doc.Fault{doc.FaultWrong, doc.FaultUnsealed, doc.FaultUnsigned, doc.FaultExpired, doc.FaultIllegible} {
		out = append(out, site.Option{Value: string(f), Label: p.T("doc.fault." + string(f))})
	}
	return out
}

// chosenFault is what is wrong: what is missing was not brought, what is wrong differs unless the clerk says otherwise.
func (r checkRow) chosenFault() string {
	switch {
	case r.Answer == notice.Missing:
		return string(doc.FaultAbsent)
	case r.Fault == "":
		return string(doc.FaultWrong)
	}
	return string(r.Fault)
}

func (r checkRow) class() string {
	switch r.Answer {
	case notice.Missing:
		return "is-miss"
	case notice.Wrong:
		return "is-bad"
	}
	return ""
}

// limitLine says a limit in the words of the calendar: 10 个工作日.
func limitLine(p *site.Page, l *catalogue.Limit) string {
	if l == nil {
		return ""
	}
	if l.N == 0 {
		return p.T("desk.limit.at_once")
	}
	u, err := calendar.ParseUnit(l.Unit)
	if err != nil {
		return ""
	}
	return p.T("desk.limit.line", "n", l.N, "unit", p.T("calendar.unit."+u.String()))
}
