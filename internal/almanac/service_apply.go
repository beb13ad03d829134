package almanac

import (
	"context"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/promise"
)

// Preview computes what a draft would do to all running clocks and changes nothing.
func (s *Service) Preview(q db.Querier, c *Change) (Preview, error) {
	if c.Kind == Closing {
		return Preview{}, nil // a closure moves no clock (decision 5)
	}
	s.previews.Lock()
	defer s.previews.Unlock()
	after := c.Over(s.Calendar())
	list, seen, err := s.Clocks.Shifts(q, func(hall string) *calendar.View {
		return calendar.NewView(after, s.Hall(hall), calendar.Policy{})
	}, c.Keeps())
	return Sum(list, seen), err
}

// applyPage is how many clocks one transaction looks at: many enough to be quick, few enough that acts at the windows do not wait.
const applyPage = 100

// Apply moves the running clocks to the calendar in force, until all have followed or the time is used up; done tells which. It may run
// in several processes and again after a crash.
func (s *Service) Apply(ctx context.Context, budget time.Duration) (done bool, err error) {
	watch := clock.Stopwatch()
	if err := s.Reload(ctx); err != nil {
		return false, err
	}
	halls, err := s.outdated(ctx)
	if err != nil {
		return false, err
	}
	for _, hall := range halls {
		for after := ""; ; {
			if after, err = s.applyPage(ctx, hall, after); err != nil || watch() > budget {
				return false, err
			}
			if after == "" {
				break
			}
		}
	}
	return true, s.finish(ctx)
}

// outdated are the halls with clocks that have not followed yet. It only reads, so that a look for nothing holds nobody up.
func (s *Service) outdated(ctx context.Context) (out []string, err error) {
	err = s.DB.Read(ctx, func(q *db.Q) error {
		halls, err := promise.OpenHalls(q)
		if err != nil {
			return err
		}
		for _, h := range halls {
			left, _, err := promise.Outdated(q, h, s.Calendar().Version())
			if err != nil {
				return err
			}
			if left > 0 {
				out = append(out, h)
			}
		}
		return nil
	})
	return out, err
}

// applyPage moves one page; the next begins after the id it returns, which is empty when there is none.
func (s *Service) applyPage(ctx context.Context, hall, after string) (last string, err error) {
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.Refresh(tx); err != nil {
			return err
		}
		r, found, err := newest(tx, tx.Lock())
		if err != nil {
			return err
		}
		f, err := s.Clocks.Follow(tx, ids.TheSystem(hall), hall, s.cause(r.Change, found), after, applyPage)
		last = f.Last
		if err != nil || !found || f.Moved+f.Kept == 0 {
			return err
		}
		r.Moved, r.Kept = r.Moved+f.Moved, r.Kept+f.Kept
		tx.Nudge("manage:" + hall)
		return save(tx, r)
	})
	return last, err
}

// cause is why clocks move: the change that was confirmed last, or a notice that came with the program.
func (s *Service) cause(c Change, found bool) promise.Cause {
	if !found {
		years := s.Base.Years()
		notices := s.Base.Notices(years[len(years)-1])
		return promise.Cause{Reason: notices[len(notices)-1].Title}
	}
	out := promise.Cause{Change: c.ID, Reason: c.Reason, Own: c.Keeps()}
	if c.Kind == National {
		out.Reason = c.Title
	}
	return out
}

// finish notes that every clock has followed, if none was opened on the former calendar meanwhile.
func (s *Service) finish(ctx context.Context) error {
	var due bool
	if err := s.DB.Read(ctx, func(q *db.Q) error {
		r, found, err := newest(q, "")
		due = found && r.Applied.IsZero()
		return err
	}); err != nil || !due {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		r, found, err := newest(tx, tx.Lock())
		if err != nil || !found || !r.Applied.IsZero() {
			return err
		}
		if left, _, err := s.Progress(tx); err != nil || left > 0 {
			return err
		}
		r.Applied = tx.Time()
		if err := save(tx, r); err != nil {
			return err
		}
		return record(tx, ids.TheSystem(r.Hall), &r.Change, ChangeApplied{Version: s.Calendar().Version(), Moved: r.Moved, Kept: r.Kept})
	})
}

// Progress tells how many of the clocks have still to follow the calendar in force.
func (s *Service) Progress(q db.Querier) (left, open int, err error) {
	halls, err := promise.OpenHalls(q)
	for _, hall := range halls {
		l, o, err := promise.Outdated(q, hall, s.Calendar().Version())
		if err != nil {
			return 0, 0, err
		}
		left, open = left+l, open+o
	}
	return left, open, err
}
