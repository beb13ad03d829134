package jobs_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/jobs"
)

// patience is how long a test waits for something that must happen; reaching it is a failure.
const patience = 60 * time.Second

type note struct {
	ID string `json:"id"`
}

func (note) Kind() string { return "test.note" }

type tick struct{}

func (tick) Kind() string { return "test.tick" }

type other struct{}

func (other) Kind() string { return "test.other" }

func open(t *testing.T, dsn string) *jobs.Queue {
	t.Helper()
	q, err := jobs.Open(context.Background(), jobs.Config{DSN: dsn})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func start(t *testing.T, q *jobs.Queue) (stop func()) {
	t.Helper()
	if err := q.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	stop = sync.OnceFunc(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := q.Stop(ctx); err != nil {
			t.Error("stop:", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func wait(t *testing.T, ch <-chan string) string {
	t.Helper()
	select {
	case s := <-ch:
		return s
	case <-time.After(patience):
		t.Fatal("the job did not run")
		return ""
	}
}

// plain is a connection past db.Write: for looking at River's rows.
func plain(t *testing.T, e dbtest.Env) *sql.DB {
	t.Helper()
	driver, dsn := "pgx", e.DSN
	if e.DB.Engine() == db.SQLite {
		driver, dsn = "sqlite", "file:"+e.DSN[len("sqlite:"):]+"?_pragma=busy_timeout(10000)"
	}
	c, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func number(t *testing.T, c *sql.DB, query string) (n int) {
	t.Helper()
	if err := c.QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAJobOfAnUndoneTransactionNeverRuns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		ran := make(chan string, 200)
		q := open(t, e.DSN)
		jobs.Handle(q, func(ctx context.Context, n note) error { ran <- n.ID; return nil })
		stop := start(t, q)
		refused := errors.New("refused")
		var wg sync.WaitGroup
		for i := range 60 { // at the same time, so that SQLite puts kept and undone ones into the same batch
			wg.Go(func() {
				err := e.DB.Write(context.Background(), func(tx *db.Tx) error {
					if err := q.Insert(tx, note{fmt.Sprint(i)}); err != nil {
						return err
					}
					switch i % 3 {
					case 1:
						return refused
					case 2:
						panic("a fault in one closure")
					}
					return nil
				})
				if (i%3 == 0) != (err == nil) {
					t.Errorf("write %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		got := map[string]int{}
		for range 20 {
			got[wait(t, ran)]++
		}
		stop()
		if len(ran) != 0 {
			t.Fatal("more ran than was kept:", <-ran)
		}
		for i := range 60 {
			if want := 1 - min(i%3, 1); got[fmt.Sprint(i)] != want {
				t.Errorf("job %d ran %d times, want %d", i, got[fmt.Sprint(i)], want)
			}
		}
		if n := number(t, plain(t, e), `SELECT count(*) FROM river_job WHERE state = 'completed'`); n != 20 {
			t.Fatalf("%d completed jobs, want 20", n)
		}
	})
}

// A worker that only polls would need up to a second for each link of a chain of twenty.
func TestAJobIsWokenByTheCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		ran := make(chan string, 1)
		q := open(t, e.DSN)
		jobs.Handle(q, func(ctx context.Context, n note) error { ran <- n.ID; return nil })
		start(t, q)
		began := time.Now()
		for i := range 20 {
			err := e.DB.Write(context.Background(), func(tx *db.Tx) error { return q.Insert(tx, note{fmt.Sprint(i)}) })
			if err != nil {
				t.Fatal(err)
			}
			wait(t, ran)
		}
		if took := time.Since(began); took > 8*time.Second {
			t.Fatalf("twenty jobs one after the other took %s: nobody was woken", took)
		}
	})
}

func TestAJobThatNobodyHandlesIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		q := open(t, e.DSN)
		defer q.Stop(context.Background())
		err := e.DB.Write(context.Background(), func(tx *db.Tx) error { return q.Insert(tx, note{"x"}) })
		if err == nil {
			t.Fatal("it would stay in the table for ever")
		}
	})
}

func TestAFailedJobRunsAgainAndADroppedOneDoesNot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		ran := make(chan string, 10)
		q := open(t, e.DSN)
		times := map[string]int{}
		var mu sync.Mutex
		jobs.Handle(q, func(ctx context.Context, n note) error {
			mu.Lock()
			defer mu.Unlock()
			times[n.ID]++
			if n.ID == "drop" {
				ran <- n.ID
				return jobs.Drop(errors.New("for good"))
			}
			if times[n.ID] == 1 {
				return errors.New("once")
			}
			ran <- n.ID
			return nil
		})
		stop := start(t, q)
		err := e.DB.Write(context.Background(), func(tx *db.Tx) error {
			return errors.Join(q.Insert(tx, note{"drop"}), q.Insert(tx, note{"retry"}))
		})
		if err != nil {
			t.Fatal(err)
		}
		if a, b := wait(t, ran), wait(t, ran); a != "drop" || b != "retry" {
			t.Fatal(a, b)
		}
		stop()
		if times["drop"] != 1 || times["retry"] != 2 {
			t.Fatal(times)
		}
	})
}

// effect is the work of the killed worker: a row under a unique key.
func effect(d *db.DB, id string) error {
	return d.Write(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO once (scope, key, body, object, at) VALUES ('effect', $1, '', '', $2) ON CONFLICT DO NOTHING`, id, tx.Now())
		return err
	})
}

// TestMain is also the process that is killed: it works one job and dies before or after its effect.
func TestMain(m *testing.M) {
	if moment := os.Getenv("JOBS_DIE"); moment != "" {
		os.Exit(child(os.Getenv("JOBS_DSN"), moment))
	}
	os.Exit(m.Run())
}

func child(dsn, moment string) int {
	d, err := db.Open(context.Background(), db.Config{DSN: dsn})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	q, err := jobs.Open(context.Background(), jobs.Config{DSN: dsn})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	jobs.Handle(q, func(ctx context.Context, n note) error {
		if moment == "after" {
			if err := effect(d, n.ID); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
		}
		os.Exit(9)
		return nil
	})
	if err := q.Start(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	select {} // os.Exit in the job ends it, or the parent's patience
}

// JOB-1: a process that dies in a job loses nothing and doubles nothing.
func TestJOB1_KilledWorkerEffectOnce(t *testing.T) {
	t.Parallel()
	for _, moment := range []string{"before", "after"} {
		t.Run(moment, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
				q := open(t, e.DSN)
				done := make(chan string, 1)
				jobs.Handle(q, func(ctx context.Context, n note) error {
					if err := effect(e.DB, n.ID); err != nil {
						return err
					}
					done <- n.ID
					return nil
				})
				err := e.DB.Write(context.Background(), func(tx *db.Tx) error { return q.Insert(tx, note{"a"}) })
				if err != nil {
					t.Fatal(err)
				}
				die(t, e.DSN, moment)
				c := plain(t, e)
				if n := number(t, c, `SELECT count(*) FROM river_job WHERE state = 'running'`); n != 1 {
					t.Fatalf("%d running jobs left by the dead process, want 1", n)
				}
				longAgo(t, c)
				stop := start(t, q)
				wait(t, done)
				stop()
				if n := number(t, c, `SELECT count(*) FROM once WHERE scope = 'effect'`); n != 1 {
					t.Fatalf("%d effects, want 1", n)
				}
				if n := number(t, c, `SELECT count(*) FROM river_job WHERE state = 'completed'`); n != 1 {
					t.Fatalf("%d completed, want 1", n)
				}
			})
		})
	}
}

// longAgo makes the death lie so far back that the dead process's lead and its claim on the job have run out.
func longAgo(t *testing.T, c *sql.DB) {
	t.Helper()
	for _, s := range []string{`UPDATE river_job SET attempted_at = '2020-01-01 00:00:00'`, `DELETE FROM river_leader`} {
		if _, err := c.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
}

func die(t *testing.T, dsn, moment string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), "JOBS_DIE="+moment, "JOBS_DSN="+dsn)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 9 {
		t.Fatalf("the child should die in the job: %v\n%s", err, out)
	}
}

func TestTwoProcessesRunAPeriodicJobOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		const interval = 10_000 * time.Hour // so long that no boundary falls into the test
		ran := make(chan string, 10)
		process := func(name string, marker bool) *jobs.Queue {
			q := open(t, e.DSN)
			jobs.Handle(q, func(ctx context.Context, _ tick) error { ran <- "tick"; return nil })
			jobs.Handle(q, func(ctx context.Context, _ other) error { ran <- "other"; return nil })
			q.Every(interval, tick{})
			if marker {
				q.Every(interval, other{})
			}
			return q
		}
		first, second := process("first", false), process("second", true)
		stopFirst := start(t, first)
		if got := wait(t, ran); got != "tick" {
			t.Fatal(got)
		}
		stopSecond := start(t, second)
		stopFirst() // now the second leads and orders what it has: the marker, and the tick again
		if got := wait(t, ran); got != "other" {
			t.Fatalf("%s ran again", got)
		}
		stopSecond()
		if len(ran) != 0 {
			t.Fatal("again:", <-ran)
		}
		if n := number(t, plain(t, e), `SELECT count(*) FROM river_job WHERE kind = 'test.tick'`); n != 1 {
			t.Fatalf("ordered %d times, want once", n)
		}
	})
}

func TestOpenTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		open(t, e.DSN).Stop(context.Background())
		c := plain(t, e)
		before := number(t, c, `SELECT count(*) FROM river_migration`)
		open(t, e.DSN).Stop(context.Background())
		if after := number(t, c, `SELECT count(*) FROM river_migration`); before == 0 || before != after {
			t.Fatal(before, after)
		}
	})
}
