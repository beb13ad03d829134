package catalogueweb

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"yichuang/internal/text"
)

func sources(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, pattern := range []string{"*.go", "*.templ"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") {
				continue
			}
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			out[name] = string(raw)
		}
	}
	return out
}

func TestBothLanguagesHaveTheSameKeys(t *testing.T) {
	if missing := text.Must(Texts).Check(); len(missing) > 0 {
		t.Error(missing)
	}
}

// A key that is put together from a constant beginning is used when a key with that beginning exists.
func TestEveryUsedKeyHasWordsAndNoneIsIdle(t *testing.T) {
	b := text.Must(Texts)
	used := map[string]bool{}
	prefixes := []string{"portal.accessibility.", "portal.privacy.", "error."} // put together from the page's name
	for name, src := range sources(t) {
		for _, m := range regexp.MustCompile(`"(portal\.[a-z0-9_.]+)"`).FindAllStringSubmatch(src, -1) {
			key := m[1]
			switch {
			case strings.HasSuffix(key, "."):
				prefixes = append(prefixes, key)
			case b.Has(text.ZH, key):
				used[key] = true
			case !b.Has(text.ZH, "error."+key):
				t.Errorf("%s: key %s has no words", name, key)
			}
		}
	}
	for _, key := range b.Keys(text.ZH) {
		idle := !used[key]
		for _, p := range prefixes {
			idle = idle && !strings.HasPrefix(key, p)
		}
		if idle {
			t.Errorf("nobody uses key %s", key)
		}
	}
}

func TestNoChineseAndNoStyleInSources(t *testing.T) {
	for name, src := range sources(t) {
		for i, line := range strings.Split(src, "\n") {
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
