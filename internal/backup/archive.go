package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"regexp"
	"strings"
	"time"
)

// Names inside an archive. The format stands first, so that a later layout can be told from damage; the manifest and its proof stand
// last.
const (
	formatName   = "format"
	manifestName = "manifest.json"
	proofName    = "manifest.proof"
	databaseName = "hall.db"
	tableDir     = "tables/"
	fileDir      = "files/"
	cityDir      = "catalogue/"
)

// maxNote bounds what is read into memory: format, manifest, proof.
const maxNote = 256 << 20

var (
	tableForm = regexp.MustCompile(`^tables/[a-z0-9_]+\.copy$`)
	fileForm  = regexp.MustCompile(`^files/([0-9a-f]{2})/([0-9a-f]{62})$`)
)

// permitted tells whether a name may become a path of a stage.
func permitted(name string) bool {
	switch {
	case name == databaseName, tableForm.MatchString(name), fileForm.MatchString(name):
		return true
	case strings.HasPrefix(name, cityDir):
		return path.Clean(name) == name && name != cityDir && !strings.ContainsAny(name, "\\:\x00")
	}
	return false
}

// writer puts files into an archive and remembers them for the manifest.
type writer struct {
	ctx   context.Context
	tar   *tar.Writer
	files []File
}

// add writes one file of a known size.
func (w *writer) add(name string, size int64, r io.Reader) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if !permitted(name) {
		return fmt.Errorf("backup: %q is no name for a file of a backup", name)
	}
	digest := sha256.New()
	if err := w.put(name, size, io.TeeReader(r, digest)); err != nil {
		return err
	}
	w.files = append(w.files, File{name, size, hex.EncodeToString(digest.Sum(nil))})
	return nil
}

func (w *writer) put(name string, size int64, r io.Reader) error {
	h := &tar.Header{Name: name, Size: size, Mode: 0o600, Typeflag: tar.TypeReg, ModTime: time.Unix(0, 0), Format: tar.FormatPAX}
	if err := w.tar.WriteHeader(h); err != nil {
		return err
	}
	n, err := io.Copy(w.tar, &steady{w.ctx, r})
	if err == nil && n != size {
		err = fmt.Errorf("backup: %s has %d bytes where %d were announced", name, n, size)
	}
	return err
}

func (w *writer) note(name, content string) error {
	return w.put(name, int64(len(content)), strings.NewReader(content))
}

// steady reads until its context ends.
type steady struct {
	ctx context.Context
	r   io.Reader
}

func (s *steady) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}

// contents are what an archive holds, read once from its beginning to its end.
type contents struct {
	manifest, proof string
	found           map[string]File
}

// read goes through a whole archive. With a stage each file is written there as it is read; nothing has been proven then.
func read(ctx context.Context, name string, stage *os.Root) (*contents, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("the backup cannot be opened: %w", err)
	}
	defer f.Close()
	c := &contents{found: map[string]File{}}
	t := tar.NewReader(&steady{ctx, f})
	for first := true; ; first = false {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = c.entry(h, t, first, stage)
		}
		switch {
		case err == nil:
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case first && (errors.Is(err, tar.ErrHeader) || errors.Is(err, io.ErrUnexpectedEOF)):
			return nil, notWhole("it is no backup of Yichuang")
		case errors.Is(err, io.ErrUnexpectedEOF):
			return nil, notWhole("it is cut off")
		case errors.Is(err, tar.ErrHeader):
			return nil, notWhole("it is damaged after %d files", len(c.found))
		default:
			return nil, err
		}
	}
	if c.manifest == "" || c.proof == "" {
		return nil, notWhole("it ends before its manifest")
	}
	return c, ended(f)
}

// entry takes one file of the archive.
func (c *contents) entry(h *tar.Header, r io.Reader, first bool, stage *os.Root) error {
	if first != (h.Name == formatName) {
		return notWhole("it is no backup of Yichuang: it begins with %q", h.Name)
	}
	if h.Typeflag != tar.TypeReg {
		return notWhole("%q is no plain file", h.Name)
	}
	if c.proof != "" {
		return notWhole("%q stands after the proof", h.Name)
	}
	switch h.Name {
	case formatName:
		format, err := note(h, r)
		if err == nil && format != formatLine {
			err = fmt.Errorf("%w: it says %q, this program reads %q", ErrFormat, strings.TrimSpace(format), strings.TrimSpace(formatLine))
		}
		return err
	case manifestName:
		return once(&c.manifest, h, r)
	case proofName:
		return once(&c.proof, h, r)
	}
	if !permitted(h.Name) {
		return notWhole("%q is no file of a backup", h.Name)
	}
	if _, twice := c.found[h.Name]; twice || c.manifest != "" {
		return notWhole("%q stands where it should not", h.Name)
	}
	got, err := take(h.Name, r, stage)
	c.found[h.Name] = got
	return err
}

var formatLine = fmt.Sprintf("yichuang backup %d\n", Format)

func note(h *tar.Header, r io.Reader) (string, error) {
	if h.Size > maxNote {
		return "", notWhole("%q is too large", h.Name)
	}
	raw, err := io.ReadAll(r)
	return string(raw), err
}

func once(into *string, h *tar.Header, r io.Reader) (err error) {
	if *into != "" {
		return notWhole("%q is there twice", h.Name)
	}
	*into, err = note(h, r)
	return err
}

// take reads a file to its end, and writes it into the stage when there is one.
func take(name string, r io.Reader, stage *os.Root) (File, error) {
	digest := sha256.New()
	var to io.Writer = digest
	var out *os.File
	if stage != nil {
		if err := stage.MkdirAll(path.Dir(name), 0o700); err != nil {
			return File{}, err
		}
		var err error
		if out, err = stage.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
			return File{}, err
		}
		to = io.MultiWriter(digest, out)
	}
	n, err := io.Copy(to, r)
	if out != nil {
		err = errors.Join(err, out.Sync(), out.Close())
	}
	return File{name, n, hex.EncodeToString(digest.Sum(nil))}, err
}

// ended requires the closing blocks of the archive at the end of the file and nothing behind them.
func ended(f *os.File) error {
	at, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	tail := make([]byte, closing)
	if _, err := f.ReadAt(tail, info.Size()-closing); err != nil {
		return notWhole("it is cut off")
	}
	if at != info.Size() {
		return notWhole("something stands behind its end")
	}
	for _, b := range tail {
		if b != 0 {
			return notWhole("it is cut off at its end")
		}
	}
	return nil
}

const closing = 1024 // bytes of zero at the end of every tar file
