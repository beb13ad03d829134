package pii

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed surnames.txt
var surnameFile string

// compound holds the family names of two characters (复姓).
var compound = func() map[string]bool {
	set := map[string]bool{}
	for _, name := range strings.Fields(surnameFile) {
		set[name] = true
	}
	return set
}()

// MaskName keeps the family name of a Chinese name and the first letter of each word of another one
// (PIPL display masking). A compound family name in a name of two characters keeps one character only,
// or nothing would be masked.
func MaskName(name string) string {
	name = strings.TrimSpace(name)
	runes := []rune(name)
	if len(runes) == 0 {
		return ""
	}
	if !unicode.Is(unicode.Han, runes[0]) {
		return maskWords(name)
	}
	keep := 1
	if len(runes) > 2 && compound[string(runes[:2])] {
		keep = 2
	}
	return string(runes[:keep]) + stars(max(len(runes)-keep, 1))
}

func maskWords(name string) string {
	words := strings.Fields(name)
	for i, word := range words {
		words[i] = string([]rune(word)[:1]) + "***"
	}
	return strings.Join(words, " ")
}

// maskNumber is the usual mask of a kind: enough for the person to recognise the number, too little to use it.
func maskNumber(kind Kind, plain string) string {
	switch {
	case plain == "":
		return ""
	case kind == Phone && isMobile(plain):
		return keepEnds(plain, 3, 4)
	case kind == Phone && isLandline(plain):
		return keepEnds(plain, areaDigits(plain), 2)
	case utf8.RuneCountInString(plain) >= 15:
		return keepEnds(plain, 4, 4)
	default:
		return maskShort(plain)
	}
}

func maskShort(plain string) string {
	if utf8.RuneCountInString(plain) < 8 {
		return maskStrict(plain)
	}
	return keepEnds(plain, 1, 3)
}

// maskStrict keeps the first and the last character of a long value and nothing of a short one.
func maskStrict(plain string) string {
	if length := utf8.RuneCountInString(plain); length < 8 {
		return stars(length)
	}
	return keepEnds(plain, 1, 1)
}

func keepEnds(plain string, head, tail int) string {
	runes := []rune(plain)
	return string(runes[:head]) + stars(len(runes)-head-tail) + string(runes[len(runes)-tail:])
}

func stars(n int) string { return strings.Repeat("*", n) }
