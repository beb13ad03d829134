package citizen

import (
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/journal"
	"yichuang/internal/letter"
	"yichuang/internal/notice"
	"yichuang/internal/org"
	"yichuang/internal/promise"
	"yichuang/internal/site"
	"yichuang/internal/urge"
)

// person is somebody on duty, as the public sees them.
type person struct{ Name, Initial, Badge string }

// view is everything that the page of a case shows.
type view struct {
	Case     *casework.Case
	Item     *catalogue.Item
	Path     string
	ItemName string
	Result   string
	WindowNo string
	Handler  person // 承办人, A or whoever received the case
	Other    person // the other holder of the window's post
	Doing    person // who has it in hand now
	DoingAt  string // the post
	Notice   *notice.Notice
	Gaps     []gap
	Leg      *leg
	Stations []site.Leg
	Count    int // stations done
	Letters  []letter.Letter
	Visits   []change  // to the place, agreed with the applicant
	Changes  []change  // of the limit: special procedures and extensions
	Silent   time.Time // since when it counts as accepted because nothing was said in five days (行政许可法 32)
	Urged    int       // how often the applicant pressed
	UrgedNow bool      // today already
}

// change is a stop or an extension, which the applicant may contest.
type change struct {
	Type, ID, Words, State, Reason string
	Contested                      time.Time
}

// gap is one material to bring.
type gap struct{ Name, Fault, Fix string }

// Running tells whether anything of the page can still change.
func (v view) Running() bool {
	switch v.Case.State {
	case casework.Received, casework.Noticed, casework.Accepted, casework.Decided:
		return true
	}
	return false
}

// MayWithdraw tells whether the applicant can still take the filing back.
func (v view) MayWithdraw() bool {
	_, ok := casework.Next(v.Case.State, casework.ActWithdraw)
	return ok
}

// MayUrge tells whether somebody inside has the case in hand, so that pressing makes sense.
func (v view) MayUrge() bool { return urge.May(v.Case) }

// urgings counts what the applicant pressed.
func (w *Web) urgings(q db.Querier, p *site.Page, v *view) error {
	list, err := urge.Of(q, v.Case.ID)
	v.Urged = len(list)
	if v.Urged > 0 {
		v.UrgedNow = list[v.Urged-1].Day == urge.DayOf(w.View(v.Case.Hall), p.Now)
	}
	return err
}

// MayContest tells whether the applicant can still object to a change of the limit.
func (v view) MayContest() bool {
	_, ok := casework.Next(v.Case.State, casework.ActContest)
	return ok
}

func (w *Web) collect(q db.Querier, p *site.Page, c *casework.Case) (view, error) {
	item, err := w.Catalogue().ItemAt(q, c.Item, c.Version)
	if err != nil {
		return view{}, err
	}
	lang := string(p.Lang)
	v := view{Case: c, Item: item, Path: "/track/" + c.ID, ItemName: item.Name.In(lang), Result: item.Result.Name.In(lang)}
	steps, err := casework.Steps(q, c.ID)
	if err != nil {
		return v, err
	}
	if err := w.people(q, p, &v, steps); err != nil {
		return v, err
	}
	notices, err := notice.OfCase(q, c.ID)
	if err != nil {
		return v, err
	}
	v.told(p, notices)
	if v.Letters, err = letter.Of(q, journal.Ref{Type: "case", ID: c.ID}); err != nil {
		return v, err
	}
	if err := w.urgings(q, p, &v); err != nil {
		return v, err
	}
	if v.Leg, err = w.leg(q, p, &v, steps); err != nil {
		return v, err
	}
	if v.Changes, err = changes(q, p, c); err != nil {
		return v, err
	}
	if v.Visits, err = visits(q, p, c); err != nil {
		return v, err
	}
	clocks, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectCase, ID: c.ID})
	if err != nil {
		return v, err
	}
	v.Silent, _ = casework.Silent(c, item, clocks, p.Now)
	return v, w.stations(q, p, &v, steps, notices)
}

// told takes the notice that still waits for the applicant.
func (v *view) told(p *site.Page, notices []notice.Notice) {
	if v.Case.State != casework.Noticed || len(notices) == 0 {
		return
	}
	v.Notice = &notices[len(notices)-1]
	for _, g := range v.Notice.Gaps {
		m := material(v.Item, g.Material)
		out := gap{Name: m.Name.In(string(p.Lang)), Fix: g.Fix, Fault: p.T("track.fault." + string(g.Answer))}
		if g.Fault != "" {
			out.Fault = p.T("doc.fault." + string(g.Fault))
		}
		if out.Fix == "" {
			out.Fix = m.HowToFix.In(string(p.Lang))
		}
		v.Gaps = append(v.Gaps, out)
	}
}

func material(item *catalogue.Item, id string) catalogue.Material {
	for _, m := range item.Materials {
		if m.ID == id {
			return m
		}
	}
	return catalogue.Material{ID: id, Name: catalogue.Text{ZH: id}}
}

// people finds who answers for the case: at the window, its other holder, and who has it in hand now.
func (w *Web) people(q db.Querier, p *site.Page, v *view, steps []casework.Step) error {
	c := v.Case
	if win, err := org.WindowByID(q, c.Window); err == nil {
		v.WindowNo = win.No
	}
	var err error
	if v.Handler, err = staff(q, p, c.Handler); err != nil {
		return err
	}
	post, err := org.PostByID(q, c.Post)
	if err != nil {
		return err
	}
	other := post.B
	if other == c.Handler {
		other = post.A
	}
	if v.Other, err = staff(q, p, other); err != nil {
		return err
	}
	v.Doing, v.DoingAt = v.Handler, post.Name.In(string(p.Lang))
	if open := openStep(steps); open != nil && c.Ready.IsZero() {
		at, err := org.PostByID(q, open.Post)
		if err != nil {
			return err
		}
		v.DoingAt = at.Name.In(string(p.Lang))
		v.Doing, err = responsible(q, p, open.Post)
		return err
	}
	return nil
}

// responsible is who answers for a post now.
func responsible(q db.Querier, p *site.Page, post string) (person, error) {
	r, err := org.ResponsibleAt(q, post, q.Now())
	if err != nil {
		return person{}, err
	}
	return staff(q, p, r.Staff)
}

func staff(q db.Querier, p *site.Page, id string) (person, error) {
	st, err := identity.StaffByID(q, id)
	if err != nil {
		return person{}, err
	}
	out := person{Name: st.Name, Badge: st.BadgeNo}
	if p.Lang == "en" && st.NameEN != "" {
		out.Name = st.NameEN
	}
	for _, r := range out.Name {
		out.Initial = string(r)
		break
	}
	return out, nil
}

func openStep(steps []casework.Step) *casework.Step {
	for i := range steps {
		if steps[i].Open() {
			return &steps[i]
		}
	}
	return nil
}

// leg finds the clock that the page shows: that of another agency's step while it runs, else the one that governs the case.
func (w *Web) leg(q db.Querier, p *site.Page, v *view, steps []casework.Step) (*leg, error) {
	list, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectCase, ID: v.Case.ID})
	if err != nil {
		return nil, err
	}
	best := promise.Governing(list)
	away := false
	if open := openStep(steps); open != nil && kindOf(v.Item, open.Step) == catalogue.External {
		own, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectStep, ID: open.ID})
		if err != nil {
			return nil, err
		}
		if k := promise.Governing(own); k != nil {
			best, away = k, true
		}
	}
	if best == nil {
		return nil, nil
	}
	out := &leg{Standing: w.Clocks.Stand(q, best), Away: away}
	for i := range list {
		k := &list[i]
		if k.State == promise.Open && k.Source == promise.Statutory && k.Kind == best.Kind && k.Result.Due.After(best.Result.Due) && !k.Result.Suspended {
			out.Statutory = k.Result.Due
		}
	}
	x := w.Clocks.Explain(best)
	for _, st := range x.Steps {
		out.Days = append(out.Days, day{When: p.Day(st.Date.Start()), Words: st.Words(w.Words, p.Lang)})
	}
	return out, nil
}

func kindOf(item *catalogue.Item, step string) catalogue.StepKind {
	for _, s := range item.Steps {
		if s.ID == step {
			return s.Kind
		}
	}
	return ""
}

// leg is the clock of the stretch that runs, with why it ends when it does.
type leg struct {
	promise.Standing
	Away      bool      // at another agency
	Statutory time.Time // the later limit of the law, when the promise governs
	Days      []day
}

// day is one line of the explanation.
type day struct{ When, Words string }

// changes lists what stopped the limit or made it longer.
func changes(q db.Querier, p *site.Page, c *casework.Case) ([]change, error) {
	objections, err := casework.Objections(q, c.ID)
	if err != nil {
		return nil, err
	}
	var out []change
	add := func(x change) {
		for _, o := range objections {
			if o.About == x.ID {
				x.Contested = o.At
			}
		}
		out = append(out, x)
	}
	procedures, err := casework.Procedures(q, c.ID)
	if err != nil {
		return nil, err
	}
	for _, x := range procedures {
		state := p.T("track.course.runs")
		if !x.Running() {
			state = p.T("track.course.ended", "day", p.Day(x.End.At))
		}
		add(change{Type: casework.SubjectSpecial, ID: x.ID, State: state, Reason: x.Reason,
			Words: p.T("track.course.special", "kind", p.T("letter.special."+x.Kind), "day", p.Day(x.Started), "n", x.Days, "by", x.By)})
	}
	extensions, err := casework.Extensions(q, c.ID)
	for _, x := range extensions {
		if x.End != nil && x.End.Approved {
			add(change{Type: casework.AboutExtension, ID: x.ID, Reason: x.Reason, Words: p.T("track.course.extension", "n", x.Days, "day", p.Day(x.End.At))})
		}
	}
	return out, err
}

// visits lists when somebody comes to the place; who comes is told there by badge, here it is two people of ours.
func visits(q db.Querier, p *site.Page, c *casework.Case) ([]change, error) {
	list, err := casework.SiteVisits(q, c.ID)
	var out []change
	for _, x := range list {
		state := "waits"
		switch {
		case x.End != nil && x.End.Done:
			state = "done"
		case x.End != nil:
			state = "off"
		}
		out = append(out, change{Words: p.T("track.site.line", "day", p.Day(x.From), "from", p.HourMinute(x.From), "until", p.HourMinute(x.Until), "place", x.Place),
			State: p.T("track.site." + state)})
	}
	return out, err
}
