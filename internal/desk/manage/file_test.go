package manage

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestCellsOfAFileAreNeverFormulas(t *testing.T) {
	in := []string{"=1+1", "+86", "-5", "@sum", "\tx", "\rx", "正常", "", "a=b"}
	want := []string{"'=1+1", "'+86", "'-5", "'@sum", "'\tx", "'\rx", "正常", "", "a=b"}
	got := safe(in)
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%q became %q, want %q", in[i], got[i], want[i])
		}
	}
}

// In a workbook such a cell is text: no sign in front of it, and no formula.
func TestCellsOfAWorkbookAreText(t *testing.T) {
	in := [][]string{{"head", "other"}, {"=1+1", "+86"}, {"-5", "@sum"}, {"正常", "2026-12-08 17:00"}}
	var b bytes.Buffer
	if err := writeWorkbook(&b, "办件时限", in); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("办件时限")
	if err != nil || !reflect.DeepEqual(rows, in) {
		t.Errorf("%q, %v", rows, err)
	}
	for _, cell := range []string{"A2", "B2", "A3", "B3"} {
		formula, err := book.GetCellFormula("办件时限", cell)
		if formula != "" || err != nil {
			t.Errorf("%s holds the formula %q (%v)", cell, formula, err)
		}
		if kind, err := book.GetCellType("办件时限", cell); kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
			t.Errorf("%s is of type %v (%v)", cell, kind, err)
		}
	}
}
