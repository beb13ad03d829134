package promise

import (
	"yichuang/internal/calendar"
	"yichuang/internal/db"
	"yichuang/internal/mutant"
)

const columns = `c.id, c.hall_id, c.kind, c.subject_type, c.subject_id, c.item, c.owner_post, c.source, c.rule, c.basis, c.start_event,
	c.start_at, c.agreed_at, c.limit_n, c.limit_unit, c.first_n, c.cap_at, c.outside, c.opened_at, c.state, c.ended_at, c.fulfilled, c.reason,
	c.due_at, c.suspended, c.provisional, c.calendar_version, c.generation, c.counts_at, c.next_rung, c.next_rung_at, c.cap_days`

func scanClock(s db.Scanner) (Clock, error) {
	var c Clock
	var unit string
	var start, agreed, cap, opened, ended, fulfilled, due, suspended, provisional, counts, rung int64
	err := s.Scan(&c.ID, &c.Hall, &c.Kind, &c.Subject.Type, &c.Subject.ID, &c.Item, &c.Post, &c.Source, &c.Rule, &c.Basis, &c.StartEvent,
		&start, &agreed, &c.Limit.N, &unit, &c.FirstN, &cap, &c.Outside, &opened, &c.State, &ended, &fulfilled, &c.Reason,
		&due, &suspended, &provisional, &c.Version, &c.Generation, &counts, &c.NextRung, &rung, &c.CapDays)
	if err != nil {
		return c, err
	}
	c.Agreed = db.FromMicro(agreed)
	c.Start, c.Cap, c.Opened, c.Ended = db.FromMicro(start), db.FromMicro(cap), db.FromMicro(opened), db.FromMicro(ended)
	c.Fulfilled = fulfilled == 1
	c.Result = calendar.Result{Due: db.FromMicro(due), Suspended: suspended == 1, Provisional: provisional == 1}
	c.CountsAt, c.NextRungAt = db.FromMicro(counts), db.FromMicro(rung)
	c.Limit.Unit, err = calendar.ParseUnit(unit)
	return c, err
}

// lockClock loads a clock with its exclusions and keeps it until the end of the transaction.
func lockClock(tx *db.Tx, id string) (*Clock, error) {
	c, err := db.One(tx, scanClock, `SELECT `+columns+` FROM promise_clock c WHERE c.id = $1`+tx.Lock(), id)
	if db.None(err) {
		return nil, ErrUnknown
	}
	if err != nil {
		return nil, err
	}
	list := []Clock{c}
	err = addExclusions(tx, list, `c.id = $1`, id)
	return &list[0], err
}

// addExclusions fills in the exclusions of listed clocks; where is the condition that found them.
func addExclusions(q db.Querier, list []Clock, where string, args ...any) error {
	if len(list) == 0 {
		return nil
	}
	place := make(map[string]int, len(list))
	for i := range list {
		place[list[i].ID] = i
	}
	rows, err := db.All(q, scanExclusion, `SELECT e.clock_id, e.from_at, COALESCE(r.to_at, 0), e.ground
		FROM promise_clock c JOIN promise_exclusion e ON e.clock_id = c.id LEFT JOIN promise_resume r ON r.exclusion_id = e.id
		WHERE `+where+` ORDER BY e.from_at, e.id`, args...)
	for _, r := range rows {
		if i, ok := place[r.clock]; ok {
			list[i].Exclusions = append(list[i].Exclusions, r.Exclusion)
		}
	}
	return err
}

type exclusionRow struct {
	clock string
	calendar.Exclusion
}

func scanExclusion(s db.Scanner) (exclusionRow, error) {
	var r exclusionRow
	var from, to int64
	err := s.Scan(&r.clock, &from, &to, &r.Ground)
	r.From, r.To = db.FromMicro(from), db.FromMicro(to)
	return r, err
}

func insertClock(tx *db.Tx, c *Clock) error {
	tx.Touch("promise_clock", c.ID)
	_, err := tx.Exec(`INSERT INTO promise_clock (id, hall_id, kind, subject_type, subject_id, item, owner_post, source, rule, basis,
		start_event, start_at, agreed_at, limit_n, limit_unit, first_n, cap_at, outside, opened_at, state, ended_at, fulfilled, reason,
		due_at, suspended, provisional, calendar_version, generation, counts_at, next_rung, next_rung_at, cap_days)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26,
		$27, $28, $29, $30, $31, $32)`,
		c.ID, c.Hall, string(c.Kind), c.Subject.Type, c.Subject.ID, c.Item, c.Post, string(c.Source), c.Rule, c.Basis,
		c.StartEvent, db.Micro(c.Start), db.Micro(c.Agreed), c.Limit.N, c.Limit.Unit.String(), c.FirstN, db.Micro(c.Cap), string(c.Outside), db.Micro(c.Opened),
		string(c.State), db.Micro(c.Ended), db.Bool(c.Fulfilled), c.Reason,
		db.Micro(c.Result.Due), db.Bool(c.Result.Suspended), db.Bool(c.Result.Provisional), c.Version, c.Generation, db.Micro(c.CountsAt),
		c.NextRung, db.Micro(c.NextRungAt), c.CapDays)
	return err
}

// saveClock writes what acts may change; the terms stay.
func saveClock(tx *db.Tx, c *Clock) error {
	tx.Touch("promise_clock", c.ID)
	return tx.ExecOne(`UPDATE promise_clock SET limit_n = $2, cap_at = $3, state = $4, ended_at = $5, fulfilled = $6, reason = $7,
		due_at = $8, suspended = $9, provisional = $10, calendar_version = $11, generation = $12, counts_at = $13,
		next_rung = $14, next_rung_at = $15, cap_days = $16 WHERE id = $1`,
		c.ID, c.Limit.N, db.Micro(c.Cap), string(c.State), db.Micro(c.Ended), db.Bool(c.Fulfilled), c.Reason,
		db.Micro(c.Result.Due), db.Bool(c.Result.Suspended), db.Bool(c.Result.Provisional), c.Version, c.Generation, db.Micro(c.CountsAt),
		c.NextRung, db.Micro(c.NextRungAt), c.CapDays)
}

// insertExclusion adds the newest exclusion of a clock; an ended one gets its end at once.
func insertExclusion(tx *db.Tx, c *Clock, id, stopID string, s Stop) error {
	e := c.Exclusions[len(c.Exclusions)-1]
	tx.Touch("promise_exclusion", id)
	_, err := tx.Exec(`INSERT INTO promise_exclusion (id, hall_id, stop_id, clock_id, from_at, ground, reason, document, second, added_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		id, c.Hall, stopID, c.ID, db.Micro(e.From), e.Ground, s.Reason, s.Document, s.Second, tx.Now())
	if err != nil || e.Open() {
		return err
	}
	return insertResume(tx, c.Hall, id, db.Micro(e.To))
}

func insertResume(tx *db.Tx, hall, exclusion string, to int64) error {
	tx.Touch("promise_resume", exclusion)
	_, err := tx.Exec(`INSERT INTO promise_resume (exclusion_id, hall_id, to_at, added_at) VALUES ($1, $2, $3, $4)`, exclusion, hall, to, tx.Now())
	return err
}

// openOf are the ids of a subject's open clocks, in the order in which all acts lock them.
func openOf(tx *db.Tx, s Subject) ([]string, error) {
	return db.All(tx, db.Value[string], `SELECT id FROM promise_clock WHERE subject_type = $1 AND subject_id = $2 AND state = $3 ORDER BY id`,
		s.Type, s.ID, string(Open))
}

type stopped struct{ exclusion, clock, hall string }

// runningStop are the exclusions of a stop that hold open clocks and that nobody has ended.
func runningStop(tx *db.Tx, stopID string) ([]stopped, error) {
	return db.All(tx, func(s db.Scanner) (stopped, error) {
		var r stopped
		return r, s.Scan(&r.exclusion, &r.clock, &r.hall)
	}, `SELECT e.id, e.clock_id, e.hall_id FROM promise_exclusion e JOIN promise_clock c ON c.id = e.clock_id AND c.state = 'open'
		LEFT JOIN promise_resume r ON r.exclusion_id = e.id WHERE e.stop_id = $1 AND r.exclusion_id IS NULL ORDER BY e.clock_id`, stopID)
}

// insertRung marks a warning as given; the key refuses a second one for the same due date.
func insertRung(tx *db.Tx, c *Clock) error {
	if mutant.On("rung_twice") {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO promise_rung (clock_id, rung, generation, hall_id, at) VALUES ($1, $2, $3, $4, $5)`,
		c.ID, c.NextRung, c.Generation, c.Hall, tx.Now())
	return err
}

// given are the codes of the rungs that a clock has climbed towards its present due date.
func given(tx *db.Tx, c *Clock) ([]int, error) {
	return db.All(tx, db.Value[int], `SELECT rung FROM promise_rung WHERE clock_id = $1 AND generation = $2`, c.ID, c.Generation)
}
