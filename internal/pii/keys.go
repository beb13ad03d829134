package pii

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
)

const keySize = 32 // bytes: AES-256 and HMAC-SHA256

// Errors of the key file. Each stops the program at start: without keys no personal data can be read.
var (
	ErrKeysExist    = errors.New("pii: the key file exists already")
	ErrKeysMissing  = errors.New("pii: no key file")
	ErrKeysReadable = errors.New("pii: the key file can be read by others; set its mode to 0600")
	ErrKeysBroken   = errors.New("pii: the key file is broken")
)

// Keys are what opens personal data. Sealing keys have an id (1 to 255) so that new values can use a new
// key while old ones stay readable; the index key stays, or nothing would be found any more.
type Keys struct {
	Current byte            `json:"current"`
	Seal    map[byte][]byte `json:"seal"`
	Index   []byte          `json:"index"`
}

// String and GoString keep keys out of logs.
func (k Keys) String() string   { return fmt.Sprintf("pii.Keys{%d, current %d}", len(k.Seal), k.Current) }
func (k Keys) GoString() string { return k.String() }

// GenerateKeys makes a first set.
func GenerateKeys() Keys {
	return Keys{Current: 1, Seal: map[byte][]byte{1: randomKey()}, Index: randomKey()}
}

// Rotate adds a sealing key and makes it the current one; values sealed before stay readable.
func (k Keys) Rotate() (Keys, error) {
	next := k.Current + 1
	if next == 0 || k.Seal[next] != nil {
		return Keys{}, fmt.Errorf("%w: no free key id after %d", ErrKeysBroken, k.Current)
	}
	rotated := Keys{Current: next, Seal: map[byte][]byte{next: randomKey()}, Index: k.Index}
	for id, key := range k.Seal {
		rotated.Seal[id] = key
	}
	return rotated, nil
}

// CreateKeyFile writes fresh keys for a new hall and refuses to touch a file that is there.
func CreateKeyFile(path string) (Keys, error) {
	keys := GenerateKeys()
	return keys, keys.save(path, os.O_EXCL)
}

// ReplaceKeyFile writes rotated keys over the old file by way of a new one, so that a power cut leaves one of them whole.
func ReplaceKeyFile(path string, keys Keys) error {
	if err := keys.save(path+".new", os.O_TRUNC); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

func (k Keys) save(path string, flag int) error {
	body, err := json.MarshalIndent(k, "", "  ")
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|flag, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: %s", ErrKeysExist, path)
	}
	if err != nil {
		return err
	}
	_, writeErr := file.Write(append(body, '\n'))
	return errors.Join(writeErr, file.Sync(), file.Close())
}

// LoadKeyFile reads the keys and refuses a file that anybody but its owner may read or write.
func LoadKeyFile(path string) (Keys, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Keys{}, fmt.Errorf("%w: %s", ErrKeysMissing, path)
	}
	if err != nil {
		return Keys{}, err
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return Keys{}, fmt.Errorf("%w: %s has %04o", ErrKeysReadable, path, info.Mode().Perm())
	}
	body, err := os.ReadFile(path)
	if err != nil {
		return Keys{}, err
	}
	var keys Keys
	if err := json.Unmarshal(body, &keys); err != nil {
		return Keys{}, fmt.Errorf("%w: %s", ErrKeysBroken, path)
	}
	return keys, keys.valid()
}

func (k Keys) valid() error {
	if k.Seal[k.Current] == nil || k.Current == 0 {
		return fmt.Errorf("%w: no current key", ErrKeysBroken)
	}
	for id, key := range k.Seal {
		if len(key) != keySize {
			return fmt.Errorf("%w: key %d has %d bytes", ErrKeysBroken, id, len(key))
		}
	}
	if len(k.Index) != keySize {
		return fmt.Errorf("%w: index key has %d bytes", ErrKeysBroken, len(k.Index))
	}
	return nil
}

func randomKey() []byte {
	key := make([]byte, keySize)
	rand.Read(key) // never fails since Go 1.24
	return key
}
