package pii

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var here = Place{Table: "applicant", Column: "id_number", Row: "7f3k"}

func newCipher(t *testing.T) *Cipher {
	t.Helper()
	c, err := NewCipher(GenerateKeys())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestProperty_SealedOpensOnlyAtItsPlace(t *testing.T) {
	c := newCipher(t)
	part := rapid.StringMatching(`[a-z|]{1,6}`)
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(Kinds()).Draw(t, "kind")
		n := New(kind, rapid.StringMatching(`[0-9A-Z]{1,20}`).Draw(t, "plain"))
		at := Place{part.Draw(t, "table"), part.Draw(t, "column"), part.Draw(t, "row")}
		other := Place{part.Draw(t, "table2"), part.Draw(t, "column2"), part.Draw(t, "row2")}
		sealed, err := c.Seal(n, at)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := c.Open(kind, sealed, at); err != nil || !back.Equal(n) {
			t.Fatalf("%v, %v", back, err)
		}
		if _, err := c.Open(kind, sealed, other); other != at && !errors.Is(err, ErrForeign) {
			t.Fatalf("sealed for %v, opened at %v: %v", at, other, err)
		}
	})
}

func TestSwappedRowsAreRejected(t *testing.T) {
	c := newCipher(t)
	first, _ := c.Seal(New(ResidentID, madeUpID), Place{"applicant", "id_number", "1"})
	for _, wrong := range []Place{{"applicant", "id_number", "2"}, {"applicant", "agent_number", "1"}, {"agent", "id_number", "1"}} {
		if _, err := c.Open(ResidentID, first, wrong); !errors.Is(err, ErrForeign) {
			t.Errorf("opened at %v: %v", wrong, err)
		}
	}
	if _, err := c.Open(USCC, first, Place{"applicant", "id_number", "1"}); !errors.Is(err, ErrForeign) {
		t.Errorf("opened as another kind: %v", err)
	}
}

func TestEveryChangedByteIsRejected(t *testing.T) {
	c := newCipher(t)
	sealed, _ := c.Seal(New(ResidentID, madeUpID), here)
	for i := range sealed {
		broken := []byte(sealed)
		broken[i] = 'A' + (broken[i]+1)%26
		if string(broken) == sealed {
			continue
		}
		if n, err := c.Open(ResidentID, string(broken), here); err == nil && i < len(sealed)-1 {
			t.Errorf("byte %d changed and still opens as %s", i, n)
		}
	}
	for _, junk := range []string{"x", "****", strings.Repeat("A", 10), madeUpID} {
		if _, err := c.Open(ResidentID, junk, here); err == nil {
			t.Errorf("%q opened", junk)
		}
	}
}

func TestSealTwiceDiffers_IndexTwiceIsTheSame(t *testing.T) {
	c := newCipher(t)
	n := New(ResidentID, "11010519491231002x")
	a, _ := c.Seal(n, here)
	b, _ := c.Seal(n, here)
	if a == b {
		t.Error("the same ciphertext twice")
	}
	if c.Index(n) != c.Index(New(ResidentID, " 110105 19491231 002X")) {
		t.Error("the index depends on the spelling")
	}
	if c.Index(n) == c.Index(New(PermanentResidence, n.Reveal())) {
		t.Error("the index does not depend on the kind")
	}
	if c.Index(n) == newCipher(t).Index(n) {
		t.Error("the index does not depend on the key")
	}
	if strings.Contains(a+c.Index(n), n.Reveal()) {
		t.Error("plain text in what is stored")
	}
}

func TestEmptyAndText(t *testing.T) {
	c := newCipher(t)
	if sealed, err := c.Seal(New(Phone, ""), here); sealed != "" || err != nil || c.Index(New(Phone, "")) != "" {
		t.Errorf("empty: %q %v", sealed, err)
	}
	if n, err := c.Open(Phone, "", here); err != nil || !n.Empty() {
		t.Errorf("empty: %v %v", n, err)
	}
	sealed, err := c.SealText("临溪市 虹桥路", here)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := c.OpenText(sealed, here); plain != "临溪市 虹桥路" || err != nil {
		t.Errorf("text: %q %v", plain, err)
	}
	if _, err := c.Seal(New(Phone, "5550101"), Place{Table: "t", Column: "c"}); !errors.Is(err, ErrNoPlace) {
		t.Errorf("sealed without a row: %v", err)
	}
}

func TestRotation(t *testing.T) {
	keys := GenerateKeys()
	before, _ := NewCipher(keys)
	old, _ := before.Seal(New(ResidentID, madeUpID), here)
	rotated, err := keys.Rotate()
	if err != nil {
		t.Fatal(err)
	}
	after, _ := NewCipher(rotated)
	if n, err := after.Open(ResidentID, old, here); err != nil || n.Reveal() != madeUpID {
		t.Errorf("old value after rotation: %v", err)
	}
	fresh, _ := after.Seal(New(ResidentID, madeUpID), here)
	if !after.Stale(old) || after.Stale(fresh) {
		t.Error("Stale does not tell old from fresh")
	}
	if _, err := before.Open(ResidentID, fresh, here); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("the old key set opened a value of the new key: %v", err)
	}
	if before.Index(New(ResidentID, madeUpID)) != after.Index(New(ResidentID, madeUpID)) {
		t.Error("rotation changed the index")
	}
}

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pii.keys")
	if _, err := LoadKeyFile(path); !errors.Is(err, ErrKeysMissing) {
		t.Errorf("missing: %v", err)
	}
	made, err := CreateKeyFile(path)
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := LoadKeyFile(path)
	if err != nil || !bytes.Equal(loaded.Index, made.Index) || !bytes.Equal(loaded.Seal[1], made.Seal[1]) {
		t.Errorf("loaded other keys: %v", err)
	}
	if _, err := CreateKeyFile(path); !errors.Is(err, ErrKeysExist) {
		t.Errorf("existing keys were written over: %v", err)
	}
	rotated, _ := made.Rotate()
	if err := ReplaceKeyFile(path, rotated); err != nil {
		t.Fatal(err)
	}
	if loaded, err = LoadKeyFile(path); err != nil || loaded.Current != 2 || len(loaded.Seal) != 2 {
		t.Errorf("after rotation: %v %v", loaded, err)
	}
}

func TestKeyFile_RefusedWhenOthersCanRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pii.keys")
	if _, err := CreateKeyFile(path); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o644, 0o620} {
		os.Chmod(path, mode)
		if _, err := LoadKeyFile(path); !errors.Is(err, ErrKeysReadable) {
			t.Errorf("mode %04o: %v", mode, err)
		}
	}
}

func TestKeyFile_RefusedWhenBroken(t *testing.T) {
	for _, body := range []string{"", "{}", `{"current":1,"seal":{"1":"AAAA"},"index":"AAAA"}`} {
		path := filepath.Join(t.TempDir(), "pii.keys")
		os.WriteFile(path, []byte(body), 0o600)
		if _, err := LoadKeyFile(path); !errors.Is(err, ErrKeysBroken) {
			t.Errorf("%q: %v", body, err)
		}
	}
}

func TestKeysDoNotPrintThemselves(t *testing.T) {
	keys := GenerateKeys()
	for _, printed := range []string{fmt.Sprint(keys), fmt.Sprintf("%+v %#v", keys, keys)} {
		if strings.Contains(printed, fmt.Sprint(keys.Index[:4])[1:8]) {
			t.Errorf("keys printed: %s", printed)
		}
	}
}
