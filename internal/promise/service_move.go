package promise

import (
	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
)

// Followed counts what became of the clocks that were looked at.
type Followed struct {
	Seen  int    // clocks that rested on another calendar
	Moved int    // the due date changed, or became firm
	Kept  int    // the earlier date was kept
	Last  string // where the next page begins
}

// Follow brings a page of a hall's open clocks that rest on another version of the calendar up to date, all clocks of a subject
// together, each in an act of its own with the cause. The page begins after a clock's id; Last is empty when there was none. It may run
// in several processes at once and again after a crash: what rests on the present version is left alone.
func (s *Service) Follow(tx *db.Tx, actor ids.Actor, hall string, cause Cause, after string, page int) (Followed, error) {
	version := s.engine(hall).Version()
	subjects, last, err := outdatedSubjects(tx, hall, version, after, page)
	out := Followed{Last: last}
	if err != nil || len(subjects) == 0 {
		return out, err
	}
	for _, subject := range subjects {
		if err := s.followSubject(tx, actor, subject, cause, version, &out); err != nil {
			return out, err
		}
	}
	if out.Seen == 0 { // others were quicker
		return out, nil
	}
	e := ClocksFollowed{Change: cause.Change, Version: version, Seen: out.Seen, Moved: out.Moved, Kept: out.Kept}
	return out, journal.Record(tx, hall, actor, journal.Ref{Type: "calendar", ID: version}, e)
}

func (s *Service) followSubject(tx *db.Tx, actor ids.Actor, subject Subject, cause Cause, version string, out *Followed) error {
	list, err := lockSubject(tx, subject)
	if err != nil {
		return err
	}
	before := announced(list)
	acts := map[int]*ClockRecomputed{}
	for i := range list {
		if c := &list[i]; c.Version != version {
			out.Seen++
			acts[i] = s.follow(tx, c, cause)
		}
	}
	shown := announcedOf(before, announced(list))
	for i := range list {
		act, seen := acts[i]
		switch {
		case !seen:
		case act == nil:
			err = saveClock(tx, &list[i])
		default:
			out.count(act)
			act.Announced, shown = shown, nil
			err = saveAndRecord(tx, actor, &list[i], *act)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// follow recomputes one clock; nil when only its calendar version changed.
func (s *Service) follow(tx *db.Tx, c *Clock, cause Cause) *ClockRecomputed {
	was, capped := c.dates(), c.Cap
	if !c.Recompute(s.engine(c.Hall), cause.Own, tx.Time()) {
		return nil
	}
	act := &ClockRecomputed{Before: was, Change: cause.Change, Reason: cause.Reason, Own: cause.Own, Dates: c.dates()}
	if !c.Cap.Equal(capped) {
		act.Kept, act.Days = db.Micro(c.Cap), c.CapDays
	}
	return act
}

func (f *Followed) count(act *ClockRecomputed) {
	if act.Kept != 0 {
		f.Kept++
	}
	if act.Generation != act.Before.Generation {
		f.Moved++
	}
}
