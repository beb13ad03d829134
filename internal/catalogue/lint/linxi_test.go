package lint

import (
	"os"
	"testing"

	"yichuang/internal/catalogue"
)

// The city that ships with the program has no fault; what is not verified is a warning and is shown as 依据待核.
func TestLinxi_HasNoErrors(t *testing.T) {
	findings, err := Check(os.DirFS("../../../catalogue/linxi"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if f.Severity == catalogue.Error {
			t.Error(f)
		} else {
			t.Log(f)
		}
	}
}
