package evaluationweb

import (
	"net/http"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/evaluation"
	"yichuang/internal/identity"
	"yichuang/internal/org"
	"yichuang/internal/promise"
	"yichuang/internal/site"
)

// about is a visit as its holder sees it. On-duty staff are public (decision 16).
type about struct {
	evaluation.Visit
	Path     string
	WindowNo string
	Clerk    string
	Said     []evaluation.Rating
	Contact  time.Time // until when a bad rating is looked into; zero when there is none
	Rectify  time.Time
	Until    time.Time // last instant of the day on which it can be revised; zero when it cannot
}

func (w *Web) about(r *http.Request, p *site.Page, v evaluation.Visit) (about, error) {
	out := about{Visit: v, Path: "/rate/" + evaluation.Clean(r.PathValue("token")), Said: v.Ratings}
	if v.May(w.Ratings.Settings, evaluation.Phone, w.Now()) == nil && len(v.Ratings) == 1 {
		out.Until = v.ReviseUntil(w.Ratings.Settings).Add(-time.Second)
	}
	err := w.DB.Read(r.Context(), func(q *db.Q) error {
		if win, err := org.WindowByID(q, v.Window); err == nil {
			out.WindowNo = win.No
		}
		if st, err := identity.StaffByID(q, v.Staff); err == nil {
			out.Clerk = st.Name
			if p.Lang == "en" && st.NameEN != "" {
				out.Clerk = st.NameEN
			}
		}
		return out.dates(q)
	})
	return out, err
}

// dates says until when a bad rating is answered.
func (a *about) dates(q db.Querier) error {
	id, bad := a.Followed()
	if !bad {
		return nil
	}
	clocks, err := promise.OfSubject(q, promise.Subject{Type: evaluation.Subject, ID: id})
	for _, c := range clocks {
		switch c.Kind {
		case evaluation.Contact:
			a.Contact = c.Result.Due
		case promise.Rectify:
			a.Rectify = c.Result.Due
		}
	}
	return err
}

// done is what was done about a bad rating, by kind.
func (a about) done(k evaluation.HandlingKind) (evaluation.Handling, bool) {
	for _, h := range a.Answers {
		if h.Kind == k {
			return h, true
		}
	}
	return evaluation.Handling{}, false
}

// legs are the stations of a bad rating: received, looked into, put right.
func (a about) legs(p *site.Page) []site.Leg {
	first := a.Said[0]
	for _, r := range a.Said {
		if evaluation.Bad(r.Level) {
			first = r
			break
		}
	}
	out := []site.Leg{{State: site.StepDone, Title: p.T("rate.next.received"), Lines: []string{p.DayTime(first.At)}}}
	running := false
	for _, x := range []struct {
		kind evaluation.HandlingKind
		due  time.Time
	}{{evaluation.Contacted, a.Contact}, {evaluation.Rectified, a.Rectify}} {
		key := "rate.next." + string(x.kind)
		if h, ok := a.done(x.kind); ok {
			out = append(out, site.Leg{State: site.StepDone, Title: p.T(key), Lines: []string{p.DayTime(h.At), h.Words}})
			continue
		}
		leg := site.Leg{State: site.StepTodo, Title: p.T(key), Lines: []string{p.T(key+".due", "day", p.Day(x.due))}}
		if !running {
			leg.State, leg.Tag, running = site.StepNow, p.T("rate.next.now"), true
		}
		if p.Now.After(x.due) {
			leg.Lines = append(leg.Lines, p.T("rate.next.late", "phone", p.Hall.SupervisionPhone))
		}
		out = append(out, leg)
	}
	return out
}
