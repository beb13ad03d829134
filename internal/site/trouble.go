package site

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/web"
)

// ErrorPage draws errors for people: plain words, what now, whom to call, a reference number. Give it to web.Server.
func (s *Site) ErrorPage(hall func(*http.Request) Hall, now func() time.Time) func(http.ResponseWriter, *http.Request, *errs.Error) {
	return func(w http.ResponseWriter, r *http.Request, e *errs.Error) {
		p := s.Page(r, surfaceOf(r), hall(r), "", now())
		p.Title = p.T("site.trouble.title." + troubleKind(e))
		if r.Header.Get("Hx-Request") != "" {
			_ = write(w, r, e.Kind.Status(), troubleNote(p, p.ErrorText(e)))
			return
		}
		if err := s.Write(w, r, e.Kind.Status(), p, trouble(p, e, p.ErrorText(e), web.From(r).ID)); err != nil {
			http.Error(w, p.ErrorText(e), e.Kind.Status())
		}
	}
}

// troubleKind chooses the heading.
func troubleKind(e *errs.Error) string {
	switch status := e.Kind.Status(); status {
	case http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return strconv.Itoa(status)
	case http.StatusInternalServerError:
		return "500"
	}
	return "other"
}

// surfaceOf guesses where somebody stands: at a kiosk, at a desk, or with a phone.
func surfaceOf(r *http.Request) Surface {
	switch {
	case strings.Contains(r.URL.Path, "/kiosk"):
		return Kiosk
	case web.Actor(r).Kind == ids.Staff:
		return Staff
	}
	return Citizen
}
