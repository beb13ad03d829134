package office

import (
	"net/http"
	"net/url"
	"slices"
	"yichuang/internal/casework"
	"yichuang/internal/ids"

	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/message"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// inboxView is the list of what waits.
type inboxView struct {
	Hall   string
	Tasks  []task // after the filters
	All    int
	Lamps  []site.Chip
	Posts  []site.Chip
	Covers []string // whose posts the reader covers
	Staff  string
	Notes  []message.Note // unread
	Wait   []waitingRow
	Query  string // the filters, for the refetch
}

// mostNotes bounds the notes that are counted above the inbox.
const mostNotes = 99

// lampsInOrder is how filters and counts list the lamps: what is worst first.
var lampsInOrder = []site.LampKind{site.LampOver, site.LampWarn, site.LampOK, site.LampHalt}

func (w *Web) inbox(rw http.ResponseWriter, r *http.Request) error {
	p := w.page(r, "office.title")
	v, err := w.inboxView(r, p)
	if err != nil {
		return err
	}
	p.Topics, p.Refresh = []string{"office:" + v.Hall, message.DeskTopic(v.Staff)}, 60
	showCover(p, v.Covers)
	return w.Site.Write(rw, r, http.StatusOK, p, inboxPage(p, v))
}

// showCover says on an orange strip whose post the reader covers, when the frame has not said it (DUT-2).
func showCover(p *site.Page, covers []string) {
	if p.User != nil && p.User.Covering == "" && len(covers) > 0 {
		p.User.Covering = covers[0]
	}
}

func (w *Web) inboxPart(rw http.ResponseWriter, r *http.Request) error {
	p := w.page(r, "office.title")
	v, err := w.inboxView(r, p)
	if err != nil {
		return err
	}
	return w.Site.Fragment(rw, r, inboxList(p, v))
}

func (w *Web) inboxView(r *http.Request, p *site.Page) (inboxView, error) {
	who := web.Actor(r)
	v := inboxView{Hall: web.Hall(r), Staff: who.ID}
	if err := identity.Can(who, "office.view", identity.Object{Hall: v.Hall, Department: who.Department, Owner: who.ID}); err != nil {
		return v, err
	}
	var all []task
	err := w.read(r, func(q *db.Q) (err error) {
		if all, err = w.tasks(q, p, who.ID); err != nil {
			return err
		}
		if v.Wait, err = w.waiting(q, p, who, v.Hall); err != nil || w.Messages == nil {
			return err
		}
		v.Notes, err = w.Messages.Notes(q, who.ID, true, mostNotes)
		return err
	})
	lamp, post := site.LampKind(r.URL.Query().Get("lamp")), r.URL.Query().Get("post")
	v.All = len(all)
	v.Lamps, v.Posts = lampChips(p, v.Hall, all, lamp, post), postChips(p, v.Hall, all, lamp, post)
	v.Query = query(lamp, post)
	v.Tasks = slices.DeleteFunc(slices.Clone(all), func(t task) bool {
		return lamp != "" && t.Lamp != lamp || post != "" && t.Step.Post != post
	})
	for _, t := range all {
		if words := p.T("office.covering", "name", t.Covered, "post", t.PostName); t.Covered != "" && !slices.Contains(v.Covers, words) {
			v.Covers = append(v.Covers, words)
		}
	}
	return v, err
}

// waiting lists the extensions that a leader has to answer.
func (w *Web) waiting(q db.Querier, p *site.Page, who ids.Actor, hall string) ([]waitingRow, error) {
	if identity.Can(who, "case.extend", identity.Object{Hall: hall, Department: who.Department}) != nil {
		return nil, nil
	}
	list, err := casework.ExtensionsAsked(q, hall, who.Department, most)
	if err != nil {
		return nil, err
	}
	var out []waitingRow
	for _, x := range list {
		c, err := w.Cases.Get(q, x.Case)
		if err != nil {
			return nil, err
		}
		item, err := w.Catalogue().ItemAt(q, c.Item, c.Version)
		if err != nil {
			return nil, err
		}
		if x.Staff != who.ID {
			out = append(out, waitingRow{x, c.No, item.Name.In(lang(p)), nameOf(q, x.Staff)})
		}
	}
	return out, nil
}

// query keeps the filters in the address, so that what is on the screen can be shared.
func query(lamp site.LampKind, post string) string {
	q := url.Values{}
	if lamp != "" {
		q.Set("lamp", string(lamp))
	}
	if post != "" {
		q.Set("post", post)
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

func lampChips(p *site.Page, hall string, all []task, on site.LampKind, post string) []site.Chip {
	out := []site.Chip{{Label: p.T("office.filter.all", "n", len(all)), Href: at(hall, query("", post)), On: on == ""}}
	for _, lamp := range lampsInOrder {
		n := 0
		for _, t := range all {
			if t.Lamp == lamp {
				n++
			}
		}
		if n > 0 || on == lamp {
			out = append(out, site.Chip{Label: p.T("office.filter.lamp", "lamp", p.T("promise.lamp."+string(lamp)), "n", n), Href: at(hall, query(lamp, post)), On: on == lamp, Lamp: lamp})
		}
	}
	return out
}

// postChips offer the posts when the reader holds several.
func postChips(p *site.Page, hall string, all []task, lamp site.LampKind, on string) []site.Chip {
	var out []site.Chip
	seen := map[string]bool{}
	for _, t := range all {
		if !seen[t.Step.Post] {
			seen[t.Step.Post] = true
			out = append(out, site.Chip{Label: t.PostName, Href: at(hall, query(lamp, t.Step.Post)), On: on == t.Step.Post})
		}
	}
	if len(out) < 2 && on == "" {
		return nil
	}
	return append([]site.Chip{{Label: p.T("office.filter.posts"), Href: at(hall, query(lamp, "")), On: on == ""}}, out...)
}
