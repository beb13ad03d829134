package citizen

import (
	"net/http"
	"regexp"
	"strings"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/guess"
	"yichuang/internal/ids"
	"yichuang/internal/web"
)

// Wrong tries an hour (reliability.md O1).
const (
	triesByNumber  = 10
	triesByAddress = 30
)

// ask is the form for number and code. A QR code on a slip may fill it in; nothing happens before the button is pressed.
func (w *Web) ask(rw http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	return w.form(rw, r, web.Blank("no", query.Get("no"), "code", query.Get("code"), "next", query.Get("next")), http.StatusOK)
}

func (w *Web) form(rw http.ResponseWriter, r *http.Request, f *web.Form, status int) error {
	var open []opened
	err := w.DB.Read(r.Context(), func(q *db.Q) error {
		list, err := openTo(q, token(r))
		for _, id := range list {
			c, err := w.Cases.Get(q, id)
			if err != nil {
				return err
			}
			item, err := w.Catalogue().ItemAt(q, c.Item, c.Version)
			if err != nil {
				return err
			}
			open = append(open, opened{"/track/" + c.ID, item.Name.In(string(web.From(r).Lang)), c.No})
		}
		return err
	})
	if err != nil {
		return err
	}
	p := w.page(r, "", "/", "track.title")
	return w.Site.Write(rw, r, status, p, ask(p, f, open))
}

// opened is a case that this browser is looking at.
type opened struct{ Href, Item, No string }

// enter tries number and code. The answer to a wrong number, a wrong code and both is the same, and so is the work for it.
func (w *Web) enter(rw http.ResponseWriter, r *http.Request) error {
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	no, code := plain(f.Get("no")), plain(f.Get("code"))
	if no == "" || code == "" {
		err = errs.New(errs.Invalid, "track.both").At("no")
	} else {
		var c *casework.Case
		if c, err = w.find(r, no, code); err == nil {
			return w.admit(rw, r, c, f.Get("next"))
		}
	}
	if errs.Of(err).Kind == errs.NotFound {
		err = errs.New(errs.Invalid, "track.wrong").At("no")
	}
	if !f.Fail(err) {
		return err
	}
	return w.form(rw, r, f, errs.Of(err).Kind.Status())
}

func (w *Web) find(r *http.Request, no, code string) (*casework.Case, error) {
	var c *casework.Case
	err := guess.Try(r.Context(), w.DB, func(q db.Querier) error {
		var err error
		c, err = w.Cases.Track(q, no, code)
		return err
	}, guess.Limit{Source: "track|" + no, Hourly: triesByNumber}, guess.Limit{Source: "track@" + web.From(r).Address, Hourly: triesByAddress})
	return c, err
}

// admit gives the browser a fresh token and opens the page.
func (w *Web) admit(rw http.ResponseWriter, r *http.Request, c *casework.Case, next string) error {
	fresh := ids.New() + ids.New()
	err := w.DB.Write(r.Context(), func(tx *db.Tx) error {
		return allow(tx, fresh, token(r), c.Hall, c.ID, tx.Time().Add(stay))
	})
	if err != nil {
		return err
	}
	http.SetCookie(rw, &http.Cookie{Name: Cookie, Value: fresh, Path: "/", MaxAge: int(stay.Seconds()), HttpOnly: true, Secure: web.Secure(r),
		SameSite: http.SameSiteLaxMode})
	if !onward.MatchString(next) {
		next = "/track/" + c.ID
	}
	return web.SeeOther(rw, r, next)
}

// onward are the pages that may follow a right code: those that asked for it.
var onward = regexp.MustCompile(`^/(track|letter)/[0-9a-z]{26}(\.pdf)?$`)

// plain is what people type as it was meant: full-width, small letters, blanks.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '\uff01' && r <= '\uff5e':
			r -= 0xfee0
		case r == ' ' || r == '\u3000' || r == '\u00a0':
			return -1
		}
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}, strings.TrimSpace(s))
}

// leave forgets what this browser was looking at, for a shared computer.
func (w *Web) leave(rw http.ResponseWriter, r *http.Request) error {
	if old := token(r); old != "" {
		if err := w.DB.Write(r.Context(), func(tx *db.Tx) error { return forget(tx, old) }); err != nil {
			return err
		}
	}
	http.SetCookie(rw, &http.Cookie{Name: Cookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	web.Flash(rw, "track.left")
	return web.SeeOther(rw, r, "/track")
}
