package db_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
)

func put(tx *db.Tx, key string) error {
	_, err := tx.Exec(`INSERT INTO journal_cursor (subscriber, next) VALUES ($1, $2)`, key, tx.Now())
	return err
}

func count(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	err := d.Read(context.Background(), func(q *db.Q) error {
		return q.QueryRow(`SELECT count(*) FROM journal_cursor`).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestManyWritersEachGetTheirOwnOutcome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		refused := errors.New("refused")
		var wg sync.WaitGroup
		outcomes := make([]error, 200)
		for i := range outcomes {
			wg.Go(func() {
				outcomes[i] = e.DB.Write(context.Background(), func(tx *db.Tx) error {
					if err := put(tx, fmt.Sprint(i)); err != nil {
						return err
					}
					switch i % 4 {
					case 1:
						return refused
					case 2:
						panic("a fault in one closure")
					}
					return nil
				})
			})
		}
		wg.Wait()
		for i, err := range outcomes {
			switch {
			case i%4 == 1 && !errors.Is(err, refused):
				t.Fatalf("write %d: %v, want its own refusal", i, err)
			case i%4 == 2 && (err == nil || !strings.Contains(err.Error(), "panic")):
				t.Fatalf("write %d: %v, want the panic as an error", i, err)
			case i%4 != 1 && i%4 != 2 && err != nil:
				t.Fatalf("write %d failed for another's fault: %v", i, err)
			}
		}
		if n := count(t, e.DB); n != 100 {
			t.Fatalf("%d rows, want the 100 acknowledged ones", n)
		}
	})
}

func TestAfterCommitOnlyAfterSuccess(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		var ran []string
		var topics []string
		e.DB.OnNudge(func(ts []string) { topics = append(topics, ts...) })
		for _, name := range []string{"kept", "undone"} {
			e.DB.Write(context.Background(), func(tx *db.Tx) error {
				tx.AfterCommit(func() { ran = append(ran, name) })
				tx.Nudge(name)
				if name == "undone" {
					return errors.New("no")
				}
				return nil
			})
		}
		if fmt.Sprint(ran, topics) != "[kept] [kept]" {
			t.Fatal(ran, topics)
		}
	})
}

func TestTouchedRowsNeedAnAct(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		touch := func(acts int) error {
			return e.DB.Write(context.Background(), func(tx *db.Tx) error {
				tx.Touch("ticket", "x")
				for range acts {
					tx.Act()
				}
				return put(tx, fmt.Sprint(acts))
			})
		}
		if err := touch(0); err == nil {
			t.Fatal("a change of legal meaning without an act must be refused")
		}
		if err := touch(1); err != nil {
			t.Fatal(err)
		}
		if n := count(t, e.DB); n != 1 {
			t.Fatalf("%d rows, want 1: the refused one leaves nothing", n)
		}
	})
}

func TestCancelledCallerDoesNotHarmOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		ctx, cancel := context.WithCancel(context.Background())
		err := e.DB.Write(ctx, func(tx *db.Tx) error {
			cancel() // while the transaction runs
			return put(tx, "mine")
		})
		if err != nil || count(t, e.DB) != 1 {
			t.Fatalf("a started write is finished whatever the caller does: %v", err)
		}
		if err := e.DB.Write(ctx, func(tx *db.Tx) error { return nil }); err == nil {
			t.Fatal("a cancelled caller starts nothing new")
		}
	})
}
