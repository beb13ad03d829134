package queueweb

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// take gives the number. Only then is anything printed, so a printer without paper makes no ghost number.
func (w *Web) take(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.hall(r)
	if err != nil {
		return err
	}
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	var req queue.Request
	if err := w.read(r, func(q *db.Q) error { req, err = w.request(q, hall, f, device(r).Key()); return err }); err != nil {
		return w.takeRefused(rw, r, hall, f, err)
	}
	req.Person = personOf(r)
	taken, err := w.Queue.Take(r.Context(), device(r), hall.Code, req, web.OnceKey(r))
	if err != nil {
		return w.takeRefused(rw, r, hall, f, err)
	}
	return w.handOut(rw, r, hall.Code, taken, readBasket(f.Values).Said)
}

// handOut shows a number that now exists: the printer is asked, and the page says how that went.
func (w *Web) handOut(rw http.ResponseWriter, r *http.Request, hall string, taken queue.Taken, said url.Values) error {
	path := kioskPath(hall, "/ticket/"+taken.Ticket.ID)
	q := url.Values{}
	for k, v := range said {
		q[k] = v
	}
	if w.Print != nil {
		q.Set("print", "ok")
		slip := Slip{Hall: hall, Ticket: taken.Ticket, URL: w.address(r, "/t/"+taken.Secret), Ahead: taken.Ahead}
		if err := w.Print(r.Context(), device(r), slip); err != nil {
			q.Set("print", "failed")
		}
	}
	keepSecret(rw, r, path, taken.Secret)
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return web.SeeOther(rw, r, path)
}

// The secret of a slip is kept beside the ticket's own pages for three minutes, so that they can draw its QR code.
const secretCookie = "slip"

func keepSecret(rw http.ResponseWriter, r *http.Request, path, secret string) {
	http.SetCookie(rw, &http.Cookie{Name: secretCookie, Value: secret, Path: path, MaxAge: 180, HttpOnly: true, Secure: web.Secure(r),
		SameSite: http.SameSiteStrictMode})
}

func secretOf(r *http.Request) string {
	if c, err := r.Cookie(secretCookie); err == nil {
		return c.Value
	}
	return ""
}

// takeRefused shows the page of the matter again, with why there is no number.
func (w *Web) takeRefused(rw http.ResponseWriter, r *http.Request, hall *catalogue.Hall, f *web.Form, cause error) error {
	b := readBasket(f.Values)
	if len(b.Items) == 0 {
		p := w.kioskPage(r, hall, idleShort, "queue.choose.title")
		return w.refuse(rw, r, p, f, cause, func() templ.Component {
			return refused(p, p.Errors(f), kioskPath(hall.Code, "/take"))
		})
	}
	it, ok := w.Catalogue().Item(b.Items[len(b.Items)-1])
	if !ok {
		return cause
	}
	p := w.kioskPage(r, hall, idleShort, "queue.item.title")
	v, err := w.itemView(r, p, hall, it, b.say(it.Code, skip, "1"))
	if err != nil {
		return err
	}
	if !f.Fail(cause) {
		return cause
	}
	v.Errors, v.Chosen, v.PriorityO = p.Errors(f), f.Get("priority"), f.Get("priority") != ""
	return w.Site.Write(rw, r, http.StatusUnprocessableEntity, p, item(p, v))
}

// ticketView is a ticket with everything that its holder wants to know.
type ticketView struct {
	Hall      *catalogue.Hall
	Ticket    *queue.Ticket
	Line      queue.Line
	LineName  string
	Names     []string // of the matters; the line's name when the ticket was taken by business
	Place     place
	Ahead     int
	From, To  time.Time
	Known     bool   // From and To are known
	Window    string // number of the window that called or serves
	ReturnBy  time.Time
	Within    int // minutes in which a missed person may come back
	Secret    string
	URL       string
	Path      string // of this page
	Brings    []bringList
	Whole     bool       // not every question was answered, so the lists are whole
	Said      url.Values // the answers, for further pages of the ticket
	Printed   string     // "", ok or failed
	MayCancel bool
	MayReturn bool
	MayRedeem bool
	Error     string
}

// bringList is what to bring for one matter.
type bringList struct {
	Item string
	List []bring
}

// listed is how many lines of papers fit beside a number on a kiosk that does not scroll; the slip and the phone have them all.
const listed = 4

// shown are the lines of one matter that fit when so many matters share the space.
func (b bringList) shown(matters int) []bring {
	return b.List[:min(len(b.List), max(1, listed/matters))]
}

// rest is how many lines of papers the page leaves to slip and phone.
func (v ticketView) rest() int {
	n := 0
	for _, b := range v.Brings {
		n += len(b.List) - len(b.shown(len(v.Brings)))
	}
	return n
}

// view gathers a ticket for its pages; said holds the answers that decide what to bring.
func (w *Web) view(q db.Querier, p *site.Page, t *queue.Ticket, said url.Values) (ticketView, error) {
	lang := string(p.Lang)
	within := w.Queue.Settings.ReturnWithin
	v := ticketView{Ticket: t, Said: said, ReturnBy: t.Missed.Add(within), Within: int(within.Minutes())}
	v.Hall, _ = w.Catalogue().Hall(t.Hall)
	if v.Hall == nil {
		return v, errs.New(errs.NotFound, "queue.no_hall")
	}
	var err error
	if v.Line, err = queue.GetLine(q, t.Line); err != nil {
		return v, err
	}
	v.LineName = lineName(v.Line, p.Lang)
	if v.Place, err = placeOf(q, v.Hall, v.Line, t.Class, lang); err != nil {
		return v, err
	}
	if t.State == queue.Waiting {
		if v.Ahead, err = queue.Ahead(q, t); err != nil {
			return v, err
		}
		v.From, v.To, v.Known = expected(v.Ahead, v.Place, v.Line, p.Now)
	}
	if t.Window != "" {
		win, err := queue.GetWindow(q, t.Window)
		if err != nil {
			return v, err
		}
		v.Window = win.No
	}
	w.matters(p, &v, said)
	return v, nil
}

func (w *Web) matters(p *site.Page, v *ticketView, said url.Values) {
	b := basket{Said: said}
	for _, m := range v.Ticket.Matters {
		it, ok := w.Catalogue().Item(m.Item)
		if !ok {
			continue
		}
		list, whole := w.brings(p, it, b)
		v.Whole = v.Whole || whole
		v.Names = append(v.Names, it.Name.In(string(p.Lang)))
		v.Brings = append(v.Brings, bringList{it.Name.In(string(p.Lang)), list})
	}
	if len(v.Names) == 0 {
		v.Names = []string{v.LineName}
	}
}

// Matters are the names of what the person came for, in one line.
func (v ticketView) Matters(p *site.Page) string { return strings.Join(v.Names, p.T("queue.comma")) }

// query carries the answers on to the slip.
func (v ticketView) query() string { return basket{Said: v.Said}.to("") }

// boxOf is the mark before a line of the paper list: a box to tick, or a tick for what nobody has to bring.
func boxOf(b bring) string {
	if b.Free {
		return "✓"
	}
	return "□"
}

// ticketOf reads the ticket in the path and checks that it belongs to the hall in the path.
func (w *Web) ticketOf(q db.Querier, r *http.Request) (*queue.Ticket, error) {
	t, err := queue.Get(q, r.PathValue("id"))
	if err == nil && t.Hall != web.Hall(r) {
		return nil, queue.ErrNoSuchTicket
	}
	return t, err
}

// ticket is the page after taking a number (kiosk-ticket.html).
func (w *Web) ticket(rw http.ResponseWriter, r *http.Request) error {
	return w.ticketPage(rw, r, http.StatusOK, nil)
}

func (w *Web) ticketPage(rw http.ResponseWriter, r *http.Request, status int, cause error) error {
	hall, err := w.hall(r)
	if err != nil {
		return err
	}
	p := w.kioskPage(r, hall, idle, "queue.ticket.title")
	p.Kiosk.DoneText = p.T("queue.ticket.done")
	var v ticketView
	err = w.read(r, func(q *db.Q) error {
		t, err := w.ticketOf(q, r)
		if err != nil {
			return err
		}
		v, err = w.view(q, p, t, readBasket(r.URL.Query()).Said)
		return err
	})
	if err != nil {
		return err
	}
	v.Path = kioskPath(hall.Code, "/ticket/"+v.Ticket.ID)
	if v.Secret = secretOf(r); v.Secret != "" {
		v.URL = w.address(r, "/t/"+v.Secret)
	}
	if v.Printed = r.URL.Query().Get("print"); !slices.Contains([]string{"ok", "failed"}, v.Printed) {
		v.Printed = ""
	}
	v.allow(device(r))
	if cause != nil {
		v.Error = p.ErrorText(errs.Of(cause))
		p.HasErrors = true
	}
	p.Title = p.T("queue.ticket.title_no", "no", v.Ticket.Number)
	return w.Site.Write(rw, r, status, p, ticket(p, v))
}

// slip is the paper of 80 mm: number, place, time, QR code, what to bring.
func (w *Web) slip(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.hall(r)
	if err != nil {
		return err
	}
	p := w.page(r, site.Print, hall, "queue.slip.title")
	var v ticketView
	err = w.read(r, func(q *db.Q) error {
		t, err := w.ticketOf(q, r)
		if err != nil {
			return err
		}
		v, err = w.view(q, p, t, readBasket(r.URL.Query()).Said)
		return err
	})
	if err != nil {
		return err
	}
	if v.Secret = secretOf(r); v.Secret != "" {
		v.URL = w.address(r, "/t/"+v.Secret)
	}
	p.Title = p.T("queue.ticket.title_no", "no", v.Ticket.Number)
	p.Back = "/h/" + hall.Code + "/guide-desk"
	timeout := 0
	if strings.HasPrefix(r.URL.Path, kioskPath(hall.Code, "/")) {
		p.Back = strings.TrimSuffix(r.URL.Path, "/slip")
		if r.URL.RawQuery != "" {
			p.Back += "?" + r.URL.RawQuery
		}
		timeout = idle
		p.Kiosk = site.KioskFrame{Home: kioskPath(hall.Code, ""), Timeout: idle}
	}
	return w.Site.Write(rw, r, http.StatusOK, p, slip(p, v, timeout))
}

// taken is the day and time on the slip.
func taken(p *site.Page, t time.Time) string {
	return p.FullDay(t) + " " + p.HourMinute(t)
}
