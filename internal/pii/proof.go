package pii

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// Marks are short digests of the sealing keys by their id: a backup says with them which keys it needs, and holds none.
func (k Keys) Marks() map[byte]string {
	marks := map[byte]string{}
	for id, key := range k.Seal {
		marks[id] = hex.EncodeToString(keyed(key, "yichuang/pii/mark/1", "", nil)[:8])
	}
	return marks
}

// Proof is a keyed digest of content for a purpose: only who has the key file can make it.
func (k Keys) Proof(purpose string, content []byte) string {
	return hex.EncodeToString(keyed(k.Index, "yichuang/pii/proof/1", purpose, content))
}

// Proven tells whether a proof was made with these keys for this purpose and content.
func (k Keys) Proven(purpose string, content []byte, proof string) bool {
	return hmac.Equal([]byte(k.Proof(purpose, content)), []byte(proof))
}

func keyed(key []byte, domain, purpose string, content []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(joined(domain, purpose, string(content)))
	return mac.Sum(nil)
}
