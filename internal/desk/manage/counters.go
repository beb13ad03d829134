package manage

import (
	"time"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/org"
	"yichuang/internal/queue"
	"yichuang/internal/site"
)

// zone is a part of the hall with its windows.
type zone struct {
	Name     string
	Counters []counter
	Columns  int // of the plan's seven
}

// planColumns is how many windows stand side by side on the plan.
const planColumns = 7

// layOut gives each zone as many columns as it has windows, and tells how many are left in the last row: the waiting area fills
// them when they are enough for it.
func layOut(zones []zone) (rest int) {
	at := 0
	for i := range zones {
		n := min(len(zones[i].Counters), planColumns)
		if at+n > planColumns {
			at = 0
		}
		zones[i].Columns = n
		at += n
	}
	if rest = planColumns - at; rest < 4 {
		return planColumns
	}
	return rest
}

// counter is one window as it is now (HAL-4). State is a class of site.Counter: "", idle, long, away, empty, off.
type counter struct {
	No, Business, Who, Path string
	State                   string
	Covering                bool // the B of the post sits here
	Ticket                  string
	Big                     string // the state in words, when there is no ticket
	Line                    string
	Since                   time.Time // of the running clock; zero for none
	Return                  time.Time // when a paused window said it would be back
}

// floor are the windows by zone, and how many are in each state.
type floor struct {
	Zones              []zone
	Open, Paused, Away int // Away: paused and past the return time
	Closed, All        int
	Overdue            []counter
	servingLine        map[string]int
}

// floorOf reads the windows of a hall.
func (w *Web) floorOf(q db.Querier, p *site.Page, hall *catalogue.Hall) (floor, error) {
	f := floor{servingLine: map[string]int{}}
	windows, err := queue.Windows(q, hall.Code)
	if err != nil {
		return f, err
	}
	seats, err := w.Identity.Seats(q, hall.Code)
	if err != nil {
		return f, err
	}
	byZone := map[string][]counter{}
	for _, win := range windows {
		c, err := w.counter(q, p, win, seats[win.ID])
		if err != nil {
			return f, err
		}
		f.add(win, c)
		byZone[win.Zone] = append(byZone[win.Zone], c)
	}
	for _, z := range hall.Zones {
		if list := byZone[z.Code]; len(list) > 0 {
			f.Zones = append(f.Zones, zone{Name: z.Name.In(lang(p)), Counters: list})
			delete(byZone, z.Code)
		}
	}
	for _, list := range byZone { // a window in no zone of the catalogue is shown all the same
		f.Zones = append(f.Zones, zone{Name: p.T("manage.zone.other"), Counters: list})
	}
	return f, nil
}

// add counts a window.
func (f *floor) add(win queue.Window, c counter) {
	f.All++
	switch win.State {
	case queue.WindowOpenState:
		f.Open++
		for _, s := range win.Serves {
			if !s.PriorityOnly {
				f.servingLine[s.Line]++
			}
		}
	case queue.WindowPausedState:
		f.Paused++
		if c.State == "empty" {
			f.Away++
			f.Overdue = append(f.Overdue, c)
		}
	default:
		f.Closed++
	}
}

func (w *Web) counter(q db.Querier, p *site.Page, win queue.Window, seat identity.Seat) (counter, error) {
	c := counter{No: win.No, Path: at(win.Hall, "/window/"+win.No)}
	place, err := org.WindowByID(q, win.ID)
	if err != nil {
		return c, err
	}
	c.Business = w.business(p, place)
	post, err := org.PostByID(q, place.Post)
	if err != nil {
		return c, err
	}
	sits := win.Staff
	if c.Who = win.Name; seat.Staff.ID != "" {
		sits, c.Who = seat.Staff.ID, seat.Staff.Name
	}
	c.Covering = sits != "" && sits == post.B
	return c, w.state(q, p, win, &c)
}

// business is the short name of the department that a window serves, or the window's own when it serves several.
func (w *Web) business(p *site.Page, win org.Window) string {
	if d, ok := w.Catalogue().Department(win.Department); ok && (win.Kind == org.Integrated || win.Kind == org.Dedicated) && win.Department != "hall" {
		return d.Short.In(lang(p))
	}
	return p.T("manage.window.kind." + string(win.Kind))
}

// state says what a window does: with whom and how long, idle, away until when, or closed.
func (w *Web) state(q db.Querier, p *site.Page, win queue.Window, c *counter) error {
	switch {
	case win.State == queue.WindowClosedState:
		c.State, c.Big, c.Line = "off", p.T("manage.window.off"), p.T("manage.window.off.line")
		if c.Who != "" {
			c.Line = p.T("manage.window.off.seated")
		}
	case win.State == queue.WindowPausedState:
		c.State, c.Big, c.Return = "away", p.T("manage.window.away"), win.Return
		c.Line = p.T("manage.window.away.line", "reason", win.Reason, "time", p.HourMinute(win.Return))
		if p.Now.After(win.Return) {
			c.State, c.Big, c.Since = "empty", p.T("manage.window.empty"), win.Return
			c.Line = p.T("manage.window.empty.line", "reason", win.Reason, "time", p.HourMinute(win.Return))
		}
	case win.Ticket == "":
		c.State, c.Big = "idle", p.T("manage.window.idle")
		return w.idle(q, p, win, c)
	default:
		return w.busy(q, p, win, c)
	}
	return nil
}

func (w *Web) idle(q db.Querier, p *site.Page, win queue.Window, c *counter) error {
	day, err := queue.DayOf(q, win.Hall, win.ID, midnight(p.Now))
	c.Line = p.T("manage.window.idle.line", "n", day.Served)
	return err
}

// busy says which ticket is called or served. A visit that is longer than the usual one of its line is amber for the hall's head
// only (guide §6.5).
func (w *Web) busy(q db.Querier, p *site.Page, win queue.Window, c *counter) error {
	t, err := queue.Get(q, win.Ticket)
	if err != nil {
		return err
	}
	l, err := queue.GetLine(q, t.Line)
	if err != nil {
		return err
	}
	c.Ticket, c.Line, c.Since = t.Number, w.matter(p, t, l), t.Served
	switch {
	case t.State == queue.Called:
		c.Line, c.Since = p.T("manage.window.calling", "n", t.Calls), t.Last
	case p.Now.Sub(t.Served) > time.Duration(l.Minutes)*time.Minute:
		c.State = "long"
	}
	return nil
}

// matter is what the ticket is about: its item, or its line when it was taken by business.
func (w *Web) matter(p *site.Page, t *queue.Ticket, l queue.Line) string {
	for _, m := range t.Matters {
		if it, ok := w.Catalogue().Item(m.Item); ok {
			return it.Name.In(lang(p))
		}
	}
	return lineName(p, l)
}

func lineName(p *site.Page, l queue.Line) string {
	return catalogue.Text{ZH: l.NameZH, EN: l.NameEN}.In(lang(p))
}

// midnight is the beginning of the day of an instant, on the hall's clock.
func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}
