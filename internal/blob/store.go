package blob

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"

	"yichuang/internal/errs"
)

// Store is a directory of files named by hash. It is safe for concurrent use, also by several processes.
type Store struct {
	root *os.Root
	busy chan struct{} // bounds how many pictures are decoded at once: one may need 200 MB
}

// File describes stored content. Width and Height are pixels, 0 for a PDF.
type File struct {
	Hash          string
	Kind          Kind
	Size          int64 // bytes as stored
	Width, Height int
}

const incoming = "incoming" // half-written files; what a crash leaves there is never read

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Open uses a directory, which it makes when it is missing (mode 0700: personal data).
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	if err := root.MkdirAll(incoming, 0o700); err != nil {
		return nil, err
	}
	return &Store{root: root, busy: make(chan struct{}, 2)}, nil
}

// Close releases the directory.
func (s *Store) Close() error { return s.root.Close() }

// Put reads one file that was handed in under a name, checks and cleans it, and stores it. Only the extension
// of the name counts. The same content twice is one file.
func (s *Store) Put(name string, r io.Reader, limits Limits) (File, error) {
	raw, err := readBounded(r, limits.Bytes)
	if err != nil {
		return File{}, err
	}
	kind, err := recognise(name, raw)
	if err != nil {
		return File{}, err
	}
	clean, file, err := s.clean(kind, raw, limits)
	if err != nil {
		return File{}, err
	}
	return s.save(file, clean)
}

// PutPDF stores a PDF that the program itself made; it is not checked for what outsiders might hide in one.
func (s *Store) PutPDF(content []byte) (File, error) {
	if kindOf(content) != PDF {
		return File{}, errPDFBroken
	}
	return s.save(File{Kind: PDF}, content)
}

// Get returns the content of a hash after checking it.
func (s *Store) Get(hash string) ([]byte, File, error) {
	where, err := place(hash)
	if err != nil {
		return nil, File{}, err
	}
	content, err := s.root.ReadFile(where)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, File{}, errs.New(errs.NotFound, "blob.missing", "hash", hash)
	}
	if err != nil {
		return nil, File{}, err
	}
	if sum(content) != hash {
		return nil, File{}, errs.New(errs.Internal, "blob.damaged", "hash", hash)
	}
	kind := kindOf(content)
	file := File{Hash: hash, Kind: kind, Size: int64(len(content))}
	file.Width, file.Height = pixels(kind, content)
	return content, file, nil
}

// Remove deletes a file for good (retention over, or a person's right to erasure). Removing twice is no error.
func (s *Store) Remove(hash string) error {
	where, err := place(hash)
	if err != nil {
		return err
	}
	if err := s.root.Remove(where); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return s.sync(path.Dir(where))
}

// Hashes lists all stored files, for backup and verify.
func (s *Store) Hashes() ([]string, error) {
	var hashes []string
	err := fs.WalkDir(s.root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if hash := strings.ReplaceAll(name, "/", ""); err == nil && !entry.IsDir() && hashForm.MatchString(hash) {
			hashes = append(hashes, hash)
		}
		return err
	})
	return hashes, err
}

// save writes to a side file, syncs it and renames it, so that a name is either absent or whole.
func (s *Store) save(file File, content []byte) (File, error) {
	file.Hash, file.Size = sum(content), int64(len(content))
	where, err := place(file.Hash)
	if err != nil {
		return File{}, err
	}
	if old, err := s.root.ReadFile(where); err == nil && bytes.Equal(old, content) {
		return file, nil
	}
	if err := s.root.MkdirAll(path.Dir(where), 0o700); err != nil {
		return File{}, err
	}
	side := incoming + "/" + rand.Text()
	if err := s.write(side, content); err != nil {
		return File{}, errors.Join(err, s.root.Remove(side))
	}
	if err := s.root.Rename(side, where); err != nil {
		return File{}, errors.Join(err, s.root.Remove(side))
	}
	return file, s.sync(path.Dir(where))
}

func (s *Store) write(name string, content []byte) error {
	f, err := s.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, writeErr := f.Write(content)
	return errors.Join(writeErr, f.Sync(), f.Close())
}

// sync makes a rename or removal in a directory durable.
func (s *Store) sync(dir string) error {
	f, err := s.root.Open(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// place is the path of a hash: two characters of folder, the rest as name.
func place(hash string) (string, error) {
	if !hashForm.MatchString(hash) {
		return "", errs.New(errs.NotFound, "blob.hash")
	}
	return hash[:2] + "/" + hash[2:], nil
}

func sum(content []byte) string {
	digest := sha256.Sum256(content)
	return hex.EncodeToString(digest[:])
}
