package journal

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
)

// leafVersion is the first byte of every leaf; another encoding gets another number (docs/adr/0002).
const leafVersion = 1

// RowDigest is the salted digest of a changed row. Version 1 leaves room for them; they stay empty until all tables have digests.
type RowDigest struct {
	Table, Key string
	Digest     [32]byte
}

// encode is the canonical leaf: version, then each field with its length, numbers as eight bytes. It holds the identifiers, the
// time in microseconds, and salted commitments to actor and payload: nothing of it says who or what once the salt is destroyed.
func (r Row) encode() []byte {
	b := []byte{leafVersion}
	for _, s := range []string{r.ID, r.Hall, r.Type, r.Object.Type, r.Object.ID} {
		b = appendField(b, []byte(s))
	}
	b = binary.BigEndian.AppendUint64(b, uint64(r.Seq))
	b = binary.BigEndian.AppendUint64(b, uint64(r.At))
	b = appendField(b, commitment(r.Salt, "actor", r.Actor))
	b = appendField(b, commitment(r.Salt, "payload", r.Payload))
	return binary.BigEndian.AppendUint32(b, 0) // number of row digests
}

func appendField(b, field []byte) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(field)))
	return append(b, field...)
}

// commitment is SHA-256 over the salt, the purpose and the content.
func commitment(salt, purpose, content string) []byte {
	raw, err := base64.StdEncoding.DecodeString(salt)
	if err != nil {
		raw = []byte(salt) // an edited salt must still give a digest, a wrong one
	}
	h := sha256.New()
	h.Write(raw)
	h.Write([]byte(purpose))
	h.Write([]byte{0})
	h.Write([]byte(content))
	return h.Sum(nil)
}
