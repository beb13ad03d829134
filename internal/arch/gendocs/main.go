// Command gendocs writes the generated pages of docs/ from the program itself.
//
// What it is: errors.md, routes.md, events.md, schema.md, authz.md, rules.md and machine.md, each derived and none typed.
// Words: generated page.
// Invariants: the test of package arch fails when a page is out of step.
// Sources: CONTRIBUTING "Documents".
// What it does not do: it judges nothing; rules.tsv says what is done and the test of a done rule must exist.
// Start reading at: main.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"yichuang/internal/arch/pages"
)

func main() {
	dir := "docs"
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	all, err := pages.All(".")
	if err != nil {
		fmt.Fprintln(os.Stderr, "gendocs:", err)
		os.Exit(1)
	}
	for name, body := range all {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "gendocs:", err)
			os.Exit(1)
		}
	}
}
