package site

import (
	"net/http"
	"net/url"
	"strings"

	"yichuang/internal/text"
	"yichuang/internal/web"
)

// Modes are the choices of one reader. Package web keeps them in cookies; the server writes them into <html>, so nothing flashes.
type Modes struct {
	Lang     text.Lang
	Size     string // "elder" for large type (适老大字版), or empty
	Contrast string // "high", or empty
	Reach    string // "low" moves kiosk controls into the lower part of the screen (低位操作), or empty
}

// ModesOf reads the choices of a request.
func ModesOf(r *http.Request) Modes {
	q := web.From(r)
	m := Modes{Lang: q.Lang}
	if q.Elder {
		m.Size = "elder"
	}
	if q.Contrast {
		m.Contrast = "high"
	}
	if c, err := r.Cookie("reach"); err == nil && c.Value == "low" {
		m.Reach = "low"
	}
	return m
}

// modeURL is this page with one mode changed: package web answers it with a cookie and comes back here.
func (p *Page) modeURL(mode, value string) string {
	u, err := url.Parse(p.Path)
	if err != nil || u.Host != "" {
		u = &url.URL{Path: "/"}
	}
	q := u.Query()
	q.Set(mode, value)
	return (&url.URL{Path: u.Path, RawQuery: q.Encode()}).String()
}

// returnPath is where a change of mode comes back to. A page that answers a POST has no address to read again, so the page with
// the form is taken instead.
func returnPath(r *http.Request) string {
	if r.Method == http.MethodGet {
		return r.URL.RequestURI()
	}
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host != r.Host || !strings.HasPrefix(from.Path, "/") {
		return "/"
	}
	return from.RequestURI()
}
