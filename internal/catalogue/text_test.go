package catalogue

import (
	"testing"

	"yichuang/internal/text"
)

// TestTexts_AreCompleteInBothLanguages: every value of the format that people see has a word.
func TestTexts_AreCompleteInBothLanguages(t *testing.T) {
	words := text.Must(Texts)
	for _, problem := range words.Check() {
		t.Error(problem)
	}
	for event := range StartEvents {
		if !words.Has(text.ZH, "catalogue.start."+event) {
			t.Errorf("no word for start event %s", event)
		}
	}
	for _, code := range []string{"load.empty", "load.refused", "condition.broken", "situation.unanswered", "situation.no_such_answer",
		"version.unknown", "version.altered", "publish.changed"} {
		if !words.Has(text.EN, "error.catalogue."+code) {
			t.Errorf("no sentence for error %s", code)
		}
	}
}
