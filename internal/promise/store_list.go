package promise

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/db"
)

// ByID is one clock.
func ByID(q db.Querier, id string) (Clock, error) {
	list, err := find(q, `c.id = $1`, "", id)
	if err == nil && len(list) == 0 {
		return Clock{}, ErrUnknown
	}
	if err != nil {
		return Clock{}, err
	}
	return list[0], nil
}

// OfSubject lists all clocks of a subject, the oldest first.
func OfSubject(q db.Querier, s Subject) ([]Clock, error) {
	return find(q, `c.subject_type = $1 AND c.subject_id = $2`, ` ORDER BY c.opened_at, c.id`, s.Type, s.ID)
}

// OpenOfPost lists what a post owes, due first; suspended clocks come last.
func OpenOfPost(q db.Querier, post string, limit int) ([]Clock, error) {
	return find(q, `c.owner_post = $1 AND c.state = 'open'`, inOrder(limit), post)
}

// OpenOfHall lists what a hall owes, due first; suspended clocks come last.
func OpenOfHall(q db.Querier, hall string, limit int) ([]Clock, error) {
	return find(q, `c.hall_id = $1 AND c.state = 'open'`, inOrder(limit), hall)
}

// LateOfHall lists the open clocks of a hall that have run out. It asks the clock, no worker.
func LateOfHall(q db.Querier, hall string, limit int) ([]Clock, error) {
	return find(q, `c.hall_id = $1 AND c.state = 'open' AND c.suspended = 0 AND c.due_at < $2`, inOrder(limit), hall, q.Now())
}

// GoverningOf finds for each subject of a type the open clock that decides; subjects without one are absent.
func GoverningOf(q db.Querier, subjectType string, subjectIDs []string) (map[string]Clock, error) {
	out := map[string]Clock{}
	if len(subjectIDs) == 0 {
		return out, nil
	}
	args, places := []any{subjectType}, make([]string, len(subjectIDs))
	for i, id := range subjectIDs {
		args, places[i] = append(args, id), fmt.Sprintf("$%d", i+2)
	}
	list, err := find(q, `c.subject_type = $1 AND c.state = 'open' AND c.subject_id IN (`+strings.Join(places, ", ")+`)`, "", args...)
	for i := range list {
		best, found := out[list[i].Subject.ID]
		if !found || list[i].before(&best) {
			out[list[i].Subject.ID] = list[i]
		}
	}
	return out, err
}

// Stand computes how a listed clock stands now.
func (s *Service) Stand(q db.Querier, c *Clock) Standing {
	return c.Stand(s.engine(c.Hall), db.FromMicro(q.Now()))
}

// Explain says day by day why a clock is due when it is.
func (s *Service) Explain(c *Clock) calendar.Explanation { return c.Explain(s.engine(c.Hall)) }

// Standings computes how listed clocks stand now.
func (s *Service) Standings(q db.Querier, list []Clock) []Standing {
	out := make([]Standing, len(list))
	for i := range list {
		out[i] = s.Stand(q, &list[i])
	}
	return out
}

func inOrder(limit int) string {
	return fmt.Sprintf(` ORDER BY c.suspended, c.due_at, c.id LIMIT %d`, limit)
}

func find(q db.Querier, where, tail string, args ...any) ([]Clock, error) {
	list, err := db.All(q, scanClock, `SELECT `+columns+` FROM promise_clock c WHERE `+where+tail, args...)
	if err != nil {
		return nil, err
	}
	if len(list) > shortList {
		return list, addExclusions(q, list, where, args...)
	}
	where, args = among(list)
	return list, addExclusions(q, list, where, args...)
}

// shortList is how many clocks are asked for by name; a condition on a whole hall would walk all its clocks for the few that are shown.
const shortList = 500

func among(list []Clock) (where string, args []any) {
	places := make([]string, len(list))
	for i := range list {
		args, places[i] = append(args, list[i].ID), fmt.Sprintf("$%d", i+1)
	}
	return `c.id IN (` + strings.Join(places, ", ") + `)`, args
}

// Figure is how well promises of a kind, item and source were kept (LIM-5, PUB-6).
type Figure struct {
	Kind   Kind   `json:"kind"`
	Item   string `json:"item"`
	Source Source `json:"source"`
	Kept   int    `json:"kept"`
	Of     int    `json:"of"` // kept, broken, and open ones that are late
}

// Compliance counts the stored clocks of a hall, for comparison with the figures that are published: those come from the journal (see
// Outcomes). It counts promises that came to an end, or ran out, from one instant up to another. A breach counts where its
// due date lies, whether or not the clock is closed, so that leaving a case open never improves a figure. Migrated clocks and late
// entries stay outside.
func Compliance(q db.Querier, hall string, from, to time.Time) ([]Figure, error) {
	out, err := db.All(q, func(s db.Scanner) (Figure, error) {
		var f Figure
		return f, s.Scan(&f.Kind, &f.Item, &f.Source, &f.Kept, &f.Of)
	}, `SELECT kind, item, source, SUM(CASE WHEN state = 'kept' THEN 1 ELSE 0 END), COUNT(*)
		FROM promise_clock
		WHERE hall_id = $1 AND counts_at >= $2 AND counts_at < $3 AND outside = ''
		AND (state IN ('kept', 'broken') OR state = 'open' AND suspended = 0 AND due_at < $4)
		GROUP BY kind, item, source`, hall, from.UnixMicro(), to.UnixMicro(), q.Now())
	slices.SortFunc(out, Figure.compare)
	return out, err
}

// ComplianceOfMonth counts a Beijing month.
func ComplianceOfMonth(q db.Querier, hall string, year int, month time.Month) ([]Figure, error) {
	first := calendar.NewDate(year, month, 1)
	return Compliance(q, hall, first.Start(), first.AddMonths(1).Start())
}
