package admin

import (
	"io"
	"net/http"
	"strings"

	"yichuang/internal/almanac"
	"yichuang/internal/calendar"
	"yichuang/internal/errs"
	"yichuang/internal/site"
	"yichuang/internal/text"
	"yichuang/internal/web"
)

// maxList bounds a file of days; a year has some forty lines.
const maxList = 256 << 10

// draftView is the form in which a change of the calendar is entered. What stood in the file stays in the text field after an error.
type draftView struct {
	Form   *web.Form
	Kind   almanac.Kind
	Kinds  []site.Chip
	Faults []string // of the list, one a line of the file
}

// Days tells whether this kind of change has a list of days.
func (v draftView) Days() bool { return v.Kind != almanac.Closing }

func (w *Web) newChange(rw http.ResponseWriter, r *http.Request) error {
	kind := almanac.Kind(r.URL.Query().Get("kind"))
	f := web.Blank()
	if year, _ := w.View(web.Hall(r)).Calendar().Missing(calendar.DateOf(w.Now())); year != 0 {
		f.Values.Set("year", itoa(year))
	}
	return w.showDraft(rw, r, http.StatusOK, draftView{Form: f, Kind: kind})
}

func (w *Web) showDraft(rw http.ResponseWriter, r *http.Request, status int, v draftView) error {
	s := w.page(r, "admin.change_calendar.title")
	known := false
	for _, k := range almanac.Kinds {
		known = known || k == v.Kind
	}
	if !known {
		v.Kind = almanac.National
	}
	for _, k := range almanac.Kinds {
		v.Kinds = append(v.Kinds, site.Chip{Label: s.T("almanac.kind." + string(k)), Href: s.Root + "/calendar/new?kind=" + string(k), On: k == v.Kind})
	}
	return w.Site.Write(rw, r, status, s.Page, frame(s, draftBody(s, v)))
}

func (w *Web) enterChange(rw http.ResponseWriter, r *http.Request) error {
	f, err := parseList(rw, r)
	if err != nil {
		return err
	}
	content, list, err := w.contentOf(f)
	var id string
	if err == nil {
		id, err = w.Almanac.Enter(r.Context(), web.Actor(r), web.Hall(r), content, list)
	}
	if err != nil {
		if !f.Fail(err) {
			return err
		}
		return w.showDraft(rw, r, errs.Of(err).Kind.Status(), draftView{Form: f, Kind: content.Kind, Faults: w.faults(r, err)})
	}
	web.Flash(rw, "admin.change_calendar.entered")
	return web.SeeOther(rw, r, "/h/"+web.Hall(r)+"/admin/calendar/changes/"+id)
}

// parseList reads the form; the file, if there is one, goes into the text field.
func parseList(rw http.ResponseWriter, r *http.Request) (*web.Form, error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return web.Parse(rw, r)
	}
	r.Body = http.MaxBytesReader(rw, r.Body, 2*maxList)
	if err := r.ParseMultipartForm(2 * maxList); err != nil {
		return nil, errs.New(errs.Invalid, "web.form_unreadable").Because(err)
	}
	defer r.MultipartForm.RemoveAll()
	f := web.Blank()
	for name, values := range r.MultipartForm.Value {
		f.Values[name] = values
	}
	file, head, err := r.FormFile("list")
	if err != nil || head.Size == 0 {
		return f, nil // nothing chosen: the text field counts
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxList))
	if err != nil {
		return nil, errs.New(errs.Invalid, "web.form_unreadable").Because(err)
	}
	f.Values.Set("file", strings.ToValidUTF8(string(content), "?"))
	return f, nil
}

// contentOf makes a change of what was typed. The days are read only when the kind has some.
func (w *Web) contentOf(f *web.Form) (almanac.Content, []calendar.Listed, error) {
	c := almanac.Content{Kind: almanac.Kind(f.Get("kind")), Reason: f.Get("reason")}
	if c.Kind == almanac.Closing {
		if first, err := calendar.ParseDate(f.Get("from")); err == nil {
			c.From = first.Start()
		}
		if last, err := calendar.ParseDate(f.Get("to")); err == nil {
			c.To = (last + 1).Start()
		}
		return c, nil, nil
	}
	c.Year, c.Title, c.Number, c.Issued, c.Region = f.Int("year"), f.Get("title"), f.Get("number"), f.Get("issued"), f.Get("region")
	marks := calendar.Marks{Rest: w.Words.T(text.ZH, "calendar.mark.rest"), Work: w.Words.T(text.ZH, "calendar.mark.work")}
	list, err := calendar.ReadFile(f.Values.Get("file"), marks)
	return c, list, err
}

// faults are all that is wrong with the list, in the order of its lines.
func (w *Web) faults(r *http.Request, err error) (out []string) {
	first := errs.Of(err)
	for _, e := range append([]*errs.Error{first}, first.All...) {
		if e.Field == "file" {
			out = append(out, web.Message(w.Words, web.From(r).Lang, e))
		}
	}
	return out
}
