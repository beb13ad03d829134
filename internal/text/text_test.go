package text

import (
	"strings"
	"testing"
	"testing/fstest"
)

func files(zh, en string) fstest.MapFS {
	return fstest.MapFS{"text.zh-CN.yaml": {Data: []byte(zh)}, "text.en.yaml": {Data: []byte(en)}}
}

func TestWordsWithParametersAndNesting(t *testing.T) {
	b := Must(files("queue:\n  ahead: 前面{n}人\n", "queue.ahead: '{n} ahead'\n"))
	if got := b.T(ZH, "queue.ahead", "n", 3); got != "前面3人" {
		t.Fatal(got)
	}
	if got := b.T(EN, "queue.ahead", "n", 3); got != "3 ahead" {
		t.Fatal(got)
	}
	if got := b.T(EN, "no.such"); !strings.HasPrefix(got, "⟦") {
		t.Fatalf("a missing key must be visible, got %q", got)
	}
}

func TestCheckNamesTheMissingLanguage(t *testing.T) {
	b := Must(files("a: 甲\nb: 乙\n", "a: A\n"))
	if got := b.Check(); len(got) != 1 || got[0] != "b lacks en" {
		t.Fatal(got)
	}
}
