package doc

import (
	"embed"
	"strconv"
	"strings"
	"time"

	"yichuang/internal/clock"
	"yichuang/internal/text"
)

// Texts holds the fixed words of all papers and the words for this package's errors.
//
//go:embed text.*.yaml
var Texts embed.FS

var bundle = text.Must(Texts)

// words speaks one language of the fixed words.
type words struct{ lang text.Lang }

// t gives a plain text; the key stands without its prefix.
func (w words) t(key string, pairs ...any) string { return fill(bundle.T(w.lang, "doc."+key), pairs) }

// run is a stretch of text in one style.
type run struct {
	Text  string
	Bold  bool
	Red   bool // vermilion, for the one thing that must not be missed
	Small bool
	Grey  bool
}

// rich is a paragraph.
type rich []run

// rich reads the marks **bold** and !!red!! of a fixed text and then fills in the parameters, so that a name
// with stars in it stays what it is.
func (w words) rich(key string, pairs ...any) rich {
	var out rich
	bold, red := false, false
	rest := w.t(key)
	for rest != "" {
		at := firstMark(rest)
		if at > 0 {
			out = append(out, run{Text: fill(rest[:at], pairs), Bold: bold || red, Red: red})
		}
		if at == len(rest) {
			break
		}
		if rest[at] == '*' {
			bold = !bold
		} else {
			red = !red
		}
		rest = rest[at+2:]
	}
	return out
}

func firstMark(s string) int {
	at := len(s)
	for _, mark := range []string{"**", "!!"} {
		if i := strings.Index(s, mark); i >= 0 {
			at = min(at, i)
		}
	}
	return at
}

func fill(s string, pairs []any) string {
	var old []string
	for i := 0; i+1 < len(pairs); i += 2 {
		old = append(old, "{"+str(pairs[i])+"}", str(pairs[i+1]))
	}
	return strings.NewReplacer(old...).Replace(s)
}

func str(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	}
	return ""
}

func plain(s string) rich { return rich{{Text: s}} }
func bold(s string) rich  { return rich{{Text: s, Bold: true}} }
func small(s string) rich { return rich{{Text: s, Small: true, Grey: true}} }

// String gives the bare text.
func (r rich) String() string {
	var b strings.Builder
	for _, part := range r {
		b.WriteString(part.Text)
	}
	return b.String()
}

// at turns µs UTC into the hall's local time.
func at(micros int64) time.Time { return time.UnixMicro(micros).In(clock.Zone) }

func (w words) date(t time.Time) string      { return w.t("date", w.timePairs(t)...) }
func (w words) moment(t time.Time) string    { return w.t("moment", w.timePairs(t)...) }
func (w words) timeOfDay(t time.Time) string { return w.t("clock", w.timePairs(t)...) }

// day prints a yyyy-mm-dd that check has found to be a date.
func (w words) day(date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return w.date(t)
}

func (w words) timePairs(t time.Time) []any {
	return []any{"y", t.Year(), "m", int(t.Month()), "d", t.Day(), "h", t.Format("15"), "min", t.Format("04"),
		"mon", t.Format("Jan"), "wd", t.Format("Mon")}
}

// paren puts a remark in brackets, or nothing when there is none.
func (w words) paren(s string) string {
	if s == "" {
		return ""
	}
	return w.t("paren", "text", s)
}

// dotted joins two remarks with a middle dot.
func (w words) dotted(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return w.t("dot", "a", a, "b", b)
}
