package disclosure

import (
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/notice"
	"yichuang/internal/promise"
)

// month is the stretch that figures are about.
type month struct {
	hall     string
	from, to time.Time
	clocks   []promise.Figure
}

// Figures computes every promise of a catalogue for a hall in the Beijing month of a date, in the catalogue's order.
func Figures(q db.Querier, c *catalogue.Catalogue, hall string, day calendar.Date) ([]Figure, error) {
	year, mon, _ := day.Date()
	first := calendar.NewDate(year, mon, 1)
	m := month{hall: hall, from: first.Start(), to: first.AddMonths(1).Start()}
	outcomes, err := promise.Outcomes(q, hall, m.from, m.to)
	if err != nil {
		return nil, err
	}
	m.clocks = promise.Sum(outcomes)
	out := make([]Figure, 0, len(c.Promises))
	for i := range c.Promises {
		n, ok, err := m.count(q, c, &c.Promises[i])
		if err != nil {
			return nil, err
		}
		out = append(out, figure(&c.Promises[i], n, ok))
	}
	return out, nil
}

// count answers a promise's measure; ok is false when the program cannot count it yet.
func (m month) count(q db.Querier, c *catalogue.Catalogue, p *catalogue.Promise) (n count, ok bool, err error) {
	switch {
	case byItem(p.Measure):
		return onTime(c, p, m.clocks), true, nil
	case p.Measure == "waiting_minutes":
		n, err = m.waits(q, p.Target)
		return n, true, err
	case p.Measure == "second_demands":
		n, err = m.demands(q)
		return n, true, err
	case p.Measure == "second_visit_finished":
		n, err = m.secondVisits(q)
		return n, true, err
	}
	return n, false, nil
}

// waits adds up how long the people waited whose visits ended in the month, from the ticket to the call that led to the visit.
func (m month) waits(q db.Querier, target float64) (count, error) {
	var n count
	var micros int64
	err := q.QueryRow(`SELECT count(*), coalesce(sum(called_at - taken_at), 0),
		coalesce(sum(CASE WHEN called_at - taken_at <= $4 THEN 1 ELSE 0 END), 0)
		FROM ticket WHERE hall_id = $1 AND state = 'done' AND ended_at >= $2 AND ended_at < $3`,
		m.hall, db.Micro(m.from), db.Micro(m.to), int64(target*60_000_000)).Scan(&n.of, &micros, &n.kept)
	n.minutes = float64(micros) / 60_000_000
	return n, err
}

// demands counts the notices of the month and those that asked for nothing new (ONE-4).
func (m month) demands(q db.Querier) (count, error) {
	all, breaches, err := notice.Count(q, m.hall, m.from)
	if err != nil {
		return count{}, err
	}
	later, laterBreaches, err := notice.Count(q, m.hall, m.to)
	of := all - later
	return count{kept: of - (breaches - laterBreaches), of: of}, err
}

// secondVisits counts the filings accepted in the month after a notice, and those for which the person came twice (ONE-2).
func (m month) secondVisits(q db.Querier) (count, error) {
	var n count
	err := q.QueryRow(`SELECT count(*), coalesce(sum(CASE WHEN visits <= 2 THEN 1 ELSE 0 END), 0)
		FROM service_case WHERE hall_id = $1 AND notices > 0 AND accepted_at >= $2 AND accepted_at < $3`,
		m.hall, db.Micro(m.from), db.Micro(m.to)).Scan(&n.of, &n.kept)
	return n, err
}
