package db

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"yichuang/internal/clock"
)

// Querier reads; a Tx and a read snapshot both are one, so a store's reads serve pages and acts.
type Querier interface {
	Query(query string, args ...any) (*sql.Rows, error)
	QueryRow(query string, args ...any) *sql.Row
	Now() int64
}

// Q is a read-only snapshot.
type Q struct {
	ctx    context.Context
	tx     *sql.Tx
	engine Engine
	now    time.Time
}

// Query runs a read.
func (q *Q) Query(query string, args ...any) (*sql.Rows, error) {
	return q.tx.QueryContext(q.ctx, query, args...)
}

// QueryRow runs a read of one row.
func (q *Q) QueryRow(query string, args ...any) *sql.Row {
	return q.tx.QueryRowContext(q.ctx, query, args...)
}

// Now is the instant of the snapshot in microseconds UTC.
func (q *Q) Now() int64 { return q.now.UnixMicro() }

// Time is the instant of the snapshot in Beijing time.
func (q *Q) Time() time.Time { return q.now.In(clock.Zone) }

// Row names a changed row of legal meaning.
type Row struct{ Table, Key string }

// Tx is a write transaction. It belongs to one goroutine. It ignores the caller's cancellation: a cancelled statement would roll
// back the whole batch that it shares with others.
type Tx struct {
	ctx     context.Context
	tx      *sql.Tx
	engine  Engine
	now     time.Time
	jump    time.Duration // of the wall source when now was taken
	touched []Row
	acts    int
	after   []func()
	topics  []string
	stmts   *statements // prepared on the writer's connection; nil on PostgreSQL, whose driver keeps its own
}

// Exec runs a write.
func (t *Tx) Exec(query string, args ...any) (sql.Result, error) {
	if st := t.stmts.get(t.ctx, query); st != nil {
		return st.ExecContext(t.ctx, args...)
	}
	return t.tx.ExecContext(t.ctx, query, args...)
}

// ExecOne runs a write that must change exactly one row; ErrNone when it changed none.
func (t *Tx) ExecOne(query string, args ...any) error {
	res, err := t.Exec(query, args...)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return ErrNone
}

// Query runs a read inside the transaction.
func (t *Tx) Query(query string, args ...any) (*sql.Rows, error) {
	if st := t.stmts.get(t.ctx, query); st != nil {
		return st.QueryContext(t.ctx, args...)
	}
	return t.tx.QueryContext(t.ctx, query, args...)
}

// QueryRow runs a read of one row inside the transaction.
func (t *Tx) QueryRow(query string, args ...any) *sql.Row {
	if st := t.stmts.get(t.ctx, query); st != nil {
		return st.QueryRowContext(t.ctx, args...)
	}
	return t.tx.QueryRowContext(t.ctx, query, args...)
}

// Now is the one time of the transaction in microseconds UTC.
func (t *Tx) Now() int64 { return t.now.UnixMicro() }

// Time is the one time of the transaction in Beijing time, to the microsecond.
func (t *Tx) Time() time.Time { return t.now.In(clock.Zone) }

// Touch says that a row of legal meaning is changed; such a transaction must record an act.
func (t *Tx) Touch(table, key string) { t.touched = append(t.touched, Row{table, key}) }

// Touched are the rows of legal meaning changed so far.
func (t *Tx) Touched() []Row { return t.touched }

// Act is called by the journal for each act that it records.
func (t *Tx) Act() { t.acts++ }

// AfterCommit runs f once after a durable commit; never when the transaction is undone.
func (t *Tx) AfterCommit(f func()) { t.after = append(t.after, f) }

// Nudge tells live pages of these topics to look again after the commit.
func (t *Tx) Nudge(topics ...string) { t.topics = append(t.topics, topics...) }

// Context is a context without cancellation, for libraries that need one (jobs).
func (t *Tx) Context() context.Context { return t.ctx }

// SQL is the plain transaction, for the jobs library only.
func (t *Tx) SQL() *sql.Tx { return t.tx }

// ErrNone says that no row was there.
var ErrNone = sql.ErrNoRows

// None tells whether an error means "no row".
func None(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// Scanner is a row being read.
type Scanner interface{ Scan(dest ...any) error }

// One reads one row with scan; ErrNone when there is none.
func One[T any](q Querier, scan func(Scanner) (T, error), query string, args ...any) (T, error) {
	return scan(q.QueryRow(query, args...))
}

// All reads every row with scan.
func All[T any](q Querier, scan func(Scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// Value scans a single column.
func Value[T any](s Scanner) (T, error) {
	var v T
	err := s.Scan(&v)
	return v, err
}

// Bool is how a truth value is stored: 1 or 0 on both engines.
func Bool(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// Micro is how an instant is stored: microseconds UTC, 0 for the zero time.
func Micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// FromMicro reads a stored instant in Beijing time; the zero time for 0.
func FromMicro(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).In(clock.Zone)
}
