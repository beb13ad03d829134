package manage

import (
	"net/http"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/org"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// windowView is one window in detail.
type windowView struct {
	counter
	Name, Post        string
	A, B, Responsible string
	As                string
	StateSince        time.Time // since when the window is open, paused or closed
	Today             queue.Day
	Lines             []string
	Next              []queue.Place
}

const mostNext = 12

// window shows who is responsible at a window, what it does and whom it would call next.
func (w *Web) window(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.may(r)
	if err != nil {
		return err
	}
	p := w.page(r, hall.Code, "manage.window.title", "no", r.PathValue("no"))
	p.Topics, p.Refresh = topics(hall.Code), 30
	var v windowView
	if err := w.read(r, func(q *db.Q) (err error) {
		v, err = w.windowView(q, p, hall.Code, r.PathValue("no"))
		return err
	}); err != nil {
		return err
	}
	if r.Header.Get("Hx-Request") != "" {
		return w.Site.Fragment(rw, r, windowNow(p, v))
	}
	return w.Site.Write(rw, r, http.StatusOK, p, windowPage(p, hall.Code, v))
}

func (w *Web) windowView(q db.Querier, p *site.Page, hall, no string) (windowView, error) {
	v := windowView{}
	windows, err := queue.Windows(q, hall)
	if err != nil {
		return v, err
	}
	for _, win := range windows {
		if win.No == no {
			return v, w.fill(q, p, win, &v)
		}
	}
	return v, errs.New(errs.NotFound, "manage.window.unknown", "no", no)
}

func (w *Web) fill(q db.Querier, p *site.Page, win queue.Window, v *windowView) error {
	seats, err := w.Identity.Seats(q, win.Hall)
	if err != nil {
		return err
	}
	if v.counter, err = w.counter(q, p, win, seats[win.ID]); err != nil {
		return err
	}
	place, err := org.WindowByID(q, win.ID)
	if err != nil {
		return err
	}
	post, err := org.PostByID(q, place.Post)
	if err != nil {
		return err
	}
	now, err := org.ResponsibleAt(q, post.ID, q.Now())
	if err != nil {
		return err
	}
	v.StateSince, v.Name, v.Post = win.Since, place.Name.In(lang(p)), post.Name.In(lang(p))
	v.A, v.B, v.Responsible, v.As = nameOf(q, post.A), nameOf(q, post.B), nameOf(q, now.Staff), string(now.As)
	for _, s := range win.Serves {
		l, err := queue.GetLine(q, s.Line)
		if err != nil {
			return err
		}
		v.Lines = append(v.Lines, l.Letter+" "+lineName(p, l))
	}
	if v.Today, err = queue.DayOf(q, win.Hall, win.ID, midnight(p.Now)); err != nil {
		return err
	}
	v.Next, err = queue.Queue(q, win, w.Queue.Settings, p.Now, mostNext)
	return err
}

// findWindow leads from the number that was typed to its window.
func (w *Web) findWindow(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.may(r)
	if err != nil {
		return err
	}
	no := web.Blank("no", r.URL.Query().Get("no")).Get("no")
	for _, x := range w.Catalogue().WindowsOf(hall.Code) {
		if x.No == no || "0"+no == x.No {
			return web.SeeOther(rw, r, at(hall.Code, "/window/"+x.No))
		}
	}
	return errs.New(errs.NotFound, "manage.window.unknown", "no", no)
}
