package identity

import (
	"context"
	"math"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
)

// origin is where guesses come from: the account (or code) they are made on and the client's address.
type origin struct{ on, address string }

func (o origin) sources() []source {
	return []source{{ids.Hash(o.on + "|" + o.address), freeGuesses}, {ids.Hash("address|" + o.address), freeGuessesAddress}}
}

type source struct {
	key  string
	free int64
}

// guess counts a guess before it is looked at, so that many at once are not cheaper; while it must wait it is refused uncounted.
// It returns the count that bears hardest, for noteGuess.
func (s *Service) guess(ctx context.Context, from origin) (worst attempts, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		worst = attempts{}
		for _, src := range from.sources() {
			a, err := lockAttempts(tx, src.key)
			if err != nil {
				return err
			}
			if w := a.wait(tx.Now()); w > 0 {
				return errs.New(errs.TooMany, "identity.login.wait", "seconds", seconds(w))
			}
			a = a.failed(tx.Now(), src.free)
			if err := saveAttempts(tx, src.key, a); err != nil {
				return err
			}
			if a.Next >= worst.Next {
				worst = a
			}
		}
		return nil
	})
	return worst, err
}

// noteGuess writes down a wrong guess beyond the free ones. A fault while writing does not change the refusal.
func (s *Service) noteGuess(ctx context.Context, from origin, count attempts) {
	wait := count.wait(count.Last)
	if wait == 0 {
		return
	}
	_ = s.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		return journal.Record(tx, "", ids.Actor{Kind: ids.Anonymous}, journal.Ref{Type: "account", ID: from.sources()[0].key[:26]},
			LoginDelayed{from.address, count.Fails, seconds(wait)})
	})
}

func seconds(d time.Duration) int64 { return int64(math.Ceil(d.Seconds())) }

// forgive takes a right guess out of the count.
func forgive(tx *db.Tx, from origin) error {
	list := from.sources()
	if err := clearAttempts(tx, list[0].key); err != nil {
		return err
	}
	return lessAttempts(tx, list[1].key)
}
