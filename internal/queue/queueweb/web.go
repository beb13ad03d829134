package queueweb

import (
	"context"
	"embed"
	"net/http"
	"time"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// Texts are the words of this package, for text.Must; the words for the error codes of package queue are among them.
//
//go:embed text.zh-CN.yaml text.en.yaml
var Texts embed.FS

// Web draws the pages. Fields that may be nil say what happens then.
type Web struct {
	Site      *site.Site
	DB        *db.DB
	Queue     *queue.Service
	Catalogue func() *catalogue.Catalogue
	Now       func() time.Time
	// Hall describes a hall on its pages, in a language; nil: what the catalogue says.
	Hall func(hall, lang string) site.Hall
	// Frame adds what staff pages have in common: the signed-in person, the navigation. May be nil.
	Frame func(r *http.Request, p *site.Page)
	// PublicURL begins the addresses in QR codes ("https://hall.example"); empty: the address that the browser used.
	PublicURL string
	// Place names a kiosk (1 号自助机·大厅东入口); nil: 自助机.
	Place func(device ids.Actor, lang string) string
	// Promises are the month's figures against the published promises (PUB-6); nil: the display leaves them out.
	Promises func(ctx context.Context, hall string) []PromiseFigure
	// Person is the blind index of an identity; nil: tickets are taken without one.
	Person func(kind, value string) string
	// Print sends a slip to the device's printer; nil: the browser prints. An error never takes the number back.
	Print func(ctx context.Context, device ids.Actor, s Slip) error
	// ReturnTicket takes a ticket for somebody who brings what a one-time notice asked for; nil: the guide desk does.
	ReturnTicket func(ctx context.Context, actor ids.Actor, hall, noticeNo string) (queue.Taken, error)
	// CheckIn takes the ticket of somebody who booked; nil: the guide desk does.
	CheckIn func(ctx context.Context, actor ids.Actor, hall, bookingNo string) (queue.Taken, error)
	// DeliveryLine is the line in which the result of a case is handed out; nil: the guide desk knows.
	DeliveryLine func(ctx context.Context, hall, caseNo string) (line string, err error)
	// Voice are the clips that call a number to a window; nil or empty: the chime alone.
	Voice *Voice
	// TrackPath is where somebody follows a case; empty: /track.
	TrackPath string
}

// PromiseFigure is one published promise and how it was kept this month.
type PromiseFigure struct {
	Title  catalogue.Text
	Value  float64
	Target float64
	Unit   string // percent, minutes, count or points
	AtMost bool   // the target is a ceiling
	None   bool   // nothing to measure yet
}

// Slip is what stands on the paper that the printer is asked for.
type Slip struct {
	Hall   string
	Ticket *queue.Ticket
	URL    string // of the ticket on a phone
	Ahead  int
}

// Routes is the table of this feature.
func (w *Web) Routes() []web.Route {
	const kiosk, screen, guide = "/h/{hall}/kiosk", "/h/{hall}/screen", "/h/{hall}/guide-desk"
	get := func(path, act string, do web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Path: path, Act: act, Do: do}
	}
	post := func(path, act string, do web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Path: path, Act: act, Do: do}
	}
	return []web.Route{
		styles.Route(),
		get(kiosk, "queue.view", w.home),
		get(kiosk+"/load", "queue.view", w.loadPart),
		post(kiosk+"/help", "queue.view", w.callHelp),
		get(kiosk+"/help", "queue.view", w.helpCalled),
		get(kiosk+"/take", "queue.view", w.choose),
		post(kiosk+"/take", "queue.ticket.take", w.take),
		get(kiosk+"/find", "queue.view", w.find),
		get(kiosk+"/line/{line}", "queue.view", w.line),
		get(kiosk+"/item/{item}", "queue.view", w.item),
		get(kiosk+"/identify", "queue.ticket.take", w.identify),
		post(kiosk+"/identify", "queue.ticket.take", w.identified),
		get(kiosk+"/track", "queue.view", w.track),
		get(kiosk+"/checkin", "queue.view", w.counter(checkin)),
		post(kiosk+"/checkin", "queue.ticket.take", w.counterTake(checkin)),
		get(kiosk+"/supplement", "queue.view", w.counter(supplement)),
		post(kiosk+"/supplement", "queue.ticket.take", w.counterTake(supplement)),
		get(kiosk+"/collect", "queue.view", w.counter(collect)),
		post(kiosk+"/collect", "queue.ticket.take", w.counterTake(collect)),
		get(kiosk+"/slip", "queue.view", w.counter(slipCode)),
		post(kiosk+"/slip", "queue.ticket.view", w.openSlip),
		get(kiosk+"/ticket/{id}", "queue.ticket.view", w.ticket),
		get(kiosk+"/ticket/{id}/slip", "queue.ticket.view", w.slip),
		post(kiosk+"/ticket/{id}/cancel", "queue.ticket.cancel", w.kioskCancel),
		post(kiosk+"/ticket/{id}/return", "queue.ticket.return", w.kioskReturn),
		post(kiosk+"/ticket/{id}/redeem", "queue.ticket.take", w.kioskRedeem),
		get(screen, "screen.view", w.screen),
		get(screen+"/{zone}", "screen.view", w.screen),
		get(screen+"/{zone}/calls", "screen.view", w.screenCalls),
		get(screen+"/{zone}/load", "screen.view", w.screenLoad),
		get("/voice/{lang}/{name}", web.Public, w.clip),
		get("/h/{hall}/sign/{no}", "screen.view", w.sign),
		get("/h/{hall}/sign/{no}/now", "screen.view", w.signNow),
		get("/t/{secret}", "queue.ticket.view", w.phone),
		get("/t/{secret}/now", "queue.ticket.view", w.phoneNow),
		post("/t/{secret}/cancel", "queue.ticket.cancel", w.phoneCancel),
		post("/t/{secret}/return", "queue.ticket.return", w.phoneReturn),
		post("/t/{secret}/redeem", "queue.ticket.take", w.phoneRedeem),
		get(guide, "queue.view", w.guide),
		get(guide+"/now", "queue.view", w.guideNow),
		post(guide+"/take", "queue.ticket.take", w.guideTake),
		get(guide+"/ticket/{id}/slip", "queue.ticket.view", w.slip),
		post(guide+"/ticket/{id}/return", "queue.ticket.return", w.guideReturn),
		post(guide+"/ticket/{id}/cancel", "queue.ticket.cancel", w.guideCancel),
		post(guide+"/help/{id}/done", "queue.view", w.answerHelp),
	}
}

// hall is the hall in the path.
func (w *Web) hall(r *http.Request) (*catalogue.Hall, error) {
	if h, ok := w.Catalogue().Hall(web.Hall(r)); ok {
		return h, nil
	}
	return nil, errs.New(errs.NotFound, "queue.no_hall")
}

// page begins a page of a hall.
func (w *Web) page(r *http.Request, surface site.Surface, hall *catalogue.Hall, title string, pairs ...any) *site.Page {
	lang := string(web.From(r).Lang)
	about := site.Hall{ID: hall.Code, Name: hall.Name.In(lang), Phone: hall.Phone, Address: hall.Address.In(lang), Home: "/"}
	if w.Hall != nil {
		about = w.Hall(hall.Code, lang)
	}
	p := w.Site.Page(r, surface, about, "", w.Now())
	p.Title = p.T(title, pairs...)
	return p
}

// read opens a reading transaction.
func (w *Web) read(r *http.Request, do func(q *db.Q) error) error {
	return w.DB.Read(r.Context(), do)
}

// address is the absolute address of a path, for a QR code.
func (w *Web) address(r *http.Request, path string) string {
	if w.PublicURL != "" {
		return w.PublicURL + path
	}
	if web.Secure(r) {
		return "https://" + r.Host + path
	}
	return "http://" + r.Host + path
}

//go:embed queue.css
var css []byte

var styles = site.NewSheet("/queue.css", css)
