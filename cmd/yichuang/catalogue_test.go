package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

const goodCatalogue = "../../internal/catalogue/testdata/good"

// runCatalogue calls the command as the program does.
func runCatalogue(t *testing.T, args ...string) (stdout string, err error) {
	t.Helper()
	var out bytes.Buffer
	parser := kong.Must(&catalogueCmd{}, kong.Writers(&out, &out), kong.Bind(streams{&out, &out}))
	ctx, err := parser.Parse(args)
	if err != nil {
		return "", err
	}
	err = ctx.Run()
	return out.String(), err
}

// planted is a copy of the good catalogue with one text replaced.
func planted(t *testing.T, old, with string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "city")
	if err := os.CopyFS(dir, os.DirFS(goodCatalogue)); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "social.yaml")
	raw, err := os.ReadFile(name)
	if err != nil || !strings.Contains(string(raw), old) {
		t.Fatal("nothing to replace", err)
	}
	if err := os.WriteFile(name, []byte(strings.Replace(string(raw), old, with, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestCatalogueLint_NamesFileAndLineAndFails(t *testing.T) {
	dir := planted(t, "promised: {n: 10,", "promised: {n: 16,")
	out, err := runCatalogue(t, "lint", dir)
	if err == nil || !strings.Contains(out, dir+"/social.yaml:39: error: limit.over_statutory: ") || !strings.Contains(out, "LIM-3") {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err = runCatalogue(t, "lint", goodCatalogue); err != nil || !strings.Contains(out, "0 errors, 0 warnings") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestCatalogueLint_CountsPendingBasis(t *testing.T) {
	dir := planted(t, `{law: 社会保险经办条例, article: "6", tag: V}`, `{law: 某办法, article: "6"}`)
	out, err := runCatalogue(t, "lint", dir, "--lang", "en")
	if err != nil || !strings.Contains(out, "0 errors, 1 warnings, 1 of them basis not verified") {
		t.Errorf("a pending basis is shown, not refused: %v\n%s", err, out)
	}
}

func TestCatalogueListAndShow(t *testing.T) {
	out, err := runCatalogue(t, "list", goodCatalogue)
	if err != nil || !strings.Contains(out, "10 natural_days") || !strings.Contains(out, "单位社会保险登记") || !strings.Contains(out, "2 items") {
		t.Errorf("%v\n%s", err, out)
	}
	out, err = runCatalogue(t, "show", "SI-02", "--dir", goodCatalogue)
	if err != nil || !strings.Contains(out, "zh: 缴费申报") || !strings.Contains(out, "# version 1, digest ") {
		t.Errorf("%v\n%s", err, out)
	}
	if _, err = runCatalogue(t, "show", "SI-99", "--dir", goodCatalogue); err == nil {
		t.Error("showed an item that does not exist")
	}
}

func TestCatalogueDiff_ChangedItemNeedsANewVersion(t *testing.T) {
	dir := planted(t, "promised: {n: 10,", "promised: {n: 8,")
	out, err := runCatalogue(t, "diff", goodCatalogue, dir)
	if err == nil || !strings.Contains(out, "~ item SI-01 promised.n: 10 -> 8") || !strings.Contains(out, "! item SI-01") {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err = runCatalogue(t, "diff", goodCatalogue, goodCatalogue); err != nil || out != "" {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestCatalogueList_BuiltInCityHasEnoughItems(t *testing.T) {
	out, err := runCatalogue(t, "list")
	if err != nil {
		t.Fatal(err)
	}
	if items := strings.Count(out, "\n") - 2; items < 70 {
		t.Errorf("the built-in city has %d items, at least 70 are wanted", items)
	}
}
