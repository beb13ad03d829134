package app_test

import (
	"slices"
	"strings"
	"testing"

	"yichuang/internal/halltest"
	"yichuang/internal/identity"
	"yichuang/internal/web"
)

// Every route performs an act of the matrix or says that it is public.
func TestEveryRouteStandsInTheMatrix(t *testing.T) {
	h := halltest.OnSQLite(t)
	acts := identity.Acts()
	seen := map[string]bool{}
	for _, r := range h.Routes() {
		if r.Act != web.Public && !slices.Contains(acts, r.Act) {
			t.Errorf("%s %s performs %q, which authz.csv does not know", r.Method, r.Path, r.Act)
		}
		if seen[r.Method+" "+r.Path] {
			t.Errorf("%s %s stands twice", r.Method, r.Path)
		}
		seen[r.Method+" "+r.Path] = true
		if strings.HasPrefix(r.Path, "/h/") && !strings.HasPrefix(r.Path, "/h/{hall}") {
			t.Errorf("%s does not carry the hall (decision 7)", r.Path)
		}
	}
}

// Every word stands in both languages.
func TestWordsStandInBothLanguages(t *testing.T) {
	h := halltest.OnSQLite(t)
	for _, missing := range h.Words.Check() {
		t.Error(missing)
	}
}
