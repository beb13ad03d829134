package catalogue

import (
	"embed"
	"fmt"

	"yichuang/internal/errs"
	"yichuang/internal/text"
)

//go:embed text.*.yaml
var words embed.FS

// Words are the sentences for findings, in both languages.
var Words = text.Must(words)

// ErrEmpty is a folder without a single YAML file.
var ErrEmpty = errs.New(errs.Invalid, "catalogue.load.empty")

// Severity tells what a finding does to a catalogue.
type Severity string

const (
	Error   Severity = "error"   // the catalogue is refused
	Warning Severity = "warning" // it works and the gap is shown, e.g. 依据待核
)

// Finding is one fault of a catalogue, with the place where it stands.
type Finding struct {
	File     string            `json:"file"`
	Line     int               `json:"line"`
	Code     string            `json:"code"`
	Severity Severity          `json:"severity"`
	Params   map[string]string `json:"params"`
}

func finding(s Severity, file string, line int, code string, pairs ...any) Finding {
	f := Finding{File: file, Line: line, Code: code, Severity: s, Params: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Params[fmt.Sprint(pairs[i])] = fmt.Sprint(pairs[i+1])
	}
	return f
}

// In is the finding as one sentence.
func (f Finding) In(lang text.Lang) string {
	var pairs []any
	for k, v := range f.Params {
		pairs = append(pairs, k, v)
	}
	return Words.T(lang, "lint."+f.Code, pairs...)
}

// String is file:line, severity, code and the English sentence: the form that editors can follow.
func (f Finding) String() string {
	return fmt.Sprintf("%s:%d: %s: %s: %s", f.File, f.Line, f.Severity, f.Code, f.In(text.EN))
}

// Count tells how many findings have a severity.
func Count(list []Finding, s Severity) int {
	n := 0
	for _, f := range list {
		if f.Severity == s {
			n++
		}
	}
	return n
}
