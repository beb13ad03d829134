package catalogue

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

const social = "social.yaml"

// good is a small catalogue without any finding, as files that a test may change.
func good(t testing.TB) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	names, err := filepath.Glob("testdata/good/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal("testdata/good is missing", err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(name)] = &fstest.MapFile{Data: raw}
	}
	return out
}

// plant replaces the first occurrence of a text in one file.
func plant(t testing.TB, files fstest.MapFS, name, old, with string) {
	t.Helper()
	body := string(files[name].Data)
	if !strings.Contains(body, old) {
		t.Fatalf("%s does not hold %q", name, old)
	}
	files[name] = &fstest.MapFile{Data: []byte(strings.Replace(body, old, with, 1))}
}
