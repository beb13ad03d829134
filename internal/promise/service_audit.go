package promise

import (
	"context"
	"fmt"
	"time"

	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
)

// ClocksVerified is the act of the nightly comparison in one hall: every clock by the engine, by the naive oracle and as it is stored,
// every figure by the journal and by the stored clocks. Its object is the list of the hall's clocks.
type ClocksVerified struct {
	Clocks   int      `json:"clocks"`
	Figures  int      `json:"figures"`
	Findings int      `json:"findings"`
	First    []string `json:"first,omitempty"` // the first few findings, in words for the log
	Millis   int64    `json:"took_ms"`
}

// EventType names the act.
func (ClocksVerified) EventType() string { return "promise.verified" }

var _ = journal.Register(ClocksVerified{})

// mostNamed is how many findings an act names; all of them are counted.
const mostNamed = 20

// Audit compares all clocks and figures of every hall that has clocks, by hall. It changes nothing.
func (s *Service) Audit(q db.Querier) (map[string]ClocksVerified, error) {
	halls, err := clockHalls(q)
	if err != nil {
		return nil, err
	}
	told, err := Halls(q)
	if err != nil {
		return nil, err
	}
	out := map[string]ClocksVerified{}
	for _, hall := range append(halls, told...) {
		if _, done := out[hall]; done {
			continue
		}
		if out[hall], err = s.auditHall(q, hall); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) auditHall(q db.Querier, hall string) (e ClocksVerified, err error) {
	watch := clock.Stopwatch()
	clocks, findings, err := s.verifyHall(q, hall)
	if err != nil {
		return e, err
	}
	figures, differ, err := verifyFigures(q, hall)
	e.Clocks, e.Figures = clocks, figures
	for _, f := range findings {
		e.note(f)
	}
	for _, f := range differ {
		e.note(f)
	}
	e.Millis = watch().Milliseconds()
	return e, err
}

func (e *ClocksVerified) note(f fmt.Stringer) {
	if e.Findings++; len(e.First) < mostNamed {
		e.First = append(e.First, f.String())
	}
}

// AuditDue tells whether no comparison has been recorded since an instant.
func (s *Service) AuditDue(q db.Querier, since time.Time) (bool, error) {
	var n int
	err := q.QueryRow(`SELECT count(*) FROM journal WHERE type = 'promise.verified' AND at >= $1 AND hall_id IN (SELECT DISTINCT hall_id FROM promise_clock)`,
		db.Micro(since)).Scan(&n)
	return n == 0, err
}

// RunAudit compares and records the result as an act in each hall.
func (s *Service) RunAudit(ctx context.Context, d *db.DB) (map[string]ClocksVerified, error) {
	var out map[string]ClocksVerified
	if err := d.Read(ctx, func(q *db.Q) (err error) {
		out, err = s.Audit(q)
		return err
	}); err != nil || len(out) == 0 {
		return out, err
	}
	return out, d.Write(ctx, func(tx *db.Tx) error {
		for hall, e := range out {
			if err := journal.Record(tx, hall, ids.TheSystem(hall), journal.Ref{Type: "clocks", ID: hall}, e); err != nil {
				return err
			}
			tx.Nudge("manage:" + hall)
		}
		return nil
	})
}

// LastAudit is the newest comparison of a hall; ok is false when there was none yet.
func LastAudit(q db.Querier, hall string) (at time.Time, e ClocksVerified, ok bool, err error) {
	rows, _, err := journal.Last(q, journal.Filter{Hall: hall, Type: "promise.verified"}, 0, 1)
	if err != nil || len(rows) == 0 {
		return at, e, false, err
	}
	err = rows[0].Decode(&e)
	return db.FromMicro(rows[0].At), e, true, err
}
