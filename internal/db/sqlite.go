package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"time"

	_ "modernc.org/sqlite" // the embedded engine

	"yichuang/internal/errs"
	"yichuang/internal/mutant"
)

// maxBatch is how many callers share one fsync.
const maxBatch = 64

type job struct {
	ctx  context.Context
	fn   func(*Tx) error
	done chan error
}

func (d *DB) openSQLite(path string, unsafe bool) error {
	sync := "FULL" // NORMAL loses acknowledged commits at a power cut
	if unsafe {
		sync = "OFF"
	}
	q := url.Values{}
	q.Add("_pragma", "busy_timeout(10000)")
	q.Add("_pragma", "journal_mode(WAL)")
	q.Add("_pragma", "synchronous("+sync+")")
	q.Add("_pragma", "foreign_keys(1)")
	q.Set("_txlock", "immediate")
	w, err := sql.Open("sqlite", "file:"+path+"?"+q.Encode())
	if err != nil {
		return err
	}
	w.SetMaxOpenConns(1)
	d.writes = w
	q.Add("_pragma", "query_only(1)")
	q.Set("_txlock", "deferred")
	r, err := sql.Open("sqlite", "file:"+path+"?"+q.Encode())
	if err != nil {
		return err
	}
	r.SetMaxOpenConns(8)
	r.SetMaxIdleConns(8)
	d.reads = r
	return w.Ping()
}

// Durable turns full syncing on and writes everything to the disk; called once after history was made with Unsafe.
func (d *DB) Durable(ctx context.Context) error {
	if d.engine != SQLite {
		return nil
	}
	done := make(chan error, 1)
	d.queue <- &job{ctx: ctx, done: done}
	return <-done
}

func (d *DB) syncFull(ctx context.Context) error {
	if _, err := d.stmts.conn.ExecContext(ctx, "PRAGMA synchronous=FULL"); err != nil {
		return err
	}
	_, err := d.stmts.conn.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// maxStatements bounds the statements kept prepared; the program has a few hundred.
const maxStatements = 1000

// statements keeps what the writer says prepared on its one connection. Only the writer's goroutine uses it; a statement of the
// connection runs inside whatever transaction is open there.
type statements struct {
	conn *sql.Conn
	of   map[string]*sql.Stmt
}

// get is the prepared statement; nil when there is no cache or the text is no single statement.
func (s *statements) get(ctx context.Context, query string) *sql.Stmt {
	if s == nil {
		return nil
	}
	st, known := s.of[query]
	if !known && len(s.of) < maxStatements {
		var err error
		if st, err = s.conn.PrepareContext(ctx, query); err != nil {
			st = nil // the plain way reports what is wrong
		}
		s.of[query] = st
	}
	return st
}

func (d *DB) writeGrouped(ctx context.Context, fn func(*Tx) error) error {
	j := &job{ctx: context.WithoutCancel(ctx), fn: fn, done: make(chan error, 1)}
	if err := d.enqueue(j); err != nil {
		return err
	}
	return <-j.done // the outcome is always awaited: an act must never be done and reported as not done
}

func (d *DB) enqueue(j *job) (err error) {
	defer func() {
		if recover() != nil { // the queue is closed: the program is stopping
			err = errs.New(errs.Unavailable, "db.stopping")
		}
	}()
	d.queue <- j
	return nil
}

// writer is the one goroutine that writes: it takes what waits, up to maxBatch, into one transaction.
func (d *DB) writer() {
	defer close(d.stopped)
	for j := range d.queue {
		if j.fn == nil {
			j.done <- d.syncFull(j.ctx)
			continue
		}
		batch := []*job{j}
		for len(batch) < maxBatch && len(d.queue) > 0 {
			next := <-d.queue
			if next == nil {
				break
			}
			if next.fn == nil {
				d.runBatch(batch)
				batch = nil
				next.done <- d.syncFull(next.ctx)
				break
			}
			batch = append(batch, next)
		}
		if len(batch) > 0 {
			d.runBatch(batch)
		}
	}
}

// runBatch gives each caller a savepoint, commits once, and answers. When the commit fails every caller is run again alone, so
// that nobody fails for another's fault.
func (d *DB) runBatch(batch []*job) {
	txs, outcomes, err := d.tryBatch(batch)
	if err != nil && len(batch) > 1 {
		for _, j := range batch {
			d.runBatch([]*job{j})
		}
		return
	}
	for i, j := range batch {
		switch {
		case err != nil:
			j.done <- err
		default:
			if outcomes[i] == nil {
				d.committed(txs[i])
			}
			j.done <- outcomes[i]
		}
	}
}

func (d *DB) tryBatch(batch []*job) ([]*Tx, []error, error) {
	ctx := context.Background()
	sqlTx, err := d.stmts.conn.BeginTx(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	defer sqlTx.Rollback()
	txs, outcomes := make([]*Tx, len(batch)), make([]error, len(batch))
	for i, j := range batch {
		txs[i] = &Tx{ctx: j.ctx, tx: sqlTx, engine: SQLite, now: d.clock.Now(), jump: d.jump(), stmts: d.stmts}
		if outcomes[i], err = d.inSavepoint(sqlTx, txs[i], j.fn, len(batch) == 1); err != nil {
			return nil, nil, err
		}
	}
	if len(batch) == 1 && outcomes[0] != nil {
		return txs, outcomes, nil
	}
	if mutant.On("acked_early") {
		for i, j := range batch {
			j.done <- outcomes[i]
		}
		time.Sleep(20 * time.Millisecond)
	}
	return txs, outcomes, sqlTx.Commit()
}

// inSavepoint returns the closure's own outcome and, apart from it, a failure of the batch. A closure that is alone needs no
// savepoint: its failure undoes the whole transaction.
func (d *DB) inSavepoint(sqlTx *sql.Tx, tx *Tx, fn func(*Tx) error, alone bool) (outcome, failure error) {
	if alone {
		if outcome = call(fn, tx); outcome == nil {
			outcome = d.finish(tx)
		}
		return outcome, nil
	}
	if _, err := sqlTx.Exec("SAVEPOINT one"); err != nil {
		return nil, err
	}
	if outcome = call(fn, tx); outcome == nil {
		outcome = d.finish(tx)
	}
	if outcome != nil {
		if _, err := sqlTx.Exec("ROLLBACK TO one"); err != nil {
			return nil, fmt.Errorf("undo one write of a batch: %w", err)
		}
	}
	_, err := sqlTx.Exec("RELEASE one")
	return outcome, err
}
