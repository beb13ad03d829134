package letter

import (
	"embed"
	"fmt"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/doc"
	"yichuang/internal/errs"
	"yichuang/internal/journal"
	"yichuang/internal/text"
)

// Texts are the words of letters and of this package's refusals.
//
//go:embed text.*.yaml
var Texts embed.FS

// Words are the words of letters: series and limits.
var Words = text.Must(Texts)

// Letter is an issued paper.
type Letter struct {
	ID         string // random; stands in the verification address
	Hall       string
	Department string
	Kind       doc.Kind
	Number     string // 临社保告〔2026〕31号
	Subject    journal.Ref
	Digest     string
	Issued     time.Time
	By         string // staff id
	Void       bool
	Reason     string // why it was voided
	Prints     int
	Frozen     []byte // canonical content; nil in lists
}

// ErrUnknown says that there is no such letter.
var ErrUnknown = errs.New(errs.NotFound, "letter.unknown")

// number writes a document number: six-cornered brackets, the year in full, no leading zero (GB/T 9704).
func number(prefix string, kind doc.Kind, year, n int) string {
	return fmt.Sprintf("%s%s〔%d〕%d号", prefix, Words.T(text.ZH, "letter.series."+string(kind)), year, n)
}

// Void takes the letter back; the number stays used.
func (l *Letter) void(reason string) error {
	switch {
	case reason == "":
		return errs.New(errs.Invalid, "letter.void.reason").At("reason")
	case l.Void:
		return errs.New(errs.Conflict, "letter.void.twice", "number", l.Number)
	}
	l.Void, l.Reason = true, reason
	return nil
}

// LimitWords says a limit as people say it: 10个工作日, 当场办结.
func LimitWords(lang text.Lang, l calendar.Limit) string {
	if l.N == 0 {
		return Words.T(lang, "letter.limit.at_once")
	}
	return Words.T(lang, "letter.limit."+l.Unit.String(), "n", l.N)
}

// Events of letters.
type (
	// Issued: the paper exists with this content.
	Issued struct {
		Kind    doc.Kind `json:"kind"`
		Number  string   `json:"number"`
		Digest  string   `json:"digest"`
		Seal    string   `json:"seal,omitempty"`
		Subject string   `json:"subject"`
	}
	// Voided: taken back, the number stays.
	Voided struct {
		Number string `json:"number"`
		Reason string `json:"reason"`
	}
	// Printed: given out again (补打 from the second time on).
	Printed struct {
		Number string `json:"number"`
		Times  int    `json:"times"`
	}
)

func (Issued) EventType() string  { return "letter.issued" }
func (Voided) EventType() string  { return "letter.voided" }
func (Printed) EventType() string { return "letter.printed" }

var _ = journal.Register(Issued{}, Voided{}, Printed{})
