package site

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"yichuang/internal/text"
)

func TestBothLanguagesHaveTheSameKeys(t *testing.T) {
	if missing := text.Must(Texts).Check(); len(missing) > 0 {
		t.Error(missing)
	}
}

// A key that is put together from a constant beginning is used when a key with that beginning exists.
func TestEveryUsedKeyHasWords(t *testing.T) {
	b := text.Must(Texts)
	keys := b.Keys(text.ZH)
	used := regexp.MustCompile(`"(site\.[a-z0-9.]+)"`)
	seen := map[string]bool{}
	for _, name := range sourceFiles(t, ".templ", ".go") {
		for _, m := range used.FindAllStringSubmatch(readFile(t, name), -1) {
			key := m[1]
			if strings.HasSuffix(key, ".") {
				n := 0
				for _, k := range keys {
					if strings.HasPrefix(k, key) {
						seen[k], n = true, n+1
					}
				}
				if n == 0 {
					t.Errorf("%s: no key begins with %s", name, key)
				}
				continue
			}
			seen[key] = true
			if !b.Has(text.ZH, key) || !b.Has(text.EN, key) {
				t.Errorf("%s: key %s has no words", name, key)
			}
		}
	}
	for _, k := range keys {
		if !seen[k] {
			t.Errorf("nobody uses key %s", k)
		}
	}
}

func TestNoChineseAndNoStyleInSources(t *testing.T) {
	for _, name := range sourceFiles(t, ".templ", ".go") {
		for i, line := range strings.Split(readFile(t, name), "\n") {
			code, _, _ := strings.Cut(line, "//")
			if strings.ContainsFunc(code, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%s:%d: Chinese outside a comment", name, i+1)
			}
			if strings.HasSuffix(name, ".templ") && strings.Contains(code, "style=") {
				t.Errorf("%s:%d: style attribute", name, i+1)
			}
		}
	}
}
