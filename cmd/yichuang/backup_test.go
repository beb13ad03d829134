package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BAK-1 on the command line: one command makes the backup, one brings the hall back on an empty place, and verify finds nothing; each
// refusal is one sentence that says what to do.
func TestBAK1_BackupAndRestoreAreOneCommandEach(t *testing.T) {
	dir := t.TempDir()
	hall, archive, kept := filepath.Join(dir, "hall"), filepath.Join(dir, "hall.tar"), filepath.Join(dir, "kept.json")
	yichuang := func(code int, args ...string) string {
		t.Helper()
		var out bytes.Buffer
		if got := run(args, &out, &out); got != code {
			t.Fatalf("%v ended with %d: %s", args, got, out.String())
		}
		return out.String()
	}
	says := func(out, want string) {
		t.Helper()
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in: %s", want, out)
		}
	}
	yichuang(0, "init", "--data", hall, "--admin", "9031", "--password", "a long first password")
	out := yichuang(0, "backup", "--data", hall, "--to", archive)
	says(out, "read back and whole")
	says(out, "The keys are not in it")
	_, head, _ := strings.Cut(out, "root ")
	head, _, _ = strings.Cut(head, "\n")
	says(yichuang(failed, "backup", "--data", hall, "--to", archive), "overwrites nothing")

	if err := os.Rename(filepath.Join(hall, "keys.json"), kept); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(hall); err != nil {
		t.Fatal(err)
	}
	says(yichuang(misuse, "restore", archive, "--data", hall), "--keys")
	says(yichuang(failed, "restore", archive, "--data", dir, "--keys", kept), "is not empty")
	says(yichuang(failed, "restore", archive, "--data", hall, "--keys", kept, "--database", "postgres://127.0.0.1/none"), "leave --database out")
	says(yichuang(failed, "restore", kept, "--data", hall, "--keys", kept), "it is no backup of Yichuang")

	out = yichuang(0, "restore", archive, "--data", hall, "--keys", kept)
	says(out, head)
	says(out, "compare it with the last one")
	says(yichuang(0, "verify", "--data", hall), "1 waiting for the seal, root "+head)
	says(yichuang(failed, "restore", archive, "--data", hall, "--keys", kept), "nothing was put in place")
}
