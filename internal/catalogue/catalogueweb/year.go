package catalogueweb

import (
	"net/http"
	"strconv"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/site"
)

// yearView is the public calendar of one year with its sources.
type yearView struct {
	Year        int
	WorkingDays int
	Provisional bool // no notice covers the year, or the next one that may move days of December
	Estimated   bool // no notice covers the year at all
	Notices     []calendar.Notice
	Months      []month
	Prev, Next  int // 0: none
	Today       calendar.Date
}

type month struct {
	Name  string
	Weeks [][7]dayCell
	Named []namedDay
	Work  int
}

// dayCell is one date; the zero cell lies outside the month.
type dayCell struct {
	Day   int
	Works bool
	Extra bool   // a make-up working day
	Off   bool   // a day off that is no plain weekend
	Today bool   // the page's today
	Words string // what it is, for the reader of the table
}

// namedDay is a day off or a make-up day with its name.
type namedDay struct {
	Day, Words string
	Works      bool
}

// Years beyond the last notice that the calendar still shows, as estimates.
const yearsAhead = 2

func (w *Web) year(rw http.ResponseWriter, r *http.Request) error {
	view := w.View(w.Catalogue.DefaultHall().Code)
	cal := view.Calendar()
	year, err := strconv.Atoi(r.PathValue("year"))
	loaded := cal.Years()
	if err != nil || len(loaded) == 0 || year < loaded[0] || year > loaded[len(loaded)-1]+yearsAhead {
		return noSuch("year", r.PathValue("year"))
	}
	p := w.page(r, "", "/", "portal.year.title", "year", year)
	v := yearView{Year: year, WorkingDays: cal.WorkingDays(year), Notices: cal.Notices(year), Estimated: !cal.Loaded(year),
		Provisional: !cal.Settled(calendar.NewDate(year, time.December, 31)), Today: calendar.DateOf(p.Now)}
	if year > loaded[0] {
		v.Prev = year - 1
	}
	if year < loaded[len(loaded)-1]+yearsAhead {
		v.Next = year + 1
	}
	for m := time.January; m <= time.December; m++ {
		v.Months = append(v.Months, monthOf(p, cal, year, m, v.Today))
	}
	return w.Site.Write(rw, r, http.StatusOK, p, yearPage(p, v))
}

// monthOf lays a month out in weeks from Monday to Sunday.
func monthOf(p *site.Page, cal *calendar.Calendar, year int, m time.Month, today calendar.Date) month {
	out := month{Name: p.T("site.month." + strconv.Itoa(int(m)))}
	var week [7]dayCell
	for d := calendar.NewDate(year, m, 1); d < calendar.NewDate(year, m+1, 1); d++ {
		cell := cellOf(p, cal, d, today)
		if cell.Works {
			out.Work++
		}
		if cell.Off || cell.Extra {
			out.Named = append(out.Named, namedDay{Day: p.Day(d.Start()), Words: cell.Words, Works: cell.Works})
		}
		column := (int(d.Weekday()) + 6) % 7
		week[column] = cell
		if column == 6 {
			out.Weeks, week = append(out.Weeks, week), [7]dayCell{}
		}
	}
	if week != [7]dayCell{} {
		out.Weeks = append(out.Weeks, week)
	}
	return out
}

func cellOf(p *site.Page, cal *calendar.Calendar, d, today calendar.Date) dayCell {
	day := cal.Day(d)
	_, _, n := d.Date()
	cell := dayCell{Day: n, Works: day.Kind.Works(), Off: day.Kind.Off(), Extra: day.Kind.Works() && day.Kind != calendar.Weekday, Today: d == today}
	festival := ""
	if day.Kind == calendar.Statutory {
		festival = p.T("calendar.festival." + day.Name)
	}
	cell.Words = p.T("calendar.kind."+day.Kind.String(), "name", day.Name, "festival", festival)
	return cell
}

// monthDay writes a date of every year, mm-dd.
func monthDay(p *site.Page, s string) string {
	t, err := time.Parse("01-02", s)
	if err != nil {
		return s
	}
	return p.T("portal.month_day", "m", int(t.Month()), "d", t.Day(), "month", p.T("site.month."+strconv.Itoa(int(t.Month()))))
}
