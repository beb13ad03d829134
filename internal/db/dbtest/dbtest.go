// Package dbtest opens real databases for tests: SQLite always, PostgreSQL where one is named.
//
// What it is: Each runs a test on every engine with audit triggers on, a fresh database each time.
// Words: engine, audit.
// Invariants: no mock of the database anywhere; a missing PostgreSQL is skipped with a line that names the command to run.
// Sources: architecture.md rule 4.
// What it does not do: it starts no server; scripts/pg.sh does.
// Start reading at: Each.
package dbtest

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/ids"
)

// EnvPG names the variable with the address of a PostgreSQL server for tests.
const EnvPG = "YICHUANG_TEST_PG"

// Start is the instant at which the clock of a test database stands: Tuesday 24 November 2026, 10:00.
var Start = time.Date(2026, 11, 24, 10, 0, 0, 0, clock.Zone)

// Env is a database under test with its clock.
type Env struct {
	DB    *db.DB
	Clock *clock.Manual
	DSN   string
}

// Each runs fn on SQLite and on PostgreSQL.
func Each(t *testing.T, fn func(t *testing.T, e Env)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t)) })
}

// SQLite opens a fresh embedded database.
func SQLite(t testing.TB) Env {
	t.Helper()
	return Open(t, "sqlite:"+filepath.Join(t.TempDir(), "hall.db"))
}

// Postgres opens a fresh schema on the test server, or skips.
func Postgres(t testing.TB) Env {
	t.Helper()
	return Open(t, PostgresDSN(t))
}

// PostgresDSN makes a fresh schema and returns its address, or skips.
func PostgresDSN(t testing.TB) string {
	t.Helper()
	base := os.Getenv(EnvPG)
	if base == "" {
		t.Skip("no PostgreSQL: run `make test`, or `eval $(scripts/pg.sh start)` before go test")
	}
	admin, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	schema := "t_" + ids.New()
	if _, err := admin.Exec("CREATE SCHEMA " + schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c, err := sql.Open("pgx", base)
		if err == nil {
			c.Exec("DROP SCHEMA " + schema + " CASCADE")
			c.Close()
		}
	})
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

// Open opens a database at an address with a manual clock and audit triggers.
func Open(t testing.TB, dsn string) Env {
	t.Helper()
	c := clock.NewManual(Start)
	d, err := db.Open(context.Background(), db.Config{DSN: dsn, Clock: c, Audited: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return Env{DB: d, Clock: c, DSN: dsn}
}

// Second opens another handle on the same database, as another process would.
func (e Env) Second(t testing.TB) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), db.Config{DSN: e.DSN, Clock: e.Clock, Audited: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}
