package manage

import (
	"math"
	"strconv"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/queue"
	"yichuang/internal/site"
)

const (
	halfHour   = 30 * time.Minute
	weeksAsked = 4 // how far the expectation looks back
)

// slot is one half hour of the day.
type slot struct {
	From     time.Time
	Begun    bool
	Came     int     // tickets taken today
	Expected float64 // mean of the same weekday in the weeks that count
}

// flow is who came today beside who was to be expected and how many can be served (到人与能力).
type flow struct {
	Slots    []slot
	Weeks    int     // of the last four, those in which somebody came that day; a day off teaches nothing
	Capacity float64 // visits that the windows which are open now can take in half an hour
	Known    bool    // of the capacity: false without an open window or a finished visit today
}

// flowOf reads the day of a hall in half hours.
func (w *Web) flowOf(q db.Querier, p *site.Page, b *board, open int) (flow, error) {
	today := midnight(p.Now)
	came, err := arrivals(q, b.Hall, today, today.AddDate(0, 0, 1))
	if err != nil {
		return flow{}, err
	}
	var past []map[time.Duration]int
	for week := 1; week <= weeksAsked; week++ {
		day := today.AddDate(0, 0, -7*week)
		list, err := arrivals(q, b.Hall, day, day.AddDate(0, 0, 1))
		if err != nil {
			return flow{}, err
		}
		if len(list) > 0 {
			past = append(past, sinceDawn(list, day))
		}
	}
	f := flow{Weeks: len(past)}
	opens, closes, ok := w.Hours.On(b.Hall, p.Now)
	if !ok {
		opens, closes = today, today
	}
	f.Slots = trim(slotsOf(today, p.Now, sinceDawn(came, today), past), opens, closes)
	f.Capacity, f.Known = capacity(open, b.Served)
	return f, nil
}

func sinceDawn(list map[time.Time]int, day time.Time) map[time.Duration]int {
	out := map[time.Duration]int{}
	for at, n := range list {
		out[at.Sub(day)] = n
	}
	return out
}

// slotsOf lays the whole day out in half hours.
func slotsOf(today, now time.Time, came map[time.Duration]int, past []map[time.Duration]int) []slot {
	var out []slot
	for at := time.Duration(0); at < 24*time.Hour; at += halfHour {
		s := slot{From: today.Add(at), Came: came[at]}
		s.Begun = !now.Before(s.From)
		for _, day := range past {
			s.Expected += float64(day[at]) / float64(len(past))
		}
		out = append(out, s)
	}
	return out
}

// trim keeps the office hours, and whatever lies before or after them in which somebody came or used to.
func trim(all []slot, opens, closes time.Time) []slot {
	idle := func(s slot) bool {
		return s.Came == 0 && s.Expected == 0 && (!s.From.Add(halfHour).After(opens) || !s.From.Before(closes))
	}
	for len(all) > 0 && idle(all[0]) {
		all = all[1:]
	}
	for len(all) > 0 && idle(all[len(all)-1]) {
		all = all[:len(all)-1]
	}
	return all
}

// capacity is how many visits of today's mean length the open windows take in half an hour.
func capacity(open int, today queue.Day) (float64, bool) {
	if open == 0 || today.Seconds == 0 {
		return 0, false
	}
	return float64(open) * halfHour.Seconds() / float64(today.Seconds), true
}

// Empty tells that there is nothing to draw.
func (f flow) Empty() bool {
	for _, s := range f.Slots {
		if s.Came > 0 || s.Expected > 0 {
			return false
		}
	}
	return true
}

// tooMany is the first half hour, from the present one on, in which more people are expected than can be served.
func (f flow) tooMany(now time.Time) (slot, bool) {
	for _, s := range f.Slots {
		if f.Known && s.From.Add(halfHour).After(now) && s.Expected > f.Capacity {
			return s, true
		}
	}
	return slot{}, false
}

// sentence says what the picture means.
func (f flow) sentence(p *site.Page) string {
	switch s, over := f.tooMany(p.Now); {
	case over:
		return p.T("manage.flow.over", "time", p.HourMinute(s.From), "expected", number(s.Expected), "capacity", number(f.Capacity))
	case f.Weeks == 0:
		return p.T("manage.flow.no_past")
	case !f.Known:
		return p.T("manage.flow.no_capacity")
	}
	return p.T("manage.flow.enough")
}

// peak is the largest figure of the day.
func (f flow) peak() float64 {
	most := 1.0
	if f.Known {
		most = max(most, f.Capacity)
	}
	for _, s := range f.Slots {
		most = max(most, s.Expected, float64(s.Came))
	}
	return most
}

// The picture, in its own units.
const (
	chartWidth = 480
	chartTop   = 26  // room for the words above
	chartFloor = 124 // where the bars stand
	chartText  = 140
	chartEnd   = 144
)

// bar is one half hour as it is drawn; the expectation stands behind who came.
type bar struct {
	X, Width       float64
	Expected, Came float64 // heights
	Label          string  // who came, or who is expected when the half hour is still to come
	LabelY         float64
	Hour           string // under the full hours
	Middle         float64
}

// bars lays the half hours out from left to right.
func (f flow) bars(p *site.Page) []bar {
	step := float64(chartWidth) / float64(max(1, len(f.Slots)))
	var out []bar
	for i, s := range f.Slots {
		x := bar{X: step*float64(i) + step*0.12, Width: step * 0.76, Middle: step * (float64(i) + 0.5), Expected: f.height(s.Expected), Came: f.height(float64(s.Came))}
		n := int(math.Round(s.Expected))
		if s.Begun {
			n = s.Came
		}
		if n > 0 {
			x.Label = strconv.Itoa(n)
		}
		x.LabelY = chartFloor - max(x.Expected, x.Came) - 3
		if s.From.Minute() == 0 {
			x.Hour = strconv.Itoa(s.From.Hour())
		}
		out = append(out, x)
	}
	return out
}

func (f flow) height(n float64) float64 { return n / f.peak() * (chartFloor - chartTop) }

// line is how high the capacity is drawn.
func (f flow) line() float64 { return chartFloor - f.height(f.Capacity) }

// unit writes a length of the picture.
func unit(n float64) string { return strconv.FormatFloat(n, 'f', 1, 64) }

// came is a figure of the table; a half hour that has not begun has none.
func (s slot) came(p *site.Page) string {
	if !s.Begun {
		return p.T("manage.none")
	}
	return strconv.Itoa(s.Came)
}

func (f flow) expected(p *site.Page, s slot) string {
	if f.Weeks == 0 {
		return p.T("manage.none")
	}
	return number(s.Expected)
}

func (f flow) capacity(p *site.Page) string {
	if !f.Known {
		return p.T("manage.none")
	}
	return number(f.Capacity)
}
