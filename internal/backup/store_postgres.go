package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/mutant"
)

// postgresTables are the tables with rows of their own. The migrations' and the job machinery's bookkeeping is made anew by a restore;
// the jobs that wait come along.
const postgresTables = `SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND c.relname <> 'goose_db_version'
	AND (c.relname NOT LIKE 'river\_%' OR c.relname = 'river_job') ORDER BY c.relname`

const postgresColumns = `SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1
	AND is_generated = 'NEVER' ORDER BY ordinal_position`

// takePostgres dumps every table in one snapshot, each into a file of PostgreSQL's own text form of COPY.
func takePostgres(ctx context.Context, dsn, folder string) (*snapshot, error) {
	c, err := openPostgres(ctx, dsn)
	if err != nil {
		return nil, err
	}
	defer c.close()
	level := sql.LevelRepeatableRead
	if mutant.On("backup_unsnapshotted") {
		level = sql.LevelReadCommitted
	}
	tx, err := c.conn.BeginTx(ctx, &sql.TxOptions{Isolation: level, ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	names, err := texts(ctx, tx, postgresTables)
	if err != nil {
		return nil, err
	}
	s := &snapshot{engine: db.Postgres, tables: named(names)}
	for i, t := range s.tables {
		if s.tables[i].Columns, err = texts(ctx, tx, postgresColumns, t.Name); err != nil {
			return nil, err
		}
	}
	if err := describe(ctx, tx, s); err != nil {
		return nil, err
	}
	if err := os.Mkdir(filepath.Join(folder, tableDir), 0o700); err != nil {
		return nil, err
	}
	for _, t := range s.tables {
		if err := c.dump(ctx, t, filepath.Join(folder, tableFile(t.Name))); err != nil {
			return nil, fmt.Errorf("the table %s cannot be copied: %w", t.Name, err)
		}
	}
	return s, nil
}

func tableFile(name string) string { return tableDir + name + ".copy" }

// link is one connection to PostgreSQL, for COPY within a transaction.
type link struct {
	pool *sql.DB
	conn *sql.Conn
}

func openPostgres(ctx context.Context, dsn string) (*link, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("the address of the database cannot be read") // the cause would repeat the password
	}
	pool := stdlib.OpenDB(*cfg)
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the database does not answer: %w", err), pool.Close())
	}
	return &link{pool, conn}, nil
}

func (l *link) close() { l.conn.Close(); l.pool.Close() }

func (l *link) raw(do func(c *pgconn.PgConn) error) error {
	return l.conn.Raw(func(d any) error { return do(d.(*stdlib.Conn).Conn().PgConn()) })
}

func columnsOf(t Table) string {
	quoted := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		quoted[i] = quote(c)
	}
	return quote(t.Name) + " (" + strings.Join(quoted, ", ") + ")"
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

func (l *link) dump(ctx context.Context, t Table, to string) error {
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = l.raw(func(c *pgconn.PgConn) error {
		_, err := c.CopyTo(ctx, f, "COPY "+columnsOf(t)+" TO STDOUT")
		return err
	})
	return errors.Join(err, f.Close())
}

func (l *link) load(ctx context.Context, t Table, from string) (int64, error) {
	f, err := os.Open(from)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	var n int64
	err = l.raw(func(c *pgconn.PgConn) error {
		tag, err := c.CopyFrom(ctx, f, "COPY "+columnsOf(t)+" FROM STDIN")
		n = tag.RowsAffected()
		return err
	})
	return n, err
}

// stageSchema is a schema beside the one in which the hall will stand.
type stageSchema struct {
	link   *link
	target string
	name   string
	dsn    string
}

// openStage makes the stage and refuses a database that holds anything.
func openStage(ctx context.Context, dsn string) (*stageSchema, error) {
	u, err := url.Parse(dsn)
	if err != nil || !strings.HasPrefix(u.Scheme, "postgres") {
		return nil, fmt.Errorf("%w: the address of a PostgreSQL database begins with postgres://", ErrEngine)
	}
	l, err := openPostgres(ctx, dsn)
	if err != nil {
		return nil, err
	}
	s := &stageSchema{link: l, name: "restore_" + strings.ToLower(ids.New())}
	if err := s.begin(ctx); err != nil {
		l.close()
		return nil, err
	}
	q := u.Query()
	q.Set("search_path", s.name)
	u.RawQuery = q.Encode()
	s.dsn = u.String()
	return s, nil
}

func (s *stageSchema) begin(ctx context.Context) error {
	var target sql.NullString
	if err := s.link.conn.QueryRowContext(ctx, `SELECT current_schema()`).Scan(&target); err != nil {
		return err
	}
	if s.target = target.String; s.target == "" {
		return errors.New("the address names no schema that exists in the database")
	}
	var n int
	err := s.link.conn.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = $1::regnamespace)
		+ (SELECT count(*) FROM pg_proc WHERE pronamespace = $1::regnamespace)`, quote(s.target)).Scan(&n)
	if err != nil {
		return err
	}
	if n > 0 {
		return fmt.Errorf("%w: the database is not empty", ErrOccupied)
	}
	_, err = s.link.conn.ExecContext(ctx, `CREATE SCHEMA `+quote(s.name))
	return err
}

// fill loads the tables of a stage folder in one transaction and compares the counts.
func (s *stageSchema) fill(ctx context.Context, m Manifest, folder string) (*snapshot, error) {
	l, err := openPostgres(ctx, s.dsn)
	if err != nil {
		return nil, err
	}
	defer l.close()
	tx, err := l.conn.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	known, err := texts(ctx, tx, postgresTables)
	if err != nil {
		return nil, err
	}
	for _, t := range m.Tables {
		if !slices.Contains(known, t.Name) {
			return nil, fmt.Errorf("%w: schema %d has no table %s", ErrDiffers, m.Schema, t.Name)
		}
		if _, err := tx.ExecContext(ctx, `TRUNCATE `+quote(t.Name)); err != nil {
			return nil, err
		}
		if _, err := l.load(ctx, t, filepath.Join(folder, tableFile(t.Name))); err != nil {
			return nil, fmt.Errorf("%w: the table %s cannot be read: %w", ErrDiffers, t.Name, err)
		}
		if err := resume(ctx, tx, t); err != nil {
			return nil, err
		}
	}
	found := &snapshot{engine: db.Postgres, tables: named(known)}
	if err := describe(ctx, tx, found); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDiffers, err)
	}
	return found, tx.Commit()
}

// resume lets the counters of a table go on behind its rows.
func resume(ctx context.Context, tx *sql.Tx, t Table) error {
	for _, c := range t.Columns {
		var sequence sql.NullString
		if err := tx.QueryRowContext(ctx, `SELECT pg_get_serial_sequence($1, $2)`, quote(t.Name), c).Scan(&sequence); err != nil {
			return err
		}
		if !sequence.Valid {
			continue
		}
		_, err := tx.ExecContext(ctx, `SELECT setval($1::regclass, (SELECT coalesce(max(`+quote(c)+`), 0) + 1 FROM `+quote(t.Name)+`), false)`, sequence.String)
		if err != nil {
			return err
		}
	}
	return nil
}

// take puts the stage in the place of the empty schema; the database itself refuses when anything has come into it meanwhile.
func (s *stageSchema) take(ctx context.Context) error {
	tx, err := s.link.conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, q := range []string{`DROP SCHEMA ` + quote(s.target) + ` RESTRICT`, `ALTER SCHEMA ` + quote(s.name) + ` RENAME TO ` + quote(s.target)} {
		if _, err := tx.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("the restored schema cannot take its place (the database's owner may do that): %w", err)
		}
	}
	return tx.Commit()
}

// drop takes the stage away and ends the connection. After take there is nothing left to drop.
func (s *stageSchema) drop(ctx context.Context) error {
	defer s.link.close()
	_, err := s.link.conn.ExecContext(context.WithoutCancel(ctx), `DROP SCHEMA IF EXISTS `+quote(s.name)+` CASCADE`)
	return err
}
