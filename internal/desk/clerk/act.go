package clerk

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/once"
	"yichuang/internal/web"
)

// act is one form being answered.
type act struct {
	seat
	rw   http.ResponseWriter
	r    *http.Request
	form *web.Form
	name string // of the form, when several stand on a page: its fields end in "-name"
}

// deed does what a form asks for and says where to go then.
type deed func(a *act) (next string, err error)

// get is a field of the form.
func (a *act) get(field string) string { return a.form.Get(a.field(field)) }

func (a *act) field(name string) string {
	if a.name == "" {
		return name
	}
	return name + "-" + a.name
}

// matter is the address of the workbench with the matter of this form in focus.
func (a *act) matter() string { return a.at("?m=" + url.QueryEscape(a.form.Get("m"))) }

// visit is the ticket and matter that the form is about; empty outside a visit.
func (a *act) visit() casework.Visit {
	if a.form.Get("m") == "" {
		return casework.Visit{}
	}
	return casework.Visit{Ticket: a.form.Get("ticket"), Matter: a.form.Get("m")}
}

// act wraps a deed: read the form, do it once, come back; a refusal shows the page again with what was typed.
func (w *Web) act(do deed) web.Handler {
	return func(rw http.ResponseWriter, r *http.Request) error {
		f, err := web.Parse(rw, r)
		if err != nil {
			return err
		}
		r = r.WithContext(once.With(r.Context(), web.OnceKey(r))) // the services claim it with the act itself
		a := &act{rw: rw, r: r, form: f, name: f.Get("_form")}
		if err := w.read(r, func(q *db.Q) error { a.seat, err = w.seat(q, r); return err }); err != nil {
			return err
		}
		next, err := do(a)
		if err != nil {
			return w.refused(a, err)
		}
		if next == "" { // the deed has answered
			return nil
		}
		return web.SeeOther(rw, r, next)
	}
}

// claim is for a deed whose service keeps no key: it is done at most once, and the page it leads back to shows what is true.
func (w *Web) claim(r *http.Request) (again bool, err error) {
	err = w.DB.Write(r.Context(), func(tx *db.Tx) error {
		key := web.OnceKey(r)
		_, again, err = once.Do(tx, key, func() (string, error) { return key.Key, nil })
		return err
	})
	return again, err
}

// back is the page on which a form stands.
func (w *Web) back(a *act) string {
	if id := a.r.PathValue("id"); id != "" {
		return a.at("/case/" + id)
	}
	return a.matter()
}

// refused shows the form again: everything that was typed, what is wrong, and a dialog that stays open.
func (w *Web) refused(a *act, err error) error {
	e := errs.Of(err)
	if !a.form.Fail(err) {
		return err
	}
	if a.name != "" {
		a.rename()
	}
	if id := a.r.PathValue("id"); id != "" {
		return w.showCase(a.rw, a.r, e.Kind.Status(), id, a.form, nil)
	}
	return w.show(a.rw, a.r, e.Kind.Status(), a.form)
}

// rename gives the errors the names of the form's own fields.
func (a *act) rename() {
	for name, e := range a.form.Field {
		if !strings.HasSuffix(name, "-"+a.name) && a.form.Values.Has(a.field(name)) {
			delete(a.form.Field, name)
			a.form.Field[a.field(name)] = e
		}
	}
}

// codes are what is shown once and then lives on paper: until the next call, in a cookie of this desk only.
type codes struct {
	Track  map[string]string `json:"t,omitempty"` // case → tracking code (查询码)
	Return map[string]string `json:"r,omitempty"` // case → return code of the notice (补件号)
	Rating string            `json:"g,omitempty"` // token of the visit that ended
	Ticket string            `json:"n,omitempty"` // id of that visit's ticket
}

const codesCookie = "desk_codes"

func readCodes(r *http.Request) codes {
	c := codes{}
	if k, err := r.Cookie(codesCookie); err == nil {
		if raw, err := base64.RawURLEncoding.DecodeString(k.Value); err == nil {
			_ = json.Unmarshal(raw, &c) // a broken cookie shows nothing
		}
	}
	if c.Track == nil {
		c.Track = map[string]string{}
	}
	if c.Return == nil {
		c.Return = map[string]string{}
	}
	return c
}

// keep changes the codes at hand; half an hour is longer than a visit.
func (a *act) keep(change func(c *codes)) error {
	c := readCodes(a.r)
	change(&c)
	raw, err := json.Marshal(c)
	if err != nil {
		return err
	}
	http.SetCookie(a.rw, &http.Cookie{Name: codesCookie, Value: base64.RawURLEncoding.EncodeToString(raw), Path: a.at(""), MaxAge: 1800,
		HttpOnly: true, Secure: web.Secure(a.r), SameSite: http.SameSiteStrictMode})
	return nil
}

// forget drops the codes of the visit before.
func (a *act) forget() { _ = a.keep(func(c *codes) { *c = codes{} }) }

// done says what has just worked, as a toast on the next page.
func (a *act) done(word string) { web.Flash(a.rw, "desk.done."+word) }
