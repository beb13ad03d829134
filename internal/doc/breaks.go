package doc

import (
	"strings"
	"unicode"
)

// Chinese line breaking (避头尾, after GB/T 15834 and W3C clreq): a line may break between any two Chinese
// characters, but closing punctuation does not begin a line, opening punctuation does not end one, dashes and dots
// of omission are not torn apart, and a word or number in Latin letters stays whole.

// Written as escapes, for no Chinese stands in code: ， 。 、 ； ： ？ ！ ） 》 」 』 】 〕 〗 ” ’ ％ ℃ 々 ． ·
const closers = "\uff0c\u3002\u3001\uff1b\uff1a\uff1f\uff01\uff09\u300b\u300d\u300f\u3011\u3015\u3017\u201d\u2019\uff05\u2103\u3005\uff0e\u00b7)]}!?"

// （ 《 「 『 【 〔 〖 “ ‘ ￥ №
const openers = "\uff08\u300a\u300c\u300e\u3010\u3014\u3016\u201c\u2018\uffe5\u2116([{$\u00a5"

// — and …, which come in pairs and begin no line.
const dashes = "\u2014\u2026"

// hanging may stick out of the line by half its width: the right half of these is empty. ， 。 、 ； ： ） 》 」 』 】 〕 ”
const hanging = "\uff0c\u3002\u3001\uff1b\uff1a\uff09\u300b\u300d\u300f\u3011\u3015\u201d"

// glyph is one character of a paragraph with the run it comes from and its width in points; gap is the thin space
// before it where Chinese and Latin meet.
type glyph struct {
	r     rune
	run   int
	width float64
	gap   float64
}

// line is a stretch of glyphs, from included, to excluded.
type line struct{ from, to int }

// breakLines fills lines greedily. first is the width of the first line, rest of all others, in points.
func breakLines(text []glyph, first, rest float64) []line {
	var lines []line
	for start := skipBlank(text, 0, false); start < len(text); {
		width := rest
		if len(lines) == 0 {
			width = first
		}
		end := lineEnd(text, start, width)
		lines = append(lines, line{start, trimBlank(text, start, end)})
		start = skipBlank(text, end, true)
	}
	return lines
}

// lineEnd finds the last place before the line is full where it may break; a cluster wider than the line is torn.
func lineEnd(text []glyph, start int, width float64) int {
	used, last := 0.0, 0
	for i := start; i < len(text); i++ {
		if i > start && mayBreak(text[i-1].r, text[i].r) {
			last = i
		}
		gap := text[i].gap
		if i == start {
			gap = 0
		}
		used += gap + text[i].width
		if used-overhang(text[i]) <= width+0.01 || text[i].r == ' ' {
			continue
		}
		switch {
		case last > start:
			return last
		case i > start:
			return i
		}
		return i + 1
	}
	return len(text)
}

func overhang(g glyph) float64 {
	if strings.ContainsRune(hanging, g.r) {
		return g.width / 2
	}
	return 0
}

// mayBreak tells whether a line may end after a and the next begin with b.
func mayBreak(a, b rune) bool {
	switch {
	case b == ' ' || isCloser(b) || isDash(b):
		return false
	case a == ' ':
		return true
	case isOpener(a):
		return false
	case isLatin(a) && isLatin(b):
		return false
	}
	return true
}

func isCloser(r rune) bool { return strings.ContainsRune(closers, r) }
func isOpener(r rune) bool { return strings.ContainsRune(openers, r) }
func isDash(r rune) bool   { return strings.ContainsRune(dashes, r) }

// isLatin: letters, digits and what joins them (8800-0001, A/B, 12:30, yc@example), but no blank.
func isLatin(r rune) bool {
	return r > ' ' && r < 0x2000 && r != 0xb7 && !unicode.Is(unicode.Han, r)
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// needsGap: Chinese beside a Latin letter or digit gets a quarter of an em between them.
func needsGap(a, b rune) bool {
	letter := func(r rune) bool { return isLatin(r) && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '%') }
	return isHan(a) && letter(b) || letter(a) && isHan(b)
}

// skipBlank passes blanks; at the start of a paragraph ideographic ones stay, for they were meant.
func skipBlank(text []glyph, i int, inside bool) int {
	for i < len(text) && text[i].r == ' ' && inside {
		i++
	}
	return i
}

func trimBlank(text []glyph, start, end int) int {
	for end > start && text[end-1].r == ' ' {
		end--
	}
	return end
}
