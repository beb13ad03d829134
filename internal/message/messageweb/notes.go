package messageweb

import (
	"net/http"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/message"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// Few is how many notes stand above an inbox; all of them have a page.
const Few = 5

const mostNotes = 200

// notesView is what lies on the reader's desk.
type notesView struct {
	Hall   string
	Staff  string
	All    bool // also those that were read
	Notes  []message.Note
	Unread int
}

// NotesPath is the page of a person's notes.
func NotesPath(hall string) string { return "/h/" + hall + "/notes" }

func (w *Web) notesRoutes() []web.Route {
	const path = "/h/{hall}/notes"
	return []web.Route{
		{Method: http.MethodGet, Path: path, Act: "note.view", Do: w.notes},
		{Method: http.MethodGet, Path: path + "/list", Act: "note.view", Do: w.notesPart},
		{Method: http.MethodGet, Path: path + "/few", Act: "note.view", Do: w.fewPart},
		{Method: http.MethodPost, Path: path + "/read", Act: "note.view", Do: w.readNote},
	}
}

func (w *Web) notes(rw http.ResponseWriter, r *http.Request) error {
	p, v, err := w.notesOf(r)
	if err != nil {
		return err
	}
	p.Title = p.T("notes.title")
	p.Topics = []string{message.DeskTopic(web.Actor(r).ID)}
	return w.Site.Write(rw, r, http.StatusOK, p, notesPage(p, v))
}

func (w *Web) notesPart(rw http.ResponseWriter, r *http.Request) error {
	p, v, err := w.notesOf(r)
	if err != nil {
		return err
	}
	return w.Site.Fragment(rw, r, notesList(p, v))
}

// fewPart is the panel above an inbox.
func (w *Web) fewPart(rw http.ResponseWriter, r *http.Request) error {
	p, v, err := w.notesOf(r)
	if err != nil {
		return err
	}
	return w.Site.Fragment(rw, r, FewNotes(p, v.Hall, web.Actor(r).ID, v.Notes))
}

func (w *Web) notesOf(r *http.Request) (*site.Page, notesView, error) {
	who := web.Actor(r)
	v := notesView{Hall: web.Hall(r), Staff: who.ID, All: r.URL.Query().Get("all") != ""}
	p := w.frame(r, v.Hall)
	err := w.DB.Read(r.Context(), func(q *db.Q) (err error) {
		if v.Notes, err = w.Messages.Notes(q, who.ID, !v.All, mostNotes); err != nil {
			return err
		}
		v.Unread, err = w.Messages.Unread(q, who.ID)
		return err
	})
	return p, v, err
}

// readNote marks one note as read, or all of them.
func (w *Web) readNote(rw http.ResponseWriter, r *http.Request) error {
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	if f.Get("id") == "" && f.Get("all") == "" {
		return errs.New(errs.Invalid, "notes.none")
	}
	if err := w.Messages.MarkRead(r.Context(), web.Actor(r).ID, f.Get("id")); err != nil {
		return err
	}
	back := NotesPath(web.Hall(r))
	if f.Get("back") == "office" {
		back = "/h/" + web.Hall(r) + "/office"
	}
	return web.SeeOther(rw, r, back)
}

// toneOf colours a note by what it says.
func toneOf(t message.Template) string {
	switch t {
	case message.ClockDue, message.ClockAfter:
		return "over"
	case message.ClockUsed:
		return "blue"
	}
	return "warn"
}

func allQuery(all bool) string {
	if all {
		return "?all=1"
	}
	return ""
}
