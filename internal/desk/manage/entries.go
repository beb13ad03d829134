package manage

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/once"
	"yichuang/internal/pii"
	"yichuang/internal/promise"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// entryRow is an entry that waits for the second person, who compares it with the paper.
type entryRow struct {
	*casework.Entry
	Path, ItemName, ByName string
	Own                    bool // entered by the reader, who may not confirm it
}

// problemRow is one wrong cell of a file.
type problemRow struct {
	Row           int
	Column, Words string
}

type entriesView struct {
	Hall       string
	Rows       []entryRow
	MayConfirm bool
	Form       *web.Form
	Errors     []site.FieldError
	Problems   []problemRow
	Read       int // cases in the file that was checked; 0 for none
	Opened     *casework.Opened
	OpenedPath string
}

const (
	mostEntries = 200
	mostUpload  = 4 << 20
)

// mayEnter lets in whoever may enter cases; a clerk sees nothing else of this desk.
func (w *Web) mayEnter(r *http.Request) (*catalogue.Hall, error) {
	hall, ok := w.Catalogue().Hall(web.Hall(r))
	if !ok {
		return nil, errs.New(errs.NotFound, "web.not_found")
	}
	return hall, identity.Can(web.Actor(r), "case.enter", identity.Object{Hall: hall.Code})
}

func (w *Web) entries(rw http.ResponseWriter, r *http.Request) error {
	return w.entriesPage(rw, r, http.StatusOK, &entriesView{Form: web.Blank()})
}

func (w *Web) entriesPage(rw http.ResponseWriter, r *http.Request, status int, v *entriesView) error {
	hall, err := w.mayEnter(r)
	if err != nil {
		return err
	}
	who := web.Actor(r)
	p := w.page(r, hall.Code, "manage.entries.title")
	v.Hall, v.Errors = hall.Code, p.Errors(v.Form)
	v.MayConfirm = identity.Can(who, "case.confirm_entry", identity.Object{Hall: hall.Code}) == nil
	if v.Opened != nil {
		v.OpenedPath = w.CasePath(hall.Code, v.Opened.Case.ID)
	}
	if err := w.read(r, func(q *db.Q) error {
		list, err := w.Cases.Entries(q, hall.Code, casework.EntryProposed, mostEntries)
		for _, e := range list {
			x := entryRow{Entry: e, Path: at(e.Hall, "/entries/"+e.ID), ItemName: e.Item, ByName: nameOf(q, e.By), Own: e.By == who.ID}
			if it, ok := w.Catalogue().Item(e.Item); ok {
				x.ItemName = it.Name.In(lang(p))
			}
			v.Rows = append(v.Rows, x)
		}
		return err
	}); err != nil {
		return err
	}
	return w.Site.Write(rw, r, status, p, entriesList(p, *v))
}

// enter takes one case from its paper.
func (w *Web) enter(rw http.ResponseWriter, r *http.Request) error {
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	d, err := draftOf(f)
	if err == nil {
		_, err = w.Cases.Enter(once.With(r.Context(), web.OnceKey(r)), web.Actor(r), web.Hall(r), d)
	}
	if err != nil {
		if !f.Fail(err) {
			return err
		}
		return w.entriesPage(rw, r, errs.Of(err).Kind.Status(), &entriesView{Form: f})
	}
	web.Flash(rw, "manage.entry.made")
	return web.SeeOther(rw, r, at(web.Hall(r), "/entries"))
}

func draftOf(f *web.Form) (casework.Draft, error) {
	var bad []*errs.Error
	moment := func(name string) time.Time {
		t, ok := casework.Moment(f.Get(name))
		if !ok {
			bad = append(bad, errs.New(errs.Invalid, "case.entry.time").At(name))
		}
		return t
	}
	d := casework.Draft{Kind: promise.Outside(f.Get("kind")), Source: f.Get("source"), Item: f.Get("item"), Window: f.Get("window"),
		Received: moment("received_at"), Accepted: moment("accepted_at"), Step: f.Get("step"), StepSince: moment("step_since"),
		Party: casework.Party{Name: f.Get("name"), ID: pii.New(pii.Kind(f.Get("id_kind")), f.Get("id")), Phone: pii.New(pii.Phone, f.Get("phone"))}}
	return d, errs.Join(bad...)
}

// importEntries checks a file of running cases, or enters it when nothing is wrong with it.
func (w *Web) importEntries(rw http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(rw, r.Body, mostUpload)
	v := &entriesView{Form: web.Blank()}
	if err := r.ParseMultipartForm(mostUpload); err != nil {
		return errs.New(errs.Invalid, "case.entry.file").Because(err)
	}
	defer r.MultipartForm.RemoveAll()
	v.Form.Values = url.Values(r.MultipartForm.Value)
	file, _, err := r.FormFile("file")
	if err != nil {
		v.Form.Fail(errs.New(errs.Invalid, "case.entry.file").At("file"))
		return w.entriesPage(rw, r, http.StatusUnprocessableEntity, v)
	}
	defer file.Close()
	preview := v.Form.Get("mode") != "import"
	n, problems, err := w.Cases.Import(once.With(r.Context(), web.OnceKey(r)), web.Actor(r), web.Hall(r), file, preview)
	if err != nil {
		return err
	}
	if len(problems) == 0 && !preview {
		web.Flash(rw, "manage.entry.imported")
		return web.SeeOther(rw, r, at(web.Hall(r), "/entries"))
	}
	p, status := w.page(r, web.Hall(r), "manage.entries.title"), http.StatusOK
	for _, x := range problems {
		v.Problems, status = append(v.Problems, problemRow{x.Row, x.Column, p.ErrorText(x.Err)}), http.StatusUnprocessableEntity
	}
	v.Read = n
	return w.entriesPage(rw, r, status, v)
}

// answerEntry is the second person's word. The code of a new case is shown on the page that answers, once.
func (w *Web) answerEntry(rw http.ResponseWriter, r *http.Request) error {
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	ctx, who, id := once.With(r.Context(), web.OnceKey(r)), web.Actor(r), r.PathValue("id")
	if f.Get("answer") == "no" {
		if err = w.Cases.RefuseEntry(ctx, who, id, f.Get("note")); err == nil {
			web.Flash(rw, "manage.entry.refused")
			return web.SeeOther(rw, r, at(web.Hall(r), "/entries"))
		}
	} else {
		var got casework.Opened
		if got, err = w.Cases.ConfirmEntry(ctx, who, id); err == nil {
			return w.entriesPage(rw, r, http.StatusOK, &entriesView{Form: web.Blank(), Opened: &got})
		}
	}
	if !f.Fail(err) {
		return err
	}
	return w.entriesPage(rw, r, errs.Of(err).Kind.Status(), &entriesView{Form: f})
}

// entryKinds, idKinds and itemOptions are the choices of the form.
func entryKinds(p *site.Page) []site.Option {
	var out []site.Option
	for _, k := range []promise.Outside{promise.LateEntry, promise.Migrated} {
		out = append(out, site.Option{Value: string(k), Label: p.T("promise.entry." + string(k)), Hint: p.T("manage.entry.kind." + string(k))})
	}
	return out
}

func idKinds(p *site.Page) []site.Option {
	var out []site.Option
	for _, k := range pii.Kinds() {
		if k != pii.Phone {
			out = append(out, site.Option{Value: string(k), Label: p.T("pii.kind." + string(k))})
		}
	}
	return out
}

func columnNames() string { return strings.Join(casework.EntryColumns, ",") }
