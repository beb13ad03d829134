package manage

import "testing"

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
