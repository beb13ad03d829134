package site

import (
	"net/http"
	"net/url"
	"strings"

	"yichuang/internal/text"
)

// Modes are the choices of one reader. They live in cookies and are written into <html> by the server, so nothing flashes.
type Modes struct {
	Lang     text.Lang
	Size     string // "elder" for large type (适老大字版), or empty
	Contrast string // "high", or empty
	Reach    string // "low" moves kiosk controls into the lower part of the screen (低位操作), or empty
}

// modeChoices lists the allowed values of each mode; the first one is the default and is kept as no cookie at all.
var modeChoices = map[string][]string{
	"lang":     {string(text.ZH), string(text.EN)},
	"size":     {"", "elder"},
	"contrast": {"", "high"},
	"reach":    {"", "low"},
}

const cookiePrefix = "yc-"

// ModesOf reads the cookies of a request; anything unknown counts as the default.
func ModesOf(r *http.Request) Modes {
	get := func(mode string) string {
		if c, err := r.Cookie(cookiePrefix + mode); err == nil && allowed(mode, c.Value) {
			return c.Value
		}
		return modeChoices[mode][0]
	}
	return Modes{Lang: text.Lang(get("lang")), Size: get("size"), Contrast: get("contrast"), Reach: get("reach")}
}

func allowed(mode, value string) bool {
	for _, v := range modeChoices[mode] {
		if v == value {
			return true
		}
	}
	return false
}

// setModes answers POST /mode: it keeps the choices of the form in cookies and returns to the page it came from.
func setModes(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "bad form", http.StatusBadRequest)
		return
	}
	for mode := range modeChoices {
		if r.PostForm.Has(mode) && allowed(mode, r.PostForm.Get(mode)) {
			http.SetCookie(w, modeCookie(mode, r.PostForm.Get(mode), r.TLS != nil))
		}
	}
	http.Redirect(w, r, localPath(r.PostForm.Get("back")), http.StatusSeeOther)
}

func modeCookie(mode, value string, secure bool) *http.Cookie {
	c := &http.Cookie{Name: cookiePrefix + mode, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true,
		SameSite: http.SameSiteLaxMode, Secure: secure}
	if value == modeChoices[mode][0] {
		c.MaxAge = -1
	}
	return c
}

// localPath keeps a redirect inside this site; anything else becomes the home page.
func localPath(back string) string {
	u, err := url.Parse(back)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(back, "/") ||
		strings.HasPrefix(back, "//") || strings.ContainsAny(back, "\\\r\n") {
		return "/"
	}
	return back
}
