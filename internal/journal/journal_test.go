package journal

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/ids"
)

type tested struct {
	Note string `json:"note"`
}

func (tested) EventType() string { return "test.done" }

var _ = Register(tested{})

func act(t *testing.T, d *db.DB, object, note string) {
	t.Helper()
	err := d.Write(context.Background(), func(tx *db.Tx) error {
		return Record(tx, "h1", ids.Actor{Kind: ids.Staff, ID: "s1"}, Ref{"thing", object}, tested{note})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func report(t *testing.T, d *db.DB) Report {
	t.Helper()
	var r Report
	err := d.Read(context.Background(), func(q *db.Q) (err error) {
		r, err = Verify(q)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestLeafEncodingGolden(t *testing.T) {
	r := Row{ID: "id1", Hall: "h1", At: 1_700_000_000_000_000, Type: "a.b", Actor: `{"kind":"system"}`, Object: Ref{"case", "c1"},
		Seq: 2, Payload: `{"x":1}`, Salt: base64.StdEncoding.EncodeToString([]byte("0123456789abcdef0123456789abcdef"))}
	// Computed by hand with sha256sum from docs/adr/0002-leaf-encoding.md; the format may not change without a new version byte.
	fixed := "01" + "00000003696431" + "000000026831" + "00000003612e62" + "0000000463617365" + "000000026331" +
		"0000000000000002" + "00060a24181e4000"
	got := hex.EncodeToString(r.encode())
	if !strings.HasPrefix(got, fixed) {
		t.Fatalf("leaf %s does not begin with %s", got, fixed)
	}
	if rest := got[len(fixed):]; len(rest) != 2*(4+32+4+32+4) || !strings.HasSuffix(rest, "00000000") {
		t.Fatalf("two commitments and no row digests expected, got %s", rest)
	}
}

func TestSealThenVerifyIsClean(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		run := NewRunner(e.DB)
		for i := range 30 {
			act(t, e.DB, fmt.Sprint("o", i%4), "x")
			e.Clock.Advance(time.Second)
			if i%7 == 0 {
				if err := run.Drain(context.Background()); err != nil {
					t.Fatal(err)
				}
			}
		}
		run.Drain(context.Background())
		if r := report(t, e.DB); r.Acts != 30 || r.Unsealed != 0 || len(r.Findings) != 0 {
			t.Fatalf("%+v", r)
		}
	})
}

// Every column of the journal, edited behind the program's back, is found and named (reliability.md TAMP-1).
func TestVerifyNamesAnEditedRow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		run := NewRunner(e.DB)
		for i := range 9 {
			act(t, e.DB, fmt.Sprint("o", i%2), "note")
		}
		if err := run.Drain(context.Background()); err != nil {
			t.Fatal(err)
		}
		edits := map[string]string{
			"hall": `UPDATE journal SET hall_id = 'h2' WHERE idx = 4`, "time": `UPDATE journal SET at = at - 1 WHERE idx = 4`,
			"type": `UPDATE journal SET type = 'x.y' WHERE idx = 4`, "actor": `UPDATE journal SET actor = '{}' WHERE idx = 4`,
			"object":  `UPDATE journal SET object_id = 'o9' WHERE idx = 4`,
			"payload": `UPDATE journal SET payload = '{"note":"other"}' WHERE idx = 4`,
			"salt":    `UPDATE journal SET salt = 'AAAA' WHERE idx = 4`, "leaf": `UPDATE journal SET leaf = 'AAAA' WHERE idx = 4`,
			"place": `UPDATE journal SET idx = 99 WHERE idx = 8`, "row": `DELETE FROM journal WHERE idx = 4`,
			"node": `UPDATE journal_node SET hash = (SELECT hash FROM journal_node WHERE i = 0) WHERE i = 3`,
			"head": `UPDATE journal_head SET size = 8`, "root": `UPDATE journal_head SET root = ''`,
		}
		var victim string
		e.DB.Read(context.Background(), func(q *db.Q) error {
			return q.QueryRow(`SELECT id FROM journal WHERE idx = 4`).Scan(&victim)
		})
		for name, edit := range edits {
			undo := errors.New("undo")
			err := e.DB.Write(context.Background(), func(tx *db.Tx) error {
				if _, err := tx.Exec(edit); err != nil {
					return err
				}
				r, err := Verify(tx)
				if err != nil {
					return err
				}
				if len(r.Faults()) == 0 {
					t.Errorf("%s: edited and not found", name)
				}
				if name == "payload" && !strings.Contains(fmt.Sprint(r.Faults()), victim) {
					t.Errorf("the edited act %s is not named in %v", victim, r.Faults())
				}
				return undo
			})
			if !errors.Is(err, undo) {
				t.Fatal(name, err)
			}
		}
		if r := report(t, e.DB); len(r.Findings) != 0 {
			t.Fatalf("after undoing every edit: %v", r.Findings)
		}
	})
}

func TestSealedOrderIsCausalOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []Row
		for o := range rapid.IntRange(1, 4).Draw(t, "objects") {
			for seq := range rapid.IntRange(1, 6).Draw(t, "acts") {
				at := int64(rapid.IntRange(0, 5).Draw(t, "at"))
				rows = append(rows, Row{ID: fmt.Sprint(o, "-", seq), Object: Ref{"o", fmt.Sprint(o)}, Seq: int64(seq + 1), At: at})
			}
		}
		rand.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		if drop := rapid.IntRange(-1, len(rows)-1).Draw(t, "missing"); drop >= 0 {
			rows = append(rows[:drop], rows[drop+1:]...)
		}
		last := map[Ref]int64{}
		for _, r := range order(rows, map[Ref]int64{}) {
			if r.Seq != last[r.Object]+1 {
				t.Fatalf("act %d of %s after act %d", r.Seq, r.Object.ID, last[r.Object])
			}
			last[r.Object] = r.Seq
		}
	})
}

// One of two processes is stopped beyond its lease and woken: one order, no fork.
func TestSleptSealerChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		ctx := context.Background()
		slept, woke := NewSealer(e.DB), NewSealer(e.Second(t))
		if err := slept.Acquire(ctx); err != nil {
			t.Fatal(err)
		}
		act(t, e.DB, "a", "1")
		if err := woke.Acquire(ctx); !errors.Is(err, ErrNotHolder) {
			t.Fatalf("a valid lease is respected, got %v", err)
		}
		e.Clock.Advance(leaseTime + time.Second)
		if err := woke.Acquire(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := woke.Seal(ctx); err != nil {
			t.Fatal(err)
		}
		act(t, e.DB, "a", "2")
		if n, err := slept.Seal(ctx); !errors.Is(err, ErrNotHolder) {
			t.Fatalf("the sealer of the old term sealed %d acts: %v", n, err)
		}
		if _, err := woke.Seal(ctx); err != nil {
			t.Fatal(err)
		}
		if r := report(t, e.DB); r.Acts != 2 || len(r.Faults()) != 0 {
			t.Fatalf("%+v", r)
		}
	})
}

func TestTwoProcessesRecordAndSealOneOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		nodes := []*db.DB{e.DB, e.Second(t)}
		runs := []*Runner{NewRunner(nodes[0]), NewRunner(nodes[1])}
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				for k := range 20 {
					act(t, nodes[i%2], fmt.Sprint("o", k%3), "x")
					if err := runs[i%2].Drain(context.Background()); err != nil && !errors.Is(err, ErrNotHolder) {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		e.Clock.Advance(leaseTime + time.Second)
		if err := runs[0].Drain(context.Background()); err != nil {
			t.Fatal(err)
		}
		if r := report(t, e.DB); r.Acts != 160 || r.Unsealed != 0 || len(r.Faults()) != 0 {
			t.Fatalf("%+v", r)
		}
	})
}

func TestSubscriberSeesEachActOnceAndParksPoison(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		ctx := context.Background()
		count := Subscriber{Name: "count", Types: []string{"test.done"}, Handle: func(tx *db.Tx, a Row) error {
			var p tested
			if err := a.Decode(&p); err != nil {
				return err
			}
			if p.Note == "poison" {
				return errors.New("cannot digest")
			}
			_, err := tx.Exec(`INSERT INTO journal_cursor (subscriber, next) VALUES ($1, 1)`, "effect-"+a.ID)
			return err
		}}
		run := NewRunner(e.DB, count)
		for _, note := range []string{"1", "poison", "2"} {
			act(t, e.DB, "o", note)
		}
		for range maxAttempts + 1 {
			if err := run.Drain(ctx); err != nil {
				t.Fatal(err)
			}
		}
		restarted := NewRunner(e.DB, count)
		if err := run.Release(ctx); err != nil {
			t.Fatal(err)
		}
		if err := restarted.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		var effects, parked int
		e.DB.Read(ctx, func(q *db.Q) error {
			q.QueryRow(`SELECT count(*) FROM journal_cursor WHERE subscriber LIKE 'effect-%'`).Scan(&effects)
			return q.QueryRow(`SELECT count(*) FROM journal_parked`).Scan(&parked)
		})
		if effects != 2 || parked != 1 {
			t.Fatalf("%d effects and %d parked, want 2 and 1", effects, parked)
		}
	})
}

func TestTreeEqualsAReferenceComputation(t *testing.T) {
	e := dbtest.SQLite(t)
	run := NewRunner(e.DB)
	for i := range 13 {
		act(t, e.DB, fmt.Sprint(i), "x")
	}
	run.Drain(context.Background())
	var leaves [][]byte
	var root string
	e.DB.Read(context.Background(), func(q *db.Q) error {
		rows, err := db.All(q, scanRow, `SELECT `+columns+` FROM journal ORDER BY idx`)
		for _, r := range rows {
			b, _ := base64.StdEncoding.DecodeString(r.Leaf)
			leaves = append(leaves, b)
		}
		_, root, _ = Head(q)
		return err
	})
	if want := naiveRoot(leaves); want.String() != root {
		t.Fatalf("root %s, RFC 6962 gives %s", root, want)
	}
}

// naiveRoot is RFC 6962's recursive definition.
func naiveRoot(leaves [][]byte) tlog.Hash {
	if len(leaves) == 1 {
		return tlog.RecordHash(leaves[0])
	}
	k := 1
	for k*2 < len(leaves) {
		k *= 2
	}
	return tlog.NodeHash(naiveRoot(leaves[:k]), naiveRoot(leaves[k:]))
}
