package pii

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
)

// Place is where a sealed value belongs. It is authenticated with the value, so that a value copied to
// another row, column or table does not open there.
type Place struct{ Table, Column, Row string }

// Errors of Open. ErrForeign covers a changed value, a wrong place and a wrong kind: they cannot be told apart.
var (
	ErrMalformed  = errors.New("pii: not a sealed value")
	ErrUnknownKey = errors.New("pii: sealed with a key that is not in the key file")
	ErrForeign    = errors.New("pii: the sealed value does not belong here or was changed")
	ErrNoPlace    = errors.New("pii: a place needs table, column and row")
)

const (
	sealFormat = 1 // first byte of every sealed value
	nonceSize  = 12
	headSize   = 2 + nonceSize // format, key id, nonce
)

// Cipher seals personal data for the database and finds it again (等保 8.1.4.8, PIPL art 51).
// It is safe for concurrent use.
type Cipher struct {
	current byte
	seals   map[byte]cipher.AEAD
	index   []byte
}

// NewCipher makes a cipher from keys.
func NewCipher(keys Keys) (*Cipher, error) {
	if err := keys.valid(); err != nil {
		return nil, err
	}
	c := &Cipher{current: keys.Current, seals: map[byte]cipher.AEAD{}, index: keys.Index}
	for id, key := range keys.Seal {
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		if c.seals[id], err = cipher.NewGCM(block); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// Seal encrypts a number for its place. An empty number gives an empty string.
func (c *Cipher) Seal(n Number, at Place) (string, error) {
	if n.Empty() {
		return "", nil
	}
	return c.seal(string(n.kind), n.Reveal(), at)
}

// Open decrypts a number of the given kind that was sealed for this place.
func (c *Cipher) Open(kind Kind, sealed string, at Place) (Number, error) {
	if sealed == "" {
		return Number{kind: kind}, nil
	}
	plain, err := c.open(string(kind), sealed, at)
	if err != nil {
		return Number{}, err
	}
	return New(kind, plain), nil
}

// SealText encrypts other personal text: a name, an address, a wish.
func (c *Cipher) SealText(plain string, at Place) (string, error) {
	if plain == "" {
		return "", nil
	}
	return c.seal("text", plain, at)
}

// OpenText decrypts what SealText made.
func (c *Cipher) OpenText(sealed string, at Place) (string, error) {
	if sealed == "" {
		return "", nil
	}
	return c.open("text", sealed, at)
}

// Index gives the blind index of a number: the same for the same kind and normalised value, meaningless
// without the index key. An empty number has none.
func (c *Cipher) Index(n Number) string {
	if n.Empty() {
		return ""
	}
	mac := hmac.New(sha256.New, c.index)
	mac.Write(joined("yichuang/pii/index/1", string(n.kind), n.Reveal()))
	return hex.EncodeToString(mac.Sum(nil))
}

// Stale reports whether a value is sealed with an older key and should be sealed again (key rotation).
func (c *Cipher) Stale(sealed string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	return err == nil && len(raw) > headSize && raw[1] != c.current
}

func (c *Cipher) seal(kind, plain string, at Place) (string, error) {
	if err := at.complete(); err != nil {
		return "", err
	}
	raw := make([]byte, headSize, headSize+len(plain)+16)
	raw[0], raw[1] = sealFormat, c.current
	rand.Read(raw[2:headSize]) // never fails since Go 1.24
	raw = c.seals[c.current].Seal(raw, raw[2:headSize], []byte(plain), at.bound(kind, c.current))
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

func (c *Cipher) open(kind, sealed string, at Place) (string, error) {
	if err := at.complete(); err != nil {
		return "", err
	}
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || len(raw) <= headSize || raw[0] != sealFormat {
		return "", ErrMalformed
	}
	gcm := c.seals[raw[1]]
	if gcm == nil {
		return "", fmt.Errorf("%w: %d", ErrUnknownKey, raw[1])
	}
	plain, err := gcm.Open(nil, raw[2:headSize], raw[headSize:], at.bound(kind, raw[1]))
	if err != nil {
		return "", ErrForeign
	}
	return string(plain), nil
}

func (p Place) complete() error {
	if p.Table == "" || p.Column == "" || p.Row == "" {
		return ErrNoPlace
	}
	return nil
}

// bound is the additional authenticated data.
func (p Place) bound(kind string, key byte) []byte {
	return joined("yichuang/pii/seal/1", string([]byte{key}), kind, p.Table, p.Column, p.Row)
}

// joined writes each part after its length, so that ("ab","c") and ("a","bc") differ.
func joined(parts ...string) []byte {
	var out []byte
	for _, part := range parts {
		out = binary.AppendUvarint(out, uint64(len(part)))
		out = append(out, part...)
	}
	return out
}
