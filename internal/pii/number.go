package pii

import (
	"database/sql/driver"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"unicode"
)

// Number is an identity number or a phone that prints as its mask. The zero value is empty.
//
// The plain value sits behind a pointer: fmt cannot call methods of an unexported field of some other
// struct, and would otherwise print the plain text there; of a pointer it prints an address.
// A Number is not comparable with ==; use Equal.
type Number struct {
	_     [0]func()
	kind  Kind
	plain *string
}

// ErrPlainStored is what the database driver gets for a Number: only sealed values may be stored.
var ErrPlainStored = errors.New("pii: a plain number must not be stored; use Cipher.Seal or Cipher.Index")

// New makes a Number from what a person typed or a reader sent. It is normalised, not checked: see Check.
func New(kind Kind, typed string) Number {
	plain := normalise(kind, typed)
	if plain == "" {
		return Number{kind: kind}
	}
	return Number{kind: kind, plain: &plain}
}

// Kind tells what the number is.
func (n Number) Kind() Kind { return n.kind }

// Empty reports whether there is no value.
func (n Number) Empty() bool { return n.plain == nil }

// Reveal gives the plain value. Whoever calls it has a reason and records it.
func (n Number) Reveal() string {
	if n.plain == nil {
		return ""
	}
	return *n.plain
}

// Equal compares kind and normalised value.
func (n Number) Equal(other Number) bool {
	return n.kind == other.kind && n.Reveal() == other.Reveal()
}

// String gives the mask that staff screens and letters show.
func (n Number) String() string { return maskNumber(n.kind, n.Reveal()) }

// Strict gives the mask for logs and for pages that anybody may see.
func (n Number) Strict() string { return maskStrict(n.Reveal()) }

// Tail gives the last four characters (证件尾号), or nothing when that would be most of the number.
func (n Number) Tail() string {
	plain := []rune(n.Reveal())
	if len(plain) < 8 {
		return ""
	}
	return string(plain[len(plain)-4:])
}

// GoString keeps %#v from printing the fields.
func (n Number) GoString() string {
	return "pii.Number{" + string(n.kind) + ":" + n.Strict() + "}"
}

// MarshalJSON writes the mask. There is no UnmarshalJSON on purpose: a mask must never be read back as a number.
func (n Number) MarshalJSON() ([]byte, error) {
	return []byte(strconv.Quote(n.String())), nil
}

// MarshalText writes the mask.
func (n Number) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// LogValue writes the strict mask.
func (n Number) LogValue() slog.Value { return slog.StringValue(n.Strict()) }

// Value refuses to hand the plain number to a database driver.
func (n Number) Value() (driver.Value, error) { return nil, ErrPlainStored }

// normalise makes one spelling of the ways in which people type a number: full-width characters become
// ASCII, letters upper case, blanks and separators go; a phone loses the mainland prefix.
func normalise(kind Kind, typed string) string {
	var b strings.Builder
	for _, r := range typed {
		switch {
		case r >= '\uFF01' && r <= '\uFF5E': // full-width ASCII block
			r -= 0xFEE0
		case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r):
			continue
		}
		if r == '-' || r == '\u2013' || r == '\u2014' || r == '(' || r == ')' {
			continue
		}
		b.WriteRune(unicode.ToUpper(r))
	}
	if kind == Phone {
		return trimMainland(b.String())
	}
	return b.String()
}

// trimMainland drops +86, 0086 and a bare 86 before a mobile number; an area code after +86 gets its 0 back.
func trimMainland(phone string) string {
	for _, prefix := range []string{"+86", "0086"} {
		if rest, ok := strings.CutPrefix(phone, prefix); ok {
			if isMobile(rest) || strings.HasPrefix(rest, "0") || len(rest) < 9 {
				return rest
			}
			return "0" + rest
		}
	}
	if rest, ok := strings.CutPrefix(phone, "86"); ok && isMobile(rest) {
		return rest
	}
	return phone
}
