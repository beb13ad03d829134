package promise

import (
	"fmt"

	"yichuang/internal/calendar"
	"yichuang/internal/db"
	"yichuang/internal/mutant"
)

// Finding is a clock whose stored date is not what its start, limit and exclusions give.
type Finding struct {
	Hall   string
	Clock  string
	What   string // stored, oracle, counts_at
	Detail string
}

func (f Finding) String() string { return "promise " + f.Clock + " " + f.What + ": " + f.Detail }

// verifyPage is how many clocks are read at once.
const verifyPage = 500

// Verify computes the due date of every clock again, running and ended, with the engine and with the naive oracle, and compares the two;
// the stored date of a running clock must be theirs, and that of an ended one too if it ended under the present calendar. It returns how
// many clocks it saw.
func (s *Service) Verify(q db.Querier) (seen int, out []Finding, err error) {
	halls, err := clockHalls(q)
	for _, hall := range halls {
		n, found, err := s.verifyHall(q, hall)
		if err != nil {
			return seen, out, err
		}
		seen, out = seen+n, append(out, found...)
	}
	return seen, out, err
}

func clockHalls(q db.Querier) ([]string, error) {
	return db.All(q, db.Value[string], `SELECT DISTINCT hall_id FROM promise_clock ORDER BY hall_id`)
}

func (s *Service) verifyHall(q db.Querier, hall string) (seen int, out []Finding, err error) {
	v, after := s.engine(hall), ""
	for {
		list, err := db.All(q, scanClock, fmt.Sprintf(`SELECT %s FROM promise_clock c WHERE c.hall_id = $1 AND c.id > $2 ORDER BY c.id LIMIT %d`,
			columns, verifyPage), hall, after)
		if err != nil || len(list) == 0 {
			return seen, out, err
		}
		last := list[len(list)-1].ID
		if err := addExclusions(q, list, `c.hall_id = $1 AND c.id > $2 AND c.id <= $3`, hall, after, last); err != nil {
			return seen, out, err
		}
		for i := range list {
			out = append(out, list[i].verify(v)...)
		}
		seen += len(list)
		after = last
	}
}

func (c *Clock) verify(v Engine) []Finding {
	var out []Finding
	found := func(what, format string, args ...any) {
		out = append(out, Finding{c.Hall, c.ID, what, fmt.Sprintf(format, args...)})
	}
	want := c.Due(v)
	if (c.State == Open || c.Version == v.Version()) && !same(want, c.Result) && !mutant.On("stored_date_trusted") {
		found("stored", "stored %s, computed %s", show(c.Result), show(want))
	}
	if naive := c.Oracle(v); !same(want, naive) {
		found("oracle", "engine %s, oracle %s", show(want), show(naive))
	}
	if c.State == Open && !c.CountsAt.Equal(c.Result.Due) {
		found("counts_at", "differs from the due date")
	}
	return out
}

func same(a, b calendar.Result) bool {
	return a.Due.Equal(b.Due) && a.Suspended == b.Suspended && a.Provisional == b.Provisional
}

func show(r calendar.Result) string {
	if r.Suspended {
		return "suspended"
	}
	return r.Due.Format("2006-01-02T15:04:05Z07:00")
}
