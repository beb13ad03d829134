package catalogue

import (
	"embed"
	"fmt"

	"yichuang/internal/errs"
	"yichuang/internal/text"
)

// Texts are the words of this package in both languages: findings, refusals and the names of the format's values.
//
//go:embed text.*.yaml
var Texts embed.FS

var words = text.Must(Texts)

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
	return words.T(lang, "catalogue.lint."+f.Code, pairs...)
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

// Report collects findings about the entries of a catalogue.
type Report struct{ Findings []Finding }

// Add notes a finding at the value under path (keys and positions), or at its nearest parent where the value is missing.
func (r *Report) Add(s Severity, at Origin, path []any, code string, params ...any) {
	r.Findings = append(r.Findings, finding(s, at.file, at.Line(path...), code, params...))
}

// Fail notes an error.
func (r *Report) Fail(at Origin, path []any, code string, params ...any) {
	r.Add(Error, at, path, code, params...)
}

// Warn notes a warning.
func (r *Report) Warn(at Origin, path []any, code string, params ...any) {
	r.Add(Warning, at, path, code, params...)
}

// On is a path to a value within an entry.
func On(path ...any) []any { return path }
