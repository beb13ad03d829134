package catalogueweb

import (
	"context"
	"net/http"
	"strings"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/catalogue"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/text"
	"yichuang/internal/web"
)

// hallLoad is how full one hall is, and whether it is open.
type hallLoad struct {
	Hall  *catalogue.Hall
	Name  string
	Door  door
	Lines []lineLoad
	At    time.Time
}

// lineLoad is one row: how many wait and for how long.
type lineLoad struct {
	Name, Windows string
	Waiting       int
	Wait          string // words for the expected time
	Free          bool   // nobody waits and a window is open
}

func (w *Web) load(ctx context.Context, p *site.Page, h *catalogue.Hall) (hallLoad, error) {
	out := hallLoad{Hall: h, Name: h.Name.In(lang(p)), Door: w.door(p, h.Code), At: p.Now}
	list, err := w.Loads(ctx, h.Code)
	if err != nil {
		return out, err
	}
	for _, l := range list {
		out.Lines = append(out.Lines, lineWords(p, l))
	}
	return out, nil
}

func lineWords(p *site.Page, l queue.Load) lineLoad {
	out := lineLoad{Name: l.Line.NameZH, Windows: strings.ReplaceAll(l.Windows, words.T(text.ZH, "portal.and"), p.T("portal.and")), Waiting: l.Waiting, Free: l.Known && l.Waiting == 0}
	if p.Lang == text.EN && l.Line.NameEN != "" {
		out.Name = l.Line.NameEN
	}
	switch {
	case out.Free:
		out.Wait = p.T("portal.load.free")
	case !l.Known:
		out.Wait = p.T("portal.load.unknown")
	case l.From == l.To:
		out.Wait = p.T("portal.load.about", "n", l.To)
	default:
		out.Wait = p.T("portal.load.range", "from", l.From, "to", l.To)
	}
	return out
}

// loadPart is the home page's table of one hall, fetched again every half minute.
func (w *Web) loadPart(rw http.ResponseWriter, r *http.Request) error {
	h, ok := w.Catalogue.Hall(web.Hall(r))
	if !ok {
		return noSuch("hall", web.Hall(r))
	}
	p := w.page(r, "/", "", "portal.nav.home")
	l, err := w.load(r.Context(), p, h)
	if err != nil {
		return err
	}
	return w.Site.Fragment(rw, r, loadCard(p, l))
}

// door is whether a hall is open now, in words.
type door struct {
	Open bool
	Now  string // 现在开门，到 17:00
	Next string // when it opens again; empty while it is open
	At   time.Time
}

// door tells when somebody can be served: now, or from At on.
func (w *Web) door(p *site.Page, hall string) door {
	v := w.View(hall)
	if until, open := v.OpenAt(p.Now); open {
		return door{Open: true, Now: p.T("portal.door.open", "time", p.HourMinute(until)), At: p.Now}
	}
	out := door{Now: p.T("portal.door.closed"), At: p.Now}
	next, ok := v.NextOpening(p.Now)
	if !ok {
		out.Next = p.T("portal.door.unknown")
		return out
	}
	out.At = next
	out.Next = p.T("portal.door.next", "when", when(p, next), "time", p.HourMinute(next))
	return out
}

// when names the day of an instant: 今天, 明天, or the date with its weekday.
func when(p *site.Page, t time.Time) string {
	switch calendar.DateOf(t) - calendar.DateOf(p.Now) {
	case 0:
		return p.T("portal.day.today")
	case 1:
		return p.T("portal.day.tomorrow")
	}
	return p.Day(t)
}
