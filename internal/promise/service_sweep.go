package promise

import (
	"fmt"
	"strings"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/ids"
)

// afterHours is how long after closing a hall is still told something: what is due at the close is said that evening.
const afterHours = 30 * time.Minute

// Sweep records the warnings whose time has come, at most limit of them, and returns how many it found. Call it again while it
// returns limit. A warning exists once for each clock, rung and due date, however many sweepers run. A hall that is shut is left
// alone until it opens: nobody would read a reminder there, and no lamp waits for one.
func (s *Service) Sweep(tx *db.Tx, limit int) (int, error) {
	halls, err := db.All(tx, db.Value[string], `SELECT DISTINCT hall_id FROM promise_clock WHERE next_rung_at > 0 AND next_rung_at <= $1 ORDER BY hall_id`, tx.Now())
	if err != nil {
		return 0, err
	}
	args, places := []any{tx.Now(), limit}, []string{}
	for _, hall := range halls {
		if s.awake(hall, tx.Time()) {
			args = append(args, hall)
			places = append(places, fmt.Sprintf("$%d", len(args)))
		}
	}
	if len(places) == 0 {
		return 0, nil
	}
	// The hall is asked as an expression, so that SQLite walks what is due and not the whole hall.
	list, err := db.All(tx, db.Value[string], `SELECT id FROM promise_clock WHERE next_rung_at > 0 AND next_rung_at <= $1
		AND hall_id || '' IN (`+strings.Join(places, ", ")+`) ORDER BY next_rung_at LIMIT $2`+tx.LockFree(), args...)
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

func (s *Service) awake(hall string, now time.Time) bool {
	v := s.views(hall)
	if _, open := v.OpenAt(now); open {
		return true
	}
	_, open := v.OpenAt(now.Add(-afterHours))
	return open
}

func (s *Service) warn(tx *db.Tx, id string) error {
	c, err := lockClock(tx, id)
	if err != nil {
		return err
	}
	v := s.engine(c.Hall)
	r := v.Ladder.byCode(c.NextRung)
	e := ClockWarned{Rung: r, Kind: c.Kind, Subject: c.Subject, Item: c.Item, Source: c.Source, Rule: c.Rule, Post: c.Post, Dates: c.dates()}
	if err := addressees(tx, c, &e); err != nil {
		return err
	}
	if err := insertRung(tx, c); err != nil {
		return err
	}
	done, err := given(tx, c)
	if err != nil {
		return err
	}
	c.climbOn(v, done)
	return saveAndRecord(tx, ids.TheSystem(c.Hall), c, e)
}
