package evaluation

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"yichuang/internal/db"
)

// Figure counts ratings of visits that ended in a stretch of time.
type Figure struct {
	Key    string // window id, month "2026-11", or empty for all
	Visits int    // ended visits: each could be rated once
	Rated  int    // n of every share below
	Levels [Best + 1]int
	First  [Best + 1]int // the raw figure: first answers, whatever was revised
}

// Satisfied is how many gave one of the three upper levels.
func (f Figure) Satisfied() int { return f.Levels[3] + f.Levels[4] + f.Levels[5] }

// BadOnes is how many gave one of the two lowest.
func (f Figure) BadOnes() int { return f.Levels[1] + f.Levels[2] }

// FewestShown is the smallest number of ratings that a window sees counted by level: below it one could tell who wrote which.
const FewestShown = 5

// ForWindow is a figure as the window itself may see it.
func (f Figure) ForWindow() (Figure, bool) {
	if f.Rated < FewestShown {
		return Figure{Key: f.Key, Visits: f.Visits, Rated: f.Rated}, false
	}
	return f, true
}

// OfHall counts a whole hall from one instant up to another.
func OfHall(q db.Querier, hall string, from, to time.Time) (Figure, error) {
	list, err := figures(q, `''`, hall, from, to)
	if err != nil || len(list) == 0 {
		return Figure{}, err
	}
	return list[0], nil
}

// ByWindow counts each window of a hall, by window.
func ByWindow(q db.Querier, hall string, from, to time.Time) ([]Figure, error) {
	return figures(q, `t.window_id`, hall, from, to)
}

// ByMonth counts each month of a hall, by month.
func ByMonth(q db.Querier, hall string, from, to time.Time) ([]Figure, error) {
	return figures(q, `substr(t.day, 1, 7)`, hall, from, to)
}

// visited are the visits that could be rated: ended, with a token.
const visited = ` FROM ticket t WHERE t.hall_id = $1 AND t.ended_at >= $2 AND t.ended_at < $3 AND t.state = 'done' AND t.rating_hash <> ''`

func figures(q db.Querier, key, hall string, from, to time.Time) ([]Figure, error) {
	out := map[string]*Figure{}
	at := func(k string) *Figure {
		if out[k] == nil {
			out[k] = &Figure{Key: k}
		}
		return out[k]
	}
	type count struct {
		key      string
		level, n int
		first    bool
	}
	visits, err := db.All(q, func(s db.Scanner) (count, error) {
		var c count
		return c, s.Scan(&c.key, &c.n)
	}, `SELECT `+key+`, count(*)`+visited+` GROUP BY 1`, hall, from.UnixMicro(), to.UnixMicro())
	if err != nil {
		return nil, err
	}
	for _, c := range visits {
		if c.n > 0 {
			at(c.key).Visits = c.n
		}
	}
	for _, first := range []bool{true, false} {
		which := `r.seq = 1`
		if !first {
			which = `r.seq = (SELECT max(x.seq) FROM rating x WHERE x.subject_type = 'ticket' AND x.subject_id = r.subject_id)`
		}
		rows, err := db.All(q, func(s db.Scanner) (count, error) {
			c := count{first: first}
			return c, s.Scan(&c.key, &c.level, &c.n)
		}, `SELECT `+key+`, r.level, count(*) FROM rating r JOIN ticket t ON t.id = r.subject_id AND r.subject_type = 'ticket'
			WHERE t.hall_id = $1 AND t.ended_at >= $2 AND t.ended_at < $3 AND `+which+` GROUP BY 1, 2`, hall, from.UnixMicro(), to.UnixMicro())
		if err != nil {
			return nil, err
		}
		for _, c := range rows {
			f := at(c.key)
			if c.first {
				f.First[c.level] += c.n
			} else {
				f.Levels[c.level] += c.n
				f.Rated += c.n
			}
		}
	}
	list := make([]Figure, 0, len(out))
	for _, f := range out {
		list = append(list, *f)
	}
	slices.SortFunc(list, func(a, b Figure) int { return cmp.Compare(a.Key, b.Key) })
	return list, nil
}

// WhatWasWrong counts the ticked aspects of bad ratings of a hall given from one instant up to another.
func WhatWasWrong(q db.Querier, hall string, from, to time.Time) (map[Aspect]int, error) {
	rows, err := db.All(q, db.Value[string], `SELECT aspects FROM rating WHERE hall_id = $1 AND at >= $2 AND at < $3 AND level <= 2`,
		hall, from.UnixMicro(), to.UnixMicro())
	if err != nil {
		return nil, err
	}
	out := map[Aspect]int{}
	for _, row := range rows {
		var list []Aspect
		if err := json.Unmarshal([]byte(row), &list); err != nil {
			return nil, err
		}
		for _, a := range list {
			out[a]++
		}
	}
	return out, nil
}

// BadOf lists the bad ratings of a hall, the newest first, for those who follow them up.
func (s *Service) BadOf(q db.Querier, hall string, since time.Time, limit int) ([]Rating, error) {
	return db.All(q, s.scan, `SELECT `+columns+` FROM rating WHERE hall_id = $1 AND level <= 2 AND at >= $2 ORDER BY at DESC, id LIMIT $3`,
		hall, since.UnixMicro(), limit)
}

// HandlingsOf lists what was done about a rating, in its order.
func HandlingsOf(q db.Querier, ratingID string) ([]Handling, error) {
	return db.All(q, func(s db.Scanner) (Handling, error) {
		var h Handling
		var at int64
		err := s.Scan(&h.ID, &h.Rating, &h.Kind, &h.Words, &at)
		h.At = db.FromMicro(at)
		return h, err
	}, `SELECT id, rating_id, kind, words, at FROM rating_answer WHERE rating_id = $1 ORDER BY at, id`, ratingID)
}
