package almanac

import (
	"context"
	"sync"

	"yichuang/internal/calendar"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/promise"
)

// Topic is nudged when the calendar in force changes.
const Topic = "calendar"

// Config is what the service needs.
type Config struct {
	DB        *db.DB
	Base      *calendar.Calendar                   // what the program was built with
	Timetable func(hall string) calendar.Hall      // office hours, without closures
	Order     func(tx *db.Tx, change string) error // orders Apply in the background; may be nil
	Changed   func()                               // called when the calendar in this process is another; may be nil
	Clocks    *promise.Service
}

// Service runs the acts on the calendar and knows the one in force in this process.
type Service struct {
	Config

	mu       sync.RWMutex
	rev      int64
	cal      *calendar.Calendar
	inForce  []Change
	previews sync.Mutex // one at a time: a preview over many clocks takes both cores' memory
}

// New makes the service with the built-in calendar; Refresh reads the rest.
func New(cfg Config) *Service { return &Service{Config: cfg, cal: cfg.Base} }

// Calendar is the calendar in force.
func (s *Service) Calendar() *calendar.Calendar {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.cal
}

// Hall is a hall's timetable with its closures.
func (s *Service) Hall(hall string) calendar.Hall {
	out := s.Timetable(hall)
	s.mu.RLock()
	defer s.mu.RUnlock()
	out.Closures = append(out.Closures[:len(out.Closures):len(out.Closures)], Closures(hall, s.inForce)...)
	return out
}

// Refresh reads what is in force if it changed since; it costs one look-up when it did not.
func (s *Service) Refresh(q db.Querier) error {
	rev, err := revision(q)
	if err != nil {
		return err
	}
	s.mu.Lock()
	if rev == s.rev {
		s.mu.Unlock()
		return nil
	}
	list, err := inForce(q)
	if err == nil {
		s.rev, s.inForce, s.cal = rev, list, Compose(s.Base, list)
	}
	s.mu.Unlock()
	if err == nil && s.Changed != nil {
		s.Changed()
	}
	return err
}

// Reload is Refresh in a reading transaction of its own.
func (s *Service) Reload(ctx context.Context) error {
	return s.DB.Read(ctx, func(q *db.Q) error { return s.Refresh(q) })
}

// Enter drafts a change; the list of a year has passed calendar.CheckYear before, and is looked at again here.
func (s *Service) Enter(ctx context.Context, actor ids.Actor, hall string, c Content, list []calendar.Listed) (string, error) {
	if err := identity.Can(actor, "admin.calendar.edit", identity.Object{Hall: hall}); err != nil {
		return "", err
	}
	if err := c.check(s.DB.Now()); err != nil {
		return "", err
	}
	if err := s.checkList(c, list); err != nil {
		return "", err
	}
	c.Days = calendar.Entries(list)
	id := ids.New()
	return id, s.DB.Write(ctx, func(tx *db.Tx) error {
		x := Change{ID: id, Hall: hall, Content: c, State: Draft, Entered: Step{actor.ID, tx.Time(), c.Reason}}
		if err := insert(tx, &x); err != nil {
			return err
		}
		return record(tx, actor, &x, x.entered())
	})
}

func (s *Service) checkList(c Content, list []calendar.Listed) error {
	switch c.Kind {
	case National, Correction:
		return calendar.CheckYear(s.Calendar(), c.Year, list)
	case Region:
		return calendar.CheckOverlay(c.Year, list)
	}
	return nil
}

// Agree is the supervision office's consent that an own edit may move dates later.
func (s *Service) Agree(ctx context.Context, actor ids.Actor, id, reason string) error {
	return s.step(ctx, actor, "calendar.agree", id, func(tx *db.Tx, r *row) (journal.Event, error) {
		err := r.Agree(actor.ID, reason, tx.Time())
		return ConsentGiven{r.Agreed.Reason}, err
	})
}

// Withdraw gives a draft up, or opens a hall again that was to be shut.
func (s *Service) Withdraw(ctx context.Context, actor ids.Actor, id, reason string) error {
	err := s.step(ctx, actor, "admin.calendar.edit", id, func(tx *db.Tx, r *row) (journal.Event, error) {
		wasInForce := r.State == Confirmed
		if err := r.Withdraw(actor.ID, reason, tx.Time()); err != nil || !wasInForce {
			return ChangeWithdrawn{r.Ended.Reason}, err
		}
		return ChangeWithdrawn{r.Ended.Reason}, s.number(tx, r)
	})
	if err != nil {
		return err
	}
	return s.Reload(ctx)
}

// Confirm puts a change in force, by a second person, and orders the moving of the clocks. While an earlier change is still being
// applied it waits: each move has one cause.
func (s *Service) Confirm(ctx context.Context, actor ids.Actor, id, reason string) error {
	err := s.step(ctx, actor, "calendar.confirm", id, func(tx *db.Tx, r *row) (journal.Event, error) {
		if err := r.Confirm(actor.ID, reason, tx.Time()); err != nil {
			return nil, err
		}
		if last, found, err := newest(tx, tx.Lock()); err != nil {
			return nil, err
		} else if found && last.Applied.IsZero() && r.Kind != Closing {
			return nil, ErrRunning
		}
		return s.putInForce(tx, r)
	})
	if err != nil {
		return err
	}
	return s.Reload(ctx)
}

func (s *Service) putInForce(tx *db.Tx, r *row) (journal.Event, error) {
	seq, err := lastSeq(tx)
	if err != nil {
		return nil, err
	}
	r.Seq = seq + 1
	if err := s.number(tx, r); err != nil {
		return nil, err
	}
	before, err := inForce(tx)
	if err != nil {
		return nil, err
	}
	version := r.Over(Compose(s.Base, before)).Version()
	if r.Kind != Closing {
		if r.Clocks, err = running(tx); err != nil {
			return nil, err
		}
		if s.Order != nil {
			if err := s.Order(tx, r.ID); err != nil {
				return nil, err
			}
		}
	}
	return ChangeConfirmed{EnteredBy: r.Entered.By, Seq: r.Seq, Keeps: r.Keeps(), Version: version, Clocks: r.Clocks, Reason: r.Confirmed.Reason}, nil
}

// number counts a change of what is in force.
func (s *Service) number(tx *db.Tx, r *row) error {
	rev, err := revision(tx)
	r.rev = rev + 1
	tx.Nudge(Topic)
	return err
}

// running counts the open clocks of all halls.
func running(q db.Querier) (n int, err error) {
	halls, err := promise.OpenHalls(q)
	for _, h := range halls {
		_, open, err := promise.Outdated(q, h, "")
		if err != nil {
			return 0, err
		}
		n += open
	}
	return n, err
}

// step is one act on a change: lock, may this actor, rule, save, record. All steps of all changes follow one another.
func (s *Service) step(ctx context.Context, actor ids.Actor, act, id string, rule func(*db.Tx, *row) (journal.Event, error)) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.LockName(Topic); err != nil {
			return err
		}
		r, err := lock(tx, id)
		if err != nil {
			return err
		}
		if err := identity.Can(actor, act, identity.Object{Hall: r.Hall}); err != nil {
			return err
		}
		event, err := rule(tx, &r)
		if err != nil {
			return err
		}
		if err := save(tx, r); err != nil {
			return err
		}
		return record(tx, actor, &r.Change, event)
	})
}

func record(tx *db.Tx, actor ids.Actor, c *Change, e journal.Event) error {
	tx.Nudge("manage:" + c.Hall)
	return journal.Record(tx, c.Hall, actor, journal.Ref{Type: "calendar", ID: c.ID}, e)
}
