package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// provider gives the migrations for a connection.
func provider(engine Engine, c *sql.DB) (*goose.Provider, error) {
	dialect := goose.DialectSQLite3
	if engine == Postgres {
		dialect = goose.DialectPostgres
	}
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(dialect, c, sub)
}

// NewestSchema is the number of the last migration that this program knows.
func NewestSchema() (int64, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(names) == 0 {
		return 0, errors.Join(err, errors.New("db: no migrations"))
	}
	return goose.NumericComponent(names[len(names)-1])
}

// Prepare brings an empty PostgreSQL database to the schema of a number, before the rows of a backup of that schema come in.
func Prepare(ctx context.Context, dsn string, schema int64) error {
	c, err := sql.Open("pgx", dsn)
	if err != nil {
		return err
	}
	defer c.Close()
	p, err := provider(Postgres, c)
	if err != nil {
		return err
	}
	if _, err := p.UpTo(ctx, schema); err != nil {
		return fmt.Errorf("bring the schema to number %d: %w", schema, err)
	}
	return nil
}
