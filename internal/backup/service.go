package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"

	"yichuang/internal/blob"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/mutant"
	"yichuang/internal/pii"
)

// Source is the hall to copy. It may be working.
type Source struct {
	DSN       string
	Files     *blob.Store
	Catalogue fs.FS // nil when the hall has none of its own
	Keys      pii.Keys
	Clock     clock.Clock // the machine's when nil
}

// Made is an archive that was written.
type Made struct {
	Path     string
	Bytes    int64
	Manifest Manifest
}

// Make writes an archive to a file, or into a folder under a name made of the time. It needs room for twice the database beside the
// archive. What stands at the path already is never touched.
func Make(ctx context.Context, src Source, to string) (made Made, err error) {
	if src.Clock == nil {
		src.Clock = clock.System{}
	}
	now := src.Clock.Now()
	if info, err := os.Stat(to); err == nil && info.IsDir() {
		to = filepath.Join(to, nameAt(now))
	}
	if _, err := os.Lstat(to); err == nil {
		return made, fmt.Errorf("%s is there already; a backup overwrites nothing", to)
	}
	work, err := os.MkdirTemp(filepath.Dir(to), workPrefix)
	if err != nil {
		return made, fmt.Errorf("the backup cannot be written to %s: %w", filepath.Dir(to), err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	snap, err := takeSnapshot(ctx, src.DSN, work)
	if err != nil {
		return made, err
	}
	m := Manifest{Format: Format, ID: ids.New(), Program: program(), Engine: snap.engine, Made: now.UnixMicro(), Schema: snap.schema,
		Head: snap.head, Keys: src.Keys.Marks(), Tables: snap.tables}
	partial := filepath.Join(work, "partial")
	if err := write(ctx, src, snap, &m, work, partial); err != nil {
		return made, err
	}
	if _, err := Check(ctx, partial, src.Keys); err != nil {
		return made, fmt.Errorf("the backup was written but does not read back: %w", err)
	}
	made, err = place(partial, to)
	made.Manifest = m
	return made, err
}

// place gives a whole archive its name; a name that was taken meanwhile is left alone.
func place(partial, to string) (Made, error) {
	info, err := os.Stat(partial)
	if err != nil {
		return Made{}, err
	}
	if err := os.Link(partial, to); errors.Is(err, fs.ErrExist) {
		return Made{}, fmt.Errorf("%s is there already; a backup overwrites nothing", to)
	} else if err != nil { // a file system without links
		if err := os.Rename(partial, to); err != nil {
			return Made{}, err
		}
	}
	return Made{Path: to, Bytes: info.Size()}, syncFile(filepath.Dir(to))
}

// program is the version that the build carries.
func program() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// write puts everything into the archive and the manifest at its end.
func write(ctx context.Context, src Source, snap *snapshot, m *Manifest, work, to string) error {
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	w := &writer{ctx: ctx, tar: tar.NewWriter(f)}
	err = func() error {
		if err := w.note(formatName, formatLine); err != nil {
			return err
		}
		if err := w.database(snap, work); err != nil {
			return err
		}
		if m.Lost, err = w.stored(src.Files, snap.hashes); err != nil {
			return err
		}
		if err := w.catalogue(src.Catalogue); err != nil {
			return err
		}
		m.Files = w.files
		body, proof, err := m.encode(src.Keys)
		if err != nil {
			return err
		}
		if err := w.note(manifestName, string(body)); err != nil {
			return err
		}
		return errors.Join(w.note(proofName, proof), w.tar.Close())
	}()
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func (w *writer) database(snap *snapshot, work string) error {
	names := []string{databaseName}
	if snap.engine == db.Postgres {
		names = nil
		for _, t := range snap.tables {
			names = append(names, tableFile(t.Name))
		}
	}
	for _, name := range names {
		f, err := os.Open(filepath.Join(work, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		info, err := f.Stat()
		if err == nil {
			err = w.add(name, info.Size(), f)
		}
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return nil
}

// stored copies the stored files. They are listed after the snapshot, so every file that a row names is among them: a file is on the
// disk before its row is. It returns what rows name and the hall does not have whole.
func (w *writer) stored(files *blob.Store, referenced map[string]bool) (lost []string, err error) {
	all, err := files.Hashes()
	if err != nil {
		return nil, err
	}
	whole := map[string]bool{}
	slices.Sort(all)
	for _, hash := range all {
		content, _, err := files.Get(hash)
		if code := errs.Code(err); code == "blob.missing" || code == "blob.damaged" {
			continue // removed meanwhile, or damaged
		}
		if err != nil {
			return nil, err
		}
		if err := w.add(fileName(hash), int64(len(content)), bytes.NewReader(content)); err != nil {
			return nil, err
		}
		whole[hash] = true
	}
	for hash := range referenced {
		if !whole[hash] {
			lost = append(lost, hash)
		}
	}
	slices.Sort(lost)
	return lost, nil
}

func fileName(hash string) string {
	if len(hash) < 3 {
		return fileDir + hash
	}
	return fileDir + hash[:2] + "/" + hash[2:]
}

func (w *writer) catalogue(city fs.FS) error {
	if city == nil {
		return nil
	}
	return fs.WalkDir(city, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		content, err := fs.ReadFile(city, name)
		if err != nil {
			return err
		}
		return w.add(cityDir+name, int64(len(content)), bytes.NewReader(content))
	})
}

// Check reads a whole archive and compares it with its manifest, as a restore does before anything else.
func Check(ctx context.Context, archive string, keys pii.Keys) (Manifest, error) {
	return check(ctx, archive, keys, nil)
}

func check(ctx context.Context, archive string, keys pii.Keys, stage *os.Root) (Manifest, error) {
	c, err := read(ctx, archive, stage)
	if err != nil {
		return Manifest{}, err
	}
	m, err := decode([]byte(c.manifest), c.proof, keys)
	if err != nil || mutant.On("backup_manifest_unchecked") {
		return m, err
	}
	if err := m.agree(c.found); err != nil {
		return m, err
	}
	return m, m.complete(c.found)
}

// complete requires the database among the files, and each stored file under the name of its content.
func (m Manifest) complete(found map[string]File) error {
	var need []string
	switch m.Engine {
	case db.SQLite:
		need = append(need, databaseName)
	case db.Postgres:
		for _, t := range m.Tables {
			need = append(need, tableFile(t.Name))
		}
	default:
		return fmt.Errorf("%w: %q", ErrEngine, m.Engine)
	}
	for _, name := range need {
		if _, ok := found[name]; !ok {
			return notWhole("%s is missing", name)
		}
	}
	for name, f := range found {
		if parts := fileForm.FindStringSubmatch(name); parts != nil && parts[1]+parts[2] != f.SHA256 {
			return notWhole("%s holds another file", name)
		}
	}
	return nil
}

// syncFile makes a file or the entries of a folder durable.
func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
