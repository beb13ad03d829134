package pii

import (
	"errors"
	"slices"
	"testing"
	"time"

	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"

	"yichuang/internal/errs"
)

var today = time.Date(2026, 11, 24, 10, 0, 0, 0, time.FixedZone("CST", 8*3600))

func codes(kind Kind, typed string) []string {
	var got []string
	for _, w := range Check(New(kind, typed), today) {
		got = append(got, w.Code)
	}
	return got
}

type vector struct {
	kind  Kind
	typed string
	want  []string
}

func assertVectors(t *testing.T, vectors []vector) {
	t.Helper()
	for _, v := range vectors {
		if got := codes(v.kind, v.typed); !slices.Equal(got, v.want) {
			t.Errorf("%s %s: %v, want %v", v.kind, v.typed, got, v.want)
		}
	}
}

func TestGB11643_Vectors(t *testing.T) {
	assertVectors(t, []vector{
		{ResidentID, "11010519491231002X", nil},
		{ResidentID, "11010519491231002x", nil},
		{ResidentID, "440524188001010014", nil},
		{ResidentID, "990000199001010017", nil},
		{ResidentID, "99000020000229001X", nil},
		{ResidentID, "990000194910018881", nil},
		{ResidentID, "11010519491231002", []string{WarnLength}},
		{ResidentID, "110105194912310021", []string{WarnCheckDigit}},
		{ResidentID, "1101051949123100X2", []string{WarnCharacter}},
		{ResidentID, "110105491231002", []string{WarnOldForm}},
		{ResidentID, "", []string{WarnEmpty}},
		{ResidentID, "  ", []string{WarnEmpty}},
	})
}

func TestGB11643_NoSuchDateWhateverTheCheckDigit(t *testing.T) {
	for _, check := range residentCheck {
		got := codes(ResidentID, "99000019900229001"+string(check))
		if !slices.Contains(got, WarnBirthDate) {
			t.Errorf("29 February 1990 with %c: %v", check, got)
		}
	}
}

func TestGB11643_ResidenceCardsOfHKMacaoTaiwan(t *testing.T) {
	for _, region := range []string{"810000", "820000", "830000"} {
		body := region + "19900101001"
		assertVectors(t, []vector{{ResidentID, body + string(residentDigit(body)), nil}})
	}
}

func TestGB11643_BornAfterToday(t *testing.T) {
	for born, want := range map[string][]string{"20261124": nil, "20261125": {WarnFuture}} {
		body := "990000" + born + "001"
		assertVectors(t, []vector{{ResidentID, body + string(residentDigit(body)), want}})
	}
}

// The weights of GB 11643 find every single wrong digit and every swap of neighbours.
func TestGB11643_PropertyFindsOneWrongDigitAndSwaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[1-9][0-9]{16}`).Draw(t, "body")
		id := []byte(body + string(residentDigit(body)))
		wrong := slices.Clone(id)
		at := rapid.IntRange(0, 16).Draw(t, "at")
		wrong[at] = '0' + (wrong[at]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		if residentDigit(string(wrong[:17])) == wrong[17] {
			t.Fatalf("%s passes as %s", id, wrong)
		}
		swapped := slices.Clone(id)
		from := rapid.IntRange(0, 15).Draw(t, "from")
		swapped[from], swapped[from+1] = swapped[from+1], swapped[from]
		if string(swapped) != string(id) && residentDigit(string(swapped[:17])) == swapped[17] {
			t.Fatalf("%s passes as %s", id, swapped)
		}
	})
}

func TestGB32100_Vectors(t *testing.T) {
	assertVectors(t, []vector{
		{USCC, "91350100M000100Y43", nil},
		{USCC, "91110000101623741K", nil},
		{USCC, "12441500196720244T", nil},
		{USCC, "11440232MB2D06811W", nil},
		{USCC, "91350100m000100y43", nil},
		{USCC, "91350100M000100Y4Z", []string{WarnCharacter}},
		{USCC, "91350100M000100Y4A", []string{WarnCheckDigit}},
		{USCC, "91350100M000100Y4", []string{WarnLength}},
		{USCC, "9135010AM000100Y43", []string{WarnForm}},
	})
}

// A code in use fails its check: it warns, and an authorised override lets it pass.
func TestGB32100_RealCodeThatFailsPassesByOverride(t *testing.T) {
	n := New(USCC, "91350211M0000XUF46")
	if len(Check(n, today)) == 0 {
		t.Fatal("expected warnings")
	}
	var unconfirmed *Unconfirmed
	if err := Admit(n, today, Override{}); !errors.As(err, &unconfirmed) || len(unconfirmed.Warnings) == 0 {
		t.Errorf("without override: %v", err)
	}
	if form := errs.Of(Admit(n, today, Override{})); form.Kind != errs.Invalid || form.Code != Check(n, today)[0].Code {
		t.Errorf("as a form error: %v", form)
	}
	for _, half := range []Override{{By: "act1"}, {Reason: "营业执照如此"}, {By: "act1", Reason: "  "}} {
		if Admit(n, today, half) == nil {
			t.Errorf("half an override %+v passed", half)
		}
	}
	if err := Admit(n, today, Override{By: "act1", Reason: "营业执照如此"}); err != nil {
		t.Errorf("with override: %v", err)
	}
}

func TestAdmit_EmptyNeverPasses(t *testing.T) {
	full := Override{By: "act1", Reason: "原件如此"}
	if Admit(New(ResidentID, ""), today, full) == nil || Admit(New("library_card", "123"), today, full) == nil {
		t.Error("an empty number or an unknown kind passed by override")
	}
}

func TestGB11714_InnerCheckAndAuthority(t *testing.T) {
	inner := "91350100M000100Y5"
	assertVectors(t, []vector{{USCC, inner + string(usccDigit(inner)), []string{WarnInnerCheck}}})
	authority := "B1350100M000100Y4"
	assertVectors(t, []vector{{USCC, authority + string(usccDigit(authority)), []string{WarnAuthority}}})
}

// A weighted sum of 0 must give '0'; without the outer mod it would fall off the alphabet.
func TestGB32100_SumZeroGivesZero(t *testing.T) {
	if got := usccDigit("00000000000000000"); got != '0' {
		t.Errorf("got %c", got)
	}
}

func TestOtherKinds_Forms(t *testing.T) {
	bad := []string{WarnForm}
	permanent := "91111019900101001"
	assertVectors(t, []vector{
		{Passport, "E12345678", nil}, {Passport, "EA1234567", nil}, {Passport, "C01X00T47", nil},
		{Passport, "ABCDEFGH", bad}, {Passport, "E1", bad}, {Passport, "E123456789", bad},
		{HKMacaoPass, "H12345678", nil}, {HKMacaoPass, "M1234567801", nil}, {HKMacaoPass, "K12345678", bad}, {HKMacaoPass, "H1234567", bad},
		{TaiwanPass, "12345678", nil}, {TaiwanPass, "1234567890B", nil}, {TaiwanPass, "1234567", bad}, {TaiwanPass, "H12345678", bad},
		{PermanentResidence, permanent + string(residentDigit(permanent)), nil},
		{PermanentResidence, "XYZ110190010100", nil},
		{PermanentResidence, "110105194912310021", bad},
		{PermanentResidence, "9111101990010100", []string{WarnLength}},
		{Phone, "13800006204", nil}, {Phone, "0990-5550101", nil}, {Phone, "010-55501010", nil}, {Phone, "5550101", nil},
		{Phone, "+852 5550 1010", nil}, {Phone, "+86 13800006204", nil}, {Phone, "400-555-0101", nil},
		{Phone, "12800006204", bad}, {Phone, "138000062040", bad}, {Phone, "110", bad}, {Phone, "phone", bad},
		{"library_card", "1", []string{WarnKind}},
	})
}

func TestPermanentResidence_WrongCheckDigitWarns(t *testing.T) {
	body := "91111019900101001"
	wrong := residentCheck[(slices.Index([]byte(residentCheck), residentDigit(body))+1)%11]
	assertVectors(t, []vector{{PermanentResidence, body + string(wrong), []string{WarnCheckDigit}}})
}

func TestBirthSexAge(t *testing.T) {
	n := New(ResidentID, "11010519491231002X")
	if born, ok := Birth(n); !ok || born.Format("2006-01-02") != "1949-12-31" {
		t.Errorf("born %v %v", born, ok)
	}
	if sex, ok := SexOf(n); !ok || sex != Female {
		t.Errorf("sex %v %v", sex, ok)
	}
	if sex, _ := SexOf(New(ResidentID, "440524188001010014")); sex != Male {
		t.Errorf("sequence 001 is %v", sex)
	}
	if sex, _ := SexOf(New(ResidentID, "110105491231002")); sex != Female {
		t.Errorf("15 digits: %v", sex)
	}
	if _, ok := Birth(New(Passport, "E12345678")); ok {
		t.Error("a passport has no birth date")
	}
}

func TestAPT8_AgeSixtyOnTheBirthday(t *testing.T) {
	for born, want := range map[string]bool{"19661123": true, "19661124": true, "19661125": false} {
		body := "990000" + born + "001"
		n := New(ResidentID, body+string(residentDigit(body)))
		if got := AtLeast(n, 60, today); got != want {
			t.Errorf("born %s: at least 60 = %v", born, got)
		}
	}
	if AtLeast(New(Phone, "13800006204"), 0, today) {
		t.Error("a phone tells no age")
	}
}

func TestAge_LeapDayBirthday(t *testing.T) {
	n := New(ResidentID, "99000020000229001X")
	for on, want := range map[string]int{"2026-02-28": 25, "2026-03-01": 26, "2028-02-28": 27, "2028-02-29": 28} {
		day, _ := time.Parse("2006-01-02", on)
		if got, _ := Age(n, day); got != want {
			t.Errorf("on %s: %d, want %d", on, got, want)
		}
	}
}

func TestTextsAreComplete(t *testing.T) {
	for _, file := range []string{"text.zh-CN.yaml", "text.en.yaml"} {
		body, err := Texts.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var words map[string]string
		if err := yaml.Unmarshal(body, &words); err != nil {
			t.Fatal(err)
		}
		keys := Codes()
		for _, kind := range Kinds() {
			keys = append(keys, "pii.kind."+string(kind))
		}
		for _, key := range keys {
			if words[key] == "" {
				t.Errorf("%s lacks %s", file, key)
			}
		}
		if len(words) != len(keys) {
			t.Errorf("%s has %d words, %d are used", file, len(words), len(keys))
		}
	}
}
