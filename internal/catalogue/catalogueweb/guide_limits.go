package catalogueweb

import (
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/catalogue"
	"yichuang/internal/site"
)

// limitView is one length of time as the guide says it (LIM-3): how long, from when, who says so, and until when from today.
type limitView struct {
	Kind        string // 承诺 or 法定
	Words       string // 10 个工作日
	From        string // 从材料收齐起
	Source      string
	Basis       *basisView
	Due         string
	Provisional bool
}

// doneBy answers the first question: if everything is handed in at the next occasion, when is it done at the latest?
type doneBy struct {
	Words       string
	Provisional bool           // 暂定: a notice of days off is still missing
	Why         []explainedDay // day by day
}

// explainedDay is one line of why a limit ends when it does.
type explainedDay struct{ Day, Words string }

// limits fills in the promised limit first, then the statutory one, both from the next moment at which a hall is open.
func (w *Web) limits(p *site.Page, v *guideView) {
	it := v.Item
	hall := w.Catalogue.DefaultHall().Code
	if len(v.Places) > 0 {
		hall = v.Places[0].Hall.Code
	}
	view, start := w.View(hall), w.door(p, hall)
	if it.Promised != nil {
		x := w.limit(p, view, start.At, it, it.Promised)
		x.Kind = p.T("portal.limit.promised")
		v.Limits = append(v.Limits, x)
		v.Done = w.done(p, view, start, it, x)
	}
	if it.Statutory != nil {
		x := w.limit(p, view, start.At, it, it.Statutory)
		x.Kind = p.T("portal.limit.statutory")
		v.Limits = append(v.Limits, x)
	}
	if it.Otherwise != nil {
		x := w.limit(p, view, start.At, it, it.Otherwise)
		v.Otherwise = p.T("portal.limit.otherwise", "limit", x.Words, "due", x.Due)
	}
	for _, s := range it.Special {
		words := p.T("portal.special", "kind", p.T("catalogue.special."+s.Kind), "n", s.Days)
		if b := w.cite(p, s.Basis); b != nil && b.Law != "" {
			words += p.T("portal.in_brackets", "words", b.Law+b.Article)
		}
		v.Special = append(v.Special, words)
	}
}

func (w *Web) limit(p *site.Page, view *calendar.View, start time.Time, it *catalogue.Item, l *catalogue.Limit) limitView {
	x := limitView{Words: limitWords(p, it, l), Source: source(p, l.Source), Basis: w.cite(p, l.Basis)}
	if l.StartEvent != "" {
		x.From = p.T("portal.limit.from", "event", p.T("catalogue.start."+l.StartEvent))
	}
	if l.Source == "law" {
		x.Source = ""
	}
	if lim, err := l.Calendar(); err == nil { // lint refuses a limit without a unit
		due := view.Due(start, lim, nil)
		x.Due, x.Provisional = dueWords(p, lim, due.Due), due.Provisional
	}
	return x
}

// limitWords says how long: at once, today, or a number with its unit.
func limitWords(p *site.Page, it *catalogue.Item, l *catalogue.Limit) string {
	switch {
	case l.N > 0:
		return p.T("portal.limit."+l.Unit, "n", l.N)
	case it.Class == catalogue.Immediate:
		return p.T("portal.limit.at_once")
	}
	return p.T("portal.limit.same_day")
}

// dueWords is a day; limits of hours and of the same day say the time too.
func dueWords(p *site.Page, l calendar.Limit, due time.Time) string {
	if l.Unit == calendar.Hours || l.N == 0 {
		return p.T("portal.at", "day", when(p, due), "time", p.HourMinute(due))
	}
	return p.Day(due)
}

func (w *Web) done(p *site.Page, view *calendar.View, start door, it *catalogue.Item, x limitView) doneBy {
	day := when(p, start.At)
	if it.Class == catalogue.Immediate {
		if start.Open {
			return doneBy{Words: p.T("portal.done.now")}
		}
		return doneBy{Words: p.T("portal.done.open", "when", day, "time", p.HourMinute(start.At))}
	}
	out := doneBy{Words: p.T("portal.done."+it.Promised.StartEvent, "when", day, "due", x.Due), Provisional: x.Provisional}
	lim, err := it.Promised.Calendar()
	if err != nil {
		return out
	}
	for _, s := range view.Explain(start.At, lim, nil).Steps {
		out.Why = append(out.Why, explainedDay{p.Day(s.Date.Start()), s.Words(words, p.Lang)})
	}
	return out
}

// steps are the pieces of work after acceptance with their posts, people and limits.
func (w *Web) steps(p *site.Page, it *catalogue.Item, seats map[string]seat) []site.Leg {
	var out []site.Leg
	for _, s := range it.Steps {
		leg := site.Leg{State: site.StepTodo, Title: s.Name.In(lang(p))}
		if s.Post == catalogue.AtWindow {
			leg.Lines = append(leg.Lines, p.T("portal.step.window"))
		} else if x, ok := seats[s.Post]; ok {
			leg.Lines = append(leg.Lines, p.T("portal.step.post", "post", x.Post, "people", pair(p, x)))
		}
		if s.Limit != nil {
			words := limitWords(p, it, s.Limit)
			if from := source(p, s.Limit.Source); from != "" {
				words += p.T("portal.in_brackets", "words", from)
			}
			leg.Lines = append(leg.Lines, p.T("portal.step.limit", "limit", words))
		}
		out = append(out, leg)
	}
	return out
}
