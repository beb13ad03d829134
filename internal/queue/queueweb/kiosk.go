package queueweb

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

const (
	idle      = 40 // seconds after which a kiosk goes back to its first page (guide.md §6.2); always extendable
	idleShort = 60 // the same where somebody reads and types
	pageSize  = 8  // items on one page: a kiosk does not scroll
	homeLines = 4  // lines on the first page
)

// kioskPath is an address of the kiosk of a hall.
func kioskPath(hall, rest string) string { return "/h/" + hall + "/kiosk" + rest }

// kioskPage begins a page at the kiosk; seconds is the time-out, 0 on the first page.
func (w *Web) kioskPage(r *http.Request, hall *catalogue.Hall, seconds int, title string, pairs ...any) *site.Page {
	p := w.page(r, site.Kiosk, hall, title, pairs...)
	p.Kiosk = site.KioskFrame{Place: p.T("queue.kiosk.place"), Home: kioskPath(hall.Code, ""), Help: kioskPath(hall.Code, "/help"), Timeout: seconds}
	if w.Place != nil {
		p.Kiosk.Place = w.Place(web.Actor(r), string(p.Lang))
	}
	return p
}

// homeView is what the first page shows.
type homeView struct {
	Hall     string
	Rows     []lineLoad
	Identify bool
	Closed   string // why no ticket is given now, or empty
}

// home is the first page of a kiosk (kiosk-home.html). Whoever comes next finds nothing of whoever went before.
func (w *Web) home(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.hall(r)
	if err != nil {
		return err
	}
	forgetPerson(rw, hall.Code)
	p := w.kioskPage(r, hall, 0, "queue.kiosk.title")
	p.Topics, p.Refresh = []string{"hall:" + hall.Code}, 15
	v := homeView{Hall: hall.Code, Identify: w.Person != nil, Closed: w.closed(p, hall)}
	if err := w.read(r, func(q *db.Q) error { v.Rows, err = loads(q, hall.Code, p.Lang); return err }); err != nil {
		return err
	}
	v.Rows = w.homeRows(v.Rows)
	return w.Site.Write(rw, r, http.StatusOK, p, home(p, v))
}

// loadPart is the list of lines of the first page, alone.
func (w *Web) loadPart(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.hall(r)
	if err != nil {
		return err
	}
	p := w.kioskPage(r, hall, 0, "queue.kiosk.title")
	var rows []lineLoad
	if err := w.read(r, func(q *db.Q) error { rows, err = loads(q, hall.Code, p.Lang); return err }); err != nil {
		return err
	}
	return w.Site.Fragment(rw, r, loadList(p, hall.Code, w.homeRows(rows)))
}

// homeRows are the lines with items that most people wait for; every line stands behind 取号办事.
func (w *Web) homeRows(rows []lineLoad) []lineLoad {
	rows = slices.DeleteFunc(rows, func(l lineLoad) bool { return len(w.Catalogue().ItemsOf(l.Code)) == 0 })
	return fullest(rows, homeLines)
}

// closed is the sentence for a hall that gives no tickets now, with when it does.
func (w *Web) closed(p *site.Page, hall *catalogue.Hall) string {
	opens, closes, open := w.Queue.Hours.On(hall.Code, p.Now)
	switch {
	case !open:
		return p.T("queue.kiosk.closed_today", "phone", phoneOf(hall))
	case p.Now.Before(opens):
		return p.T("queue.kiosk.not_open_yet", "time", p.HourMinute(opens))
	case !p.Now.Before(closes):
		return p.T("queue.kiosk.closed_now", "time", p.HourMinute(opens), "phone", phoneOf(hall))
	}
	return ""
}

func phoneOf(h *catalogue.Hall) string {
	if h.Booking != "" {
		return h.Booking
	}
	return h.Phone
}

// chooseView is the page on which a matter is chosen.
type chooseView struct {
	Hall    string
	Basket  basket
	Chosen  []string // names of what is in the basket
	Rows    []lineLoad
	Popular []link
}

// link is a name with where it leads.
type link struct{ Name, Note, Href string }

// choose offers the popular items and the lines.
func (w *Web) choose(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.hall(r)
	if err != nil {
		return err
	}
	p := w.kioskPage(r, hall, idleShort, "queue.choose.title")
	v := chooseView{Hall: hall.Code, Basket: readBasket(r.URL.Query())}
	v.Chosen = w.names(v.Basket.Items, string(p.Lang))
	here := w.Catalogue().ItemsAt(hall.Code)
	for _, it := range w.Catalogue().PopularItems() {
		if slices.Contains(here, it) && len(v.Popular) < 4 {
			v.Popular = append(v.Popular, w.itemLink(hall.Code, v.Basket, it, string(p.Lang)))
		}
	}
	if err := w.read(r, func(q *db.Q) error { v.Rows, err = loads(q, hall.Code, p.Lang); return err }); err != nil {
		return err
	}
	return w.Site.Write(rw, r, http.StatusOK, p, choose(p, v))
}

func (w *Web) names(codes []string, lang string) []string {
	var out []string
	for _, code := range codes {
		if it, ok := w.Catalogue().Item(code); ok {
			out = append(out, it.Name.In(lang))
		}
	}
	return out
}

func (w *Web) itemLink(hall string, b basket, it *catalogue.Item, lang string) link {
	out := link{Name: it.Name.In(lang), Href: b.to(kioskPath(hall, "/item/"+url.PathEscape(it.Code)))}
	if d, ok := w.Catalogue().Department(it.Department); ok {
		out.Note = d.Short.In(lang)
	}
	return out
}

// listView is a page of items.
type listView struct {
	Hall    string
	Basket  basket
	Line    lineLoad
	Items   []link
	Pager   site.Pager
	Query   string
	Letters []link
	Back    string
}

// line lists the items of one line, and gives a number to whoever does not know which one it is.
func (w *Web) line(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.hall(r)
	if err != nil {
		return err
	}
	p := w.kioskPage(r, hall, idleShort, "queue.choose.title")
	v, code := listView{Hall: hall.Code, Basket: readBasket(r.URL.Query())}, r.PathValue("line")
	rows := []lineLoad(nil)
	if err := w.read(r, func(q *db.Q) error { rows, err = loads(q, hall.Code, p.Lang); return err }); err != nil {
		return err
	}
	i := slices.IndexFunc(rows, func(l lineLoad) bool { return l.Code == code })
	if i < 0 {
		return queue.ErrNoLine
	}
	v.Line, p.Title = rows[i], rows[i].Name
	items := w.Catalogue().ItemsOf(code)
	at := web.PageOf(r, pageSize)
	at.Total = len(items)
	for _, it := range items[min(at.Offset(), len(items)):min(at.Offset()+pageSize, len(items))] {
		one := w.itemLink(hall.Code, v.Basket, it, string(p.Lang))
		one.Note = "" // the line's name stands above
		v.Items = append(v.Items, one)
	}
	v.Pager = pager(at, func(n string) string { return v.Basket.to(kioskPath(hall.Code, "/line/"+code), "page", n) })
	v.Back = v.Basket.to(kioskPath(hall.Code, "/take"))
	return w.Site.Write(rw, r, http.StatusOK, p, lineItems(p, v))
}

func pager(at web.Page, to func(page string) string) site.Pager {
	out := site.Pager{Page: at.Number, Pages: at.Last()}
	if at.Number > 1 {
		out.Prev = to(itoa(at.Number - 1))
	}
	if at.Number < at.Last() {
		out.Next = to(itoa(at.Number + 1))
	}
	return out
}

// find searches by two characters, or by the first letters of the pinyin: those are on the screen, so nobody needs a keyboard.
func (w *Web) find(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.hall(r)
	if err != nil {
		return err
	}
	p := w.kioskPage(r, hall, idleShort, "queue.find.title")
	v := listView{Hall: hall.Code, Basket: readBasket(r.URL.Query()), Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	v.Query = string([]rune(v.Query)[:min(20, len([]rune(v.Query)))])
	path := kioskPath(hall.Code, "/find")
	here := w.Catalogue().ItemsAt(hall.Code)
	for _, it := range w.Catalogue().Search(v.Query, 40) {
		if slices.Contains(here, it) && len(v.Items) < 5 {
			v.Items = append(v.Items, w.itemLink(hall.Code, v.Basket, it, string(p.Lang)))
		}
	}
	for c := 'A'; c <= 'Z'; c++ {
		v.Letters = append(v.Letters, link{Name: string(c), Href: v.Basket.to(path, "q", v.Query+string(c))})
	}
	v.Back = v.Basket.to(kioskPath(hall.Code, "/take"))
	return w.Site.Write(rw, r, http.StatusOK, p, find(p, v))
}

// The identity of the person at the kiosk is kept as its blind index only, for a few minutes, and forgotten on the first page.
const personCookie = "kiosk_person"

func forgetPerson(rw http.ResponseWriter, hall string) {
	http.SetCookie(rw, &http.Cookie{Name: personCookie, Path: kioskPath(hall, ""), MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode})
}

func rememberPerson(rw http.ResponseWriter, r *http.Request, hall, index string) {
	http.SetCookie(rw, &http.Cookie{Name: personCookie, Value: index, Path: kioskPath(hall, ""), MaxAge: 300, HttpOnly: true,
		Secure: web.Secure(r), SameSite: http.SameSiteStrictMode})
}

func personOf(r *http.Request) string {
	if c, err := r.Cookie(personCookie); err == nil {
		return c.Value
	}
	return ""
}

// helpCalled is what the kiosk says after somebody asked for a person.
func (w *Web) helpCalled(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.hall(r)
	if err != nil {
		return err
	}
	p := w.kioskPage(r, hall, idle, "queue.help.title")
	return w.say(rw, r, p, "hand-stop", p.T("queue.help.title"), p.T("queue.help.words", "phone", hall.Phone))
}

// say is a page of one sentence.
func (w *Web) say(rw http.ResponseWriter, r *http.Request, p *site.Page, icon, title, words string) error {
	return w.Site.Write(rw, r, http.StatusOK, p, sentence(p, icon, title, words))
}

// refuse draws a form again with what is wrong in it, or hands the error on when it is no matter of the form.
func (w *Web) refuse(rw http.ResponseWriter, r *http.Request, p *site.Page, f *web.Form, err error, body func() templ.Component) error {
	if !f.Fail(err) {
		return err
	}
	return w.Site.Write(rw, r, http.StatusUnprocessableEntity, p, body())
}

// device is who acts at this kiosk.
func device(r *http.Request) ids.Actor { return web.Actor(r) }

var (
	errNoItem   = errs.New(errs.NotFound, "queue.no_item")
	errNoWindow = errs.New(errs.NotFound, "queue.no_window")
)
