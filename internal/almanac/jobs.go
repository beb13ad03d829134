package almanac

import (
	"context"
	"time"

	"yichuang/internal/jobs"
)

// following is the job that moves the clocks after a confirmation.
type following struct {
	Change string `json:"change"`
}

// Kind names the job.
func (following) Kind() string { return "calendar.follow" }

// budget is how long one run works before it lets others have the workers.
const budget = 30 * time.Second

// Job is the job for a change.
func Job(change string) jobs.Args { return following{change} }

// Register makes the queue work these jobs with the service that get gives.
func Register(q *jobs.Queue, get func() *Service) {
	jobs.Handle(q, func(ctx context.Context, _ following) error {
		done, err := get().Apply(ctx, budget)
		if err == nil && !done {
			return jobs.Later(time.Second)
		}
		return err
	})
}
