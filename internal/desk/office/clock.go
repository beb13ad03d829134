package office

import (
	"net/http"
	"net/url"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/letter"
	"yichuang/internal/org"
	"yichuang/internal/promise"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// whyView is why a clock was due when it was, at one instant (按当时).
type whyView struct {
	ID, Hall           string
	Number, Case       string // of the case; empty for a clock about something else
	Item               string
	Kind, Source, Post string
	Basis              string
	At                 time.Time
	Then, Now          whyAccount
	Differs            bool
	Deeds              []whyDeed
}

// path is where the same question is asked on another sheet.
func (v whyView) path(sheet string) string {
	return at(v.Hall, "/clock/"+v.ID+sheet+"?at="+url.QueryEscape(v.At.Format(time.RFC3339Nano)))
}

type whyAccount struct {
	Words     string // until when, or that it stands still
	Length    string
	Version   string // of the calendar
	State     string
	Excluded  []string
	Days      []dayLine
	Recorded  string // the date as it was told, when the computation gives another one
	Estimated bool
}

type whyDeed struct {
	At         time.Time
	Words, Due string
	Reason     string
	Later      bool
}

// why answers "why is it due then?" for one clock and one instant.
func (w *Web) why(rw http.ResponseWriter, r *http.Request) error {
	p := w.page(r, "office.why.title")
	v, err := w.whyView(r, p)
	if err != nil {
		return err
	}
	return w.Site.Write(rw, r, http.StatusOK, p, whyPage(p, v))
}

// whyPaper is the same for the printer.
func (w *Web) whyPaper(rw http.ResponseWriter, r *http.Request) error {
	p := w.Site.Page(r, site.Print, w.Hall(web.Hall(r), string(web.From(r).Lang)), "", w.Now())
	v, err := w.whyView(r, p)
	if err != nil {
		return err
	}
	p.Title, p.Back = p.T("office.why.title"), v.path("")
	return w.Site.Write(rw, r, http.StatusOK, p, whySheet(p, v))
}

func (w *Web) whyView(r *http.Request, p *site.Page) (v whyView, err error) {
	when, err := instantOf(r, w.Now())
	if err != nil {
		return v, err
	}
	err = w.read(r, func(q *db.Q) error {
		k, err := promise.ByID(q, r.PathValue("id"))
		if err != nil {
			return err
		}
		c, err := w.caseOfClock(q, web.Actor(r), web.Hall(r), &k)
		if err != nil {
			return err
		}
		a, err := w.Clocks.Why(q, k.ID, when)
		if err != nil {
			return err
		}
		v = w.whyOf(q, p, &k, a)
		if c != nil {
			v.Number, v.Case = c.No, c.ID
		}
		return nil
	})
	return v, err
}

// instantOf is the instant that is asked about: now when none is given.
func instantOf(r *http.Request, now time.Time) (time.Time, error) {
	s := r.URL.Query().Get("at")
	if s == "" {
		return now, nil
	}
	t, err := calendar.ParseInstant(s)
	if err != nil {
		return t, errs.New(errs.Invalid, "office.why.instant").At("at")
	}
	return t, nil
}

// caseOfClock finds the case of a clock and makes sure that the reader may know about it; nil for a clock about something else, which
// whoever may read all cases of the hall may see.
func (w *Web) caseOfClock(q db.Querier, who ids.Actor, hall string, k *promise.Clock) (*casework.Case, error) {
	if k.Hall != hall {
		return nil, promise.ErrUnknown
	}
	id, mine := k.Subject.ID, false
	switch k.Subject.Type {
	case casework.SubjectCase:
	case casework.SubjectStep:
		st, err := casework.StepByID(q, id)
		if err != nil {
			return nil, err
		}
		now, err := org.ResponsibleAt(q, st.Post, q.Now())
		if err != nil {
			return nil, err
		}
		id, mine = st.Case, who.Kind == ids.Staff && who.ID == now.Staff
	default:
		return nil, identity.Can(who, "case.view", identity.Object{Hall: hall})
	}
	c, err := w.Cases.Get(q, id)
	if err != nil {
		return nil, err
	}
	return c, mayRead(who, c, mine)
}

func (w *Web) whyOf(q db.Querier, p *site.Page, k *promise.Clock, a promise.Answer) whyView {
	v := whyView{ID: k.ID, Hall: k.Hall, Kind: string(k.Kind), Source: p.T("promise.source." + string(k.Source)), Post: postName(q, k.Post, lang(p)),
		Basis: k.Basis, At: a.At, Then: w.accountOf(p, a.Then), Now: w.accountOf(p, a.Now), Differs: a.Differs()}
	if key := "promise.kind." + string(k.Kind); w.Words.Has(p.Lang, key) {
		v.Kind = p.T(key)
	}
	if it, ok := w.Catalogue().Item(k.Item); ok {
		v.Item = it.Name.In(lang(p))
	}
	for _, d := range a.Deeds {
		v.Deeds = append(v.Deeds, whyDeed{At: d.At, Words: p.T("office.why." + d.Type), Due: resultWords(p, d.Dates.Result()), Reason: d.Reason, Later: d.Later})
	}
	return v
}

func (w *Web) accountOf(p *site.Page, a promise.Account) whyAccount {
	x := a.Explanation
	out := whyAccount{Words: resultWords(p, x.Result), Length: letter.LimitWords(p.Lang, a.Limit), Version: x.Version, State: p.T("office.why.state." + string(a.State)),
		Estimated: x.Result.Provisional}
	if !a.Agreed.IsZero() {
		out.Length = p.T("office.why.agreed")
	}
	for _, e := range a.Exclusions {
		key := "office.why.stopped"
		if e.Open() {
			key = "office.why.stopped.open"
		}
		out.Excluded = append(out.Excluded, p.T(key, "ground", w.ground(p, e.Ground), "from", p.DayTime(e.From), "to", p.DayTime(e.To)))
	}
	for _, line := range x.Steps {
		out.Days = append(out.Days, dayLine{p.FullDay(line.Date.Start()), line.Words(w.Words, p.Lang)})
	}
	if !a.Agrees {
		out.Recorded = resultWords(p, a.Result)
	}
	return out
}

// ground names why time was taken out.
func (w *Web) ground(p *site.Page, ground string) string {
	if key := "calendar.ground." + ground; w.Words.Has(p.Lang, key) {
		return p.T(key)
	}
	return ground
}

func resultWords(p *site.Page, r calendar.Result) string {
	if r.Suspended {
		return p.T("office.why.halted")
	}
	return p.FullDay(r.Due) + " " + p.HourMinute(r.Due)
}
