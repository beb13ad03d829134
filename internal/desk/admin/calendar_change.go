package admin

import (
	"net/http"

	"yichuang/internal/almanac"
	"yichuang/internal/calendar"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/promise"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// changeLine is one change in the list of the calendar page.
type changeLine struct {
	Href, Kind, About, Entered, By, State string
	Tone                                  string
}

// changeOf is one change with what it does and what this person may do.
type changeOf struct {
	almanac.Change
	Path                     string
	Line                     changeLine
	Facts                    []fact
	Named                    []stretch
	Moves                    []moveLine
	Preview                  almanac.Preview
	File                     string
	Pager                    site.Pager
	Agree, Confirm, Withdraw bool
	OwnDraft                 bool // entered by whoever looks
	Left, Open               int  // clocks that have still to follow, while it is being applied
	Form                     *web.Form
	Failed                   string // the step whose form has an error
}

// moveLine is one running clock that the change moves.
type moveLine struct {
	No, Item, Kind, Source, Post, Who, Old, New string
	Days                                        int
	WasProvisional, Provisional, Kept           bool
}

const movesPage = 50

// changeLines are the changes of the calendar page.
func (w *Web) changeLines(q db.Querier, s *sheetOf, hall string) ([]changeLine, error) {
	list, err := almanac.Recent(q, hall, 20)
	people := names{}
	var out []changeLine
	for _, c := range list {
		if err := people.add(q, c.Entered.By); err != nil {
			return nil, err
		}
		out = append(out, s.changeLine(&c, people))
	}
	return out, err
}

func (s *sheetOf) changeLine(c *almanac.Change, people names) changeLine {
	l := changeLine{Href: s.Root + "/calendar/changes/" + c.ID, Kind: s.T("almanac.kind." + string(c.Kind)), Entered: s.when(c.Entered.At.UnixMicro()),
		By: people.name(c.Entered.By, s.lang()), State: s.T("almanac.state." + string(c.State)), Tone: map[almanac.State]string{almanac.Draft: "warn", almanac.Confirmed: "ok"}[c.State]}
	switch {
	case c.Kind == almanac.Closing:
		l.About = s.T("admin.change_calendar.closed", "from", s.Day(c.From), "to", s.Day(c.To.AddDate(0, 0, -1)))
	case c.Title != "":
		l.About = c.Title
	default:
		l.About = s.T("admin.calendar.year", "year", c.Year)
		if c.Region != "" {
			l.About = s.T("admin.change_calendar.region_year", "region", c.Region, "year", c.Year)
		}
	}
	if c.State == almanac.Confirmed && c.Applied.IsZero() {
		l.State, l.Tone = s.T("admin.change_calendar.applying"), "blue"
	}
	return l
}

func (w *Web) showCalendarChange(rw http.ResponseWriter, r *http.Request) error {
	return w.drawChange(rw, r, http.StatusOK, nil, "")
}

func (w *Web) drawChange(rw http.ResponseWriter, r *http.Request, status int, f *web.Form, failed string) error {
	s, hall := w.page(r, "admin.change_calendar.one"), web.Hall(r)
	v := changeOf{Form: f, Failed: failed}
	err := w.DB.Read(r.Context(), func(q *db.Q) error { return w.loadChange(q, r, s, hall, &v) })
	if err != nil {
		return err
	}
	if v.State == almanac.Confirmed && v.Applied.IsZero() {
		s.Refresh = 5
	}
	return w.Site.Write(rw, r, status, s.Page, frame(s, changeCalendarBody(s, v)))
}

func (w *Web) loadChange(q db.Querier, r *http.Request, s *sheetOf, hall string, v *changeOf) (err error) {
	if v.Change, err = changeIn(q, r); err != nil {
		return err
	}
	people := names{}
	if err := people.add(q, v.Entered.By, v.Agreed.By, v.Confirmed.By, v.Ended.By); err != nil {
		return err
	}
	who := web.Actor(r)
	may := func(act string) bool { return identity.Can(who, act, identity.Object{Hall: v.Hall}) == nil }
	draft := v.State == almanac.Draft
	v.Line, v.Path = s.changeLine(&v.Change, people), s.Root+"/calendar/changes/"+v.ID
	v.Title, s.Title = v.Line.About, v.Line.About
	v.Facts, v.Named = s.changeFacts(&v.Change, people), s.changeDays(v.Days)
	v.OwnDraft = draft && who.ID == v.Entered.By
	v.Confirm = draft && !v.OwnDraft && may("calendar.confirm")
	v.Agree = draft && v.Kind.Own() && v.Agreed.By == "" && may("calendar.agree")
	v.Withdraw = (draft || v.State == almanac.Confirmed && v.Kind == almanac.Closing) && may("admin.calendar.edit")
	switch {
	case draft && v.Kind != almanac.Closing:
		return w.movesOf(q, r, s, v)
	case v.State == almanac.Confirmed && v.Applied.IsZero():
		v.Left, v.Open, err = w.Almanac.Progress(q)
	}
	return err
}

// changeIn is the change in the address; a closure of another hall is none of this one's.
func changeIn(q db.Querier, r *http.Request) (almanac.Change, error) {
	c, err := almanac.ByID(q, r.PathValue("id"))
	if err == nil && c.Kind == almanac.Closing && c.Hall != web.Hall(r) {
		err = almanac.ErrUnknown
	}
	return c, err
}

func (s *sheetOf) changeFacts(c *almanac.Change, people names) []fact {
	var out []fact
	put := func(key, value string) {
		out = append(out, fact{Label: s.T("admin.change_calendar.fact." + key), Value: value})
	}
	put("kind", s.T("almanac.kind."+string(c.Kind)))
	if c.Kind == almanac.National {
		number := c.Number
		if number == "" {
			number = s.T("admin.calendar.no_number")
		}
		put("title", c.Title)
		put("number", number)
		if c.Issued != "" {
			put("issued", c.Issued)
		}
	}
	put("reason", c.Reason)
	for _, step := range []struct {
		key string
		almanac.Step
	}{{"entered", c.Entered}, {"agreed", c.Agreed}, {"confirmed", c.Confirmed}, {"ended", c.Ended}} {
		if step.By != "" {
			put(step.key, s.T("admin.change_calendar.step", "name", people.name(step.By, s.lang()), "when", s.when(step.At.UnixMicro()), "reason", step.Reason))
		}
	}
	return out
}

// changeDays lists the days of a change, those in a row with one name together.
func (s *sheetOf) changeDays(days []calendar.Entry) []stretch {
	list, _ := calendar.New(days, nil) // checked when it was entered
	if list == nil {
		return nil
	}
	var out []stretch
	entries := list.Entries()
	for i := 0; i < len(entries); {
		j := i
		for j+1 < len(entries) && entries[j+1].Date == entries[j].Date+1 && entries[j+1].Work == entries[i].Work && entries[j+1].Name == entries[i].Name {
			j++
		}
		dates := s.FullDay(entries[i].Date.Start())
		if j > i {
			dates = s.T("admin.calendar.range", "from", dates, "to", s.date(entries[j].Date), "n", j-i+1)
		}
		out = append(out, stretch{Name: entries[i].Name, Dates: dates, Work: entries[i].Work})
		i = j + 1
	}
	return out
}

// movesOf computes what the draft would move and shows a page of it.
func (w *Web) movesOf(q db.Querier, r *http.Request, s *sheetOf, v *changeOf) (err error) {
	if v.Preview, err = w.Almanac.Preview(q, &v.Change); err != nil {
		return err
	}
	pg := web.PageOf(r, movesPage)
	pg.Total = len(v.Preview.Shifts)
	first := min(pg.Offset(), pg.Total)
	v.Moves, err = w.moveLines(q, s, v.Preview.Shifts[first:min(first+movesPage, pg.Total)])
	v.File, v.Pager = v.Path+"/moves.csv", site.Pager{Page: pg.Number, Pages: pg.Last()}
	if pg.Number > 1 {
		v.Pager.Prev = v.Path + "?page=" + itoa(pg.Number-1)
	}
	if pg.Number < pg.Last() {
		v.Pager.Next = v.Path + "?page=" + itoa(pg.Number+1)
	}
	return err
}

// step is an act on a change; each asks why.
func (w *Web) calendarStep(name string, do func(r *http.Request, id, reason string) error) web.Handler {
	return func(rw http.ResponseWriter, r *http.Request) error {
		f, err := web.Parse(rw, r)
		if err != nil {
			return err
		}
		err = w.DB.Read(r.Context(), func(q *db.Q) error { _, err := changeIn(q, r); return err })
		if err == nil {
			err = do(r, r.PathValue("id"), f.Get("reason"))
		}
		if err != nil {
			if !f.Fail(err) {
				return err
			}
			return w.drawChange(rw, r, errs.Of(err).Kind.Status(), f, name)
		}
		web.Flash(rw, "admin.change_calendar.done."+name)
		return web.SeeOther(rw, r, "/h/"+web.Hall(r)+"/admin/calendar/changes/"+r.PathValue("id"))
	}
}

func (w *Web) agreeToChange(r *http.Request, id, reason string) error {
	return w.Almanac.Agree(r.Context(), web.Actor(r), id, reason)
}

func (w *Web) confirmChange(r *http.Request, id, reason string) error {
	return w.Almanac.Confirm(r.Context(), web.Actor(r), id, reason)
}

func (w *Web) withdrawChange(r *http.Request, id, reason string) error {
	return w.Almanac.Withdraw(r.Context(), web.Actor(r), id, reason)
}

// shown writes a due date for the list of moves.
func (s *sheetOf) shown(r calendar.Result) string {
	if r.Suspended {
		return s.T("promise.stand.halted")
	}
	return r.Due.In(clock.Zone).Format("2006-01-02 15:04")
}

func (s *sheetOf) kindOf(k promise.Kind) string {
	if key := "promise.kind." + string(k); s.words.Has(s.Lang, key) {
		return s.T(key)
	}
	return string(k)
}
