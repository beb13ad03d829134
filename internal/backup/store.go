package backup

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"yichuang/internal/db"
	"yichuang/internal/mutant"
)

// snapshot is what one snapshot of the database says about itself.
type snapshot struct {
	engine db.Engine
	schema int64
	head   Head
	tables []Table
	hashes map[string]bool // of the stored files that its rows name
}

// references are the columns that name a stored file.
var references = []struct{ table, column string }{{"case_file", "hash"}, {"letter_pdf", "hash"}}

// take copies one snapshot of the database into a folder. The hall works on meanwhile.
func takeSnapshot(ctx context.Context, dsn, folder string) (*snapshot, error) {
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		return takeSQLite(ctx, path, filepath.Join(folder, databaseName))
	}
	return takePostgres(ctx, dsn, folder)
}

// querier is a transaction; it is one snapshot.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// describe reads head, schema, counts and the named files.
func describe(ctx context.Context, q querier, s *snapshot) error {
	err := q.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&s.schema)
	if err != nil {
		return fmt.Errorf("the database holds no hall: %w", err)
	}
	if err := q.QueryRowContext(ctx, `SELECT size, root FROM journal_head WHERE id = 1`).Scan(&s.head.Size, &s.head.Root); err != nil {
		return err
	}
	err = q.QueryRowContext(ctx, `SELECT coalesce(max(idx), -1), count(*) - count(idx) FROM journal`).Scan(&s.head.Last, &s.head.Unsealed)
	if err != nil {
		return err
	}
	for i, t := range s.tables {
		if err := q.QueryRowContext(ctx, `SELECT count(*) FROM "`+t.Name+`"`).Scan(&s.tables[i].Rows); err != nil {
			return err
		}
	}
	return s.named(ctx, q)
}

// named collects the hashes of stored files; an older schema may lack a table.
func (s *snapshot) named(ctx context.Context, q querier) error {
	s.hashes = map[string]bool{}
	for _, r := range references {
		if !slices.ContainsFunc(s.tables, func(t Table) bool { return t.Name == r.table }) {
			continue
		}
		hashes, err := texts(ctx, q, `SELECT DISTINCT `+r.column+` FROM `+r.table)
		if err != nil {
			return err
		}
		for _, h := range hashes {
			s.hashes[h] = true
		}
	}
	return nil
}

func texts(ctx context.Context, q querier, query string, args ...any) ([]string, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

func named(names []string) []Table {
	var out []Table
	for _, n := range names {
		out = append(out, Table{Name: n})
	}
	return out
}

const sqliteTables = `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name`

// takeSQLite copies the database by VACUUM INTO: it reads one snapshot, and in WAL mode writers go on beside a reader.
func takeSQLite(ctx context.Context, path, to string) (*snapshot, error) {
	live, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(10000)&mode=rw")
	if err != nil {
		return nil, err
	}
	defer live.Close()
	if _, err := live.ExecContext(ctx, `VACUUM INTO ?`, to); err != nil {
		return nil, fmt.Errorf("the database cannot be copied: %w", err)
	}
	if err := syncFile(to); err != nil {
		return nil, err
	}
	if mutant.On("backup_unsnapshotted") {
		return describeSQLite(ctx, path)
	}
	return describeSQLite(ctx, to)
}

// describeSQLite reads a database file that nobody writes.
func describeSQLite(ctx context.Context, path string) (*snapshot, error) {
	c, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		return nil, err
	}
	defer c.Close()
	tx, err := c.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	var sound string
	if err := tx.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&sound); err != nil || sound != "ok" {
		return nil, fmt.Errorf("the database file is damaged: %s %w", sound, err)
	}
	tables, err := texts(ctx, tx, sqliteTables)
	if err != nil {
		return nil, err
	}
	s := &snapshot{engine: db.SQLite, tables: named(tables)}
	return s, describe(ctx, tx, s)
}
