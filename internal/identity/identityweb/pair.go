package identityweb

import (
	"net/http"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/org"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

const deviceLife = 400 * 24 * time.Hour // the longest that browsers keep a cookie

// pairView is what the pairing page shows.
type pairView struct {
	Form   *web.Form
	Device identity.Device // what this browser is paired as; no id when it is not
	Where  string          // zone or window
	Open   string          // where the device works
	Token  string          // shown once to whoever sets up a bridge or another system
}

func (w *Web) pairPage(rw http.ResponseWriter, r *http.Request) error {
	v := pairView{Form: web.Blank("code", r.URL.Query().Get("code"))}
	if c, err := r.Cookie(w.DeviceCookie); err == nil {
		if a, err := w.Identity.AuthenticateToken(r.Context(), c.Value); err == nil && a.Kind == ids.Device {
			v.Device.ID = a.ID
		}
	}
	return w.showPair(rw, r, http.StatusOK, v)
}

func (w *Web) pair(rw http.ResponseWriter, r *http.Request) error {
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	d, token, err := w.Identity.Pair(r.Context(), compact(f.Get("code")), web.From(r).Address)
	if err != nil {
		e := errs.Of(err)
		if !refused(f, e) {
			return err
		}
		return w.showPair(rw, r, e.Kind.Status(), pairView{Form: f})
	}
	if !screen(d.Kind) {
		return w.showPair(rw, r, http.StatusOK, pairView{Form: web.Blank(), Device: d, Token: token})
	}
	keep(rw, r, w.DeviceCookie, token, deviceLife)
	return web.SeeOther(rw, r, "/pair")
}

// screen tells whether a kind of device is a browser, which keeps its token in a cookie. The others are programs that send theirs.
func screen(k identity.DeviceKind) bool {
	return k == identity.Kiosk || k == identity.Display || k == identity.Evaluator
}

// workplace is the page where a device works; a program has none.
func workplace(d identity.Device) string {
	switch d.Kind {
	case identity.Kiosk:
		return "/h/" + d.Hall + "/kiosk"
	case identity.Display:
		return "/h/" + d.Hall + "/screen"
	case identity.Evaluator:
		return "/rate"
	}
	return ""
}

// compact takes out the blanks and hyphens that people type into a code.
func compact(code string) string {
	out := make([]rune, 0, len(code))
	for _, c := range code {
		if c != ' ' && c != '-' {
			out = append(out, c)
		}
	}
	return string(out)
}

func (w *Web) showPair(rw http.ResponseWriter, r *http.Request, status int, v pairView) error {
	lang := string(web.From(r).Lang)
	err := w.DB.Read(r.Context(), func(q *db.Q) (err error) {
		if v.Device.ID == "" {
			return nil
		}
		if v.Device, err = identity.DeviceByID(q, v.Device.ID); err != nil {
			return err
		}
		v.Open = workplace(v.Device)
		if z, err := org.ZoneByID(q, v.Device.Zone); err == nil {
			v.Where = z.Name.In(lang)
			if v.Device.Kind == identity.Display {
				v.Open += "/" + z.Code
			}
		}
		if win, err := org.WindowByID(q, v.Device.Window); err == nil {
			v.Where = win.No
		}
		return nil
	})
	if err != nil {
		return err
	}
	p := w.Site.Page(r, site.Staff, w.Hall(v.Device.Hall, lang), "", w.Now())
	p.Title = p.T("identity.pair.title")
	return w.Site.Write(rw, r, status, p, pairBody(p, v))
}
