package once_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/once"
)

func TestOneEffectForManyTries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		var made atomic.Int64
		try := func(body string) (string, error) {
			var object string
			err := e.DB.Write(context.Background(), func(tx *db.Tx) error {
				var err error
				object, _, err = once.Do(tx, once.Key{Scope: "s", Key: "k", Body: body}, func() (string, error) {
					made.Add(1)
					return ids.New(), nil
				})
				return err
			})
			return object, err
		}
		var wg sync.WaitGroup
		got := make([]string, 12)
		for i := range got {
			wg.Go(func() {
				var err error
				if got[i], err = try("same"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, g := range got {
			if g != got[0] {
				t.Fatalf("answers differ: %s and %s", g, got[0])
			}
		}
		if _, err := try("other"); !errors.Is(err, errs.New(errs.Invalid, "once.other_body")) {
			t.Fatalf("another body under the same key: %v", err)
		}
		e.Clock.Advance(25 * time.Hour)
		if again, err := try("other"); err != nil || again == got[0] {
			t.Fatal("after a day the key is free again", fmt.Sprint(again, err))
		}
	})
}
