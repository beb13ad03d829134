package journal

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"yichuang/internal/db"
)

const (
	followBatch = 64
	maxAttempts = 5
)

// Subscriber follows sealed acts, at least once, in order. Handle works in the transaction that also moves the cursor, so its
// effect and the cursor commit together.
type Subscriber struct {
	Name   string
	Types  []string
	Handle func(tx *db.Tx, act Row) error
}

// Runner seals and follows in the background. Make one a process.
type Runner struct {
	db       *db.DB
	sealer   *Sealer
	subs     []Subscriber
	attempts map[string]int
	wake     chan struct{}
	mu       sync.Mutex
}

// NewRunner makes a runner that is woken by commits of d.
func NewRunner(d *db.DB, subs ...Subscriber) *Runner {
	r := &Runner{db: d, sealer: NewSealer(d), subs: subs, attempts: map[string]int{}, wake: make(chan struct{}, 1)}
	d.OnAct(r.poke)
	return r
}

func (r *Runner) poke() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run works until ctx ends: after each hint, and each second without one.
func (r *Runner) Run(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if err := r.Drain(ctx); err != nil && !errors.Is(err, ErrNotHolder) && ctx.Err() == nil {
			slog.Error("journal: seal or follow", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-r.wake:
		case <-tick.C:
		}
	}
}

// Release gives the seal back at a clean stop.
func (r *Runner) Release(ctx context.Context) error { return r.sealer.Release(ctx) }

// Drain seals everything that waits and lets every subscriber catch up.
func (r *Runner) Drain(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.sealer.Acquire(ctx); err != nil {
		return err
	}
	for {
		n, err := r.sealer.Seal(ctx)
		if err != nil {
			return err
		}
		if err := r.follow(ctx); err != nil {
			return err
		}
		if n == 0 {
			return nil
		}
	}
}

func (r *Runner) follow(ctx context.Context) error {
	for _, s := range r.subs {
		for {
			n, err := r.step(ctx, s, followBatch)
			if err != nil { // one act at a time, so that the good ones before it are not repeated for ever
				n, err = r.step(ctx, s, 1)
			}
			if err != nil {
				if err = r.failed(ctx, s, err); err != nil {
					return err
				}
				break
			}
			if n == 0 {
				break
			}
		}
	}
	return nil
}

// step handles up to limit acts after the cursor in one transaction and returns how many it read.
func (r *Runner) step(ctx context.Context, s Subscriber, limit int) (int, error) {
	var n int
	err := r.db.Write(ctx, func(tx *db.Tx) error {
		n = 0
		next, err := cursor(tx, s.Name)
		if err != nil {
			return err
		}
		acts, err := db.All(tx, scanRow, `SELECT `+columns+` FROM journal WHERE idx >= $1 ORDER BY idx LIMIT $2`, next, limit)
		if err != nil || len(acts) == 0 {
			return err
		}
		for _, a := range acts {
			if slices.Contains(s.Types, a.Type) {
				if err := s.Handle(tx, a); err != nil {
					return err
				}
			}
		}
		n = len(acts)
		return moveCursor(tx, s.Name, *acts[n-1].Idx+1)
	})
	if err == nil && n > 0 {
		delete(r.attempts, s.Name)
	}
	return n, err
}

// failed counts attempts on the act at the cursor and parks it with an alarm when they are used up.
func (r *Runner) failed(ctx context.Context, s Subscriber, cause error) error {
	r.attempts[s.Name]++
	slog.Warn("journal: subscriber failed", "subscriber", s.Name, "attempt", r.attempts[s.Name], "error", cause)
	if r.attempts[s.Name] < maxAttempts {
		return nil
	}
	delete(r.attempts, s.Name)
	slog.Error("journal: act parked", "subscriber", s.Name, "error", cause)
	return r.db.Write(ctx, func(tx *db.Tx) error {
		next, err := cursor(tx, s.Name)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO journal_parked (subscriber, idx, at, error) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			s.Name, next, tx.Now(), cause.Error()); err != nil {
			return err
		}
		return moveCursor(tx, s.Name, next+1)
	})
}

func cursor(tx *db.Tx, name string) (next int64, err error) {
	err = tx.QueryRow(`SELECT next FROM journal_cursor WHERE subscriber = $1`+tx.Lock(), name).Scan(&next)
	if db.None(err) {
		return 0, nil
	}
	return next, err
}

func moveCursor(tx *db.Tx, name string, next int64) error {
	_, err := tx.Exec(`INSERT INTO journal_cursor (subscriber, next) VALUES ($1, $2)
		ON CONFLICT (subscriber) DO UPDATE SET next = excluded.next`, name, next)
	return err
}
