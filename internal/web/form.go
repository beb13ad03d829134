package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"yichuang/internal/errs"
)

// maxForm bounds a form without files.
const maxForm = 1 << 20

// Form keeps what was typed together with what is wrong with it, so that nothing given is lost.
type Form struct {
	Values  url.Values
	Field   map[string]*errs.Error // by field name
	General []*errs.Error          // what concerns the whole act
}

// Blank is a form that nobody has filled in yet; pairs are names and first values.
func Blank(pairs ...string) *Form {
	f := &Form{Values: url.Values{}, Field: map[string]*errs.Error{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Values.Set(pairs[i], pairs[i+1])
	}
	return f
}

// Parse reads a posted form.
func Parse(w http.ResponseWriter, r *http.Request) (*Form, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return nil, errs.New(errs.Invalid, "web.form_unreadable").Because(err)
	}
	f := Blank()
	for k, v := range r.Form {
		f.Values[k] = v
	}
	return f, nil
}

// Get is a value without surrounding space.
func (f *Form) Get(name string) string { return strings.TrimSpace(f.Values.Get(name)) }

// All are the values of a repeated field.
func (f *Form) All(name string) []string { return f.Values[name] }

// Int is a number; 0 when it is none.
func (f *Form) Int(name string) int {
	n, err := strconv.Atoi(f.Get(name))
	if err != nil {
		return 0
	}
	return n
}

// Is tells whether a checkbox is ticked.
func (f *Form) Is(name string) bool { return f.Values.Get(name) != "" }

// Fail sorts an error into the form; it returns false when the error is no matter of the input and must be answered otherwise.
func (f *Form) Fail(err error) bool {
	e := errs.Of(err)
	switch e.Kind {
	case errs.Invalid, errs.Conflict, errs.Stale, errs.TooMany:
	default:
		return false
	}
	for _, one := range append([]*errs.Error{e}, e.All...) {
		if one.Field == "" {
			f.General = append(f.General, one)
		} else if f.Field[one.Field] == nil {
			f.Field[one.Field] = one
		}
	}
	return true
}

// Bad tells whether anything is wrong.
func (f *Form) Bad() bool { return len(f.Field) > 0 || len(f.General) > 0 }

// Errors lists everything that is wrong: what concerns the act first, then the fields.
func (f *Form) Errors() []*errs.Error {
	out := append([]*errs.Error{}, f.General...)
	for _, e := range f.Field {
		out = append(out, e)
	}
	return out
}

// Page is a place in a long list.
type Page struct {
	Number int // from 1
	Size   int
	Total  int
}

// PageOf reads ?page= with a size; nonsense is page 1.
func PageOf(r *http.Request, size int) Page {
	n, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil || n < 1 || n > 100_000 {
		n = 1
	}
	return Page{Number: n, Size: size}
}

// Offset is how many rows come before.
func (p Page) Offset() int { return (p.Number - 1) * p.Size }

// Last is the number of the last page, at least 1.
func (p Page) Last() int { return max(1, (p.Total+p.Size-1)/p.Size) }
