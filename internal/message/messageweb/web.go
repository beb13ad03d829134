package messageweb

import (
	"embed"
	"net/http"
	"net/url"
	"slices"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/message"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// Texts are the words of this package, for text.Must; its pages also use those of message.
//
//go:embed text.zh-CN.yaml text.en.yaml
var Texts embed.FS

// Web draws the page.
type Web struct {
	Site     *site.Site
	DB       *db.DB
	Messages *message.Service
	Now      func() time.Time
	// Hall describes a hall on its pages, in a language.
	Hall func(hall, lang string) site.Hall
	// Frame adds what all staff pages have in common; may be nil.
	Frame func(r *http.Request, p *site.Page)
}

// pageSize is how many messages stand on a page.
const pageSize = 50

// figuresDays is how many days back the figures by status count.
const figuresDays = 30

// Routes is the table of this feature.
func (w *Web) Routes() []web.Route {
	return append(w.notesRoutes(), []web.Route{
		{Method: http.MethodGet, Path: "/h/{hall}/messages", Act: "message.view", Do: w.page},
		{Method: http.MethodGet, Path: "/h/{hall}/messages/list", Act: "message.view", Do: w.part},
	}...)
}

// view is what the page shows.
type view struct {
	Hall   string
	Query  string // of the fragment, so that it stays on the same page
	Chips  []site.Chip
	Lines  []message.Line
	Next   string // path of the page after; empty on the last one
	First  string // path of the first page; empty on it
	Filter message.Status
}

func at(hall, rest string) string { return "/h/" + hall + "/messages" + rest }

func query(status message.Status, after string) string {
	q := url.Values{}
	if status != "" {
		q.Set("status", string(status))
	}
	if after != "" {
		q.Set("after", after)
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

func (w *Web) page(rw http.ResponseWriter, r *http.Request) error {
	p, v, err := w.load(r)
	if err != nil {
		return err
	}
	p.Topics = []string{"message:" + v.Hall}
	return w.Site.Write(rw, r, http.StatusOK, p, show(p, v))
}

func (w *Web) part(rw http.ResponseWriter, r *http.Request) error {
	p, v, err := w.load(r)
	if err != nil {
		return err
	}
	return w.Site.Fragment(rw, r, list(p, v))
}

func (w *Web) load(r *http.Request) (*site.Page, view, error) {
	hall := web.Hall(r)
	if err := identity.Can(web.Actor(r), "message.view", identity.Object{Hall: hall}); err != nil {
		return nil, view{}, err
	}
	p := w.frame(r, hall)
	p.Title = p.T("messages.title")
	f := message.Filter{Status: message.Status(r.URL.Query().Get("status")), After: r.URL.Query().Get("after"), Limit: pageSize + 1}
	if !slices.Contains(message.Statuses(), f.Status) {
		f.Status = ""
	}
	v := view{Hall: hall, Filter: f.Status, Query: query(f.Status, f.After)}
	err := w.DB.Read(r.Context(), func(q *db.Q) (err error) {
		if v.Lines, err = w.Messages.List(q, hall, f); err != nil {
			return err
		}
		counts, err := message.Counts(q, hall, q.Time().AddDate(0, 0, -figuresDays))
		v.figures(p, counts)
		return err
	})
	v.turn(f)
	return p, v, err
}

// frame begins a page with the staff bar.
func (w *Web) frame(r *http.Request, hall string) *site.Page {
	p := w.Site.Page(r, site.Staff, w.Hall(hall, string(web.From(r).Lang)), "", w.Now())
	if who := web.Actor(r); who.Name != "" {
		p.User = &site.User{Name: who.Name}
	}
	if w.Frame != nil {
		w.Frame(r, p)
	}
	return p
}

// figures are the filters: one for each status with its number.
func (v *view) figures(p *site.Page, counts map[message.Status]int) {
	v.Chips = []site.Chip{{Label: p.T("messages.all"), Href: at(v.Hall, ""), On: v.Filter == ""}}
	for _, st := range message.Statuses() {
		label := p.T("messages.chip", "status", p.T("message.status."+string(st)), "n", counts[st])
		v.Chips = append(v.Chips, site.Chip{Label: label, Href: at(v.Hall, query(st, "")), On: v.Filter == st})
	}
}

// turn makes the links to the first and the next page; one line more than fits says that there is a next one.
func (v *view) turn(f message.Filter) {
	if f.After != "" {
		v.First = at(v.Hall, query(f.Status, ""))
	}
	if len(v.Lines) > pageSize {
		v.Lines = v.Lines[:pageSize]
		v.Next = at(v.Hall, query(f.Status, v.Lines[pageSize-1].ID))
	}
}

// tone colours a status.
func tone(l message.Line) string {
	switch {
	case l.Held:
		return "line"
	case l.Status == message.Delivered:
		return "ok"
	case l.Status == message.TemporaryFailure:
		return "warn"
	case l.Status == message.PermanentFailure:
		return "over"
	default:
		return "blue"
	}
}

// stand says in words how a message stands.
func stand(p *site.Page, l message.Line) string {
	if l.Held {
		return p.T("message.held")
	}
	return p.T("message.status." + string(l.Status))
}

// why adds the reason and the next attempt.
func why(p *site.Page, l message.Line) string {
	if l.Reason == "" {
		return ""
	}
	reason := p.T("message.reason." + l.Reason)
	if l.Status == message.TemporaryFailure {
		return p.T("messages.again", "reason", reason, "at", p.DayTime(l.Next))
	}
	return reason
}
