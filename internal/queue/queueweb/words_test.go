package queueweb

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yichuang/internal/identity"
	"yichuang/internal/text"
	"yichuang/internal/web"
)

func TestEveryRouteNamesAnActOfTheMatrix(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range new(Web).Routes() {
		if r.Act != web.Public && !slices.Contains(identity.Acts(), r.Act) {
			t.Errorf("%s %s: act %s is unknown", r.Method, r.Path, r.Act)
		}
		if seen[r.Method+r.Path] {
			t.Errorf("%s %s stands twice", r.Method, r.Path)
		}
		seen[r.Method+r.Path] = true
		if r.Method == "POST" && r.Act == "screen.view" {
			t.Errorf("%s changes something and may only be looked at", r.Path)
		}
	}
}

func TestBothLanguagesHaveTheSameWords(t *testing.T) {
	if missing := text.Must(Texts).Check(); len(missing) > 0 {
		t.Error(missing)
	}
}

// Every key that the sources name has words; a key put together from a constant beginning needs one key with that beginning.
func TestEveryUsedKeyHasWords(t *testing.T) {
	b := words()
	used := regexp.MustCompile(`"(queue\.(?:[a-z0-9_]+\.)*[a-z0-9_]*\.?)"`)
	files, _ := os.ReadDir(".")
	for _, f := range files {
		if strings.HasSuffix(f.Name(), "_test.go") || strings.HasSuffix(f.Name(), "_templ.go") || !strings.Contains(f.Name(), ".go") && !strings.HasSuffix(f.Name(), ".templ") {
			continue
		}
		raw, _ := os.ReadFile(f.Name())
		for _, m := range used.FindAllStringSubmatch(string(raw), -1) {
			key := m[1]
			switch {
			case slices.Contains(identity.Acts(), key), key == "queue.css":
			case strings.HasSuffix(key, "."):
				if !slices.ContainsFunc(b.Keys(text.ZH), func(k string) bool { return strings.HasPrefix(k, key) }) {
					t.Errorf("%s: no key begins with %s", f.Name(), key)
				}
			case !b.Has(text.ZH, key) && !b.Has(text.ZH, "error."+key):
				t.Errorf("%s: %s has no words", f.Name(), key)
			}
		}
	}
}

// Every code that package queue can answer with has a sentence, whatever the codes will be.
func TestEveryErrorCodeOfTheQueueHasWords(t *testing.T) {
	b := words()
	codes := regexp.MustCompile(`errs\.New\(errs\.\w+, "([a-z_.]+)"`)
	n := 0
	for _, dir := range []string{"..", "."} {
		files, _ := os.ReadDir(dir)
		for _, f := range files {
			if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
				continue
			}
			raw, _ := os.ReadFile(dir + "/" + f.Name())
			for _, m := range codes.FindAllStringSubmatch(string(raw), -1) {
				n++
				if !b.Has(text.ZH, "error."+m[1]) || !b.Has(text.EN, "error."+m[1]) {
					t.Errorf("%s: error.%s has no words", f.Name(), m[1])
				}
			}
		}
	}
	if n < 25 {
		t.Fatalf("only %d codes were found: the pattern has gone blind", n)
	}
}

func TestNoChineseAndNoStyleInSources(t *testing.T) {
	han := regexp.MustCompile(`\p{Han}`)
	files, _ := os.ReadDir(".")
	for _, f := range files {
		if strings.HasSuffix(f.Name(), "_test.go") || !strings.HasSuffix(f.Name(), ".go") && !strings.HasSuffix(f.Name(), ".templ") {
			continue
		}
		raw, _ := os.ReadFile(f.Name())
		for i, line := range strings.Split(string(raw), "\n") {
			before, _, _ := strings.Cut(line, "//")
			if han.MatchString(before) {
				t.Errorf("%s:%d: Chinese outside a comment", f.Name(), i+1)
			}
			if strings.HasSuffix(f.Name(), ".templ") && strings.Contains(before, "style=") {
				t.Errorf("%s:%d: style attribute", f.Name(), i+1)
			}
		}
	}
}
