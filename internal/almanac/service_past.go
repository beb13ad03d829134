package almanac

import (
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/db"
)

// ViewAt compiles a hall's calendar as it was in force at an instant: the changes that were confirmed by then, with the closures that
// nobody had withdrawn by then. The list of days that the program itself brings is the present one: no older program is kept.
func (s *Service) ViewAt(q db.Querier, hall string, at time.Time) (*calendar.View, error) {
	list, err := inForceAt(q, at)
	if err != nil {
		return nil, err
	}
	times := s.Timetable(hall)
	times.Closures = append(times.Closures[:len(times.Closures):len(times.Closures)], Closures(hall, list)...)
	return calendar.NewView(Compose(s.Base, list), times, calendar.Policy{}), nil
}

// inForceAt are the changes that were in force at an instant, in the order of their confirmation.
func inForceAt(q db.Querier, at time.Time) ([]Change, error) {
	list, err := db.All(q, scan, `SELECT `+columns+` FROM almanac_change WHERE confirmed_at > 0 AND confirmed_at <= $1
		AND (state = 'confirmed' OR ended_at > $1) ORDER BY seq`, db.Micro(at))
	return changes(list), err
}
