package queueweb

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestHAL3_ACallIsSaidDigitByDigit(t *testing.T) {
	cases := []struct {
		number, window string
		zh, en         string
	}{
		{"A032", "06", "please a 0 3 2 number to 0 6 number window", "number a 0 3 2 to window 0 6"},
		{"R001", "11", "please r 0 0 1 number to 1 1 number window", "number r 0 0 1 to window 1 1"},
		{"L119", "3", "please l 1 1 9 number to 3 number window", "number l 1 1 9 to window 3"},
		{"c007", "B2", "please c 0 0 7 number to b 2 number window", "number c 0 0 7 to window b 2"},
	}
	for _, c := range cases {
		want := []string{"zh: " + c.zh, "zh: " + c.zh, "en: " + c.en} // twice in Mandarin, then once in English
		var got []string
		for _, s := range sayings(c.number, c.window) {
			lang, _, _ := strings.Cut(s[0], "/")
			got = append(got, lang+": "+strings.ReplaceAll(strings.Join(s, " "), lang+"/", ""))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s at %s:\n got %q\nwant %q", c.number, c.window, got, want)
		}
	}
}

func TestHAL3_NothingIsSaidOfANumberThatHasNoName(t *testing.T) {
	for _, c := range [][2]string{{"", "06"}, {"A032", ""}, {"A-32", "06"}, {"A032", "6 号"}, {"甲032", "06"}, {"A032", "０６"}} {
		if got := sayings(c[0], c[1]); got != nil {
			t.Errorf("%q at %q is said as %v", c[0], c[1], got)
		}
	}
}

// Whatever the numbers, each saying names every sign of both, in order and nothing else of that kind.
func TestHAL3_NoSignIsLostOrAdded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`[A-Z]?[0-9]{1,5}`).Draw(t, "number")
		window := rapid.StringMatching(`[0-9]{1,3}`).Draw(t, "window")
		for _, s := range sayings(number, window) {
			signs := ""
			for _, name := range s {
				if _, sign, ok := strings.Cut(name, "/"); ok && len(sign) == 1 {
					signs += strings.ToUpper(sign)
				}
			}
			if signs != number+window {
				t.Fatalf("%s at %s is said as %s", number, window, signs)
			}
		}
	})
}
