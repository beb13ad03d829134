package clerk

import (
	"net/http"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/journal"
	"yichuang/internal/letter"
	"yichuang/internal/org"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// caseView is one case with everything that is known of it.
type caseView struct {
	seat
	Case     *casework.Case
	Item     *catalogue.Item
	Title    string
	Handler  string
	Name     string // of the applicant, as this seat may see it
	Plain    map[string]string
	Stand    *promise.Standing
	Words    string
	Check    checkView
	Steps    []stepRow
	Clocks   []clockRow
	Letters  []letter.Letter
	History  []historyRow
	Ticket   *queue.Ticket // being served here, when the case can be part of that visit
	M        queue.Matter
	IDKinds  []site.Option
	Form     *web.Form
	Errors   []site.FieldError
	Unmask   bool // the person here may see numbers in full, with a reason
	Correct  bool
	Void     bool
	CanFile  bool
	HandOver bool
	Silent   time.Time      // since when a licence counts as accepted because five days passed in silence
	First    *casework.Case // of the story that this filing goes on with
	Later    bool           // papers that were let come later may be taken here
}

// stepRow is a step with who answers for it.
type stepRow struct {
	casework.Step
	Name, Post, A, B, By string
	Outcome              string
}

// clockRow is a clock with why it is due when it is, day by day.
type clockRow struct {
	promise.Standing
	Kind, Words string
	Days        []dayRow
}

type dayRow struct{ Day, Words string }

// historyRow is one act on the case.
type historyRow struct{ At, Word, Who string }

func (w *Web) caseShow(rw http.ResponseWriter, r *http.Request) error {
	return w.showCase(rw, r, http.StatusOK, r.PathValue("id"), nil, nil)
}

// showCase draws the page of a case, with a form that failed or with numbers that were just unmasked.
func (w *Web) showCase(rw http.ResponseWriter, r *http.Request, status int, id string, f *web.Form, plain map[string]string) error {
	v := caseView{Form: f, Plain: plain}
	var p *site.Page
	err := w.read(r, func(q *db.Q) (err error) {
		if v.seat, err = w.seat(q, r); err != nil {
			return err
		}
		if v.Case, err = w.Cases.Get(q, id); err != nil {
			return err
		}
		if v.Case.Hall != v.Hall.Code {
			return errs.New(errs.NotFound, "case.unknown")
		}
		if err := identity.Can(v.Who, "case.view", identity.Object{Hall: v.Case.Hall, Department: v.Case.Department}); err != nil {
			return err
		}
		p = w.page(r, v.seat, "desk.case.title", "number", v.Case.No)
		p.Topics = append(p.Topics, "case:"+id)
		v.Errors = p.Errors(f)
		w.tabs(p, v.seat, "/case")
		return w.caseView(q, p, &v)
	})
	if err != nil {
		return err
	}
	return w.Site.Write(rw, r, status, p, casePage(p, v))
}

func (w *Web) caseView(q *db.Q, p *site.Page, v *caseView) error {
	c := v.Case
	var err error
	if v.Item, err = w.Catalogue().ItemAt(q, c.Item, c.Version); err != nil {
		return err
	}
	v.Title = v.Item.Name.In(string(p.Lang))
	if v.M, v.Ticket, err = w.here(q, v.seat, c.ID); err != nil {
		return err
	}
	linked, err := w.Cases.OfMatter(q, v.M.ID)
	if err != nil {
		return err
	}
	v.Name = v.shown(c, linked != nil && linked.ID == c.ID)
	w.rights(v)
	for _, part := range []func(*db.Q, *site.Page, *caseView) error{w.caseBasics, w.caseSteps, w.caseClocks, w.caseHistory} {
		if err := part(q, p, v); err != nil {
			return err
		}
	}
	return nil
}

// rights decides which forms the page has.
func (w *Web) rights(v *caseView) {
	c := v.Case
	_, open := casework.Next(c.State, casework.ActCorrect)
	v.Unmask, v.Correct, v.Void = v.may("pii.unmask", c), open && v.may("case.correct", c), v.may("case.void_letter", c)
	_, later := casework.Next(c.State, casework.ActLater)
	v.Later = later && v.may("case.supply_later", c)
	v.HandOver = c.State == casework.Decided && !c.Ready.IsZero() && v.may("case.deliver", c)
	v.CanFile = c.State == casework.Delivered && v.may("case.file", c)
}

func (w *Web) caseBasics(q *db.Q, p *site.Page, v *caseView) error {
	var err error
	if st, err := identity.StaffByID(q, v.Case.Handler); err == nil {
		v.Handler = st.Name
	}
	if v.Case.Twin != "" {
		if v.First, err = w.Cases.Get(q, v.Case.Twin); err != nil {
			return err
		}
	}
	v.IDKinds = w.allIDKinds(p)
	if v.Check, err = w.checklist(q, p, v.Case, v.Item, nil); err != nil {
		return err
	}
	v.Letters, err = letter.Of(q, journal.Ref{Type: "case", ID: v.Case.ID})
	return err
}

func (w *Web) caseSteps(q *db.Q, p *site.Page, v *caseView) error {
	list, err := casework.Steps(q, v.Case.ID)
	if err != nil {
		return err
	}
	for _, st := range list {
		row := stepRow{Step: st, Name: st.Step}
		if def, ok := v.Item.StepByID(st.Step); ok {
			row.Name = def.Name.In(string(p.Lang))
			if o, ok := def.OutcomeByID(st.Outcome); ok {
				row.Outcome = o.Name.In(string(p.Lang))
			}
		}
		post, err := org.PostByID(q, st.Post)
		if err != nil {
			return err
		}
		row.Post = post.Name.In(string(p.Lang))
		row.A, row.B, row.By = staffName(q, post.A), staffName(q, post.B), staffName(q, st.By)
		v.Steps = append(v.Steps, row)
	}
	return nil
}

func staffName(q db.Querier, id string) string {
	st, err := identity.StaffByID(q, id)
	if err != nil {
		return "" // nobody yet
	}
	return st.Name
}

// caseClocks lists the clocks of the case and of its steps with the reason of each due date.
func (w *Web) caseClocks(q *db.Q, p *site.Page, v *caseView) error {
	clocks, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectCase, ID: v.Case.ID})
	if err != nil {
		return err
	}
	if k := promise.Governing(clocks); k != nil {
		s := w.Clocks.Stand(q, k)
		v.Stand, v.Words = &s, s.Words(w.Words, p.Lang)
	}
	for _, st := range v.Steps {
		more, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectStep, ID: st.ID})
		if err != nil {
			return err
		}
		clocks = append(clocks, more...)
	}
	v.Silent, _ = casework.Silent(v.Case, v.Item, clocks, p.Now)
	for i := range clocks {
		v.Clocks = append(v.Clocks, w.clockRow(q, p, v, &clocks[i]))
	}
	return nil
}

func (w *Web) clockRow(q *db.Q, p *site.Page, v *caseView, k *promise.Clock) clockRow {
	row := clockRow{Standing: w.Clocks.Stand(q, k), Kind: p.T("promise.kind." + string(k.Kind))}
	row.Words = row.Standing.Words(w.Words, p.Lang)
	for _, st := range v.Steps {
		if st.ID == k.Subject.ID {
			row.Kind = st.Name
		}
	}
	for _, s := range w.Clocks.Explain(k).Steps {
		row.Days = append(row.Days, dayRow{p.Day(s.Date.At(0)), s.Words(w.Words, p.Lang)})
	}
	return row
}

func (w *Web) caseHistory(q *db.Q, p *site.Page, v *caseView) error {
	acts, err := journal.History(q, journal.Ref{Type: "case", ID: v.Case.ID})
	for _, a := range acts {
		who := a.Who().Name
		if who == "" {
			who = p.T("desk.who." + string(a.Who().Kind))
		}
		v.History = append(v.History, historyRow{p.DayTime(db.FromMicro(a.At)), p.T("desk.event." + a.Type), who})
	}
	return err
}

// limitWords says a clock's limit with where it comes from.
func (r clockRow) limitWords(p *site.Page) string {
	return p.T("desk.clock.limit", "source", p.T("promise.source."+string(r.Source)), "n", r.Limit.N, "unit", p.T("calendar.unit."+unitOf(r.Limit)))
}

func unitOf(l calendar.Limit) string { return l.Unit.String() }
