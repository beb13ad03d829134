package citizen

import (
	"slices"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/doc"
	"yichuang/internal/letter"
	"yichuang/internal/notice"
	"yichuang/internal/org"
	"yichuang/internal/site"
)

// stations makes the way of a case with dates and people: what is behind, where it stands, what is ahead.
func (w *Web) stations(q db.Querier, p *site.Page, v *view, steps []casework.Step, notices []notice.Notice) error {
	c := v.Case
	v.done(p, "received", p.T("track.station.at_window", "when", p.DayTime(c.Received), "window", v.WindowNo, "who", v.Handler.Name))
	for _, n := range notices {
		v.noticeStation(p, n)
	}
	switch c.State {
	case casework.Rejected:
		v.add(site.Leg{State: site.StepDone, Title: p.T("track.station.rejected"), Lines: []string{p.Day(c.Ended)}}, doc.KindNotAccepted, p)
		return nil
	case casework.Withdrawn, casework.Terminated, casework.Revoked:
		v.acceptedStation(p)
		if err := w.stepStations(q, p, v, steps); err != nil {
			return err
		}
		if !c.Delivered.IsZero() {
			v.last(p)
		}
		paper := map[casework.State]doc.Kind{casework.Terminated: doc.KindTermination, casework.Revoked: doc.KindRevocation}[c.State]
		v.add(site.Leg{State: site.StepDone, Title: p.T("track.station." + string(c.State)), Lines: []string{p.Day(c.Ended)}}, paper, p)
		return nil
	}
	v.acceptedStation(p)
	if err := w.stepStations(q, p, v, steps); err != nil {
		return err
	}
	v.ahead(p, steps)
	v.last(p)
	return nil
}

func (v *view) done(p *site.Page, key string, lines ...string) {
	v.add(site.Leg{State: site.StepDone, Title: p.T("track.station." + key), Lines: lines}, "", p)
}

// add puts a station on the way, with a link to the newest paper of a kind.
func (v *view) add(s site.Leg, paper doc.Kind, p *site.Page) {
	if paper != "" {
		for _, l := range v.Letters {
			if l.Kind == paper && !l.Void {
				s.LinkText, s.LinkHref = p.T("track.station.paper", "name", p.T("letter.kind."+string(l.Kind))), "/letter/"+l.ID
			}
		}
	}
	if s.State == site.StepDone {
		v.Count++
	}
	v.Stations = append(v.Stations, s)
}

func (v *view) noticeStation(p *site.Page, n notice.Notice) {
	s := site.Leg{State: site.StepDone, Title: p.T("track.station.noticed", "n", len(n.Gaps)), Lines: []string{p.Day(n.Issued)}}
	if n.Letter != "" {
		s.LinkText, s.LinkHref = p.T("track.station.paper", "name", p.T("letter.kind.notice")), "/letter/"+n.Letter
	}
	switch {
	case !n.Supplied.IsZero():
		s.Lines = append(s.Lines, p.T("track.station.supplied", "day", p.Day(n.Supplied)))
	case v.Case.State == casework.Noticed:
		s.State, s.Tag = site.StepNow, p.T("track.now")
	}
	v.add(s, "", p)
}

func (v *view) acceptedStation(p *site.Page) {
	c := v.Case
	switch {
	case !c.Accepted.IsZero():
		v.add(site.Leg{State: site.StepDone, Title: p.T("track.station.accepted"), Lines: []string{p.Day(c.Accepted)}}, doc.KindAcceptance, p)
	case c.State == casework.Received:
		v.add(site.Leg{State: site.StepNow, Title: p.T("track.station.checking"), Tag: p.T("track.now")}, "", p)
	case c.State == casework.Noticed:
		v.add(site.Leg{State: site.StepTodo, Title: p.T("track.station.then_accepted")}, "", p)
	}
}

// stepStations are the steps that were taken and the one that runs.
func (w *Web) stepStations(q db.Querier, p *site.Page, v *view, steps []casework.Step) error {
	for _, st := range steps {
		kind := kindOf(v.Item, st.Step)
		if kind == catalogue.Issue && !st.Open() {
			continue // the handing out is the last station
		}
		post, err := org.PostByID(q, st.Post)
		if err != nil {
			return err
		}
		s := site.Leg{State: site.StepDone, Title: stepName(p, v.Item, st.Step)}
		if st.Open() {
			s.State, s.Tag = site.StepNow, p.T("track.now")
			if err := w.runningLines(q, p, &s, st, post); err != nil {
				return err
			}
		} else {
			w.endedLines(q, p, v.Case.Hall, &s, st, post)
		}
		if kind == catalogue.Issue {
			s.Title = p.T("track.station.ready")
		}
		v.add(s, decisionPaper(v.Case, st, v.Item), p)
	}
	return nil
}

// decisionPaper is the kind of paper that a deciding step made.
func decisionPaper(c *casework.Case, st casework.Step, item *catalogue.Item) doc.Kind {
	for _, s := range item.Steps {
		if s.ID != st.Step {
			continue
		}
		for _, o := range s.Outcomes {
			if o.ID != st.Outcome || o.Decision == "" {
				continue
			}
			if casework.Decision(o.Decision) == casework.Refused {
				return doc.KindRefusal
			}
			return doc.KindGrant
		}
	}
	return ""
}

func (w *Web) runningLines(q db.Querier, p *site.Page, s *site.Leg, st casework.Step, post org.Post) error {
	r, err := org.ResponsibleAt(q, st.Post, q.Now())
	if err != nil {
		return err
	}
	now, err := staff(q, p, r.Staff)
	if err != nil {
		return err
	}
	s.Lines = []string{p.T("track.station.since", "day", p.Day(st.Opened)), p.T("track.station.by", "post", post.Name.In(string(p.Lang)), "who", now.Name, "as", string(r.As))}
	if string(r.As) != "B" && post.B != r.Staff {
		b, err := staff(q, p, post.B)
		if err != nil {
			return err
		}
		s.Lines = append(s.Lines, p.T("track.station.other", "who", b.Name))
	}
	return nil
}

func (w *Web) endedLines(q db.Querier, p *site.Page, hall string, s *site.Leg, st casework.Step, post org.Post) {
	if slices.Contains(casework.Endings, st.Outcome) {
		s.Lines = []string{p.T("track.station.stopped")}
		return
	}
	days := w.View(hall).WorkingDaysBetween(calendar.DateOf(st.Opened), calendar.DateOf(st.Done))
	s.Lines = []string{span(p, st.Opened, st.Done, days)}
	if who, err := staff(q, p, st.By); err == nil {
		s.Lines = append(s.Lines, p.T("track.station.by", "post", post.Name.In(string(p.Lang)), "who", who.Name, "as", st.As))
	}
}

// span says from when to when and how many working days that was.
func span(p *site.Page, from, to time.Time, days int) string {
	if days <= 0 {
		return p.T("track.station.same_day", "day", p.Day(to))
	}
	return p.T("track.station.span", "from", p.Day(from), "to", p.Day(to), "n", days)
}

// ahead are the steps that the item still has, as published.
func (v *view) ahead(p *site.Page, steps []casework.Step) {
	if v.Case.State != casework.Received && v.Case.State != casework.Noticed && v.Case.State != casework.Accepted {
		return
	}
	from := 0
	if len(steps) > 0 {
		for i, s := range v.Item.Steps {
			if s.ID == steps[len(steps)-1].Step {
				from = i + 1
			}
		}
	}
	for _, s := range v.Item.Steps[min(from, len(v.Item.Steps)):] {
		if s.Kind == catalogue.Issue {
			continue
		}
		leg := site.Leg{State: site.StepTodo, Title: s.Name.In(string(p.Lang))}
		if s.Limit != nil {
			if l, err := s.Limit.Calendar(); err == nil {
				leg.Lines = []string{p.T("track.station.limit", "limit", letter.LimitWords(p.Lang, l))}
			}
		}
		v.add(leg, "", p)
	}
}

// last is the handing out.
func (v *view) last(p *site.Page) {
	c := v.Case
	switch {
	case !c.Delivered.IsZero():
		v.add(site.Leg{State: site.StepDone, Title: p.T("track.station.delivered"), Lines: []string{p.DayTime(c.Delivered)}}, doc.KindDelivery, p)
	case c.State == casework.Decided && !c.Ready.IsZero() && !v.readyShown():
		v.add(site.Leg{State: site.StepNow, Title: p.T("track.station.ready"), Tag: p.T("track.now"), Lines: []string{p.Day(c.Ready)}}, "", p)
	case c.State == casework.Decided && !c.Ready.IsZero():
	default:
		v.add(site.Leg{State: site.StepTodo, Title: p.T("track.station.collect", "window", v.WindowNo)}, "", p)
	}
}

// readyShown tells whether the open step of handing out stands on the way already.
func (v *view) readyShown() bool {
	return len(v.Stations) > 0 && v.Stations[len(v.Stations)-1].State == site.StepNow
}
