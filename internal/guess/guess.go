// Package guess makes guessing of codes slow.
//
// What it is: Try runs a look-up by a code and counts the wrong ones by what they were tried on and from which address; at the
// limit nothing more is looked up for the rest of the hour.
// Words: source (what is counted: a number, an address), wrong guess.
// Invariants: a refused try tells nothing about whether the code was right; a right code costs nothing; two tries at once are
// counted one after the other; sources are stored as digests.
// Sources: reliability.md O1.
// What it does not do: it knows no codes; passwords have a delay of their own in package identity.
// Start reading at: Try.
package guess

import (
	"context"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
)

// Limit is how many wrong guesses an hour a source has.
type Limit struct {
	Source string // "number:…", "address:…"
	Hourly int
}

// span is how long a wrong guess is remembered.
const span = time.Hour

// Try runs look in a transaction. An answer of kind NotFound is a wrong guess and counted; any other answer is not. At the limit of
// a source look is not run at all.
func Try(ctx context.Context, d *db.DB, look func(q db.Querier) error, limits ...Limit) error {
	var wrong error
	err := d.Write(ctx, func(tx *db.Tx) error {
		wrong = nil
		if err := allowed(tx, limits); err != nil {
			return err
		}
		wrong = look(tx)
		if wrong == nil || errs.Of(wrong).Kind != errs.NotFound {
			return wrong
		}
		return note(tx, limits)
	})
	if err != nil {
		return err
	}
	return wrong
}

func allowed(tx *db.Tx, limits []Limit) error {
	for _, l := range limits {
		if err := tx.LockName("guess:" + l.Source); err != nil {
			return err
		}
		var n int
		var first int64
		err := tx.QueryRow(`SELECT count(*), coalesce(min(at), 0) FROM guess WHERE source = $1 AND at > $2`, ids.Hash(l.Source), since(tx)).Scan(&n, &first)
		if err != nil {
			return err
		}
		if n >= l.Hourly {
			wait := db.FromMicro(first).Add(span).Sub(tx.Time())
			return errs.New(errs.TooMany, "guess.too_many", "minutes", int(wait.Minutes())+1)
		}
	}
	return nil
}

// note counts a wrong guess and forgets old ones.
func note(tx *db.Tx, limits []Limit) error {
	if _, err := tx.Exec(`DELETE FROM guess WHERE at <= $1`, since(tx)); err != nil {
		return err
	}
	for _, l := range limits {
		if _, err := tx.Exec(`INSERT INTO guess (id, source, at) VALUES ($1, $2, $3)`, ids.New(), ids.Hash(l.Source), tx.Now()); err != nil {
			return err
		}
	}
	return nil
}

func since(tx *db.Tx) int64 { return tx.Now() - span.Microseconds() }
