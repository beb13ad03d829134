package admin

import (
	"net/http"
	"slices"
	"strings"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/org"
	"yichuang/internal/queue"
	"yichuang/internal/web"
)

// manyCovers: whoever is the B of more posts than this cannot stand in for all of them (guide.md A3).
const manyCovers = 2

// windowLine is one window in the list.
type windowLine struct {
	No, Kind, Name, Zone, Queues, Department string
	Post, PostHref, A, B                     string
	Seat                                     string // who sits there and since when
	State                                    string // as the queue knows it: open, paused, closed
	Reason                                   string
}

func (w *Web) windows(rw http.ResponseWriter, r *http.Request) error {
	s, hall := w.page(r, "admin.windows.title"), web.Hall(r)
	var lines []windowLine
	err := w.DB.Read(r.Context(), func(q *db.Q) error {
		list, err := org.Windows(q, hall)
		if err != nil {
			return err
		}
		x, err := w.around(q, hall)
		if err != nil {
			return err
		}
		for _, win := range list {
			line, err := w.windowLine(q, s, x, win)
			if err != nil {
				return err
			}
			lines = append(lines, line)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return w.Site.Write(rw, r, http.StatusOK, s.Page, frame(s, windowsBody(s, lines)))
}

// surroundings are what the lines of windows and posts refer to.
type surroundings struct {
	people      names
	zones       map[string]org.Zone
	departments map[string]org.Department
	states      map[string]queue.Window
	seats       map[string]string // window → who
	since       map[string]int64
}

func (w *Web) around(q db.Querier, hall string) (x surroundings, err error) {
	x = surroundings{people: names{}, zones: map[string]org.Zone{}, states: map[string]queue.Window{}, seats: map[string]string{}, since: map[string]int64{}}
	if x.departments, err = departments(q); err != nil {
		return x, err
	}
	zones, err := org.Zones(q, hall)
	if err != nil {
		return x, err
	}
	for _, z := range zones {
		x.zones[z.ID] = z
	}
	states, err := queue.Windows(q, hall)
	if err != nil {
		return x, err
	}
	for _, st := range states {
		x.states[st.ID] = st
	}
	seats, err := w.Identity.Seats(q, hall)
	for id, seat := range seats {
		x.people[seat.Staff.ID], x.seats[id], x.since[id] = seat.Staff, seat.Staff.ID, seat.Since
	}
	return x, err
}

func (w *Web) windowLine(q db.Querier, s *sheetOf, x surroundings, win org.Window) (windowLine, error) {
	post, err := org.PostByID(q, win.Post)
	if err != nil {
		return windowLine{}, err
	}
	if err := x.people.add(q, post.A, post.B); err != nil {
		return windowLine{}, err
	}
	lang := s.lang()
	out := windowLine{No: win.No, Kind: s.T("identity.window.kind." + string(win.Kind)), Name: win.Name.In(lang), Zone: x.zones[win.Zone].Name.In(lang),
		Queues: queueNames(w.Catalogue(), win.Businesses, lang, s), Post: post.Name.In(lang), PostHref: s.Root + "/posts/" + post.ID,
		A: x.people.name(post.A, lang), B: x.people.name(post.B, lang), State: string(queue.WindowClosedState)}
	if d, ok := x.departments[win.Department]; ok {
		out.Department = d.Short.In(lang)
	}
	if st, ok := x.states[win.ID]; ok {
		out.State, out.Reason = string(st.State), st.Reason
	}
	if who, taken := x.seats[win.ID]; taken {
		out.Seat = s.T("admin.windows.seat", "name", x.people.name(who, lang), "since", at(x.since[win.ID]).Format("15:04"))
	}
	return out, nil
}

func queueNames(c *catalogue.Catalogue, codes []string, lang string, s *sheetOf) string {
	list := make([]string, 0, len(codes))
	for _, code := range codes {
		if line, ok := c.Queue(code); ok {
			code = s.T("admin.windows.queue", "letter", line.Letter, "name", line.Name.In(lang))
		}
		list = append(list, code)
	}
	return strings.Join(list, s.T("admin.list"))
}

// postLine is one post in the list.
type postLine struct {
	ID, Href, Name, Kind, Department, A, B string
	Covers                                 int // posts of which B is the B, when they are too many
	Holder, Since                          string
	As                                     org.As
}

func (w *Web) posts(rw http.ResponseWriter, r *http.Request) error {
	s, hall := w.page(r, "admin.posts.title"), web.Hall(r)
	var lines []postLine
	err := w.DB.Read(r.Context(), func(q *db.Q) error {
		list, err := org.Posts(q, hall)
		if err != nil {
			return err
		}
		x, err := w.around(q, hall)
		if err != nil {
			return err
		}
		held, err := org.HoldersAt(q, hall, q.Now())
		if err != nil {
			return err
		}
		covers := map[string]int{}
		for _, p := range list {
			covers[p.B]++
		}
		for _, p := range list {
			h := held[p.ID]
			if err := x.people.add(q, p.A, p.B, h.Staff); err != nil {
				return err
			}
			line := s.postLine(x, p)
			line.Holder, line.As, line.Since = x.people.name(h.Staff, s.lang()), h.As, s.when(h.Since)
			if n := covers[p.B]; n > manyCovers {
				line.Covers = n
			}
			lines = append(lines, line)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return w.Site.Write(rw, r, http.StatusOK, s.Page, frame(s, postsBody(s, lines)))
}

func (s *sheetOf) postLine(x surroundings, p org.Post) postLine {
	return postLine{ID: p.ID, Href: s.Root + "/posts/" + p.ID, Name: p.Name.In(s.lang()), Kind: s.T("admin.post.kind." + string(p.Kind)),
		Department: x.departments[p.Department].Short.In(s.lang()), A: x.people.name(p.A, s.lang()), B: x.people.name(p.B, s.lang())}
}

// postView is one post with its windows and its whole timeline, newest first.
type postView struct {
	Line    postLine
	Windows string
	Held    []heldLine
}

type heldLine struct {
	Name        string
	As          org.As
	From, Until string
	Now         bool
}

func (w *Web) post(rw http.ResponseWriter, r *http.Request) error {
	s, hall := w.page(r, "admin.posts.title"), web.Hall(r)
	var v postView
	err := w.DB.Read(r.Context(), func(q *db.Q) error {
		p, err := org.PostByID(q, r.PathValue("id"))
		if err != nil {
			return err
		}
		if p.Hall != "" && p.Hall != hall {
			return errs.New(errs.NotFound, "org.post.unknown", "id", p.ID)
		}
		x, err := w.around(q, hall)
		if err != nil {
			return err
		}
		line, err := org.Holders(q, p.ID)
		if err != nil {
			return err
		}
		for _, h := range line {
			if err := x.people.add(q, h.Staff); err != nil {
				return err
			}
			until := s.T("admin.posts.open")
			if h.Until != 0 {
				until = s.when(h.Until)
			}
			v.Held = append(v.Held, heldLine{x.people.name(h.Staff, s.lang()), h.As, s.when(h.Since), until, h.Since <= q.Now() && (h.Until == 0 || q.Now() < h.Until)})
		}
		slices.Reverse(v.Held)
		if err := x.people.add(q, p.A, p.B); err != nil {
			return err
		}
		v.Line = s.postLine(x, p)
		s.Title = v.Line.Name
		if win, err := org.WindowOfPost(q, p.ID); err == nil {
			v.Windows = s.T("identity.window.option", "no", win.No, "name", s.windowName(win))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return w.Site.Write(rw, r, http.StatusOK, s.Page, frame(s, postBody(s, v)))
}
