package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/jobs"
	"yichuang/internal/journal"
	"yichuang/internal/org"
	"yichuang/internal/pii"
)

// Target says where a hall comes back.
type Target struct {
	Dir     string      // of the hall; missing or empty
	KeyFile string      // kept apart from the backups
	DSN     string      // of an empty PostgreSQL database; empty for the embedded one in Dir
	Clock   clock.Clock // the machine's when nil
}

// Back is a hall that came back.
type Back struct {
	Manifest Manifest
	Verified journal.Report
}

// Restore brings a hall back from an archive. Everything is built and proven beside its place; on any error the place is as it was.
func Restore(ctx context.Context, archive string, to Target) (Back, error) {
	r := &restorer{Target: to, archive: archive}
	err := r.run(ctx)
	if err != nil {
		return Back{}, fmt.Errorf("%w; nothing was put in place", err)
	}
	return Back{r.manifest, r.verified}, nil
}

type restorer struct {
	Target
	archive  string
	keys     pii.Keys
	stage    string
	manifest Manifest
	verified journal.Report
}

func (r *restorer) run(ctx context.Context) (err error) {
	if r.keys, err = pii.LoadKeyFile(r.KeyFile); err != nil {
		return fmt.Errorf("the key file %s cannot be used: %w", r.KeyFile, err)
	}
	if r.Dir, err = filepath.Abs(r.Dir); err != nil {
		return err
	}
	if err := vacant(r.Dir); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(r.Dir), 0o700); err != nil {
		return err
	}
	if r.stage, err = os.MkdirTemp(filepath.Dir(r.Dir), "."+filepath.Base(r.Dir)+".restore-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(r.stage)) }()
	if err := r.unpack(ctx); err != nil {
		return err
	}
	if r.manifest.Engine == db.Postgres {
		return r.intoPostgres(ctx)
	}
	return r.intoSQLite(ctx)
}

// vacant refuses a folder that holds anything.
func vacant(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if len(entries) > 0 {
		return fmt.Errorf("%w: the folder %s is not empty", ErrOccupied, dir)
	}
	return nil
}

// unpack reads the archive into the stage and proves it.
func (r *restorer) unpack(ctx context.Context) error {
	root, err := os.OpenRoot(r.stage)
	if err != nil {
		return err
	}
	defer root.Close()
	if r.manifest, err = check(ctx, r.archive, r.keys, root); err != nil {
		return err
	}
	switch toPostgres := r.DSN != "" && !strings.HasPrefix(r.DSN, "sqlite:"); {
	case r.manifest.Engine == db.Postgres && !toPostgres:
		return fmt.Errorf("%w: it comes from PostgreSQL; name an empty PostgreSQL database with --database", ErrEngine)
	case r.manifest.Engine == db.SQLite && r.DSN != "":
		return fmt.Errorf("%w: it comes from the embedded database and goes back into one; leave --database out", ErrEngine)
	}
	newest, err := db.NewestSchema()
	if err != nil {
		return err
	}
	if r.manifest.Schema > newest {
		return fmt.Errorf("%w: its schema has number %d, this program knows %d", ErrProgram, r.manifest.Schema, newest)
	}
	return nil
}

func (r *restorer) intoSQLite(ctx context.Context) error {
	path := filepath.Join(r.stage, databaseName)
	found, err := describeSQLite(ctx, path)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDiffers, err)
	}
	if err := r.compare(found); err != nil {
		return err
	}
	if err := r.prove(ctx, "sqlite:"+path); err != nil {
		return err
	}
	if err := r.furnish(); err != nil {
		return err
	}
	return r.putInPlace()
}

func (r *restorer) intoPostgres(ctx context.Context) (err error) {
	s, err := openStage(ctx, r.DSN)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.drop(ctx)) }()
	if err := db.Prepare(ctx, s.dsn, r.manifest.Schema); err != nil {
		return err
	}
	if err := prepareJobs(ctx, s.dsn); err != nil {
		return err
	}
	found, err := s.fill(ctx, r.manifest, r.stage)
	if err != nil {
		return err
	}
	if err := r.compare(found); err != nil {
		return err
	}
	if err := r.prove(ctx, s.dsn); err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Join(r.stage, tableDir)); err != nil {
		return err
	}
	if err := r.furnish(); err != nil {
		return err
	}
	if err := r.putInPlace(); err != nil {
		return err
	}
	if err := s.take(ctx); err != nil { // the folder goes too: half a hall is none
		return errors.Join(err, os.Rename(r.Dir, r.stage))
	}
	return nil
}

func prepareJobs(ctx context.Context, dsn string) error {
	q, err := jobs.Open(ctx, jobs.Config{DSN: dsn})
	if err != nil {
		return err
	}
	return q.Stop(ctx)
}

// compare holds what came back against the manifest: schema, head, rows of each table, and the stored files that rows name.
func (r *restorer) compare(found *snapshot) error {
	m := r.manifest
	if found.schema != m.Schema {
		return fmt.Errorf("%w: schema %d, the manifest says %d", ErrDiffers, found.schema, m.Schema)
	}
	if found.head != m.Head {
		return fmt.Errorf("%w: the journal has %s; the manifest says %s", ErrDiffers, found.head, m.Head)
	}
	rows := map[string]int64{}
	for _, t := range found.tables {
		rows[t.Name] = t.Rows
	}
	for _, t := range m.Tables {
		if n, ok := rows[t.Name]; !ok || n != t.Rows {
			return fmt.Errorf("%w: %d rows in %s, the manifest says %d", ErrDiffers, n, t.Name, t.Rows)
		}
	}
	have := map[string]bool{}
	for _, f := range m.Files {
		have[f.Name] = true
	}
	for hash := range found.hashes {
		if !have[fileName(hash)] && !slices.Contains(m.Lost, hash) {
			return fmt.Errorf("%w: the stored file %s is missing", ErrDiffers, hash)
		}
	}
	return nil
}

// prove brings the schema up to date, verifies the journal as yichuang verify does, compares its head, and records the act.
func (r *restorer) prove(ctx context.Context, dsn string) error {
	d, err := db.Open(ctx, db.Config{DSN: dsn, Clock: r.Clock})
	if err != nil {
		return err
	}
	err = d.Read(ctx, func(q *db.Q) (err error) {
		r.verified, err = journal.Verify(q)
		return err
	})
	if err == nil {
		err = r.sameHead()
	}
	if err == nil {
		err = d.Write(ctx, r.record)
	}
	return errors.Join(err, d.Close())
}

func (r *restorer) sameHead() error {
	if faults := r.verified.Faults(); len(faults) > 0 {
		return fmt.Errorf("%w: the journal has %d faults, the first: %s", ErrDiffers, len(faults), faults[0])
	}
	if h := r.manifest.Head; r.verified.Acts != h.Size || r.verified.Root != h.Root {
		return fmt.Errorf("%w: the journal derives to %d acts and root %s; the manifest says %s", ErrDiffers, r.verified.Acts, r.verified.Root, h)
	}
	return nil
}

func (r *restorer) record(tx *db.Tx) error {
	halls, err := org.Halls(tx)
	if err != nil {
		return err
	}
	hall := ""
	if len(halls) > 0 {
		hall = halls[0].ID
	}
	m := r.manifest
	return journal.Record(tx, hall, ids.TheSystem(hall), journal.Ref{Type: "backup", ID: m.ID},
		Restored{Backup: m.ID, Made: m.Made, Engine: string(m.Engine), Program: m.Program, Size: m.Head.Size, Root: m.Head.Root, Lost: len(m.Lost)})
}

// furnish puts the keys into the stage and makes all of it durable.
func (r *restorer) furnish() error {
	body, err := os.ReadFile(r.KeyFile)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(r.stage, keyName), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(body)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return filepath.WalkDir(r.stage, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		return syncFile(path)
	})
}

const keyName = "keys.json"

// putInPlace gives the stage the name of the hall's folder.
func (r *restorer) putInPlace() error {
	if err := os.Remove(r.Dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the folder %s cannot be replaced; name a new folder inside it: %w", r.Dir, err)
	}
	if err := os.Rename(r.stage, r.Dir); err != nil {
		return err
	}
	return syncFile(filepath.Dir(r.Dir))
}
