package web

import (
	"net/http"

	"yichuang/internal/errs"
	"yichuang/internal/text"
)

// Problem is an RFC 9457 problem document with the stable code of the error.
type Problem struct {
	Type   string            `json:"type"`
	Title  string            `json:"title"`
	Status int               `json:"status"`
	Code   string            `json:"code"`
	Field  string            `json:"field,omitempty"`
	Params map[string]string `json:"params,omitempty"`
	Errors []Problem         `json:"errors,omitempty"`
}

// NewProblem describes an error for programs; the words are in the caller's language.
func NewProblem(words *text.Bundle, lang text.Lang, e *errs.Error) Problem {
	p := Problem{Type: "urn:yichuang:error:" + e.Code, Title: Message(words, lang, e), Status: e.Kind.Status(), Code: e.Code, Field: e.Field, Params: e.Params}
	for _, sub := range e.All {
		p.Errors = append(p.Errors, NewProblem(words, lang, sub))
	}
	return p
}

// Error makes a problem usable as an error of the API library.
func (p Problem) Error() string { return p.Code }

// GetStatus is the HTTP status for the API library.
func (p Problem) GetStatus() int { return p.Status }

// Message is the sentence for an error: what, why, what now. The words stand under error.CODE.
func Message(words *text.Bundle, lang text.Lang, e *errs.Error) string {
	pairs := make([]any, 0, 2*len(e.Params))
	for k, v := range e.Params {
		pairs = append(pairs, k, v)
	}
	return words.T(lang, "error."+e.Code, pairs...)
}

// SeeOther sends the browser on after a successful form.
func SeeOther(w http.ResponseWriter, r *http.Request, target string) error {
	http.Redirect(w, r, target, http.StatusSeeOther)
	return nil
}

// Flash keeps one message key for the next page (a toast for what has already worked).
func Flash(w http.ResponseWriter, key string) {
	http.SetCookie(w, &http.Cookie{Name: "flash", Value: key, Path: "/", MaxAge: 30, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// TakeFlash reads and clears the message key.
func TakeFlash(w http.ResponseWriter, r *http.Request) string {
	key := cookie(r, "flash")
	if key != "" {
		http.SetCookie(w, &http.Cookie{Name: "flash", Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
	return key
}
