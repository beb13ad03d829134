package clerk

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"yichuang/internal/journal"
	"yichuang/internal/text"
)

var words = text.Must(Texts)

func TestBothLanguagesHaveTheSameWords(t *testing.T) {
	for _, miss := range words.Check() {
		t.Error(miss)
	}
}

func TestEveryActOnACaseHasWords(t *testing.T) {
	for _, e := range journal.Types() {
		if strings.HasPrefix(e.Name, "case.") && !words.Has(text.ZH, "desk.event."+e.Name) {
			t.Error(e.Name)
		}
	}
}

// Every refusal of cases, notices and numbers has words here, whoever shows it.
func TestEveryRefusalOfCasesAndNoticesHasWords(t *testing.T) {
	code := regexp.MustCompile(`errs\.New\(errs\.\w+, "((?:case|notice)\.[a-z_.]+)"|need\([^"]*"(case\.[a-z_.]+)"`)
	for _, dir := range []string{"../../casework", "../../notice"} {
		files, err := filepath.Glob(dir + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatal(dir, err)
		}
		for _, f := range files {
			raw, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range code.FindAllStringSubmatch(string(raw), -1) {
				if k := "error." + m[1] + m[2]; !words.Has(text.ZH, k) {
					t.Errorf("%s: %s", f, k)
				}
			}
		}
	}
}

var key = regexp.MustCompile(`"(desk\.[a-z_]+(?:\.[a-z_0-9]+)*)"`)

func TestEveryKeyInThePagesHasWords(t *testing.T) {
	files, err := filepath.Glob("*.templ")
	more, _ := filepath.Glob("[^t]*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, f := range append(files, more...) {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range key.FindAllStringSubmatch(string(raw), -1) {
			k := m[1]
			if !words.Has(text.ZH, k) && !words.Has(text.ZH, "error."+k) && k != "desk.view" {
				t.Errorf("%s: %s", f, k)
			}
		}
	}
}
