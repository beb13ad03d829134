package db

import (
	"cmp"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"yichuang/internal/clock"
	"yichuang/internal/errs"
	"yichuang/internal/mutant"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Engine is the kind of database behind a DB.
type Engine string

const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Config says how to open a database.
type Config struct {
	DSN     string      // "sqlite:PATH" or "postgres://…"
	Clock   clock.Clock // the time of every transaction; the machine's clock when nil
	Guard   *clock.Guard
	Unsafe  bool // write with less syncing: only for making the demo's history before the first request
	Audited bool // tests: compare what changed with what was touched (decision 23)
	Around  Around
}

// Around stands round every write of a database under test: it may refuse to begin one, or hide from the caller how it ended
// (reliability.md CR-4). The program itself never sets one.
type Around func(ctx context.Context, write func(ctx context.Context) error) error

// DB is an open database. It is safe for concurrent use.
type DB struct {
	engine  Engine
	reads   *sql.DB
	writes  *sql.DB
	clock   clock.Clock
	guard   *clock.Guard
	audited bool
	around  Around
	stmts   *statements // of the SQLite writer
	queue   chan *job
	stopped chan struct{}
	closing sync.Once

	mu    sync.RWMutex
	nudge func(topics []string)
	wake  []func()
}

// Open opens the database, brings its schema up to date, and starts the writer.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	d := &DB{clock: cfg.Clock, guard: cfg.Guard, audited: cfg.Audited, around: cfg.Around}
	if d.clock == nil {
		d.clock = clock.System{}
	}
	var err error
	switch {
	case strings.HasPrefix(cfg.DSN, "sqlite:"):
		d.engine = SQLite
		err = d.openSQLite(strings.TrimPrefix(cfg.DSN, "sqlite:"), cfg.Unsafe)
	case strings.HasPrefix(cfg.DSN, "postgres:"), strings.HasPrefix(cfg.DSN, "postgresql:"):
		d.engine = Postgres
		err = d.openPostgres(ctx, cfg.DSN)
	default:
		err = fmt.Errorf("the database address must begin with sqlite: or postgres:, got %q", cfg.DSN)
	}
	if err != nil {
		return nil, err
	}
	if err := d.migrate(ctx); err != nil {
		d.Close()
		return nil, err
	}
	if d.audited {
		if err := d.installAudit(ctx); err != nil {
			d.Close()
			return nil, err
		}
	}
	if d.engine == SQLite {
		conn, err := d.writes.Conn(ctx)
		if err != nil {
			return nil, errors.Join(err, d.Close())
		}
		d.stmts = &statements{conn, map[string]*sql.Stmt{}}
		d.queue, d.stopped = make(chan *job, 256), make(chan struct{})
		go d.writer()
	}
	return d, nil
}

func (d *DB) migrate(ctx context.Context) error {
	p, err := provider(d.engine, d.writes)
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bring the schema up to date: %w", err)
	}
	return nil
}

// Engine tells which database it is.
func (d *DB) Engine() Engine { return d.engine }

// Now is the present instant on the database's clock.
func (d *DB) Now() time.Time { return d.clock.Now() }

// OnNudge names the receiver of live topics; called after each commit that nudged.
func (d *DB) OnNudge(f func(topics []string)) {
	d.mu.Lock()
	d.nudge = f
	d.mu.Unlock()
}

// OnAct adds a hint that is given after each commit that recorded an act: it wakes the sealer.
func (d *DB) OnAct(f func()) {
	d.mu.Lock()
	d.wake = append(d.wake, f)
	d.mu.Unlock()
}

// Close ends the writer after what it has accepted and closes the connections.
func (d *DB) Close() error {
	d.closing.Do(func() {
		if d.queue != nil {
			close(d.queue)
			<-d.stopped
		}
	})
	var err error
	if d.stmts != nil {
		err = d.stmts.conn.Close()
	}
	for _, c := range []*sql.DB{d.reads, d.writes} {
		if c != nil {
			err = errors.Join(err, c.Close())
		}
	}
	return err
}

// Write runs fn in one transaction and returns after a durable commit. fn may run more than once, so it changes nothing but the
// database; what should follow a success goes into tx.AfterCommit. An error of fn undoes the transaction and is returned as it is.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	if d.around != nil {
		return d.around(ctx, func(ctx context.Context) error { return d.write(ctx, fn) })
	}
	return d.write(ctx, fn)
}

func (d *DB) write(ctx context.Context, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d.engine == SQLite {
		return d.writeGrouped(ctx, fn)
	}
	return d.writeRetried(ctx, fn)
}

// Read runs fn in one read-only snapshot.
func (d *DB) Read(ctx context.Context, fn func(*Q) error) error {
	var opts sql.TxOptions // SQLite reads a snapshot anyway
	if d.engine == Postgres {
		opts = sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
	}
	tx, err := d.reads.BeginTx(ctx, &opts)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	return fn(&Q{ctx: ctx, tx: tx, engine: d.engine, now: d.clock.Now()})
}

// finish checks what a transaction may not leave behind.
func (d *DB) finish(tx *Tx) error {
	if d.audited {
		if err := tx.compareAudit(); err != nil {
			return err
		}
	}
	if len(tx.touched) > 0 && tx.acts == 0 {
		return fmt.Errorf("db: touched %s and recorded no act", tx.touched[0].Table)
	}
	if tx.acts > 0 {
		if jump := cmp.Or(tx.jump, d.jump()); jump != 0 {
			return errs.New(errs.Unavailable, "clock.jump", "seconds", int(jump.Seconds()))
		}
	}
	return nil
}

// jump is how far the wall source has jumped, 0 when it may be trusted. It is asked when a transaction takes its time and again before
// the commit: a source that came back in between has left its wrong time in the transaction.
func (d *DB) jump() time.Duration {
	if d.guard == nil || mutant.On("guard_ignored") {
		return 0
	}
	return d.guard.Check()
}

// committed runs what waits for a success.
func (d *DB) committed(tx *Tx) {
	for _, f := range tx.after {
		f()
	}
	d.mu.RLock()
	nudge, wake := d.nudge, d.wake
	d.mu.RUnlock()
	if nudge != nil && len(tx.topics) > 0 {
		nudge(tx.topics)
	}
	if tx.acts > 0 {
		for _, f := range wake {
			f()
		}
	}
}

// call runs a closure and turns a panic into an error, so that one caller cannot end the writer.
func call(fn func(*Tx) error, tx *Tx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("db: panic in a write: %v", r)
		}
	}()
	return fn(tx)
}

// Ping tells whether the database answers.
func (d *DB) Ping(ctx context.Context) error { return d.reads.PingContext(ctx) }
