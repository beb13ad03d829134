package clerk

import (
	"net/http"
	"net/url"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/doc"
	"yichuang/internal/journal"
	"yichuang/internal/letter"
	"yichuang/internal/notice"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
	"yichuang/internal/site"
)

// resultView is what came of a matter: papers to print, codes that are shown once, what happens next.
type resultView struct {
	Outcome  queue.Outcome
	Letters  []letter.Letter
	Track    string // tracking code, empty when it is not at hand any more
	Return   string // return code of the notice
	Due      *promise.Standing
	Gaps     int
	Second   bool
	Declined bool
}

// endedView is the visit that has just ended here: its rating slip and papers.
type endedView struct {
	Ticket  *queue.Ticket
	Rating  string
	URL     string
	Matters []endedMatter
}

type endedMatter struct {
	Name, Outcome, No string
	Track, Return     string
	Letters           []letter.Letter
}

// result gathers what the clerk hands over after a decision.
func (w *Web) result(q *db.Q, r *http.Request, p *site.Page, v *visitView) error {
	v.Result = resultView{Outcome: v.M.Outcome}
	if v.Case == nil {
		return nil
	}
	kept := readCodes(r)
	v.Result.Track, v.Result.Return = kept.Track[v.Case.ID], kept.Return[v.Case.ID]
	var err error
	if v.Result.Letters, err = papers(q, v.Case.ID); err != nil {
		return err
	}
	if err := w.gapsBefore(q, v); err != nil {
		return err
	}
	v.Result.Due, err = w.standing(q, v.Case)
	return err
}

// papers are the letters about a case that still hold, the newest first.
func papers(q db.Querier, caseID string) ([]letter.Letter, error) {
	list, err := letter.Of(q, journal.Ref{Type: "case", ID: caseID})
	var out []letter.Letter
	for i := len(list) - 1; i >= 0; i-- {
		if !list[i].Void {
			out = append(out, list[i])
		}
	}
	return out, err
}

// gapsBefore reads what the last notice of the case asked for.
func (w *Web) gapsBefore(q db.Querier, v *visitView) error {
	list, err := notice.OfCase(q, v.Case.ID)
	if err != nil || len(list) == 0 {
		return err
	}
	last := list[len(list)-1]
	v.Result.Gaps, v.Result.Second, v.Result.Declined = len(last.Gaps), last.Breach, last.Declined
	return nil
}

// standing is how the case's deciding clock stands; nil when nothing runs.
func (w *Web) standing(q db.Querier, c *casework.Case) (*promise.Standing, error) {
	list, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectCase, ID: c.ID})
	if err != nil {
		return nil, err
	}
	k := promise.Governing(list)
	if k == nil {
		return nil, nil
	}
	s := w.Clocks.Stand(q, k)
	return &s, nil
}

// ended reads the visit whose rating slip is still at hand.
func (w *Web) ended(q *db.Q, r *http.Request, p *site.Page, v *visitView) error {
	kept := readCodes(r)
	if kept.Rating == "" {
		return nil
	}
	t, err := queue.Get(q, kept.Ticket)
	if err != nil || t.Hall != v.Hall.Code || t.Window != v.Window.ID {
		return nil // an old cookie: nothing to show
	}
	l, err := queue.GetLine(q, t.Line)
	if err != nil {
		return err
	}
	v.Ended = &endedView{Ticket: t, Rating: kept.Rating, URL: w.address(r, "/rate/"+url.PathEscape(kept.Rating))}
	for _, m := range t.Matters {
		one := endedMatter{Name: w.itemName(p, m.Item, l), Outcome: p.T("desk.outcome." + string(m.Outcome))}
		c, err := w.Cases.OfMatter(q, m.ID)
		if err != nil {
			return err
		}
		if c != nil {
			one.Name, one.No, one.Track, one.Return = w.itemName(p, c.Item, l), c.No, kept.Track[c.ID], kept.Return[c.ID]
			if one.Letters, err = papers(q, c.ID); err != nil {
				return err
			}
		}
		v.Ended.Matters = append(v.Ended.Matters, one)
	}
	return nil
}

// letterWord is the name of a paper.
func letterWord(p *site.Page, kind doc.Kind) string { return p.T("desk.letter." + string(kind)) }

// slip is the 80 mm slip that ends a visit: how to rate it, and the codes of its cases.
func (w *Web) slip(rw http.ResponseWriter, r *http.Request) error {
	var v visitView
	var p *site.Page
	err := w.read(r, func(q *db.Q) error {
		s, err := w.seat(q, r)
		if err != nil {
			return err
		}
		v.seat = s
		p = w.Site.Page(r, site.Print, w.Hall(s.Hall.Code, s.Lang), "", w.Now())
		p.Title, p.Back = p.T("desk.slip.title"), s.at("")
		return w.ended(q, r, p, &v)
	})
	if err != nil {
		return err
	}
	return w.Site.Write(rw, r, http.StatusOK, p, slip(p, v))
}
