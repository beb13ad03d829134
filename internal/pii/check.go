package pii

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"yichuang/internal/errs"
)

// Warning says why a number looks wrong. Code is stable; the sentence for it stands in text.*.yaml.
type Warning struct {
	Code string
	Kind Kind
}

// Codes of warnings. Empty is the only one that no override lifts.
const (
	WarnEmpty      = "pii.empty"       // nothing was given
	WarnKind       = "pii.kind"        // not a kind we know
	WarnLength     = "pii.length"      // not the number of characters that the kind has
	WarnCharacter  = "pii.character"   // a character that the kind never has
	WarnForm       = "pii.form"        // letters and digits in an order that the kind never has
	WarnBirthDate  = "pii.birth_date"  // no such day in the calendar
	WarnFuture     = "pii.future"      // born after today
	WarnCheckDigit = "pii.check_digit" // GB 11643 or GB 32100 check digit
	WarnInnerCheck = "pii.inner_check" // GB 11714 check digit inside a USCC
	WarnAuthority  = "pii.authority"   // first character of a USCC names no registering authority
	WarnOldForm    = "pii.old_form"    // the resident id of 15 digits, no longer issued
)

// Codes lists all warning codes, for the tests that keep the texts complete.
func Codes() []string {
	return []string{WarnEmpty, WarnKind, WarnLength, WarnCharacter, WarnForm, WarnBirthDate, WarnFuture,
		WarnCheckDigit, WarnInnerCheck, WarnAuthority, WarnOldForm}
}

// Override is an authorised person's decision to take a number as it stands (核对原件后照录).
// Whether By may override is decided by authorization before.
type Override struct {
	By     string // id of the actor
	Reason string
}

// Unconfirmed is the error of a number that has warnings and no valid override.
type Unconfirmed struct{ Warnings []Warning }

// Unwrap shows the warnings as form errors, all at once.
func (u *Unconfirmed) Unwrap() error {
	list := make([]*errs.Error, len(u.Warnings))
	for i, w := range u.Warnings {
		list[i] = errs.New(errs.Invalid, w.Code, "kind", w.Kind)
	}
	return errs.Join(list...)
}

func (u *Unconfirmed) Error() string {
	codes := make([]string, len(u.Warnings))
	for i, w := range u.Warnings {
		codes[i] = w.Code
	}
	return "pii: unconfirmed number: " + strings.Join(codes, ", ")
}

// Check looks at a number as its standard does. today is a day at the hall; only its date counts.
// The region inside an id is not compared with today's table: old regions live on in old numbers.
func Check(n Number, today time.Time) []Warning {
	if n.Empty() {
		return []Warning{{WarnEmpty, n.kind}}
	}
	plain := n.Reveal()
	var codes []string
	switch n.kind {
	case ResidentID:
		codes = checkResident(plain, today)
	case PermanentResidence:
		codes = checkPermanent(plain, today)
	case USCC:
		codes = checkUSCC(plain)
	case Passport, HKMacaoPass, TaiwanPass, Phone:
		codes = checkForm(n.kind, plain)
	default:
		codes = []string{WarnKind}
	}
	var warnings []Warning
	for _, code := range codes {
		warnings = append(warnings, Warning{code, n.kind})
	}
	return warnings
}

// Admit lets a number pass that has no warnings, or whose warnings are lifted by a complete override.
func Admit(n Number, today time.Time, override Override) error {
	warnings := Check(n, today)
	if len(warnings) == 0 {
		return nil
	}
	overridden := override.By != "" && strings.TrimSpace(override.Reason) != ""
	if overridden && !n.Empty() && n.kind.Known() {
		return nil
	}
	return &Unconfirmed{Warnings: warnings}
}

// forms are the shapes of the kinds that have no public check digit.
//   - passport: Chinese ordinary E+8, EA..EZ+7, G+8, D/S/P-series; any other country 5 to 9 characters (ICAO 9303);
//   - HK/Macao: H or M with 8 digits, and 2 more (times issued) on older cards;
//   - Taiwan: 8 digits since 2015, before that 10 digits and sometimes a letter.
var forms = map[Kind]*regexp.Regexp{
	Passport:    regexp.MustCompile(`^[A-Z0-9]{5,9}$`),
	HKMacaoPass: regexp.MustCompile(`^[HM][0-9]{8}([0-9]{2})?$`),
	TaiwanPass:  regexp.MustCompile(`^([0-9]{8}|[0-9]{10}[A-Z]?)$`),
	Phone:       regexp.MustCompile(`^(1[3-9][0-9]{9}|0[0-9]{2,3}[2-9][0-9]{6,7}|[2-9][0-9]{6,7}|400[0-9]{7}|(\+|00)[1-9][0-9]{6,14})$`),
}

func checkForm(kind Kind, plain string) []string {
	if !forms[kind].MatchString(plain) {
		return []string{WarnForm}
	}
	if kind == Passport && !strings.ContainsAny(plain, "0123456789") {
		return []string{WarnForm}
	}
	return nil
}

var (
	mobile   = regexp.MustCompile(`^1[3-9][0-9]{9}$`)
	landline = regexp.MustCompile(`^0[0-9]{9,11}$`)
)

func isMobile(plain string) bool   { return mobile.MatchString(plain) }
func isLandline(plain string) bool { return landline.MatchString(plain) }

// areaDigits is the length of the area code: 010 and 02x have three digits, all others four.
func areaDigits(landline string) int {
	if strings.HasPrefix(landline, "01") || strings.HasPrefix(landline, "02") {
		return 3
	}
	return 4
}

// String names the warning in logs; it never holds the number.
func (w Warning) String() string { return fmt.Sprintf("%s(%s)", w.Code, w.Kind) }
