package clerk

import (
	"net/http"
	"net/url"

	"yichuang/internal/blob"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/web"
)

// uploadMemory is how much of a form with a file is held in memory; the rest waits on disk.
const uploadMemory = 1 << 20

// upload keeps a scan of one material and comes back to the checklist.
func (w *Web) upload(rw http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(rw, r.Body, blob.Usual.Bytes+uploadMemory)
	if err := r.ParseMultipartForm(uploadMemory); err != nil {
		return errs.New(errs.Invalid, "desk.upload.unreadable").Because(err)
	}
	defer r.MultipartForm.RemoveAll()
	a := &act{rw: rw, r: r, form: web.Blank()}
	a.form.Values = url.Values(r.MultipartForm.Value)
	if err := w.read(r, func(q *db.Q) (err error) { a.seat, err = w.seat(q, r); return err }); err != nil {
		return err
	}
	again, err := w.claim(r)
	if err == nil && !again {
		err = w.addFile(a)
	}
	if err != nil {
		return w.refused(a, err)
	}
	return web.SeeOther(rw, r, a.matter()+"#row-"+url.QueryEscape(a.form.Get("material")))
}

func (w *Web) addFile(a *act) error {
	file, head, err := a.r.FormFile("file")
	if err != nil {
		return errs.New(errs.Invalid, "desk.upload.none").At("file")
	}
	defer file.Close()
	_, err = w.Cases.AddFile(a.r.Context(), a.Who, a.form.Get("case"), a.form.Get("material"), head.Filename, file)
	return err
}

// openFile shows a stored file; whatever stands in it can do nothing in the browser.
func (w *Web) openFile(rw http.ResponseWriter, r *http.Request) error {
	f, content, err := w.Cases.OpenFile(r.Context(), web.Actor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	h := rw.Header()
	h.Set("Content-Type", f.Kind.MediaType())
	h.Set("Content-Disposition", "inline; filename="+url.PathEscape(f.Name))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'")
	h.Set("Cache-Control", "no-store")
	_, err = rw.Write(content)
	return err
}
