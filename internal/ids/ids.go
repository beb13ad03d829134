package ids

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strings"
)

var idAlphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// Letters and digits that nobody mixes up: no 0 1 2 5 8, no B I L O Q S U Z.
const secretAlphabet = "34679ACDEFGHJKMNPRTVWXY"

// New is a random identifier of 128 bits: 26 lower-case characters, safe in URLs.
func New() string {
	var b [16]byte
	rand.Read(b[:]) // never fails: the runtime ends the program instead
	return idAlphabet.EncodeToString(b[:])
}

// Secret is a code of ten characters (45 bits) that a citizen can type (查询码).
func Secret() string {
	out := make([]byte, 0, 10)
	var b [1]byte
	for len(out) < 10 {
		rand.Read(b[:])
		if int(b[0]) < 256-256%len(secretAlphabet) {
			out = append(out, secretAlphabet[int(b[0])%len(secretAlphabet)])
		}
	}
	return string(out)
}

// Hash is what is stored of a secret or a token.
func Hash(secret string) string {
	sum := sha256.Sum256([]byte(strings.ToUpper(strings.TrimSpace(secret))))
	return hex.EncodeToString(sum[:])
}
