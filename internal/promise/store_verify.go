package promise

import (
	"fmt"

	"yichuang/internal/calendar"
	"yichuang/internal/db"
)

// Finding is a clock whose stored date is not what its start, limit and exclusions give.
type Finding struct {
	Clock  string
	What   string // stored, oracle, counts_at
	Detail string
}

func (f Finding) String() string { return "promise " + f.Clock + " " + f.What + ": " + f.Detail }

// verifyPage is how many clocks are read at once.
const verifyPage = 500

// Verify computes the due date of every open clock again, with the engine and with the naive oracle, and compares both with what is
// stored. It returns how many clocks it saw.
func (s *Service) Verify(q db.Querier) (seen int, out []Finding, err error) {
	after := ""
	for {
		list, err := db.All(q, scanClock, fmt.Sprintf(`SELECT %s FROM promise_clock c WHERE c.state = 'open' AND c.id > $1 ORDER BY c.id LIMIT %d`,
			columns, verifyPage), after)
		if err != nil || len(list) == 0 {
			return seen, out, err
		}
		last := list[len(list)-1].ID
		if err := addExclusions(q, list, `c.state = 'open' AND c.id > $1 AND c.id <= $2`, after, last); err != nil {
			return seen, out, err
		}
		for i := range list {
			out = append(out, list[i].verify(s.engine(list[i].Hall))...)
		}
		seen += len(list)
		after = last
	}
}

func (c *Clock) verify(v Engine) []Finding {
	var out []Finding
	want := c.Due(v)
	if !same(want, c.Result) {
		out = append(out, Finding{c.ID, "stored", fmt.Sprintf("stored %s, computed %s", show(c.Result), show(want))})
	}
	if naive := c.Oracle(v); !same(want, naive) {
		out = append(out, Finding{c.ID, "oracle", fmt.Sprintf("engine %s, oracle %s", show(want), show(naive))})
	}
	if !c.CountsAt.Equal(c.Result.Due) {
		out = append(out, Finding{c.ID, "counts_at", "differs from the due date"})
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
