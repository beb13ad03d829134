package citizen

import (
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/promise"
	"yichuang/internal/site"
)

// saying answers the applicant's first question: what is happening, what must I do, by when (guide.md §2, rule 1).
type saying struct {
	Head  string
	Icon  string
	Calm  string
	Lines []string // what to do, in order
	Alarm bool     // we are late: the box says so
}

// say makes the headline of a case.
func (v view) say(p *site.Page) saying {
	if !v.Silent.IsZero() {
		return saying{Head: p.T("track.head.silent"), Icon: "circle-check", Calm: p.T("track.do.silent", "day", p.Day(v.Silent))}
	}
	if v.Leg != nil && v.Leg.Late(p.Now) {
		return v.late(p)
	}
	switch v.Case.State {
	case casework.Received:
		return v.calm(p, "received")
	case casework.Noticed:
		return v.noticed(p)
	case casework.Accepted:
		return v.accepted(p)
	case casework.Decided:
		return v.decided(p)
	case casework.Rejected:
		return v.plain(p, "rejected")
	case casework.Withdrawn:
		return v.plain(p, "withdrawn")
	case casework.Terminated:
		return v.plain(p, "terminated")
	case casework.Revoked:
		return v.plain(p, "revoked")
	}
	return v.delivered(p)
}

// calm is a state in which the applicant has nothing to do.
func (v view) calm(p *site.Page, key string, pairs ...any) saying {
	return saying{Head: p.T("track.head."+key, pairs...), Icon: "coffee", Calm: p.T("track.calm")}
}

// plain is an end that is said in two sentences.
func (v view) plain(p *site.Page, key string) saying {
	return saying{Head: p.T("track.head." + key), Icon: "info-circle", Calm: p.T("track.do." + key + ".1"),
		Lines: []string{p.T("track.do."+key+".2", "phone", p.Hall.Phone)}}
}

func (v view) noticed(p *site.Page) saying {
	s := saying{Head: p.T("track.head.noticed", "n", len(v.Gaps)), Icon: "alert-circle"}
	if v.Notice == nil {
		return s
	}
	if p.Now.After(v.Notice.Until) {
		s.Calm = p.T("track.do.noticed.expired", "day", p.Day(v.Notice.Until))
		return s
	}
	s.Calm = p.T("track.do.noticed.until", "day", p.Day(v.Notice.Until))
	s.Lines = []string{p.T("track.do.noticed.code"), p.T("track.do.noticed.where", "window", v.WindowNo)}
	return s
}

func (v view) accepted(p *site.Page) saying {
	if v.Leg != nil && v.Leg.Result.Suspended {
		return saying{Head: p.T("track.head.halted"), Icon: "clock-pause", Calm: p.T("track.calm")}
	}
	if v.Leg != nil && v.Leg.Away {
		return v.calm(p, "away", "who", v.DoingAt)
	}
	return v.calm(p, "accepted")
}

func (v view) decided(p *site.Page) saying {
	key := "granted"
	switch v.Case.Decision {
	case casework.Refused:
		key = "refused"
	case casework.Maintained, casework.Changed:
		key = "reviewed"
	}
	if v.Case.Ready.IsZero() {
		return v.calm(p, key+".making", "result", v.Result)
	}
	s := saying{Head: p.T("track.head."+key+".ready", "result", v.Result), Icon: "info-circle",
		Calm: p.T("track.do.ready.where", "window", v.WindowNo, "address", p.Hall.Address)}
	bring := "track.do.ready.bring"
	if v.Case.Kind != "person" && v.Case.Kind != "" {
		bring = "track.do.ready.bring_body"
	}
	s.Lines = []string{p.T(bring), p.T("track.do.ready.agent")}
	return s
}

func (v view) delivered(p *site.Page) saying {
	return saying{Head: p.T("track.head.delivered"), Icon: "circle-check", Calm: p.T("track.do.delivered.1", "day", p.Day(v.Case.Delivered))}
}

// late says plainly that we are late, names who has it in hand, and how to complain (guide.md C5).
func (v view) late(p *site.Page) saying {
	if v.Case.State == casework.Decided && !v.Case.Ready.IsZero() {
		return v.decided(p) // the result lies here: collecting it comes first
	}
	s := saying{Head: p.T("track.head.late"), Icon: "alert-circle", Alarm: true,
		Calm: p.T("track.do.late.who", "who", v.Doing.Name, "post", v.DoingAt, "phone", p.Hall.Phone)}
	if p.Hall.SupervisionPhone != "" {
		s.Lines = []string{p.T("track.do.late.supervision", "phone", p.Hall.SupervisionPhone)}
	}
	return s
}

// lampKinds are the lamps of the clocks as the site draws them.
var lampKinds = map[promise.Lamp]site.LampKind{promise.LampOK: site.LampOK, promise.LampWarn: site.LampWarn, promise.LampOver: site.LampOver,
	promise.LampHalt: site.LampHalt, promise.LampDone: site.LampDone}

// counted tells whether what is left is a number of days, which stands large beside the lamp.
func (l leg) counted() (n int, key string, ok bool) {
	if l.State != promise.Open || l.Result.Suspended || l.Today || l.Lamp == promise.LampOver {
		return 0, "", false
	}
	if l.Limit.Unit == calendar.NaturalDays || l.Limit.Unit == calendar.Months {
		return l.Progress.Left, "track.left.days", true
	}
	return l.Progress.WorkingLeft, "track.left.working_days", true
}

// longestStrip is how many boxes fit on a phone.
const longestStrip = 30

// strip is the days strip: boxes in all, and which is today; ok is false where boxes say nothing.
func (l leg) strip() (total, today int, ok bool) {
	if l.Limit.Unit == calendar.Hours || l.Progress.Total < 2 || l.Progress.Total > longestStrip || l.Result.Suspended {
		return 0, 0, false
	}
	today = l.Progress.Elapsed
	if l.Lamp == promise.LampOver {
		today = l.Progress.Total + 1
	}
	return l.Progress.Total, today, true
}

// until is the sentence with the date; what comes then depends on what is owed.
func (l leg) until(now time.Time) string {
	switch {
	case l.Late(now):
		return "track.until.late"
	case l.Away:
		return "track.until.away"
	case l.Kind == promise.FiveDays:
		return "track.until.five_days"
	case l.Kind == promise.Delivery:
		return "track.until.delivery"
	}
	return "track.until.whole"
}

// tentative tells whether the date may still move because a notice on days off is not out (暂定).
func (l leg) tentative(now time.Time) bool { return l.Result.Provisional && !l.Late(now) }

// due writes the last moment: with the hour where hours are counted.
func (l leg) due(p *site.Page) string {
	if l.Limit.Unit == calendar.Hours || l.Limit.N == 0 {
		return p.DayTime(l.Result.Due)
	}
	return p.Day(l.Result.Due)
}

// stepName is what a step is called in the page's language.
func stepName(p *site.Page, item *catalogue.Item, id string) string {
	for _, s := range item.Steps {
		if s.ID == id {
			return s.Name.In(string(p.Lang))
		}
	}
	return id
}
