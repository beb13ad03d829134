package admin

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/web"
)

type yearView struct {
	Year        int
	Prev, Next  string // addresses of the years before and after
	Provisional bool
	Settled     bool // no notice can still move a day of the year
	WorkingDays int
	Months      []month
	Named       []stretch
	Notices     []calendar.Notice
	Covered     []int
	Hours       []season
	Missing     int    // year whose notice is missing; 0 for none
	Urgency     string // warn or over
	Changes     []changeLine
}

type month struct {
	Name  string
	Weeks [][7]day
}

// day is one box of the grid; the empty ones before the first and after the last have no number.
type day struct {
	N     int
	Class string // off, work (make-up), weekend, unsure
	Mark  string // one word beside the number, so that colour is not alone
	Title string
	Today bool
}

// stretch is days with one name: days off in a row, or make-up days.
type stretch struct {
	Name, Dates string
	Work        bool
	Unsure      bool
}

type season struct{ Name, Days, Open string }

func (w *Web) calendar(rw http.ResponseWriter, r *http.Request) error {
	s, hall := w.page(r, "admin.calendar.title"), web.Hall(r)
	c, today := w.View(hall).Calendar(), calendar.DateOf(w.Now())
	year, err := strconv.Atoi(r.URL.Query().Get("year"))
	if err != nil || year < 2000 || year > 2100 {
		year = today.Year()
	}
	at := func(n int) string { return s.Root + "/calendar?year=" + itoa(n) }
	v := yearView{Year: year, Prev: at(year - 1), Next: at(year + 1), Provisional: !c.Loaded(year), Settled: c.Settled(calendar.NewDate(year, 12, 31)),
		WorkingDays: c.WorkingDays(year), Notices: c.Notices(year), Covered: c.Years()}
	for m := time.January; m <= time.December; m++ {
		v.Months = append(v.Months, s.month(c, year, m, today))
	}
	v.Named = s.named(c, year)
	if h, ok := w.Catalogue().Hall(hall); ok {
		v.Hours = s.seasons(h)
	}
	missing, urgency := c.Missing(today)
	v.Missing, v.Urgency = missing, string(urgency)
	if err := w.DB.Read(r.Context(), func(q *db.Q) (err error) { v.Changes, err = w.changeLines(q, s, hall); return err }); err != nil {
		return err
	}
	return w.Site.Write(rw, r, http.StatusOK, s.Page, frame(s, yearBody(s, v)))
}

func (s *sheetOf) month(c *calendar.Calendar, year int, m time.Month, today calendar.Date) month {
	out := month{Name: s.T("admin.calendar.month." + itoa(int(m)))}
	first := calendar.NewDate(year, m, 1)
	column := (int(first.Weekday()) + 6) % 7 // weeks begin on Monday
	var week [7]day
	for d := first; ; d++ {
		_, in, n := d.Date()
		if in != m {
			break
		}
		week[column] = s.day(c, d, n, d == today)
		if column++; column == 7 {
			out.Weeks, week, column = append(out.Weeks, week), [7]day{}, 0
		}
	}
	if column > 0 {
		out.Weeks = append(out.Weeks, week)
	}
	return out
}

func (s *sheetOf) day(c *calendar.Calendar, d calendar.Date, n int, today bool) day {
	kind := c.Day(d)
	out := day{N: n, Today: today}
	switch {
	case kind.Kind == calendar.Statutory:
		out.Class, out.Mark = "unsure", s.T("admin.calendar.off")
	case kind.Kind.Off():
		out.Class, out.Mark = "off", s.T("admin.calendar.off")
	case kind.Kind == calendar.MakeUp || kind.Kind == calendar.LocalWork:
		out.Class, out.Mark = "work", s.T("admin.calendar.work")
	case kind.Kind == calendar.Weekend:
		out.Class = "weekend"
	}
	if out.Mark != "" {
		out.Title = s.dayName(kind)
	}
	return out
}

// dayName is the name of a day off; an estimated one is named by its code.
func (s *sheetOf) dayName(d calendar.Day) string {
	if d.Kind == calendar.Statutory {
		return s.T("calendar.festival." + d.Name)
	}
	return d.Name
}

// named lists the year's days off and make-up days, those in a row together.
func (s *sheetOf) named(c *calendar.Calendar, year int) []stretch {
	var out []stretch
	var begin, last calendar.Date
	var was calendar.Day
	flush := func() {
		if begin == 0 {
			return
		}
		dates := s.date(begin)
		if last > begin {
			dates = s.T("admin.calendar.range", "from", dates, "to", s.date(last), "n", int(last-begin)+1)
		}
		out = append(out, stretch{s.dayName(was), dates, was.Kind.Works(), was.Kind == calendar.Statutory})
		begin = 0
	}
	for d := calendar.NewDate(year, 1, 1); d < calendar.NewDate(year+1, 1, 1); d++ {
		kind := c.Day(d)
		if begin != 0 && (kind != was || d != last+1) {
			flush()
		}
		if kind.Kind == calendar.Weekday || kind.Kind == calendar.Weekend {
			continue
		}
		if begin == 0 {
			begin, was = d, kind
		}
		last = d
	}
	flush()
	return out
}

func (s *sheetOf) date(d calendar.Date) string { return s.Day(d.Start()) }

func (s *sheetOf) seasons(h *catalogue.Hall) []season {
	var out []season
	for _, t := range h.Hours {
		days := s.T("admin.calendar.all_year")
		if t.From != "" {
			days = s.T("admin.calendar.between", "from", t.From, "to", t.To)
		}
		out = append(out, season{s.T("admin.calendar.season." + t.Season), days, strings.Join(t.Open, s.T("admin.list"))})
	}
	return out
}
