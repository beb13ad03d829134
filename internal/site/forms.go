package site

import (
	"strconv"

	"github.com/a-h/templ"

	"yichuang/internal/errs"
	"yichuang/internal/web"
)

// faces are the five levels of the national 好差评, best first, as the citizen sees them.
var faces = []struct{ value, icon string }{
	{"5", "mood-happy"}, {"4", "mood-smile"}, {"3", "mood-neutral"}, {"2", "mood-sad"}, {"1", "mood-angry"},
}

// Answers are the four answers to a material: 齐全, 缺, 不符, 容缺.
func Answers(p *Page) []Option {
	return []Option{
		{Value: "ok", Label: p.T("site.answer.ok"), Class: "ok"},
		{Value: "missing", Label: p.T("site.answer.missing"), Class: "miss"},
		{Value: "wrong", Label: p.T("site.answer.wrong"), Class: "bad"},
		{Value: "later", Label: p.T("site.answer.later"), Class: "soft"},
	}
}

// controlAttrs are the attributes that every kind of control shares.
func controlAttrs(in Input) templ.Attributes {
	a := templ.Attributes{"id": in.ID(), "name": in.Name}
	set := func(name, value string) {
		if value != "" {
			a[name] = value
		}
	}
	switch in.Type {
	case "textarea", "select", "file":
	case "":
		a["type"] = "text"
	default:
		a["type"] = in.Type
	}
	set("aria-describedby", in.describedBy())
	set("autocomplete", in.Autocomplete)
	set("inputmode", in.InputMode)
	set("accept", in.Accept)
	set("data-key", in.Key)
	if in.Error != "" {
		a["aria-invalid"] = "true"
	}
	if in.Max > 0 {
		a["maxlength"] = strconv.Itoa(in.Max)
	}
	return a
}

// ErrorText is the sentence for a domain error, from the words of error.CODE.
func (p *Page) ErrorText(e *errs.Error) string { return web.Message(p.words, p.Lang, e) }

// With gives a field what was typed into it and what is wrong with it.
func (p *Page) With(f *web.Form, in Input) Input {
	if f == nil {
		return in
	}
	if in.Type != "password" && f.Values.Has(in.Name) {
		in.Value = f.Values.Get(in.Name)
	}
	if e := f.Field[in.Name]; e != nil {
		in.Error = p.ErrorText(e)
	}
	return in
}

// Keyed is a field of a named form, where several forms stand on a page: its name ends in "-form", it keeps what was typed and shows what
// is wrong.
func (p *Page) Keyed(f *web.Form, form string, in Input) Input {
	in.Name += "-" + form
	if f == nil || f.Get("_form") != form {
		return in
	}
	return p.With(f, in)
}

// Opened tells whether the dialog of a named form stays open: it has just failed.
func Opened(f *web.Form, form string) bool {
	return f != nil && f.Bad() && f.Get("_form") == form
}

// Errors are the lines of the error summary, and the page's title says that there are some.
func (p *Page) Errors(f *web.Form) []FieldError {
	if f == nil || !f.Bad() {
		return nil
	}
	p.HasErrors = true
	var out []FieldError
	for _, e := range f.General {
		out = append(out, FieldError{Message: p.ErrorText(e)})
	}
	for _, name := range sortedKeys(f.Field) {
		out = append(out, FieldError{Field: name, Message: p.ErrorText(f.Field[name])})
	}
	return out
}
