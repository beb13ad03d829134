package queueweb

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/text"
)

const (
	wholeHall  = "all"         // the zone of a display that shows every zone
	shownCalls = 7             // the current call and six before it
	callsSince = 8 * time.Hour // a call of this morning still stands when nobody was called since
	shownLines = 5             // rows of the queue table with the priority row: a number is never made smaller
)

// call is one call on a display. It names a ticket and a window, never a person (decision 16).
type call struct {
	ID, Number, Window string
	Again              bool
	Reason             string // why it goes ahead, in words from a list: nobody can write on a public screen
	Clips              string // addresses of what is said, for the script; empty: the chime alone
}

// screenView is a hall display (hall-display.html).
type screenView struct {
	Hall, Zone string
	Sound      sound
	Calls      []call
	Rows       []lineLoad
	Figures    []figure
	Ticker     []string
}

// figure is one promise as the display shows it: also when it was missed, then with the gap.
type figure struct {
	Value, Unit, Title, Target, Gap string
	None                            bool
}

// sound is how loud a display may be; its address says so (?sound=chime, ?sound=off), because a place is quiet, not a hall.
type sound string

const (
	soundVoice sound = ""      // chime, then speech
	soundChime sound = "chime" // the chime alone
	soundOff   sound = "off"   // a quiet zone: nothing to turn on
)

func soundOf(r *http.Request) sound {
	switch s := sound(r.URL.Query().Get("sound")); s {
	case soundChime, soundOff:
		return s
	}
	return soundVoice
}

func (v screenView) part(name string) string {
	path := "/h/" + v.Hall + "/screen/" + v.Zone + "/" + name
	if v.Sound != soundVoice {
		path += "?sound=" + string(v.Sound)
	}
	return path
}

func zoneOf(r *http.Request) string {
	if z := r.PathValue("zone"); z != "" {
		return z
	}
	return wholeHall
}

// screen is the display of a hall or of one zone.
func (w *Web) screen(rw http.ResponseWriter, r *http.Request) error {
	hall, p, v, err := w.screenView(r)
	if err != nil {
		return err
	}
	p.Topics, p.Refresh = []string{"screen:" + hall.Code}, 10
	if w.Promises != nil {
		for _, f := range w.Promises(r.Context(), hall.Code) {
			v.Figures = append(v.Figures, figureOf(p, f))
		}
		v.Figures = v.Figures[:min(5, len(v.Figures))]
	}
	for _, n := range w.Catalogue().NoticesAt(hall.Code, p.Now.Format(time.DateOnly)) {
		v.Ticker = append(v.Ticker, n.Text.In(string(p.Lang)))
	}
	return w.Site.Write(rw, r, http.StatusOK, p, screen(p, v))
}

func (w *Web) screenCalls(rw http.ResponseWriter, r *http.Request) error {
	return w.screenFragment(rw, r, callsPart)
}

func (w *Web) screenLoad(rw http.ResponseWriter, r *http.Request) error {
	return w.screenFragment(rw, r, queuePart)
}

func (w *Web) screenFragment(rw http.ResponseWriter, r *http.Request, part func(*site.Page, screenView) templ.Component) error {
	_, p, v, err := w.screenView(r)
	if err != nil {
		return err
	}
	return w.Site.Fragment(rw, r, part(p, v))
}

func (w *Web) screenView(r *http.Request) (*catalogue.Hall, *site.Page, screenView, error) {
	hall, err := w.hall(r)
	if err != nil {
		return nil, nil, screenView{}, err
	}
	p := w.page(r, site.Display, hall, "queue.screen.title")
	v := screenView{Hall: hall.Code, Zone: zoneOf(r), Sound: soundOf(r)}
	p.Silent = v.Sound == soundOff
	filter := v.Zone
	if filter == wholeHall {
		filter = ""
	}
	err = w.read(r, func(q *db.Q) error {
		calls, err := queue.Calls(q, hall.Code, filter, p.Now.Add(-callsSince), shownCalls)
		if err != nil {
			return err
		}
		for _, c := range calls {
			v.Calls = append(v.Calls, w.callOf(p, c, v.Sound))
		}
		v.Rows, err = w.screenRows(q, p, hall.Code, filter)
		return err
	})
	return hall, p, v, err
}

func (w *Web) callOf(p *site.Page, c queue.Call, loud sound) call {
	out := call{ID: c.ID, Number: c.Number, Window: c.WindowNo, Again: c.Again, Reason: w.reason(p, c.Number, c.Reason)}
	if loud == soundVoice {
		out.Clips = attribute(w.Voice.Say(c.Number, c.WindowNo))
	}
	return out
}

// reason says why a ticket goes ahead. Free text of staff never reaches a public screen; it is in the journal.
func (w *Web) reason(p *site.Page, number, reason string) string {
	switch {
	case reason == "" || strings.HasPrefix(number, queue.ReturnLetter):
		return ""
	case reason == "voucher":
		return p.T("queue.reason.voucher")
	case reason == queue.Outage:
		return p.T("queue.reason.outage")
	}
	for _, c := range w.Catalogue().Priorities {
		if c.Code == reason {
			return p.T("queue.reason.class", "class", c.Name.In(string(p.Lang)))
		}
	}
	return p.T("queue.reason.other")
}

// screenRows are the lines of a zone (all when empty): the fullest ones when there are too many, in the hall's order, then the priority row.
func (w *Web) screenRows(q db.Querier, p *site.Page, hall, zone string) ([]lineLoad, error) {
	rows, err := loads(q, hall, p.Lang)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(l lineLoad) bool { return zone != "" && !slices.Contains(l.Zones, zone) })
	priority, any, err := priorityLoad(q, hall)
	if err != nil {
		return nil, err
	}
	any = any && (zone == "" || priority.Waiting > 0 || slices.Contains(priority.Zones, zone))
	room := shownLines
	if any {
		room--
	}
	rows = fullest(rows, room)
	if any {
		priority.Name = p.T("queue.screen.priority")
		rows = append(rows, priority)
	}
	return rows, nil
}

// fullest keeps the n rows with most people waiting, in their own order.
func fullest(rows []lineLoad, n int) []lineLoad {
	if len(rows) <= n {
		return rows
	}
	byWaiting := slices.Clone(rows)
	slices.SortStableFunc(byWaiting, func(a, b lineLoad) int { return b.Waiting - a.Waiting })
	least := map[string]bool{}
	for _, l := range byWaiting[n:] {
		least[l.Code] = true
	}
	return slices.DeleteFunc(slices.Clone(rows), func(l lineLoad) bool { return least[l.Code] })
}

func figureOf(p *site.Page, f PromiseFigure) figure {
	out := figure{Title: f.Title.In(string(p.Lang)), None: f.None, Value: cut1(f.Value), Unit: p.T("queue.unit." + f.Unit)}
	out.Target = short1(f.Target) + out.Unit
	gap := f.Target - f.Value
	if f.AtMost {
		gap = -gap
	}
	if gap > 1e-9 {
		out.Gap = short1(math.Ceil(gap*10-1e-6) / 10)
	}
	return out
}

// cut1 writes a measured figure with one decimal, cut: 94.96 % is not the 95 % that were promised (PUB-6).
func cut1(x float64) string { return short1(math.Floor(x*10+1e-6) / 10) }

// short1 writes a figure with one decimal, and none when it is whole.
func short1(x float64) string {
	x = math.Round(x*10) / 10
	return strconv.FormatFloat(x, 'f', -1, 64)
}

func itoa(n int) string { return strconv.Itoa(n) }

// signView is the small screen above a window (HAL-4).
type signView struct {
	Hall       string
	Window     queue.Window
	Business   string
	Ticket     *queue.Ticket
	Name       string // of whoever sits here; on-duty staff are shown by name
	Badge      string
	Photo      string
	Post       string // A, B or empty
	PostHolder string // whose place a B takes
	Elsewhere  string // open windows with the same business
}

func (w *Web) sign(rw http.ResponseWriter, r *http.Request) error {
	p, v, err := w.signView(r)
	if err != nil {
		return err
	}
	p.Topics, p.Refresh = []string{"screen:" + v.Hall}, 10
	return w.Site.Write(rw, r, http.StatusOK, p, sign(p, v))
}

func (w *Web) signNow(rw http.ResponseWriter, r *http.Request) error {
	p, v, err := w.signView(r)
	if err != nil {
		return err
	}
	return w.Site.Fragment(rw, r, signNow(p, v))
}

func (w *Web) signView(r *http.Request) (*site.Page, signView, error) {
	hall, err := w.hall(r)
	if err != nil {
		return nil, signView{}, err
	}
	v := signView{Hall: hall.Code}
	p := w.page(r, site.Display, hall, "queue.sign.title", "no", r.PathValue("no"))
	p.Silent = true // the hall's display calls; the signs would speak over it
	err = w.read(r, func(q *db.Q) error {
		windows, err := queue.Windows(q, hall.Code)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(windows, func(win queue.Window) bool { return win.No == r.PathValue("no") })
		if i < 0 {
			return errNoWindow
		}
		v.Window = windows[i]
		if v.Business, err = business(q, v.Window, p.Lang); err != nil {
			return err
		}
		v.Elsewhere = elsewhere(windows, v.Window)
		if v.Window.Ticket != "" {
			v.Ticket, err = queue.Get(q, v.Window.Ticket)
		}
		return err
	})
	if err != nil {
		return nil, v, err
	}
	w.clerk(p, &v)
	return p, v, nil
}

// clerk says who sits at the window, and whether in the own post or in somebody else's (AB 岗).
func (w *Web) clerk(p *site.Page, v *signView) {
	v.Name = v.Window.Name
	if person, ok := w.Catalogue().Person(v.Window.Staff); ok {
		v.Name, v.Badge = person.Name.In(string(p.Lang)), person.Badge
	}
	win, ok := w.Catalogue().Window(v.Hall, v.Window.No)
	if !ok {
		return
	}
	post, ok := w.Catalogue().Post(win.Post)
	switch {
	case !ok || v.Window.Staff == "":
	case post.A == v.Window.Staff:
		v.Post = "A"
	case post.B == v.Window.Staff:
		v.Post = "B"
		if a, ok := w.Catalogue().Person(post.A); ok {
			v.PostHolder = a.Name.In(string(p.Lang))
		}
	}
}

// business names what a window serves.
func business(q db.Querier, win queue.Window, lang text.Lang) (string, error) {
	var names []string
	for _, s := range win.Serves {
		l, err := queue.GetLine(q, s.Line)
		if err != nil {
			return "", err
		}
		names = append(names, lineName(l, lang))
	}
	return strings.Join(names, " · "), nil
}

// elsewhere lists open windows that serve the first business of a window that does not.
func elsewhere(windows []queue.Window, away queue.Window) string {
	if len(away.Serves) == 0 {
		return ""
	}
	var numbers []string
	for _, win := range windows {
		if win.ID != away.ID && win.State == queue.WindowOpenState && serves(win, away.Serves[0].Line, queue.Ordinary) {
			numbers = append(numbers, win.No)
		}
	}
	return queue.Ranges(numbers)
}
