package promise

import (
	"yichuang/internal/db"
	"yichuang/internal/ids"
)

// Sweep records the warnings whose time has come, at most limit of them, and returns how many it found. Call it again while it
// returns limit. A warning exists once for each clock, rung and generation, however many sweepers run.
func (s *Service) Sweep(tx *db.Tx, limit int) (int, error) {
	list, err := db.All(tx, db.Value[string], `SELECT id FROM promise_clock WHERE next_rung_at > 0 AND next_rung_at <= $1
		ORDER BY next_rung_at LIMIT $2`+tx.LockFree(), tx.Now(), limit)
	if err != nil {
		return 0, err
	}
	for _, id := range list {
		if err := s.warn(tx, id); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

func (s *Service) warn(tx *db.Tx, id string) error {
	c, err := lockClock(tx, id)
	if err != nil {
		return err
	}
	if err := insertRung(tx, c); err != nil {
		return err
	}
	e := ClockWarned{c.NextRung, c.Kind, c.Subject, c.Post, c.dates()}
	c.climb(s.engine(c.Hall), c.NextRung, tx.Time())
	return saveAndRecord(tx, ids.TheSystem(c.Hall), c, e)
}

// Moved is a clock whose date a changed calendar moved.
type Moved struct {
	Clock  string
	Before Dates
	After  Dates
}

// Recompute follows a changed calendar for the open clocks of a hall, a page at a time in order of id after the given one; done
// when the page comes back empty. own says that the hall edited its calendar itself: then no date moves back.
func (s *Service) Recompute(tx *db.Tx, actor ids.Actor, hall string, own bool, after string, page int) (moved []Moved, last string, err error) {
	list, err := db.All(tx, db.Value[string], `SELECT id FROM promise_clock WHERE hall_id = $1 AND state = $2 AND id > $3 ORDER BY id LIMIT $4`,
		hall, string(Open), after, page)
	for _, id := range list {
		c, err := lockClock(tx, id)
		if err != nil {
			return nil, "", err
		}
		last = id
		before := c.dates()
		if !c.Recompute(s.engine(hall), own, tx.Time()) {
			continue
		}
		if err := saveAndRecord(tx, actor, c, ClockRecomputed{before, own, c.dates()}); err != nil {
			return nil, "", err
		}
		if c.Generation != before.Generation {
			moved = append(moved, Moved{id, before, c.dates()})
		}
	}
	return moved, last, err
}
