package arch

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yichuang/internal/arch/pages"
)

const module = "yichuang/"

type pkg struct {
	ImportPath  string
	Name        string
	Dir         string
	GoFiles     []string
	TestGoFiles []string
	Imports     []string
	Deps        []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json", "./...")
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p pkg
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}

// base are the foundation packages that know nothing of government and nothing of HTTP.
var base = []string{"mutant", "errs", "clock", "ids", "text", "pii", "db", "journal", "once", "jobs", "message", "blob", "doc", "guess"}

// policy reads deps.txt: package → the packages it may import, closed over what those may import.
func policy(t *testing.T) map[string]map[string]bool {
	t.Helper()
	raw, err := os.ReadFile("deps.txt")
	if err != nil {
		t.Fatal(err)
	}
	may := map[string]map[string]bool{"BASE": {}}
	allow := func(b, a string) {
		if may[b] == nil {
			may[b] = map[string]bool{}
		}
		may[b][a] = true
	}
	for line := range strings.Lines(string(raw)) {
		line, _, _ = strings.Cut(line, "#")
		for rule := range strings.SplitSeq(line, ";") {
			parts := strings.Split(rule, "<")
			for i := 0; i+1 < len(parts); i++ {
				for a := range strings.SplitSeq(parts[i], ",") {
					for b := range strings.SplitSeq(parts[i+1], ",") {
						if a, b = strings.TrimSpace(a), strings.TrimSpace(b); a != "" && b != "" {
							allow(b, a)
						}
					}
				}
			}
		}
	}
	for changed := true; changed; { // the transitive closure
		changed = false
		for b := range may {
			for a := range may[b] {
				for c := range may[a] {
					if !may[b][c] {
						may[b][c], changed = true, true
					}
				}
			}
		}
	}
	return may
}

// feature is a package's name below internal/, and whether it is a web half.
func feature(path string) (name string, web bool) {
	rest := strings.TrimPrefix(path, module+"internal/")
	parts := strings.Split(rest, "/")
	last := parts[len(parts)-1]
	return parts[0], strings.HasSuffix(last, "web") && last != "web" || parts[0] == "desk"
}

func TestImportsKeepToThePolicy(t *testing.T) {
	may := policy(t)
	for _, p := range packages(t) {
		if !strings.HasPrefix(p.ImportPath, module+"internal/") {
			continue
		}
		name, web := feature(p.ImportPath)
		if web || slices.Contains([]string{"app", "demo", "halltest", "arch", "bench", "api", "e2e", "stories"}, name) {
			continue // these stand above the features; the web halves may read any of them
		}
		for _, imp := range p.Imports {
			if !strings.HasPrefix(imp, module+"internal/") {
				if imp == "net/http" && !slices.Contains([]string{"web", "site", "live", "message"}, name) {
					t.Errorf("%s imports net/http: a domain half never sees it", name)
				}
				continue
			}
			other, otherWeb := feature(imp)
			switch {
			case other == name && !otherWeb:
			case slices.Contains(base, name) && slices.Contains(base, other): // their own order is the compiler's business
			case otherWeb || !may[name][other]:
				t.Errorf("%s imports %s: not in deps.txt", p.ImportPath, imp)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	for _, p := range packages(t) { // go list shows the note of a generated file instead, so the files are read
		said := false
		for _, f := range p.GoFiles {
			raw, err := os.ReadFile(filepath.Join(p.Dir, f))
			if err != nil {
				t.Fatal(err)
			}
			said = said || strings.Contains(string(raw), "// Package "+p.Name+" ") || strings.Contains(string(raw), "// Command ") ||
				strings.Contains(string(raw), "/*\nPackage "+p.Name+" ")
		}
		if !said && len(p.GoFiles) > 0 {
			t.Errorf("%s does not say what it is", p.ImportPath)
		}
	}
}

func TestFilesStaySmallAndOnlyTheClockReadsTheTime(t *testing.T) {
	for _, p := range packages(t) {
		for _, f := range append(slices.Clone(p.GoFiles), p.TestGoFiles...) {
			raw, err := os.ReadFile(filepath.Join(p.Dir, f))
			if err != nil {
				t.Fatal(err)
			}
			generated := strings.HasSuffix(f, "_templ.go")
			if lines := strings.Count(string(raw), "\n"); lines > 500 && !generated {
				t.Errorf("%s/%s has %d lines: split it by noun or act", p.ImportPath, f, lines)
			}
			test := strings.HasSuffix(f, "_test.go")
			if strings.Contains(string(raw), "time.Now()") && !test && p.Name != "clock" {
				t.Errorf("%s/%s reads the time; only package clock does", p.ImportPath, f)
			}
		}
	}
}

// What stands round a write to lose its answer (db.Around) is set by tests only: app hands it on and nobody else names it.
func TestOnlyTestsStandRoundAWrite(t *testing.T) {
	handsOn := false
	for _, p := range packages(t) {
		for _, f := range p.GoFiles {
			raw, err := os.ReadFile(filepath.Join(p.Dir, f))
			if err != nil {
				t.Fatal(err)
			}
			for _, set := range []string{"Around:", "Around ="} {
				if !strings.Contains(string(raw), set) {
					continue
				}
				if p.Name != "app" || f != "app.go" {
					t.Errorf("%s/%s sets Around", p.ImportPath, f)
				}
				handsOn = true
			}
		}
	}
	if !handsOn {
		t.Error("nobody hands Around on: what is looked for is written otherwise now")
	}
}

// A file that is not a store, a service or a job holds rules: no context, no database (architecture.md rule 6).
func TestRulesArePure(t *testing.T) {
	features := []string{"queue", "notice", "casework", "promise", "calendar", "catalogue", "org", "identity", "evaluation", "letter", "urge", "card", "almanac", "outage"}
	roles := []string{"store", "service", "jobs"}
	for _, p := range packages(t) {
		name, web := feature(p.ImportPath)
		if web || !slices.Contains(features, name) {
			continue
		}
		for _, f := range p.GoFiles {
			if slices.ContainsFunc(roles, func(r string) bool { return strings.HasPrefix(f, r) }) {
				continue
			}
			raw, err := os.ReadFile(filepath.Join(p.Dir, f))
			if err != nil {
				t.Fatal(err)
			}
			for _, imp := range []string{`"context"`, `"yichuang/internal/db"`} {
				if strings.Contains(string(raw), imp) && !excepted[name+"/"+f] {
					t.Errorf("%s/%s imports %s: rules are pure", p.ImportPath, f, imp)
				}
			}
		}
	}
}

// excepted are files that compose content from what the database says and are named for it; see docs/adr/0005.
var excepted = map[string]bool{"casework/letters.go": true}

// A table is written by its owner only: the package whose prefix or name it carries.
func TestTablesAreWrittenByTheirOwner(t *testing.T) {
	owners := map[string]string{"journal": "journal", "once": "once", "org": "org", "identity": "identity", "promise": "promise",
		"catalogue": "catalogue", "queue": "queue", "ticket": "queue", "notice": "notice", "letter": "letter", "service_case": "casework",
		"case": "casework", "message": "message", "rating": "evaluation", "urge": "urge", "card": "card", "almanac": "almanac", "outage": "outage", "test": "db"}
	for _, p := range packages(t) {
		name, _ := feature(p.ImportPath)
		for _, f := range p.GoFiles {
			raw, err := os.ReadFile(filepath.Join(p.Dir, f))
			if err != nil {
				t.Fatal(err)
			}
			for _, verb := range []string{"INSERT INTO ", "UPDATE ", "DELETE FROM "} {
				for part := range strings.SplitSeq(string(raw), verb) {
					table, _, _ := strings.Cut(part, " ")
					if table == "" || strings.ToLower(table) != table || !strings.Contains(string(raw), verb+table+" ") {
						continue
					}
					for prefix, owner := range owners {
						if (table == prefix || strings.HasPrefix(table, prefix+"_")) && longest(owners, table) == prefix && owner != name {
							t.Errorf("%s writes %s, which belongs to %s", p.ImportPath, table, owner)
						}
					}
				}
			}
		}
	}
}

func longest(owners map[string]string, table string) string {
	best := ""
	for prefix := range owners {
		if (table == prefix || strings.HasPrefix(table, prefix+"_")) && len(prefix) > len(best) {
			best = prefix
		}
	}
	return best
}

func TestGeneratedPagesAreInStep(t *testing.T) {
	all, err := pages.All("../..")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range all {
		got, err := os.ReadFile(filepath.Join("../../docs", name))
		if err != nil || string(got) != want {
			t.Errorf("docs/%s is out of step: run make gen and commit it", name)
		}
	}
}
