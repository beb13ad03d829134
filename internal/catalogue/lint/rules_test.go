package lint

import (
	"slices"
	"strings"
	"testing"

	"yichuang/internal/catalogue"
)

// A city in which a post of a window has no A, no B, or one person as both is refused; so is a window without a post.
func TestDUT1_ACatalogueWithoutCoverIsRefused(t *testing.T) {
	n := 0
	for _, c := range faults {
		if !strings.HasPrefix(c.name, "DUT1_") {
			continue
		}
		n++
		files := good(t)
		plant(t, files, c.file, c.old, c.with, c.nth)
		refused := slices.ContainsFunc(lint(t, files), func(f catalogue.Finding) bool { return f.Code == c.code && f.Severity == catalogue.Error })
		if !refused {
			t.Errorf("%s passes", c.name)
		}
	}
	if n < 5 {
		t.Fatalf("%d ways to be without cover, want five", n)
	}
}
