package db_test

import (
	"context"
	"testing"

	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
)

// What is read in one Read agrees with itself, however much others write meanwhile: verification pages through the journal so.
func TestReadIsOneSnapshot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		ctx := context.Background()
		look := func(q *db.Q) (n int, err error) {
			err = q.QueryRow(`SELECT count(*) FROM journal_cursor`).Scan(&n)
			return n, err
		}
		err := e.DB.Read(ctx, func(q *db.Q) error {
			if n, err := look(q); err != nil || n != 0 {
				t.Fatalf("%d rows in a fresh database: %v", n, err)
			}
			if err := e.DB.Write(ctx, func(tx *db.Tx) error { return put(tx, "meanwhile") }); err != nil {
				return err
			}
			if n, err := look(q); err != nil || n != 0 {
				t.Errorf("the reader sees %d rows that came after it began: %v", n, err)
			}
			return nil
		})
		if err != nil || count(t, e.DB) != 1 {
			t.Fatalf("after the read the row is there: %v", err)
		}
	})
}
