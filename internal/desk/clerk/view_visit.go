package clerk

import (
	"net/http"
	"slices"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// visitState is what the window does now.
type visitState string

const (
	noWindow visitState = "no_window"
	closed   visitState = "closed"
	paused   visitState = "paused"
	idle     visitState = "idle"
	called   visitState = "called"
	serving  visitState = "serving"
)

// Sub is what the matter in focus needs next, while somebody is being served.
const (
	subSearch  = "search"  // which item is it
	subIntake  = "intake"  // who, and which situation
	subCheck   = "check"   // the checklist
	subChange  = "change"  // the papers are for another item than they were taken as
	subReturn  = "return"  // back with what a notice asked for
	subCase    = "case"    // a case that runs inside or waits to be handed out
	subOutcome = "outcome" // decided
)

// visitView is the middle column.
type visitView struct {
	seat
	State    visitState
	Sub      string
	Ticket   *queue.Ticket
	Line     queue.Line
	Ahead    string // why the ticket went first
	Matters  []matterTab
	M        queue.Matter // in focus
	Title    string
	Item     *catalogue.Item
	Case     *casework.Case
	Steps    []site.Step
	Found    []*catalogue.Item // subSearch
	Target   *catalogue.Item   // subChange: the item it should have been
	Asked    []site.Input      // subChange: the target's questions
	Query    string
	Intake   intakeView
	Check    checkView
	Result   resultView
	Lines    []site.Option // where a ticket can be sent
	AllDone  bool
	RecallIn int // seconds until the ticket may be called again
	CanMiss  bool
	Ended    *endedView
	Form     *web.Form
}

// matterTab is one of several matters of a ticket.
type matterTab struct {
	ID, Name, Word string
	Done           bool
	Focus          bool
}

func (w *Web) visitView(q *db.Q, r *http.Request, p *site.Page, s seat, f *web.Form) (visitView, error) {
	v := visitView{seat: s, Form: f, State: stateOf(s)}
	if s.Window.Ticket == "" || !s.Seated {
		if v.State == idle {
			return v, w.ended(q, r, p, &v)
		}
		return v, nil
	}
	var err error
	if v.Ticket, err = queue.Get(q, s.Window.Ticket); err != nil {
		return v, err
	}
	if v.Line, err = queue.GetLine(q, v.Ticket.Line); err != nil {
		return v, err
	}
	if v.State = called; v.Ticket.State == queue.Serving {
		v.State = serving
	}
	if v.Ticket.Class == queue.Priority {
		v.Ahead = w.priority(p, v.Ticket.Reason)
	}
	w.focus(r, p, &v)
	if err := w.whatNext(q, r, p, &v); err != nil {
		return v, err
	}
	v.Steps = steps(p, &v)
	w.callTimes(p, &v)
	return v, w.sendLines(q, p, &v)
}

func stateOf(s seat) visitState {
	switch {
	case !s.Seated:
		return noWindow
	case s.Window.State == queue.WindowPausedState:
		return paused
	case s.Window.State != queue.WindowOpenState:
		return closed
	}
	return idle
}

// focus chooses the matter that the page is about: the one asked for, else the first undecided one.
func (w *Web) focus(r *http.Request, p *site.Page, v *visitView) {
	want := r.FormValue("m")
	v.AllDone = len(v.Ticket.Open()) == 0
	at := -1
	for i, m := range v.Ticket.Matters {
		if m.ID == want {
			at = i
		}
	}
	for i, m := range v.Ticket.Matters {
		if at < 0 && m.Outcome == queue.Undecided {
			at = i
		}
	}
	at = max(at, 0)
	v.M = v.Ticket.Matters[at]
	for i, m := range v.Ticket.Matters {
		tab := matterTab{ID: m.ID, Name: w.itemName(p, m.Item, v.Line), Done: m.Outcome != queue.Undecided, Focus: i == at}
		if tab.Done {
			tab.Word = p.T("desk.outcome." + string(m.Outcome))
		}
		v.Matters = append(v.Matters, tab)
	}
}

func (w *Web) itemName(p *site.Page, code string, l queue.Line) string {
	if it, ok := w.Catalogue().Item(code); ok {
		return it.Name.In(string(p.Lang))
	}
	return lineName(p, l)
}

// whatNext finds out what the matter in focus needs.
func (w *Web) whatNext(q *db.Q, r *http.Request, p *site.Page, v *visitView) error {
	var err error
	if v.Case, err = w.Cases.OfMatter(q, v.M.ID); err != nil {
		return err
	}
	code := v.M.Item
	if chosen := r.FormValue("item"); chosen != "" && v.Case == nil {
		code = chosen
	}
	if v.Case != nil {
		if v.Item, err = w.Catalogue().ItemAt(q, v.Case.Item, v.Case.Version); err != nil {
			return err
		}
	} else if it, ok := w.Catalogue().Item(code); ok {
		v.Item = it
	}
	v.Title = lineName(p, v.Line)
	if v.Item != nil {
		v.Title = v.Item.Name.In(string(p.Lang))
	}
	if v.State != serving {
		return nil
	}
	return w.fill(q, r, p, v)
}

func (w *Web) fill(q *db.Q, r *http.Request, p *site.Page, v *visitView) error {
	switch {
	case v.M.Outcome != queue.Undecided:
		v.Sub = subOutcome
		return w.result(q, r, p, v)
	case v.Case != nil && v.Case.State == casework.Noticed:
		v.Sub = subReturn
		return w.gapsBefore(q, v)
	case v.Case != nil && v.Case.State == casework.Received && r.FormValue("choose")+r.FormValue("item") != "":
		w.change(r, p, v)
	case v.Case != nil && v.Case.State == casework.Received:
		v.Sub = subCheck
		return w.checkView(q, p, v)
	case v.Case != nil:
		v.Sub = subCase
	case v.Item == nil || r.FormValue("choose") != "" && r.FormValue("item") == "":
		v.Sub, v.Query = subSearch, r.FormValue("iq")
		v.Found = w.search(v)
	default:
		v.Sub = subIntake
		v.Intake = w.intakeView(p, v)
		var err error
		v.Intake.Same, err = w.sameVisit(q, v.Ticket, v.M.ID)
		v.Intake.UseSame = v.Form == nil || v.Form.Is("same")
		return err
	}
	return nil
}

// change looks for the item that a filing should have been taken as, then asks that item's questions.
func (w *Web) change(r *http.Request, p *site.Page, v *visitView) {
	it, ok := w.Catalogue().Item(r.FormValue("item"))
	if !ok || it.Code == v.Case.Item {
		v.Sub, v.Query = subSearch, r.FormValue("iq")
		v.Found = slices.DeleteFunc(slices.Clone(w.search(v)), func(x *catalogue.Item) bool { return x.Code == v.Case.Item })
		return
	}
	v.Sub, v.Target = subChange, it
	for _, s := range it.Situations {
		v.Asked = append(v.Asked, p.With(v.Form, question(p, s)))
	}
}

// search finds items by words, or lists those of the ticket's line.
func (w *Web) search(v *visitView) []*catalogue.Item {
	if v.Query != "" {
		return w.Catalogue().Search(v.Query, 12)
	}
	for _, l := range w.Catalogue().Queues {
		if l.Code == v.Line.Code {
			return w.Catalogue().ItemsOf(l.Code)
		}
	}
	return nil
}

// steps are the six words of a visit.
func steps(p *site.Page, v *visitView) []site.Step {
	words := []string{"call", "identity", "check", "decide", "inside", "deliver"}
	now := stepNow(v)
	out := make([]site.Step, len(words))
	for i, word := range words {
		st := site.StepTodo
		switch {
		case i < now:
			st = site.StepDone
		case i == now:
			st = site.StepNow
		}
		out[i] = site.Step{Label: p.T("desk.step." + word), State: st}
	}
	return out
}

func stepNow(v *visitView) int {
	c := v.Case
	switch {
	case v.State == called:
		return 0
	case c == nil:
		return 1
	case c.State == casework.Received:
		if v.Sub == subCheck && v.Check.Left == 0 {
			return 3
		}
		return 2
	case c.State == casework.Noticed || c.State == casework.Rejected || c.State == casework.Withdrawn:
		return 3
	case c.State == casework.Accepted || c.State == casework.Decided && c.Ready.IsZero():
		return 4
	case c.State == casework.Decided:
		return 5
	}
	return 6
}

// callTimes say when the ticket may be called again or given up.
func (w *Web) callTimes(p *site.Page, v *visitView) {
	if v.State != called {
		return
	}
	wait := w.Queue.Settings.CallGap - p.Now.Sub(v.Ticket.Last)
	v.RecallIn = int(max(0, (wait+time.Second-1)/time.Second))
	v.CanMiss = v.Ticket.Calls >= w.Queue.Settings.CallsToMiss
}

func (w *Web) sendLines(q *db.Q, p *site.Page, v *visitView) error {
	lines, err := queue.Lines(q, v.Hall.Code)
	for _, l := range lines {
		if l.ID != v.Ticket.Line {
			v.Lines = append(v.Lines, site.Option{Value: l.ID, Label: l.Letter + " " + lineName(p, l)})
		}
	}
	return err
}

// warnAfter is the usual length of a visit in seconds: past it the serving timer turns amber, for the clerk alone.
func (v visitView) warnAfter() int { return v.Line.Minutes * 60 }

// here tells whether the applicant of a case is at this window now.
func (w *Web) here(q *db.Q, s seat, caseID string) (queue.Matter, *queue.Ticket, error) {
	if !s.Seated || s.Window.Ticket == "" {
		return queue.Matter{}, nil, nil
	}
	t, err := queue.Get(q, s.Window.Ticket)
	if err != nil || t.State != queue.Serving {
		return queue.Matter{}, nil, err
	}
	free := queue.Matter{}
	for _, m := range t.Open() {
		c, err := w.Cases.OfMatter(q, m.ID)
		if err != nil {
			return free, nil, err
		}
		if c != nil && c.ID == caseID {
			return m, t, nil
		}
		if c == nil && free.ID == "" {
			free = m
		}
	}
	return free, t, nil
}

// may tells whether the person here may do an act on a case.
func (s seat) may(act string, c *casework.Case) bool {
	return identity.Can(s.Who, act, identity.Object{Hall: c.Hall, Department: c.Department, Owner: c.Handler}) == nil
}
