package backup_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"yichuang/internal/app"
	"yichuang/internal/backup"
	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/notice"
	"yichuang/internal/once"
	"yichuang/internal/pii"
	"yichuang/internal/queue"
)

const item = "SB-01"

// paper is a small PDF that differs with its number.
func paper(n int) string {
	return fmt.Sprintf("%%PDF-1.4\n%% %d\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n"+
		"trailer<</Root 1 0 R>>\nstartxref\n9\n%%%%EOF\n", n)
}

// each runs fn with a working hall on both engines. The jobs' tables are there; the tests' own change log is not.
func each(t *testing.T, fn func(t *testing.T, h *halltest.Hall)) {
	halltest.EachAs(t, func(cfg *app.Config) { cfg.Audited, cfg.Jobs = false, true }, fn)
}

func sourceOf(h *halltest.Hall) backup.Source {
	return backup.Source{DSN: h.Config.DSN, Files: h.Files, Catalogue: h.Config.Catalogue, Keys: h.Config.Keys, Clock: h.Clock}
}

func keyFile(t *testing.T, keys pii.Keys) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys.json")
	if err := pii.ReplaceKeyFile(path, keys); err != nil {
		t.Fatal(err)
	}
	return path
}

// emptyPlace is a target of the same engine as the hall's.
func emptyPlace(t *testing.T, h *halltest.Hall) backup.Target {
	t.Helper()
	to := backup.Target{Dir: filepath.Join(t.TempDir(), "hall"), KeyFile: keyFile(t, h.Config.Keys), Clock: h.Clock}
	if h.DB.Engine() == db.Postgres {
		to.DSN = dbtest.PostgresDSN(t)
	}
	return to
}

func dsnOf(to backup.Target) string {
	if to.DSN != "" {
		return to.DSN
	}
	return "sqlite:" + filepath.Join(to.Dir, "hall.db")
}

// busyness is people who take tickets and a clerk who takes in cases with papers, until stopped.
type busyness struct {
	h     *halltest.Hall
	stop  chan struct{}
	group sync.WaitGroup
	done  atomic.Int64
}

func busy(h *halltest.Hall) *busyness {
	b := &busyness{h: h, stop: make(chan struct{})}
	for range 3 {
		b.group.Go(func() { b.until(b.ticket) })
	}
	b.group.Go(func() { b.until(func() error { return h.Runner.Drain(h.Ctx) }) })
	return b
}

func (b *busyness) until(work func() error) {
	for {
		select {
		case <-b.stop:
			return
		default:
		}
		if err := work(); err != nil {
			b.h.T.Error(err)
			return
		}
		b.done.Add(1)
	}
}

func (b *busyness) ticket() error {
	it, _ := b.h.Catalogue.Item(item)
	line := app.LineID(halltest.City, it.Queue)
	_, err := b.h.Queue.Take(b.h.Ctx, b.h.Kiosk(), halltest.City, queue.Request{Line: line, Items: []string{item}, Lines: []string{line}, Origin: ids.New()}, once.Key{})
	return err
}

// end stops everybody and waits.
func (b *busyness) end() {
	close(b.stop)
	b.group.Wait()
}

// intake takes in cases, each with a paper.
func intake(h *halltest.Hall, n int) (cases []string) {
	h.T.Helper()
	d := h.Sit("06")
	for i := range n {
		h.Ticket(item)
		ticket, v := d.Next()
		c := d.Receive(item, v)
		_, err := h.Cases.AddFile(h.Ctx, d.Clerk, c.ID, c.Rows[0].Material, "a.pdf", strings.NewReader(paper(i)))
		h.Must(err)
		c = d.Answer(c, notice.OK, nil)
		_, err = h.Cases.Accept(h.Ctx, d.Clerk, c.ID, c.Edition, v)
		h.Must(err)
		_, err = h.Queue.Finish(h.Ctx, d.Clerk, d.Window, ticket.ID)
		h.Must(err)
		cases = append(cases, c.ID)
	}
	return cases
}

// BAK-1: a hall that works while it is copied comes back on an empty place with one call; its head is a prefix of the hall's that went
// on, its rows are as many as the manifest says, its files open, its personal data can be read, and an act says that it was restored.
func TestBAK1_AWorkingHallComesBackAsAPrefixOfItself(t *testing.T) {
	each(t, func(t *testing.T, h *halltest.Hall) {
		cases := intake(h, 3)
		h.Must(h.Runner.Drain(h.Ctx))
		b := busy(h)
		before := b.done.Load()
		made, err := backup.Make(h.Ctx, sourceOf(h), t.TempDir())
		h.Must(err)
		during := b.done.Load() - before
		b.end()
		h.Verified()
		m := made.Manifest
		t.Logf("%d acts of the hall while it was copied; %s", during, m.Head)
		if during == 0 || m.Head.Size == 0 || len(m.Lost) > 0 {
			t.Fatalf("%d acts during the copy, head %s, lost %v", during, m.Head, m.Lost)
		}
		to := emptyPlace(t, h)
		back, err := backup.Restore(h.Ctx, made.Path, to)
		h.Must(err)
		if back.Verified.Root != m.Head.Root || back.Verified.Acts != m.Head.Size {
			t.Errorf("came back to %d acts, root %s; the manifest says %s", back.Verified.Acts, back.Verified.Root, m.Head)
		}
		if got := rootAt(h, m.Head.Size); got != m.Head.Root {
			t.Errorf("at %d acts the hall's root was %s, the backup's is %s: it is no prefix", m.Head.Size, got, m.Head.Root)
		}
		sameHall(t, h, to, m, cases)
	})
}

// rootAt is the root of the hall's own tree over its first acts, from its leaves alone.
func rootAt(h *halltest.Hall, size int64) string {
	h.T.Helper()
	var leaves []string
	h.Read(func(q *db.Q) (err error) {
		leaves, err = db.All(q, db.Value[string], `SELECT leaf FROM journal WHERE idx < $1 ORDER BY idx`, size)
		return err
	})
	nodes := map[int64]tlog.Hash{}
	reader := tlog.HashReaderFunc(func(indexes []int64) (out []tlog.Hash, err error) {
		for _, i := range indexes {
			out = append(out, nodes[i])
		}
		return out, nil
	})
	for n, leaf := range leaves {
		raw, err := base64.StdEncoding.DecodeString(leaf)
		h.Must(err)
		hashes, err := tlog.StoredHashes(int64(n), raw, reader)
		h.Must(err)
		for i, hash := range hashes {
			nodes[tlog.StoredHashIndex(0, int64(n))+int64(i)] = hash
		}
	}
	root, err := tlog.TreeHash(int64(len(leaves)), reader)
	h.Must(err)
	return root.String()
}

// sameHall opens the restored hall as the program would and looks at everything.
func sameHall(t *testing.T, h *halltest.Hall, to backup.Target, m backup.Manifest, cases []string) {
	t.Helper()
	ctx := context.Background()
	keys, err := pii.LoadKeyFile(filepath.Join(to.Dir, "keys.json"))
	h.Must(err)
	h.Wait(time.Minute) // the old hall's hold on the seal has run out
	a, err := app.Open(ctx, app.Config{DSN: dsnOf(to), Keys: keys, Catalogue: os.DirFS(filepath.Join(to.Dir, "catalogue")),
		Files: filepath.Join(to.Dir, "files"), Clock: h.Clock, Passwords: halltest.Cheap, Jobs: true})
	h.Must(err)
	defer a.Close(ctx)
	h.Must(a.DB.Read(ctx, func(q *db.Q) error {
		for _, table := range m.Tables {
			if bookkeeping(table.Name) {
				continue
			}
			var n int64
			if err := q.QueryRow(`SELECT count(*) FROM ` + table.Name).Scan(&n); err != nil {
				return err
			}
			want := table.Rows
			if table.Name == "journal" || table.Name == "journal_object" {
				want++ // the act of the restore
			}
			if n != want {
				t.Errorf("%s has %d rows, the manifest says %d", table.Name, n, want)
			}
		}
		for _, id := range cases {
			if c, err := a.Cases.Get(q, id); err != nil || c.Applicant.Name != "罗雨薇" {
				t.Errorf("case %s: %v", id, err)
			}
		}
		hashes, err := db.All(q, db.Value[string], `SELECT hash FROM case_file`)
		if err != nil || len(hashes) != len(cases) {
			t.Errorf("%d stored files for %d cases: %v", len(hashes), len(cases), err)
		}
		for _, hash := range hashes {
			if _, _, err := a.Files.Get(hash); err != nil {
				t.Error(err)
			}
		}
		acts, err := journal.History(q, journal.Ref{Type: "backup", ID: m.ID})
		var event backup.Restored
		if err != nil || len(acts) != 1 || acts[0].Decode(&event) != nil || event.Root != m.Head.Root || event.Size != m.Head.Size {
			t.Errorf("no act that names the head: %v %+v %v", acts, event, err)
		}
		return nil
	}))
	h.Must(a.Runner.Drain(ctx))
	h.Must(a.DB.Read(ctx, func(q *db.Q) error {
		r, err := journal.Verify(q)
		if len(r.Faults()) > 0 || r.Unsealed > 0 {
			t.Errorf("after the next seal: %v, %d waiting", r.Faults(), r.Unsealed)
		}
		return err
	}))
}

// bookkeeping are tables that the opened program itself writes.
func bookkeeping(table string) bool {
	return strings.HasPrefix(table, "river_") || table == "goose_db_version" || table == "journal_cursor"
}

// The archive holds no key, in no form in which the key file writes it or in plain bytes.
func TestBAK1_NoKeyIsInTheArchive(t *testing.T) {
	each(t, func(t *testing.T, h *halltest.Hall) {
		intake(h, 1)
		made, err := backup.Make(h.Ctx, sourceOf(h), t.TempDir())
		h.Must(err)
		raw, err := os.ReadFile(made.Path)
		h.Must(err)
		for _, key := range append([][]byte{h.Config.Keys.Index}, h.Config.Keys.Seal[h.Config.Keys.Current]) {
			if strings.Contains(string(raw), string(key)) || strings.Contains(string(raw), base64.StdEncoding.EncodeToString(key)) {
				t.Error("a key is in the archive")
			}
		}
		info, err := os.Stat(made.Path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("others may read the archive: %v %v", info.Mode(), err)
		}
	})
}

// A file that the hall itself has lost does not stop its backups; the manifest says so, and so does the act of a restore.
func TestBAK1_AFileLostBeforeIsNamedAndStopsNothing(t *testing.T) {
	each(t, func(t *testing.T, h *halltest.Hall) {
		intake(h, 2)
		hashes, err := h.Files.Hashes()
		h.Must(err)
		slices.Sort(hashes)
		damaged, removed := hashes[0], hashes[1]
		h.Must(os.WriteFile(filepath.Join(h.Config.Files, damaged[:2], damaged[2:]), []byte("rot"), 0o600))
		h.Must(h.Files.Remove(removed))
		made, err := backup.Make(h.Ctx, sourceOf(h), t.TempDir())
		h.Must(err)
		if !slices.Equal(made.Manifest.Lost, []string{damaged, removed}) {
			t.Fatalf("lost %v, want %s and %s", made.Manifest.Lost, damaged, removed)
		}
		_, err = backup.Restore(h.Ctx, made.Path, emptyPlace(t, h))
		h.Must(err)
	})
}

// What stands at the path is never overwritten, and nothing half-written stays.
func TestBAK1_ABackupOverwritesNothingAndLeavesNothing(t *testing.T) {
	h := halltest.OnSQLite(t)
	dir := t.TempDir()
	taken := filepath.Join(dir, "hall.tar")
	h.Must(os.WriteFile(taken, []byte("mine"), 0o600))
	if _, err := backup.Make(h.Ctx, sourceOf(h), taken); err == nil {
		t.Error("a file was overwritten")
	}
	ended, cancel := context.WithCancel(h.Ctx)
	cancel()
	if _, err := backup.Make(ended, sourceOf(h), filepath.Join(dir, "other.tar")); err == nil {
		t.Error("made after the caller had gone")
	}
	if _, err := backup.Make(h.Ctx, backup.Source{DSN: "sqlite:" + filepath.Join(dir, "no.db"), Files: h.Files, Keys: h.Config.Keys}, filepath.Join(dir, "none.tar")); err == nil {
		t.Error("a hall that is not there was backed up")
	}
	var left []string
	h.Must(fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if name != "." {
			left = append(left, name)
		}
		return err
	}))
	if raw, _ := os.ReadFile(taken); string(raw) != "mine" || !slices.Equal(left, []string{"hall.tar"}) {
		t.Errorf("left %v, the file that was there says %q", left, raw)
	}
}
