package db

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"yichuang/internal/clock"
	"yichuang/internal/errs"
)

const (
	maxTries = 20
	// MaxSkew is how far this node's clock may lie from its database's (decision 2).
	MaxSkew = time.Second

	// maxPause is how long a transaction may stand still: a node that is stopped in the middle of one holds locks for which every
	// other node waits. The database then ends its session; half the journal's lease, so that the seal is free in time.
	maxPause = "5s"
)

func (d *DB) openPostgres(ctx context.Context, dsn string) error {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return err
	}
	if cfg.RuntimeParams["idle_in_transaction_session_timeout"] == "" {
		cfg.RuntimeParams["idle_in_transaction_session_timeout"] = maxPause
	}
	c := stdlib.OpenDB(*cfg)
	c.SetMaxOpenConns(32)
	c.SetMaxIdleConns(32)
	d.reads, d.writes = c, c
	var sync string
	if err := c.QueryRowContext(ctx, "SHOW synchronous_commit").Scan(&sync); err != nil {
		return err
	}
	if sync == "off" {
		return errs.New(errs.Unavailable, "db.synchronous_commit")
	}
	return nil
}

// Skew is how far this node's clock lies from its database's, half the round trip taken off; 0 on SQLite.
func (d *DB) Skew(ctx context.Context) (time.Duration, error) {
	if d.engine != Postgres {
		return 0, nil
	}
	watch := clock.Stopwatch()
	before := clock.System{}.Now()
	var us int64
	err := d.reads.QueryRowContext(ctx, `SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint`).Scan(&us)
	if err != nil {
		return 0, err
	}
	middle := before.Add(watch() / 2)
	return middle.Sub(time.UnixMicro(us)), nil
}

func (d *DB) writeRetried(ctx context.Context, fn func(*Tx) error) error {
	ctx = context.WithoutCancel(ctx)
	var err error
	for range maxTries {
		if err = d.writeOnce(ctx, fn); !repeatable(err) {
			return err
		}
	}
	return errs.New(errs.Unavailable, "db.busy").Because(err)
}

func (d *DB) writeOnce(ctx context.Context, fn func(*Tx) error) error {
	sqlTx, err := d.writes.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer sqlTx.Rollback()
	tx := &Tx{ctx: ctx, tx: sqlTx, engine: Postgres, now: d.clock.Now(), jump: d.jump()}
	if err := call(fn, tx); err != nil {
		return err
	}
	if err := d.finish(tx); err != nil {
		return err
	}
	if len(tx.topics) > 0 { // the other nodes hear of it when the commit is durable
		if _, err := tx.Exec(`SELECT pg_notify('yichuang_live', $1)`, clip(strings.Join(tx.topics, "\n"), 7000)); err != nil {
			return err
		}
	}
	if err := sqlTx.Commit(); err != nil {
		return err
	}
	d.committed(tx)
	return nil
}

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[:strings.LastIndexByte(s[:n], '\n')]
}

// repeatable tells whether the database asks for the same transaction again.
func repeatable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// Unique tells whether an error says that a unique key is taken.
func Unique(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	return err != nil && strings.Contains(err.Error(), "UNIQUE constraint failed")
}
