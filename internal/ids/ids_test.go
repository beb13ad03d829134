package ids

import "testing"

func TestIDsAreDistinctAndURLSafe(t *testing.T) {
	seen := map[string]bool{}
	for range 10_000 {
		id, code := New(), Secret()
		if len(id) != 26 || len(code) != 10 {
			t.Fatalf("lengths %d and %d", len(id), len(code))
		}
		if seen[id] || seen[code] {
			t.Fatal("an identifier came twice")
		}
		seen[id], seen[code] = true, true
	}
}

func TestHashIgnoresCaseAndSpace(t *testing.T) {
	if Hash(" acd ") != Hash("ACD") || Hash("ACD") == Hash("ACE") {
		t.Fatal("typed codes are compared without case and surrounding space, and nothing else")
	}
}
