// Package once makes a repeated request have one effect (idempotency keys).
//
// What it is: Do remembers a key with the digest of its body and the object that came of it, in the caller's transaction; With hands
// a request's key down to the services, which claim it with Act.
// Words: scope (actor and route), key, digest, replay.
// Invariants: the same key with the same body gives the same object and no second effect; with another body it is refused.
// Sources: architecture.md rule 12; reliability.md CR-4.
// What it does not do: it keeps no answers; they are rendered again.
// Start reading at: Do.
package once

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/mutant"
)

// keep is how long a key is remembered: 24 hours in microseconds.
const keep = 24 * 3600 * 1_000_000

// Key names one intended effect. The zero Key means that the caller gave none: Do then just runs.
type Key struct {
	Scope string // actor and route
	Key   string // made by the client
	Body  string // digest of what was sent
}

// Digest is the digest of a body.
func Digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// carried is where a context has its key.
type carried struct{}

// With hands a request's key down to the acts that the request leads to; the zero Key takes it away again.
func With(ctx context.Context, k Key) context.Context { return context.WithValue(ctx, carried{}, k) }

// From is the key that a request brought; the zero Key when it brought none.
func From(ctx context.Context) Key {
	k, _ := ctx.Value(carried{}).(Key)
	return k
}

// Act runs an act's effect once for the key that the request brought. The name tells apart several acts of one request.
func Act(tx *db.Tx, name string, effect func() (object string, err error)) (object string, replay bool, err error) {
	k := From(tx.Context())
	k.Scope += " " + name
	return Do(tx, k, effect)
}

// Do runs effect once for a key and returns the id of the object it made; a repetition returns the same id and replay true.
func Do(tx *db.Tx, k Key, effect func() (object string, err error)) (object string, replay bool, err error) {
	if k.Key == "" {
		object, err = effect()
		return object, false, err
	}
	if err := tx.LockName("once:" + k.Scope + ":" + k.Key); err != nil {
		return "", false, err
	}
	var body string
	var at int64
	err = tx.QueryRow(`SELECT body, object, at FROM once WHERE scope = $1 AND key = $2`, k.Scope, k.Key).Scan(&body, &object, &at)
	switch {
	case err == nil && at > tx.Now()-keep:
		if body != k.Body {
			return "", false, errs.New(errs.Invalid, "once.other_body")
		}
		return object, true, nil
	case err != nil && !db.None(err):
		return "", false, err
	}
	if object, err = effect(); err != nil || mutant.On("key_forgotten") {
		return object, false, err
	}
	_, err = tx.Exec(`INSERT INTO once (scope, key, body, object, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (scope, key) DO UPDATE SET body = excluded.body, object = excluded.object, at = excluded.at`,
		k.Scope, k.Key, k.Body, object, tx.Now())
	return object, false, err
}

// Forget drops keys older than a day and returns how many.
func Forget(tx *db.Tx) (int64, error) {
	res, err := tx.Exec(`DELETE FROM once WHERE at < $1`, tx.Now()-keep)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}
