package pii

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const madeUpID = "990000194910018881"

// holder has the number in an unexported field, where fmt cannot call its methods.
type holder struct {
	Name   string
	number Number
}

func TestNumberNeverPrintsItself(t *testing.T) {
	n := New(ResidentID, madeUpID)
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("seen", "id", n, "in", holder{"x", n})
	slog.New(slog.NewJSONHandler(&log, nil)).Info("seen", "id", n)
	asJSON, err := json.Marshal(map[string]any{"id": n, "ptr": &n})
	if err != nil {
		t.Fatal(err)
	}
	asText, _ := n.MarshalText()
	for _, printed := range []string{
		n.String(), n.Strict(), n.GoString(), log.String(), string(asJSON), string(asText),
		fmt.Sprint(n), fmt.Sprintf("%v %+v %#v %s %q", n, n, n, n, n),
		fmt.Sprintf("%v %+v %#v", holder{"x", n}, holder{"x", n}, &holder{"x", n}),
		fmt.Sprintf("%v %+v", []Number{n}, map[string]Number{"id": n}),
	} {
		if strings.Contains(printed, "19491001") || strings.Contains(printed, madeUpID) {
			t.Errorf("plain number printed: %s", printed)
		}
	}
	if n.Reveal() != madeUpID {
		t.Errorf("Reveal = %q", n.Reveal())
	}
}

func TestNumberCannotBeStoredPlain(t *testing.T) {
	if v, err := New(Phone, "13800006204").Value(); !errors.Is(err, ErrPlainStored) || v != nil {
		t.Errorf("driver value %v, error %v", v, err)
	}
}

func TestMaskIsNeverReadBackAsNumber(t *testing.T) {
	masked, _ := json.Marshal(New(ResidentID, madeUpID))
	var back Number
	if err := json.Unmarshal(masked, &back); err == nil {
		t.Error("a mask was decoded into a number")
	}
}

func TestMasks(t *testing.T) {
	for _, c := range []struct {
		kind               Kind
		plain, mask, stern string
	}{
		{ResidentID, "11010519491231002X", "1101**********002X", "1****************X"},
		{USCC, "91350100M000100Y43", "9135**********0Y43", "9****************3"},
		{Passport, "E12345678", "E*****678", "E*******8"},
		{Passport, "AB123", "*****", "*****"},
		{HKMacaoPass, "H12345678", "H*****678", "H*******8"},
		{TaiwanPass, "12345678", "1****678", "1******8"},
		{Phone, "13800006204", "138****6204", "1*********4"},
		{Phone, "0990-5550101", "0990*****01", "0*********1"},
		{Phone, "010-55501010", "010******10", "0*********0"},
		{Phone, "5550101", "*******", "*******"},
		{ResidentID, "", "", ""},
	} {
		n := New(c.kind, c.plain)
		if n.String() != c.mask || n.Strict() != c.stern {
			t.Errorf("%s %s: mask %q strict %q, want %q %q", c.kind, c.plain, n.String(), n.Strict(), c.mask, c.stern)
		}
	}
}

func TestTail(t *testing.T) {
	if got := New(ResidentID, "11010519491231002X").Tail(); got != "002X" {
		t.Errorf("tail %q", got)
	}
	if got := New(Phone, "5550101").Tail(); got != "" {
		t.Errorf("tail of a short phone shows %q", got)
	}
}

func TestMaskName(t *testing.T) {
	for name, want := range map[string]string{
		"何静": "何*", "邓晓岚": "邓**", "欧阳": "欧*", "欧阳静": "欧阳*", "司马晓岚": "司马**", "何": "何*",
		"阿依古丽·买买提": "阿*******", "John Smith": "J*** S***", " ": "", "": "",
	} {
		if got := MaskName(name); got != want {
			t.Errorf("MaskName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestNormalise(t *testing.T) {
	for _, c := range []struct {
		kind        Kind
		typed, want string
	}{
		{ResidentID, " 110105 19491231 002x ", "11010519491231002X"},
		{ResidentID, "１１０１０５１９４９１２３１００２ｘ", "11010519491231002X"},
		{ResidentID, "110105\u200b19491231002X\u3000", "11010519491231002X"},
		{Phone, "+86 138-0000-6204", "13800006204"},
		{Phone, "8613800006204", "13800006204"},
		{Phone, "+86 990 555 0101", "09905550101"},
		{Phone, "(0990) 555-0101", "09905550101"},
		{HKMacaoPass, "h12345678", "H12345678"},
	} {
		if got := New(c.kind, c.typed).Reveal(); got != c.want {
			t.Errorf("%q became %q, want %q", c.typed, got, c.want)
		}
	}
}

func TestProperty_NormaliseTwiceIsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(Kinds()).Draw(t, "kind")
		once := New(kind, rapid.String().Draw(t, "typed"))
		if twice := New(kind, once.Reveal()); kind != Phone && !twice.Equal(once) {
			t.Fatalf("%q then %q", once.Reveal(), twice.Reveal())
		}
	})
}

func FuzzNumberMask(f *testing.F) {
	for _, seed := range []string{madeUpID, "13800006204", "H12345678", "", "x", "９９", "+86"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		for _, kind := range Kinds() {
			n := New(kind, typed)
			plain := []rune(n.Reveal())
			for _, mask := range []string{n.String(), n.Strict()} {
				if len([]rune(mask)) != len(plain) {
					t.Fatalf("%s: mask %q for %q", kind, mask, n.Reveal())
				}
				shown := len(plain) - strings.Count(mask, "*")
				if len(plain) > 0 && shown > len(plain)*2/3 && !strings.Contains(n.Reveal(), "*") {
					t.Fatalf("%s: %q shows %d of %d", kind, mask, shown, len(plain))
				}
			}
			Check(n, today)
			Birth(n)
			SexOf(n)
		}
		MaskName(typed)
	})
}
