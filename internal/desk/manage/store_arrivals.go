package manage

import (
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/db"
)

// arrivals counts the tickets that were taken in a hall in each half hour of [from, to), by the instant at which the half hour
// begins. Half hours in which nobody came are left out. The day only lets the database find the tickets by an index.
func arrivals(q db.Querier, hall string, from, to time.Time) (map[time.Time]int, error) {
	type count struct {
		at time.Time
		n  int
	}
	list, err := db.All(q, func(s db.Scanner) (count, error) {
		var c count
		var at int64
		err := s.Scan(&at, &c.n)
		c.at = db.FromMicro(at)
		return c, err
	}, `SELECT taken_at - taken_at % $5, count(*) FROM ticket WHERE hall_id = $1 AND day >= $2 AND day <= $3 AND taken_at >= $4 AND taken_at < $6
		GROUP BY 1`, hall, calendar.DateOf(from).String(), calendar.DateOf(to).String(), db.Micro(from), halfHour.Microseconds(), db.Micro(to))
	out := map[time.Time]int{}
	for _, c := range list {
		out[c.at] = c.n
	}
	return out, err
}
