package backup_test

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yichuang/internal/backup"
	"yichuang/internal/db"
	"yichuang/internal/halltest"
	"yichuang/internal/pii"
)

// part is one file of an archive.
type part struct {
	name string
	body []byte
	link string
}

// parts are the files of an archive in their order.
type parts []part

func open(t *testing.T, archive string) (out parts) {
	t.Helper()
	f, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for r := tar.NewReader(f); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, part{name: h.Name, body: body})
	}
}

func (p parts) bytes(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range p {
		h := &tar.Header{Name: f.name, Size: int64(len(f.body)), Mode: 0o600, Typeflag: tar.TypeReg}
		if f.link != "" {
			h.Typeflag, h.Linkname, h.Size = tar.TypeSymlink, f.link, 0
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(f.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (p parts) at(t *testing.T, prefix string) int {
	t.Helper()
	i := slices.IndexFunc(p, func(f part) bool { return strings.HasPrefix(f.name, prefix) })
	if i < 0 {
		t.Fatal("no", prefix)
	}
	return i
}

func (p parts) without(i int) parts { return slices.Delete(slices.Clone(p), i, i+1) }

func (p parts) with(i int, body []byte) parts {
	out := slices.Clone(p)
	out[i].body = body
	return out
}

func (p parts) insert(i int, f part) parts { return slices.Insert(slices.Clone(p), i, f) }

// proven gives the parts a manifest with a true proof, as somebody with the keys could: sizes and digests are made to agree, and then
// change is made to it.
func (p parts) proven(t *testing.T, keys pii.Keys, change func(m *backup.Manifest)) parts {
	t.Helper()
	at := p.at(t, "manifest.json")
	var m backup.Manifest
	if err := json.Unmarshal(p[at].body, &m); err != nil {
		t.Fatal(err)
	}
	m.Files = nil
	for _, f := range p[1:at] {
		sum := sha256.Sum256(f.body)
		m.Files = append(m.Files, backup.File{Name: f.name, Size: int64(len(f.body)), SHA256: hex.EncodeToString(sum[:])})
	}
	change(&m)
	body, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return p.with(at, body).with(at+1, []byte(keys.Proof("backup/manifest", body)))
}

func flipped(body []byte) []byte {
	out := bytes.Clone(body)
	out[len(out)/2] ^= 1
	return out
}

// broken is one way in which a backup or its keys are wrong.
type broken struct {
	name string
	want error
	make func(t *testing.T) []byte
	keys *pii.Keys // instead of the hall's
}

// brokenOf lists the ways for a hall with two stored files; other is a backup of another day of the same hall.
func brokenOf(h *halltest.Hall, good, other parts, raw []byte) []broken {
	keys := h.Config.Keys
	as := func(p func(t *testing.T) parts) func(t *testing.T) []byte {
		return func(t *testing.T) []byte { return p(t).bytes(t) }
	}
	manifest := func(t *testing.T) int { return good.at(t, "manifest.json") }
	data := "hall.db"
	if h.DB.Engine() == db.Postgres {
		data = "tables/journal.copy"
	}
	swapped := func(t *testing.T) parts {
		i := good.at(t, "files/")
		return good.with(i, good[i+1].body).with(i+1, good[i].body)
	}
	proven := func(change func(m *backup.Manifest)) func(t *testing.T) []byte {
		return as(func(t *testing.T) parts { return good.proven(t, keys, change) })
	}
	stranger, index := pii.GenerateKeys(), keys
	index.Index = pii.GenerateKeys().Index
	return []broken{
		{"empty", backup.ErrNotWhole, func(*testing.T) []byte { return nil }, nil},
		{"no archive", backup.ErrNotWhole, func(*testing.T) []byte { return bytes.Repeat([]byte("no backup at all\n"), 300) }, nil},
		{"half", backup.ErrNotWhole, func(*testing.T) []byte { return raw[:len(raw)/2] }, nil},
		{"half, at a block", backup.ErrNotWhole, func(*testing.T) []byte { return raw[:len(raw)/2/512*512] }, nil},
		{"last block gone", backup.ErrNotWhole, func(*testing.T) []byte { return raw[:len(raw)-512] }, nil},
		{"last byte gone", backup.ErrNotWhole, func(*testing.T) []byte { return raw[:len(raw)-1] }, nil},
		{"closing gone", backup.ErrNotWhole, func(*testing.T) []byte { return raw[:len(raw)-1024] }, nil},
		{"something behind", backup.ErrNotWhole, func(*testing.T) []byte { return append(bytes.Clone(raw), make([]byte, 512)...) }, nil},
		{"zeroed block", backup.ErrNotWhole, func(*testing.T) []byte {
			out := bytes.Clone(raw)
			clear(out[len(out)/2/512*512:][:512])
			return out
		}, nil},
		{"manifest gone", backup.ErrNotWhole, as(func(t *testing.T) parts { return good.without(manifest(t)) }), nil},
		{"proof gone", backup.ErrNotWhole, as(func(t *testing.T) parts { return good.without(manifest(t) + 1) }), nil},
		{"bit of the database", backup.ErrNotWhole, as(func(t *testing.T) parts { i := good.at(t, data); return good.with(i, flipped(good[i].body)) }), nil},
		{"bit of a stored file", backup.ErrNotWhole, as(func(t *testing.T) parts { i := good.at(t, "files/"); return good.with(i, flipped(good[i].body)) }), nil},
		{"bit of the manifest", backup.ErrKeys, as(func(t *testing.T) parts {
			i := manifest(t)
			return good.with(i, bytes.Replace(good[i].body, []byte(`"made": 1`), []byte(`"made": 2`), 1))
		}), nil},
		{"bit of the proof", backup.ErrKeys, as(func(t *testing.T) parts { i := manifest(t) + 1; return good.with(i, flipped(good[i].body)) }), nil},
		{"database gone", backup.ErrNotWhole, as(func(t *testing.T) parts { return good.without(good.at(t, data)) }), nil},
		{"stored file gone", backup.ErrNotWhole, as(func(t *testing.T) parts { return good.without(good.at(t, "files/")) }), nil},
		{"file too many", backup.ErrNotWhole, as(func(t *testing.T) parts { return good.insert(1, part{name: "catalogue/new.yaml"}) }), nil},
		{"file twice", backup.ErrNotWhole, as(func(t *testing.T) parts { return good.insert(1, good[good.at(t, "files/")]) }), nil},
		{"file behind the proof", backup.ErrNotWhole, as(func(*testing.T) parts { return good.insert(len(good), part{name: "catalogue/new.yaml"}) }), nil},
		{"stored files swapped", backup.ErrNotWhole, as(swapped), nil},
		{"another day's database", backup.ErrNotWhole, as(func(t *testing.T) parts { return good.with(good.at(t, data), other[other.at(t, data)].body) }), nil},
		{"another day's manifest", backup.ErrNotWhole, as(func(t *testing.T) parts {
			i, j := manifest(t), other.at(t, "manifest.json")
			return good.with(i, other[j].body).with(i+1, other[j+1].body)
		}), nil},
		{"path out of the folder", backup.ErrNotWhole, as(func(*testing.T) parts { return good.insert(1, part{name: "catalogue/../../evil"}) }), nil},
		{"absolute path", backup.ErrNotWhole, as(func(*testing.T) parts { return good.insert(1, part{name: "/evil"}) }), nil},
		{"symbolic link", backup.ErrNotWhole, as(func(*testing.T) parts { return good.insert(1, part{name: "catalogue/evil", link: "/"}) }), nil},
		{"keys smuggled in", backup.ErrNotWhole, as(func(*testing.T) parts { return good.insert(1, part{name: "keys.json"}) }), nil},
		{"next format", backup.ErrFormat, as(func(*testing.T) parts { return good.with(0, []byte("yichuang backup 2\n")) }), nil},
		{"next format in the manifest", backup.ErrFormat, proven(func(m *backup.Manifest) { m.Format++ }), nil},
		{"next schema", backup.ErrProgram, proven(func(m *backup.Manifest) { m.Schema += 1000 }), nil},
		{"another schema", backup.ErrDiffers, proven(func(m *backup.Manifest) { m.Schema-- }), nil},
		{"unknown engine", backup.ErrEngine, proven(func(m *backup.Manifest) { m.Engine = "oracle" }), nil},
		{"a stranger's keys", backup.ErrKeys, func(*testing.T) []byte { return raw }, &stranger},
		{"another index key", backup.ErrKeys, func(*testing.T) []byte { return raw }, &index},
		{"broken keys", pii.ErrKeysBroken, func(*testing.T) []byte { return raw }, &pii.Keys{}},
		{"proven, another root", backup.ErrDiffers, proven(func(m *backup.Manifest) { m.Head.Root = strings.ToLower(m.Head.Root) }), nil},
		{"proven, a later head", backup.ErrDiffers, proven(func(m *backup.Manifest) { m.Head.Size++; m.Head.Last++ }), nil},
		{"proven, a row more", backup.ErrDiffers, proven(func(m *backup.Manifest) { m.Tables[len(m.Tables)-1].Rows++ }), nil},
		{"proven, stored files swapped", backup.ErrNotWhole, as(func(t *testing.T) parts { return swapped(t).proven(t, keys, func(*backup.Manifest) {}) }), nil},
		{"proven, stored file gone", backup.ErrDiffers, as(func(t *testing.T) parts {
			return good.without(good.at(t, "files/")).proven(t, keys, func(*backup.Manifest) {})
		}), nil},
		{"proven, an act rewritten", backup.ErrDiffers, as(func(t *testing.T) parts {
			return good.with(good.at(t, data), rewritten(t, good[good.at(t, data)].body)).proven(t, keys, func(*backup.Manifest) {})
		}), nil},
		{"proven, another day's database", backup.ErrDiffers, as(func(t *testing.T) parts {
			return good.with(good.at(t, data), other[other.at(t, data)].body).proven(t, keys, func(*backup.Manifest) {})
		}), nil},
	}
}

// rewritten is the database, or the dump of its journal, in which a case was accepted by nobody.
func rewritten(t *testing.T, body []byte) []byte {
	t.Helper()
	if !bytes.HasPrefix(body, []byte("SQLite format 3")) {
		return bytes.Replace(body, []byte("\tcase.accepted\t"), []byte("\tcase.rejected\t"), 1)
	}
	path := filepath.Join(t.TempDir(), "hall.db")
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.Exec(`UPDATE journal SET type = 'case.rejected' WHERE id = (SELECT min(id) FROM journal WHERE type = 'case.accepted')`)
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := res.RowsAffected(); n != 1 {
		t.Fatal("no act to rewrite")
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	out, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// BAK-2: each broken backup and each wrong key is detected before anything is put in place.
func TestBAK2_EveryBrokenBackupIsRefusedBeforeAnythingIsPutInPlace(t *testing.T) {
	each(t, func(t *testing.T, h *halltest.Hall) {
		intake(h, 2)
		h.Must(h.Runner.Drain(h.Ctx))
		made, err := backup.Make(h.Ctx, sourceOf(h), t.TempDir())
		h.Must(err)
		h.Ticket(item)
		h.Must(h.Runner.Drain(h.Ctx))
		later, err := backup.Make(h.Ctx, sourceOf(h), filepath.Join(t.TempDir(), "later.tar"))
		h.Must(err)
		raw, err := os.ReadFile(made.Path)
		h.Must(err)
		to := emptyPlace(t, h) // one place for all: a refused restore leaves it as empty as it was
		for _, b := range brokenOf(h, open(t, made.Path), open(t, later.Path), raw) {
			t.Run(b.name, func(t *testing.T) {
				archive := filepath.Join(t.TempDir(), "broken.tar")
				if err := os.WriteFile(archive, b.make(t), 0o600); err != nil {
					t.Fatal(err)
				}
				place := to
				if b.keys != nil {
					place.KeyFile = keyFile(t, *b.keys)
				}
				_, err := backup.Restore(h.Ctx, archive, place)
				if !errors.Is(err, b.want) || !strings.Contains(err.Error(), "nothing was put in place") {
					t.Errorf("%v, want %v", err, b.want)
				}
				untouched(t, h, place)
			})
		}
		_, err = backup.Restore(h.Ctx, made.Path, to) // and the whole one does come back there
		h.Must(err)
	})
}

// untouched looks for anything that a refused restore has left.
func untouched(t *testing.T, h *halltest.Hall, to backup.Target) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(to.Dir))
	if err != nil || len(entries) > 0 {
		t.Errorf("left beside the place: %v %v", entries, err)
	}
	if to.DSN == "" {
		return
	}
	c, err := sql.Open("pgx", to.DSN)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var tables, stages int
	err = c.QueryRow(`SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace),
		(SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'restore\_%')`).Scan(&tables, &stages)
	if err != nil || tables > 0 || stages > 0 {
		t.Errorf("%d relations in the database, %d stages left: %v", tables, stages, err)
	}
}

// BAK-2: a place that is not empty is refused and kept, on both engines; so is a database of the other kind.
func TestBAK2_AnOccupiedPlaceIsKept(t *testing.T) {
	each(t, func(t *testing.T, h *halltest.Hall) {
		made, err := backup.Make(h.Ctx, sourceOf(h), t.TempDir())
		h.Must(err)
		refused := func(to backup.Target, want error) {
			t.Helper()
			if _, err := backup.Restore(h.Ctx, made.Path, to); !errors.Is(err, want) {
				t.Errorf("%v, want %v", err, want)
			}
		}
		to := emptyPlace(t, h)
		h.Must(os.Mkdir(to.Dir, 0o700))
		mine := filepath.Join(to.Dir, "mine")
		h.Must(os.WriteFile(mine, []byte("mine"), 0o600))
		refused(to, backup.ErrOccupied)
		if raw, err := os.ReadFile(mine); err != nil || string(raw) != "mine" {
			t.Error("what was there is gone")
		}
		missing := emptyPlace(t, h)
		missing.KeyFile = filepath.Join(t.TempDir(), "none.json")
		refused(missing, pii.ErrKeysMissing)
		across := emptyPlace(t, h)
		if h.DB.Engine() == db.SQLite {
			across.DSN = "postgres://nobody@127.0.0.1:1/none"
		} else {
			across.DSN = ""
			live := emptyPlace(t, h)
			live.DSN = h.Config.DSN
			refused(live, backup.ErrOccupied)
			if _, err := os.Stat(live.Dir); !errors.Is(err, fs.ErrNotExist) {
				t.Error("a folder stands for a hall that did not come back")
			}
		}
		refused(across, backup.ErrEngine)
		h.Verified()
	})
}

// A backup from before the keys were rotated comes back with the rotated key file; one from after does not with the old.
func TestBAK2_RotatedKeysOpenOlderBackupsOnly(t *testing.T) {
	h := halltest.OnSQLite(t)
	old := h.Config.Keys
	rotated, err := old.Rotate()
	h.Must(err)
	before, err := backup.Make(h.Ctx, sourceOf(h), filepath.Join(t.TempDir(), "before.tar"))
	h.Must(err)
	src := sourceOf(h)
	src.Keys = rotated
	after, err := backup.Make(h.Ctx, src, filepath.Join(t.TempDir(), "after.tar"))
	h.Must(err)
	if _, err := backup.Check(context.Background(), before.Path, rotated); err != nil {
		t.Error(err)
	}
	if _, err := backup.Check(context.Background(), after.Path, old); !errors.Is(err, backup.ErrKeys) {
		t.Errorf("%v, want %v", err, backup.ErrKeys)
	}
}

// damage changes the hall's database behind its back.
func damage(t *testing.T, h *halltest.Hall, query string) {
	t.Helper()
	driver, dsn := "sqlite", "file:"+strings.TrimPrefix(h.Config.DSN, "sqlite:")
	if h.DB.Engine() == db.Postgres {
		driver, dsn = "pgx", h.Config.DSN
	}
	c, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Exec(query); err != nil {
		t.Fatal(err)
	}
}
