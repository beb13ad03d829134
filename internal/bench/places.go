package bench

import (
	"context"
	"database/sql"
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"yichuang"
	"yichuang/internal/app"
	"yichuang/internal/clock"
	"yichuang/internal/ids"
	"yichuang/internal/pii"
)

// place is a throw-away city: a directory, and on PostgreSQL a schema of its own.
type place struct {
	engine string // as the figures name it
	dsn    string
	dir    string
	server string // address of the PostgreSQL server; empty on SQLite
	schema string
}

// onEach measures on SQLite, and on PostgreSQL where a server is named.
func onEach(ctx context.Context, server string, measure func(ctx context.Context, p place) error) error {
	servers := []string{""}
	if server != "" {
		servers = append(servers, server)
	}
	for _, server := range servers {
		if err := inPlace(ctx, server, measure); err != nil {
			return err
		}
	}
	return nil
}

// inPlace makes a place, measures there and takes it away.
func inPlace(ctx context.Context, server string, measure func(ctx context.Context, p place) error) error {
	p := place{engine: "SQLite", server: server}
	var err error
	if p.dir, err = os.MkdirTemp("", "yichuang-bench"); err != nil {
		return err
	}
	defer os.RemoveAll(p.dir)
	p.dsn = "sqlite:" + filepath.Join(p.dir, "hall.db")
	if server == "" {
		return measure(ctx, p)
	}
	p.engine, p.schema = "PostgreSQL", "bench_"+ids.New()
	if err := p.onServer(ctx, "CREATE SCHEMA "+p.schema); err != nil {
		return err
	}
	defer p.onServer(context.WithoutCancel(ctx), "DROP SCHEMA "+p.schema+" CASCADE")
	if p.dsn, err = inSchema(server, p.schema); err != nil {
		return err
	}
	return measure(ctx, p)
}

func inSchema(server, schema string) (string, error) {
	u, err := url.Parse(server)
	if err != nil {
		return "", err
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// onServer runs a statement outside every transaction; nothing on SQLite.
func (p place) onServer(ctx context.Context, statement string) error {
	if p.server == "" {
		return nil
	}
	c, err := sql.Open("pgx", p.server)
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.ExecContext(ctx, statement)
	return err
}

// builtinCity is the catalogue that ships with the program.
func builtinCity() (fs.FS, error) { return fs.Sub(yichuang.Catalogue(), "linxi") }

// open sets a city up, durable as a real one.
func (p place) open(ctx context.Context) (*app.App, error) {
	city, err := builtinCity()
	if err != nil {
		return nil, err
	}
	a, err := app.Open(ctx, app.Config{DSN: p.dsn, Keys: pii.GenerateKeys(), Catalogue: city, Files: filepath.Join(p.dir, "files"),
		Clock: clock.NewMoving(workingMorning), Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		return nil, err
	}
	return a, a.Seed(ctx)
}

// workingMorning is when the measured hall is open: Tuesday 24 November 2026, 10:00.
var workingMorning = time.Date(2026, 11, 24, 10, 0, 0, 0, clock.Zone)

// serve opens a city and lets it answer on loopback while work runs.
func (p place) serve(ctx context.Context, work func(a *app.App, base string) error) error {
	a, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close(context.WithoutCancel(ctx))
	a.Queue.Settings.KioskPerMinute = 1 << 30 // one machine stands for all the doors of the day
	run, stop := context.WithCancel(ctx)
	defer stop()
	if err := a.Start(run); err != nil {
		return err
	}
	base, shut, err := listen(a.Handler())
	if err != nil {
		return err
	}
	defer shut()
	return work(a, base)
}
