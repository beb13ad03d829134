package clerk

import (
	"cmp"
	"slices"
	"strings"

	"yichuang/internal/calendar"
	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/notice"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
	"yichuang/internal/site"
)

// sideView is the right column: the limit, what to say, my cases, the window.
type sideView struct {
	seat
	M        string // matter in focus, so that the column fetches itself for it
	Limit    limitCard
	Say      string
	SayMore  string
	Good     int
	Warn     int
	Over     int
	Halt     int
	All      int
	Due      []mine
	Ready    int
	Reasons  []site.Option // why a window pauses
	ReturnAt string
}

// limitCard is the time limit of the matter in focus.
type limitCard struct {
	Shown       bool
	Promised    string
	Statutory   string
	Due         string // if accepted today
	Provisional bool
	Gaps        int
	Standing    *promise.Standing // of an accepted case
	DueAt       string
	Case        string
}

// mine is one of the clerk's running cases with the clock that decides.
type mine struct {
	Case  *casework.Case
	Item  string
	Stand *promise.Standing
}

// mineShown is how many of the nearest cases the column lists.
const mineShown = 4

func (w *Web) sideView(q *db.Q, p *site.Page, s seat, visit visitView) (sideView, error) {
	v := sideView{seat: s, M: visit.M.ID}
	var err error
	if v.Limit, err = w.limit(q, p, visit); err != nil {
		return v, err
	}
	v.Say, v.SayMore = w.say(p, visit)
	list, err := w.mine(q, p, s.Who.ID)
	if err != nil {
		return v, err
	}
	v.All = len(list)
	for _, m := range list {
		v.count(m)
	}
	v.Due = list[:min(len(list), mineShown)]
	ready, err := w.Cases.ReadyAt(q, s.Hall.Code, readyShown)
	v.Ready = len(ready)
	for _, why := range []string{"rest", "papers", "meeting", "customer", "other"} {
		word := p.T("desk.pause." + why)
		v.Reasons = append(v.Reasons, site.Option{Value: word, Label: word})
	}
	v.ReturnAt = p.HourMinute(p.Now.Add(pauseUsual))
	return v, err
}

func (v *sideView) count(m mine) {
	switch {
	case m.Stand == nil:
	case m.Stand.Lamp == promise.LampWarn:
		v.Warn++
	case m.Stand.Lamp == promise.LampOver:
		v.Over++
	case m.Stand.Lamp == promise.LampHalt:
		v.Halt++
	default:
		v.Good++
	}
}

// mine lists a clerk's running cases, the nearest due first; those without a running clock come last.
func (w *Web) mine(q *db.Q, p *site.Page, staff string) ([]mine, error) {
	cases, err := w.Cases.OfHandler(q, staff, casesRead)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(cases))
	for i, c := range cases {
		ids[i] = c.ID
	}
	clocks, err := promise.GoverningOf(q, casework.SubjectCase, ids)
	out := make([]mine, len(cases))
	for i, c := range cases {
		out[i] = mine{Case: c, Item: w.itemName(p, c.Item, queue.Line{})}
		if k, ok := clocks[c.ID]; ok {
			s := w.Clocks.Stand(q, &k)
			out[i].Stand = &s
		}
	}
	slices.SortStableFunc(out, func(a, b mine) int { return cmp.Compare(a.order(), b.order()) })
	return out, err
}

// order sorts by due instant; stopped clocks and cases without one come after.
func (m mine) order() int64 {
	const after = 1 << 62
	switch {
	case m.Stand == nil:
		return after + 1
	case m.Stand.Result.Suspended:
		return after
	}
	return m.Stand.Result.Due.UnixMicro()
}

// limit says how long the matter takes: promise first, law second, and the day it would be done by if it were accepted now.
func (w *Web) limit(q *db.Q, p *site.Page, visit visitView) (limitCard, error) {
	it := visit.Item
	if it == nil {
		return limitCard{}, nil
	}
	card := limitCard{Shown: true, Promised: limitLine(p, it.Promised), Statutory: limitLine(p, it.Statutory),
		Gaps: visit.Check.Missing + visit.Check.Wrong}
	if visit.Case != nil && visit.Case.State != casework.Received {
		s, err := w.standing(q, visit.Case)
		if err != nil || s == nil {
			return card, err
		}
		card.Standing, card.DueAt, card.Provisional, card.Case = s, p.Day(s.Result.Due), s.Result.Provisional, visit.Case.ID
		return card, nil
	}
	if r, ok := w.ifToday(visit.Hall.Code, it, p); ok {
		card.Due, card.Provisional = p.Day(r.Due), r.Provisional
	}
	return card, nil
}

// ifToday is when the earliest limit of an item would end if it began now.
func (w *Web) ifToday(hall string, it *catalogue.Item, p *site.Page) (best calendar.Result, ok bool) {
	for _, l := range []*catalogue.Limit{it.Statutory, it.Promised} {
		if l == nil {
			continue
		}
		limit, err := l.Calendar()
		if err != nil {
			continue
		}
		if r := w.Views(hall).Due(p.Now, limit, nil); !ok || r.Due.Before(best.Due) {
			best, ok = r, true
		}
	}
	return best, ok
}

// say is the courteous phrase for the moment (DUT-9) with its fields filled, and what the moment needs besides.
func (w *Web) say(p *site.Page, v visitView) (phrase, more string) {
	moments, more := moment(p, v)
	var out []string
	for _, m := range moments {
		for _, x := range w.Catalogue().PhrasesAt("hall", m) {
			words := x.Text.In(string(p.Lang))
			for k, value := range map[string]string{"matter": v.Title, "window": v.Window.No, "staff": v.Who.Name} {
				words = strings.ReplaceAll(words, "{"+k+"}", value)
			}
			out = append(out, words)
			break
		}
	}
	return sentences(out, p.T("desk.say.join")), more
}

// sentences joins phrases with a mark or a space; one that ends with a mark of its own gets no second one.
func sentences(list []string, mark string) string {
	var b strings.Builder
	for _, s := range list {
		b.WriteString(s)
		if strings.TrimSpace(mark) == "" || strings.TrimRight(s, "!！?？。.") == s {
			b.WriteString(mark)
		}
	}
	return b.String()
}

func moment(p *site.Page, v visitView) (moments []string, more string) {
	gaps := v.Check.Missing + v.Check.Wrong
	switch {
	case v.Ended != nil:
		return []string{"done", "farewell"}, p.T("desk.say.rate")
	case v.State == called:
		return []string{"greeting"}, p.T("desk.say.sit")
	case v.State != serving:
		return []string{"greeting", "ask_matter"}, ""
	case v.Sub == subSearch:
		return []string{"greeting", "ask_matter"}, ""
	case v.Sub == subIntake:
		return []string{"greeting", "ask_papers"}, ""
	case v.Sub == subCheck && gaps > 0:
		return []string{"missing_papers"}, p.T("desk.say.gaps", "n", gaps, "window", v.Window.No)
	case v.Sub == subCheck:
		return []string{"checking"}, ""
	case v.Sub == subOutcome && v.Result.Outcome == queue.Noticed:
		return []string{"done"}, p.T("desk.say.noticed", "window", v.Window.No)
	}
	return []string{"done", "farewell"}, ""
}

// lampOf turns a clock's lamp into the component's.
func lampOf(s *promise.Standing) site.LampKind { return site.LampKind(s.Lamp) }

// answered counts the rows that have an answer.
func (v checkView) answered() int { return len(v.Rows) - v.Left }

// mark is the one character that begins a line of the preview: something is missing, or must be put right.
func (r checkRow) mark(p *site.Page) string {
	if r.Answer == notice.Missing {
		return p.T("desk.preview.add")
	}
	return p.T("desk.preview.fix")
}
