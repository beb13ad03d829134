package errs

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of failure it is; the web turns it into a status.
type Kind int

const (
	Internal        Kind = iota // a fault of the program: 500
	Invalid                     // the input breaks a rule: 422
	NotFound                    // no such object, or not for this person: 404
	Conflict                    // the object is in another state: 409
	Stale                       // somebody changed the object first: 409
	Forbidden                   // the person may not do this: 403
	Unauthenticated             // nobody is signed in: 401
	TooMany                     // asked too often: 429
	Unavailable                 // cannot be done now, try later: 503
)

var statuses = map[Kind]int{
	Internal: 500, Invalid: 422, NotFound: 404, Conflict: 409, Stale: 409,
	Forbidden: 403, Unauthenticated: 401, TooMany: 429, Unavailable: 503,
}

// Status is the HTTP status of a kind.
func (k Kind) Status() int { return statuses[k] }

// Error is a failure that a person can be told about. It is a value: With and On return changed copies.
type Error struct {
	Kind   Kind
	Code   string // stable, dotted: feature.noun.reason
	Field  string // the form field it belongs to; empty when it concerns the whole act
	Params map[string]string
	Cause  error
	All    []*Error // further failures of the same input, so that a form shows them all at once
}

// New makes an error of a kind with a stable code; pairs are parameter names and values for the words.
func New(kind Kind, code string, pairs ...any) *Error {
	e := &Error{Kind: kind, Code: code}
	for i := 0; i+1 < len(pairs); i += 2 {
		if e.Params == nil {
			e.Params = map[string]string{}
		}
		e.Params[fmt.Sprint(pairs[i])] = fmt.Sprint(pairs[i+1])
	}
	return e
}

// At names the form field.
func (e *Error) At(field string) *Error {
	c := *e
	c.Field = field
	return &c
}

// Because keeps the underlying cause for the log.
func (e *Error) Because(err error) *Error {
	c := *e
	c.Cause = err
	return &c
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	if e.Field != "" {
		b.WriteString(" at " + e.Field)
	}
	for k, v := range e.Params {
		fmt.Fprintf(&b, " %s=%s", k, v)
	}
	if e.Cause != nil {
		b.WriteString(": " + e.Cause.Error())
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Cause }

// Is makes errors.Is compare codes, so that a test can say errors.Is(err, ErrClosed).
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// Join collects several failures of one input; nil when there are none.
func Join(list ...*Error) error {
	var first *Error
	for _, e := range list {
		switch {
		case e == nil:
		case first == nil:
			c := *e
			first = &c
		default:
			first.All = append(first.All, e)
		}
	}
	if first == nil {
		return nil
	}
	return first
}

// Of finds the typed error in a chain; an unknown error becomes "internal".
func Of(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: Internal, Code: "internal", Cause: err}
}

// Code of an error, "" for nil.
func Code(err error) string {
	if err == nil {
		return ""
	}
	return Of(err).Code
}
