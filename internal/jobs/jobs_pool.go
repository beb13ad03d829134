package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

// pool holds the connections of the workers, apart from those of the acts.
type pool struct {
	driver riverdriver.Driver[*sql.Tx]
	plain  *sql.DB
	listen *pgxpool.Pool // PostgreSQL
	bell   *bell         // SQLite
}

func openPool(ctx context.Context, dsn string) (*pool, error) {
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		return openSQLite(path)
	}
	return openPostgres(ctx, dsn)
}

// openSQLite makes the workers' one connection. Its own commits are claims and completions, which are made again after a power
// cut, so it need not wait for the disk. Transactions take the write lock at once: one that first reads and then writes would be
// refused without waiting.
func openSQLite(path string) (*pool, error) {
	q := url.Values{}
	q.Add("_pragma", "busy_timeout(10000)")
	q.Add("_pragma", "journal_mode(WAL)")
	q.Add("_pragma", "synchronous(NORMAL)")
	q.Set("_txlock", "immediate")
	c, err := sql.Open("sqlite", "file:"+path+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	c.SetMaxOpenConns(1)
	b := newBell()
	return &pool{driver: &sqliteDriver{Driver: riversqlite.New(c), bell: b}, plain: c, bell: b}, nil
}

func openPostgres(ctx context.Context, dsn string) (*pool, error) {
	c, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, err
	}
	c.SetMaxOpenConns(8)
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		c.Close()
		return nil, err
	}
	cfg.MinConns, cfg.MaxConns = 0, 1 // the listener takes its one connection out of the pool
	l, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		c.Close()
		return nil, err
	}
	return &pool{driver: riverdatabasesql.NewWithPgxListener(c, l), plain: c, listen: l}, nil
}

func (p *pool) close() {
	p.plain.Close()
	if p.listen != nil {
		p.listen.Close()
	}
}

// migrate brings River's tables up to date, one process at a time.
func (p *pool) migrate(ctx context.Context) error {
	m, err := rivermigrate.New(p.driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	if p.listen != nil {
		unlock, err := p.lock(ctx)
		if err != nil {
			return err
		}
		defer unlock()
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("bring the job tables up to date: %w", err)
	}
	return nil
}

func (p *pool) lock(ctx context.Context) (unlock func(), err error) {
	conn, err := p.plain.Conn(ctx)
	if err != nil {
		return nil, err
	}
	const key = `(hashtextextended('yichuang jobs ' || current_schema(), 0))`
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock`+key); err != nil {
		conn.Close()
		return nil, err
	}
	return func() {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock`+key) // closing gives it back too
		conn.Close()
	}, nil
}
