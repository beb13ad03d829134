package doc

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// square measures every Chinese character as 10 wide and every other one as 5.
func square(s string) []glyph {
	var out []glyph
	for _, r := range s {
		width := 10.0
		if r < 0x2000 {
			width = 5
		}
		out = append(out, glyph{r: r, width: width})
	}
	return out
}

func broken(s string, first, rest float64) []string {
	text := square(s)
	var out []string
	for _, l := range breakLines(text, first, rest) {
		var b strings.Builder
		for _, g := range text[l.from:l.to] {
			b.WriteRune(g.r)
		}
		out = append(out, b.String())
	}
	return out
}

func TestBreaks(t *testing.T) {
	for _, c := range []struct {
		what, text string
		width      float64
		want       []string
	}{
		{"between characters", "一二三四五六", 30, []string{"一二三", "四五六"}},
		{"a full stop hangs with its empty half", "一二三。四", 35, []string{"一二三。", "四"}},
		{"a full stop takes the last character along", "一二三。四", 30, []string{"一二", "三。四"}},
		{"two closers", "一二三》。四", 30, []string{"一二", "三》。", "四"}},
		{"no opener at the end", "一二《三四》", 30, []string{"一二", "《三", "四》"}},
		{"word stays whole", "一二 hall三四", 30, []string{"一二", "hall三", "四"}},
		{"number with dashes stays whole", "电话8800-0001五", 50, []string{"电话", "8800-0001", "五"}},
		{"number and percent", "一二三95%五", 40, []string{"一二三", "95%五"}},
		{"dash pair stays together", "一二——三", 30, []string{"一", "二——", "三"}},
		{"omission dots", "一二三……四", 40, []string{"一二", "三……四"}},
		{"blank at the break goes", "ab cd ef", 25, []string{"ab cd", "ef"}},
		{"too long a word is torn", "abcdefghij", 25, []string{"abcde", "fghij"}},
		{"a character wider than the line", "一二", 5, []string{"一", "二"}},
		{"nothing", "", 30, nil},
	} {
		if got := broken(c.text, c.width, c.width); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

func TestBreaks_IndentShortensTheFirstLine(t *testing.T) {
	if got := broken("一二三四五", 10, 30); !slices.Equal(got, []string{"一", "二三四", "五"}) {
		t.Errorf("%q", got)
	}
}

func TestProperty_BreaksKeepTextAndRules(t *testing.T) {
	alphabet := []rune("一二三四，。、；（《“》）”——……ab1 9-%·")
	rapid.Check(t, func(t *rapid.T) {
		text := strings.TrimLeft(string(rapid.SliceOfN(rapid.SampledFrom(alphabet), 0, 60).Draw(t, "text")), " ")
		width := float64(rapid.IntRange(12, 40).Draw(t, "ems")) * 10
		lines := broken(text, width, width)
		if got := strings.ReplaceAll(strings.Join(lines, ""), " ", ""); got != strings.ReplaceAll(text, " ", "") {
			t.Fatalf("%q lost text: %q", text, lines)
		}
		for i, line := range lines {
			runes := []rune(line)
			if len(runes) == 0 {
				t.Fatalf("empty line in %q", lines)
			}
			total := 0.0
			for _, g := range square(line) {
				total += g.width
			}
			if total > width+5.01 { // half of one hanging mark
				t.Fatalf("line %q is %v wide, %v allowed", line, total, width)
			}
			if whole := longestCluster(text) <= width; whole && i > 0 && (isCloser(runes[0]) || isDash(runes[0])) {
				t.Fatalf("line begins with %q: %q", runes[0], lines)
			}
			if whole := longestCluster(text) <= width; whole && i < len(lines)-1 && isOpener(runes[len(runes)-1]) {
				t.Fatalf("line ends with an opener: %q", lines)
			}
		}
	})
}

// longestCluster is the width of the longest stretch without a place to break; beyond the line it must be torn.
func longestCluster(text string) float64 {
	longest, here := 0.0, 0.0
	runes := []rune(text)
	for i, g := range square(text) {
		if i > 0 && mayBreak(runes[i-1], runes[i]) {
			here = 0
		}
		here += g.width
		longest = max(longest, here)
	}
	return longest
}

func TestBreaks_NoLineTearsAWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-z0-9]{1,6}|[\x{4e00}-\x{4eff}]{1,3}`), 1, 20).Draw(t, "words")
		for _, line := range broken(strings.Join(words, " "), 60, 60) {
			for _, part := range strings.Fields(line) {
				latin := isLatin([]rune(part)[0])
				if latin && !slices.Contains(words, part) {
					t.Fatalf("%q is no word of %q", part, words)
				}
			}
		}
	})
}
