package promise

import (
	"errors"

	"yichuang/internal/calendar"
	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
)

// Views gives the compiled calendar of a hall.
type Views func(hall string) *calendar.View

// Service runs the acts on clocks. Every method takes the caller's open transaction: a clock starts and ends with the act that
// makes it.
type Service struct {
	// Ladder is a hall's ladder of reminders; nil: DefaultLadder everywhere.
	Ladder func(hall string) Ladder
	// Before gives the calendar as it was in force at an instant; nil: the present one always was.
	Before ViewsAt

	views   Views
	warning Warning
}

// New makes the service.
func New(views Views, w Warning) *Service { return &Service{views: views, warning: w} }

func (s *Service) engine(hall string) Engine {
	e := Engine{s.views(hall), s.warning, DefaultLadder}
	if s.Ladder != nil {
		e.Ladder = s.Ladder(hall)
	}
	return e
}

// Open starts a clock.
func (s *Service) Open(tx *db.Tx, actor ids.Actor, t Terms) (*Clock, error) {
	c, err := NewClock(ids.New(), t, tx.Time())
	if err != nil {
		return nil, err
	}
	c.Derive(s.engine(c.Hall), tx.Time())
	if err := insertClock(tx, c); err != nil {
		return nil, err
	}
	return c, record(tx, actor, c, ClockOpened{c.Terms, c.dates()})
}

// Exclude stops the open clocks of a subject that the stop concerns (LIM-12) and returns the stop's id for Resume.
func (s *Service) Exclude(tx *db.Tx, actor ids.Actor, subject Subject, stop Stop) (stopID string, err error) {
	stopID = ids.New()
	n, err := s.exclude(tx, actor, stopID, subject, stop)
	if err == nil && n == 0 {
		err = ErrNothingRuns
	}
	return stopID, err
}

// AlsoExclude lets a stop that runs concern another subject from now on; where nothing runs, nothing happens.
func (s *Service) AlsoExclude(tx *db.Tx, actor ids.Actor, stopID string, subject Subject, stop Stop) error {
	_, err := s.exclude(tx, actor, stopID, subject, stop)
	return err
}

func (s *Service) exclude(tx *db.Tx, actor ids.Actor, stopID string, subject Subject, stop Stop) (n int, err error) {
	list, err := openOf(tx, subject)
	if err != nil {
		return 0, err
	}
	for _, id := range list {
		c, err := lockClock(tx, id)
		if err != nil {
			return 0, err
		}
		concerns, err := c.Exclude(stop, tx.Time())
		if err != nil {
			return 0, err
		}
		if !concerns {
			continue
		}
		n++
		if err := insertExclusion(tx, c, ids.New(), stopID, stop); err != nil {
			return 0, err
		}
		c.Derive(s.engine(c.Hall), tx.Time())
		if err := saveAndRecord(tx, actor, c, ClockExcluded{stopID, stop, c.dates()}); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// Resume ends a stop on every open clock that it holds; the moment of the act is the end.
func (s *Service) Resume(tx *db.Tx, actor ids.Actor, stopID string) error {
	list, err := runningStop(tx, stopID)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return ErrNotStopped
	}
	for _, r := range list {
		if _, err := lockClock(tx, r.clock); err != nil {
			return err
		}
		if err := insertResume(tx, r.hall, r.exclusion, tx.Now()); err != nil {
			return err
		}
		c, err := lockClock(tx, r.clock)
		if err != nil {
			return err
		}
		c.Derive(s.engine(c.Hall), tx.Time())
		if err := saveAndRecord(tx, actor, c, ClockResumed{stopID, c.dates()}); err != nil {
			return err
		}
	}
	return nil
}

// Keep ends a clock because the promise is fulfilled; a late one needs a reason.
func (s *Service) Keep(tx *db.Tx, actor ids.Actor, id, reason string) (*Clock, error) {
	return s.end(tx, actor, id, func(c *Clock) error { return c.Keep(s.engine(c.Hall), tx.Time(), reason) })
}

// Break ends a clock whose promise will not be fulfilled.
func (s *Service) Break(tx *db.Tx, actor ids.Actor, id, reason string) (*Clock, error) {
	return s.end(tx, actor, id, func(c *Clock) error { return c.Break(s.engine(c.Hall), tx.Time(), reason) })
}

// Cancel ends a clock because nothing is owed any more.
func (s *Service) Cancel(tx *db.Tx, actor ids.Actor, id, reason string) (*Clock, error) {
	return s.end(tx, actor, id, func(c *Clock) error { return c.Cancel(s.engine(c.Hall), tx.Time(), reason) })
}

func (s *Service) end(tx *db.Tx, actor ids.Actor, id string, rule func(*Clock) error) (*Clock, error) {
	c, err := lockClock(tx, id)
	if err != nil {
		return nil, err
	}
	if err := rule(c); err != nil {
		return nil, err
	}
	return c, saveAndRecord(tx, actor, c, c.ended())
}

// ended is the event of how the clock ended.
func (c *Clock) ended() journal.Event {
	switch c.State {
	case Kept:
		return ClockKept{c.dates()}
	case Broken:
		return ClockBroken{c.Fulfilled, c.Reason, c.dates()}
	default:
		return ClockCancelled{c.Reason, c.dates()}
	}
}

// KeepAll keeps every open clock of a subject of one kind, whatever the source of its limit: the statutory and the promised limit
// are fulfilled by one act.
func (s *Service) KeepAll(tx *db.Tx, actor ids.Actor, subject Subject, kind Kind, reason string) ([]*Clock, error) {
	list, err := openOf(tx, subject)
	if err != nil {
		return nil, err
	}
	return s.endAll(tx, list, kind, func(id string) (*Clock, error) { return s.Keep(tx, actor, id, reason) })
}

// CancelAll cancels every open clock of a subject, of one kind or of all when kind is empty. A late one
// ends as broken: a breach is never cancelled away.
func (s *Service) CancelAll(tx *db.Tx, actor ids.Actor, subject Subject, kind Kind, reason string) ([]*Clock, error) {
	list, err := openOf(tx, subject)
	if err != nil {
		return nil, err
	}
	return s.endAll(tx, list, kind, func(id string) (*Clock, error) {
		c, err := s.Cancel(tx, actor, id, reason)
		if errors.Is(err, ErrLateCancel) {
			return s.Break(tx, actor, id, reason)
		}
		return c, err
	})
}

func (s *Service) endAll(tx *db.Tx, list []string, kind Kind, end func(id string) (*Clock, error)) ([]*Clock, error) {
	var out []*Clock
	for _, id := range list {
		c, err := lockClock(tx, id)
		if err != nil {
			return nil, err
		}
		if kind != "" && c.Kind != kind {
			continue
		}
		if c, err = end(id); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// ChangeLimit extends a clock to a bigger limit from the same start (延期).
func (s *Service) ChangeLimit(tx *db.Tx, actor ids.Actor, id string, n int, reason string) (*Clock, error) {
	c, err := lockClock(tx, id)
	if err != nil {
		return nil, err
	}
	if err := c.Extend(s.engine(c.Hall), n, reason, tx.Time()); err != nil {
		return nil, err
	}
	return c, saveAndRecord(tx, actor, c, ClockExtended{c.Limit, reason, c.dates()})
}

// Exported records that somebody took the list of a hall's running clocks out of the program.
func (s *Service) Exported(tx *db.Tx, actor ids.Actor, hall string, e ClocksExported) error {
	return journal.Record(tx, hall, actor, journal.Ref{Type: "clocks", ID: hall}, e)
}

func saveAndRecord(tx *db.Tx, actor ids.Actor, c *Clock, e journal.Event) error {
	if err := saveClock(tx, c); err != nil {
		return err
	}
	return record(tx, actor, c, e)
}

func record(tx *db.Tx, actor ids.Actor, c *Clock, e journal.Event) error {
	tx.Nudge(c.Subject.Type + ":" + c.Subject.ID)
	return journal.Record(tx, c.Hall, actor, journal.Ref{Type: "promise", ID: c.ID}, e)
}
