package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"

	"yichuang/internal/db"
)

// hardly is the shortest pause between two wake-ups of a queue that River allows. With its default of 100 ms the second of two acts
// close together would wake nobody and wait for the poll.
const hardly = time.Millisecond

// Args are the arguments of a job: a struct of ids that is stored as JSON. Kind is its stable name, noun.verb.
type Args interface{ Kind() string }

// Config says how jobs are worked.
type Config struct {
	DSN     string        // the same address as the database's
	Workers int           // jobs at the same time in this process; 8 when 0
	Timeout time.Duration // of one run; a minute when 0
	Rescue  time.Duration // a job that runs longer belongs to a dead process and is run again; five minutes when 0
	Log     *slog.Logger
}

// Queue inserts and works jobs. Make one a process; register every Handle and Every before Start.
type Queue struct {
	cfg      Config
	pool     *pool
	insert   *river.Client[*sql.Tx]
	workers  *river.Workers
	kinds    map[string]bool
	periodic []*river.PeriodicJob
	client   *river.Client[*sql.Tx] // working; nil until Start
}

// Open connects, brings River's own tables up to date and makes a queue that can insert. It works nothing before Start.
func Open(ctx context.Context, cfg Config) (*Queue, error) {
	if cfg.Workers == 0 {
		cfg.Workers = 8
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = time.Minute
	}
	if cfg.Rescue == 0 {
		cfg.Rescue = 5 * time.Minute
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	p, err := openPool(ctx, cfg.DSN)
	if err != nil {
		return nil, err
	}
	q := &Queue{cfg: cfg, pool: p, workers: river.NewWorkers(), kinds: map[string]bool{}}
	if q.insert, err = river.NewClient(p.driver, &river.Config{Logger: quiet(cfg.Log), FetchCooldown: hardly}); err == nil {
		err = p.migrate(ctx)
	}
	if err != nil {
		p.close()
		return nil, fmt.Errorf("jobs: %w", err)
	}
	return q, nil
}

// Handle registers the work for a kind of job. The work may run twice; an error runs it again later, with growing pauses.
func Handle[T Args](q *Queue, work func(ctx context.Context, args T) error) {
	HandleLong(q, q.cfg.Timeout, work)
}

// HandleLong registers work whose run may take longer than the others'.
func HandleLong[T Args](q *Queue, limit time.Duration, work func(ctx context.Context, args T) error) {
	var args T
	q.kinds[args.Kind()] = true
	river.AddWorker(q.workers, &worker[T]{work: work, limit: limit})
}

type worker[T Args] struct {
	river.WorkerDefaults[T]
	work  func(ctx context.Context, args T) error
	limit time.Duration
}

// Timeout is how long one run may take; a job that runs is not taken for a dead process's before that.
func (w *worker[T]) Timeout(*river.Job[T]) time.Duration { return w.limit }

func (w *worker[T]) Work(ctx context.Context, job *river.Job[T]) error { return w.work(ctx, job.Args) }

// Every runs a job at an interval of at least a second, first when the process that leads has started. One process leads at a
// time; when another takes over, the same interval is not run again.
func (q *Queue) Every(interval time.Duration, args Args) {
	once := &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: interval}}
	q.periodic = append(q.periodic, river.NewPeriodicJob(river.PeriodicInterval(interval),
		func() (river.JobArgs, *river.InsertOpts) { return args, once },
		&river.PeriodicJobOpts{ID: args.Kind(), RunOnStart: true}))
}

// Insert orders a job in the open transaction: it runs after the commit, and never when the transaction is undone.
func (q *Queue) Insert(tx *db.Tx, args Args) error {
	if !q.kinds[args.Kind()] {
		return fmt.Errorf("jobs: nobody handles %s", args.Kind())
	}
	if _, err := q.insert.InsertTx(tx.Context(), tx.SQL(), args, nil); err != nil {
		return fmt.Errorf("jobs: insert %s: %w", args.Kind(), err)
	}
	if q.pool.bell != nil {
		tx.AfterCommit(q.pool.bell.ring)
	}
	return nil
}

// Start begins to work.
func (q *Queue) Start(ctx context.Context) error {
	client, err := river.NewClient(q.pool.driver, &river.Config{
		Logger:               quiet(q.cfg.Log),
		Workers:              q.workers,
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: q.cfg.Workers}},
		PeriodicJobs:         q.periodic,
		FetchCooldown:        20 * time.Millisecond,
		FetchPollInterval:    time.Second,
		JobTimeout:           q.cfg.Timeout,
		RescueStuckJobsAfter: q.cfg.Rescue,
	})
	if err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("jobs: start: %w", err)
	}
	q.client = client
	return nil
}

// Stop lets running jobs end until ctx does, then cancels them, and closes the connections. The database may be closed after it.
func (q *Queue) Stop(ctx context.Context) error {
	defer q.pool.close()
	if q.client == nil {
		return nil
	}
	err := q.client.Stop(ctx)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		err = q.client.StopAndCancel(hard)
	}
	return err
}

// Later makes a job run again after a pause without counting as a failure.
func Later(pause time.Duration) error { return river.JobSnooze(pause) }

// Drop ends a job for good because of an error that will not go away.
func Drop(err error) error { return river.JobCancel(err) }
