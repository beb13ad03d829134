package identity

import (
	"context"
	"runtime"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
)

// Strong is the password hash of a real hall (OWASP: 46 MiB, one pass, one lane); Cheap is for tests and the demo.
var (
	Strong = argon2id.Params{Memory: 46 * 1024, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	Cheap  = argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
)

// Config of a Service; the zero value is a real hall.
type Config struct {
	Params   argon2id.Params // Strong when zero
	Parallel int             // passwords hashed at once; the number of cores when 0
	Limits   Limits          // Defaults when zero
	Demo     bool            // one click signs in
}

// Service signs people and devices in and out and keeps their rights.
type Service struct {
	Demo bool // DemoLogin works

	db     *db.DB
	limits Limits
	params argon2id.Params
	slots  chan struct{}
	dummy  string // compared with where no such account is, so that both take equally long

	mu      sync.Mutex
	denials map[string]*denial
}

// New makes the service.
func New(d *db.DB, cfg Config) (*Service, error) {
	if cfg.Params == (argon2id.Params{}) {
		cfg.Params = Strong
	}
	if cfg.Parallel == 0 {
		cfg.Parallel = runtime.NumCPU()
	}
	if cfg.Limits == (Limits{}) {
		cfg.Limits = Defaults
	}
	dummy, err := argon2id.CreateHash(ids.New(), &cfg.Params)
	if err != nil {
		return nil, err
	}
	return &Service{Demo: cfg.Demo, db: d, limits: cfg.Limits, params: cfg.Params, slots: make(chan struct{}, cfg.Parallel), dummy: dummy,
		denials: map[string]*denial{}}, nil
}

// Hash makes the stored form of a password; slow on purpose, and only so many at once. Never inside a transaction.
func (s *Service) Hash(ctx context.Context, password string) (string, error) {
	if err := s.slot(ctx); err != nil {
		return "", err
	}
	defer func() { <-s.slots }()
	return argon2id.CreateHash(password, &s.params)
}

// matches compares a password with its stored form; an empty form never matches and takes as long.
func (s *Service) matches(ctx context.Context, password, hash string) (bool, error) {
	if err := s.slot(ctx); err != nil {
		return false, err
	}
	defer func() { <-s.slots }()
	if hash == "" {
		_, err := argon2id.ComparePasswordAndHash(password, s.dummy)
		return false, err
	}
	return argon2id.ComparePasswordAndHash(password, hash)
}

func (s *Service) slot(ctx context.Context) error {
	select {
	case s.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return errs.New(errs.Unavailable, "identity.busy").Because(ctx.Err())
	}
}

// Check is Can for a service: a refusal is written down (decision 23).
func (s *Service) Check(ctx context.Context, actor ids.Actor, act string, obj Object) error {
	err := Can(actor, act, obj)
	if errs.Of(err) != nil && errs.Of(err).Kind == errs.Forbidden {
		s.Deny(ctx, actor, act, obj)
	}
	return err
}

// denialEvery is how often the same refusal of the same actor is written down.
const (
	denialEvery = time.Minute
	maxDenials  = 10_000
)

type denial struct {
	last       time.Time
	suppressed int
}

// Deny writes a refused act down in a transaction of its own: once a minute for each actor and act, with the number of tries in
// between. A fault while writing does not change the refusal, so nothing is returned.
func (s *Service) Deny(ctx context.Context, actor ids.Actor, act string, obj Object) {
	suppressed, due := s.denialDue(actor.Key() + " " + act)
	if !due {
		return
	}
	_ = s.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		hall := obj.Hall
		if hall == "" {
			hall = actor.Hall
		}
		return journal.Record(tx, hall, actor, journal.Ref{Type: "actor", ID: actor.Key()}, Denied{act, obj.Hall, obj.Department, suppressed})
	})
}

func (s *Service) denialDue(key string) (suppressed int, due bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.db.Now()
	d := s.denials[key]
	if d != nil && now.Sub(d.last) < denialEvery {
		d.suppressed++
		return 0, false
	}
	if d != nil {
		suppressed = d.suppressed
	}
	if len(s.denials) >= maxDenials { // forget everybody rather than grow without bound
		clear(s.denials)
	}
	s.denials[key] = &denial{last: now}
	return suppressed, true
}
