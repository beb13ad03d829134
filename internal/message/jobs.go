package message

import (
	"context"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/jobs"
)

// deliver sends the messages of one act: one job, however many people are told.
type deliver struct {
	Event string `json:"event"`
}

// Kind of the job.
func (deliver) Kind() string { return "message.deliver" }

// sweep picks up what a lost job left behind.
type sweep struct{}

// Kind of the job.
func (sweep) Kind() string { return "message.sweep" }

func (s *Service) register(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, d deliver) error {
		pause, err := s.Deliver(ctx, d.Event)
		if err == nil && pause > 0 {
			return jobs.Later(pause)
		}
		return err
	})
	jobs.Handle(q, func(ctx context.Context, _ sweep) error {
		_, err := s.Sweep(ctx)
		return err
	})
	q.Every(time.Minute, sweep{})
}

// order inserts the job with the first message of an act.
func (s *Service) order(tx *db.Tx, r row) error {
	if s.jobs == nil || r.held || r.status.final() {
		return nil
	}
	first, err := firstOf(tx, r.event)
	if err != nil || !first {
		return err
	}
	return s.jobs.Insert(tx, deliver{Event: r.event})
}
