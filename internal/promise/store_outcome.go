package promise

import (
	"fmt"
	"slices"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/journal"
)

// ended are the types of the acts that end a clock; dated are all that OutcomeOf needs.
const (
	endedTypes = `'promise.kept', 'promise.broken', 'promise.cancelled'`
	datedTypes = `'promise.opened', 'promise.excluded', 'promise.resumed', 'promise.extended', 'promise.recomputed', ` + endedTypes
)

// Outcomes judges a hall's promises that came to an end, or ran out, from one instant up to another, from the journal alone: no row
// of a clock is read, so that nothing but an act changes a figure. They come in the order of their clocks.
func Outcomes(q db.Querier, hall string, from, to time.Time) ([]Outcome, error) {
	now := q.Now()
	rows, err := q.Query(`SELECT object_id, type, at, payload FROM journal WHERE object_type = 'promise' AND type IN (`+datedTypes+`) AND at <= $4
		AND object_id IN (
			SELECT object_id FROM journal WHERE hall_id = $1 AND type IN ('promise.kept', 'promise.broken') AND at >= $2 AND at <= $4
			UNION
			SELECT o.object_id FROM journal o WHERE o.hall_id = $1 AND o.type = 'promise.opened' AND o.at < $3 AND o.at <= $4 AND NOT EXISTS (
				SELECT 1 FROM journal e WHERE e.object_type = 'promise' AND e.object_id = o.object_id AND e.type IN (`+endedTypes+`) AND e.at <= $4))
		ORDER BY object_id, object_seq`, hall, from.UnixMicro(), to.UnixMicro(), now)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Outcome
	var acts []Act
	id := ""
	judge := func() {
		if o, ok := OutcomeOf(id, acts, db.FromMicro(now)); ok && !o.At.Before(from) && o.At.Before(to) {
			out = append(out, o)
		}
		acts = acts[:0]
	}
	for rows.Next() {
		var r journal.Row
		if err := rows.Scan(&r.Object.ID, &r.Type, &r.At, &r.Payload); err != nil {
			return nil, err
		}
		if r.Object.ID != id {
			judge()
			id = r.Object.ID
		}
		a, ok, err := actOf(r)
		if err != nil {
			return nil, err
		}
		if ok {
			acts = append(acts, a)
		}
	}
	judge()
	return out, rows.Err()
}

// Halls are the halls in which a promise was ever made, by the journal.
func Halls(q db.Querier) ([]string, error) {
	return db.All(q, db.Value[string], `SELECT DISTINCT hall_id FROM journal WHERE type = 'promise.opened' ORDER BY hall_id`)
}

// FigureFinding is a figure of a month that the stored clocks and the journal tell differently.
type FigureFinding struct {
	Hall            string
	Month           Month
	Journal, Stored Figure
}

func (f FigureFinding) String() string {
	k := f.Journal
	return fmt.Sprintf("figure %s %s %s %s %s: journal %d of %d, stored %d of %d", f.Hall, f.Month, k.Kind, k.Item, k.Source, k.Kept, k.Of, f.Stored.Kept, f.Stored.Of)
}

// VerifyFigures computes the figures of every month from the journal and, apart from that, from the stored clocks, and names what
// differs. It returns how many figures it compared.
func VerifyFigures(q db.Querier) (seen int, out []FigureFinding, err error) {
	halls, err := Halls(q)
	for _, hall := range halls {
		n, found, err := verifyFigures(q, hall)
		if err != nil {
			return seen, out, err
		}
		seen, out = seen+n, append(out, found...)
	}
	return seen, out, err
}

func verifyFigures(q db.Querier, hall string) (seen int, out []FigureFinding, err error) {
	var first int64
	if err := q.QueryRow(`SELECT coalesce(min(start), 0) FROM (SELECT min(counts_at) AS start FROM promise_clock WHERE hall_id = $1 AND counts_at > 0
		UNION ALL SELECT min(at) FROM journal WHERE hall_id = $1 AND type = 'promise.opened') x WHERE start IS NOT NULL`, hall).Scan(&first); err != nil || first == 0 {
		return 0, nil, err
	}
	now := db.FromMicro(q.Now())
	begin, _ := MonthOf(db.FromMicro(first)).Bounds()
	_, end := MonthOf(now).Bounds()
	all, err := Outcomes(q, hall, begin, end)
	if err != nil {
		return 0, nil, err
	}
	months := ByMonth(all)
	for m := MonthOf(begin); m != MonthOf(end); m = m.Add(1) {
		from, to := m.Bounds()
		stored, err := Compliance(q, hall, from, to)
		if err != nil {
			return seen, out, err
		}
		n, found := compareFigures(hall, m, Sum(months[m]), stored)
		seen, out = seen+n, append(out, found...)
	}
	return seen, out, nil
}

func compareFigures(hall string, m Month, journal, stored []Figure) (seen int, out []FigureFinding) {
	for _, a := range journal {
		seen++
		i := slices.IndexFunc(stored, func(b Figure) bool { return a.compare(b) == 0 })
		if i < 0 {
			out = append(out, FigureFinding{hall, m, a, Figure{}})
		} else if stored[i] != a {
			out = append(out, FigureFinding{hall, m, a, stored[i]})
		}
	}
	for _, b := range stored {
		if !slices.ContainsFunc(journal, func(a Figure) bool { return a.compare(b) == 0 }) {
			seen++
			out = append(out, FigureFinding{hall, m, Figure{Kind: b.Kind, Item: b.Item, Source: b.Source}, b})
		}
	}
	return seen, out
}
