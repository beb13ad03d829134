package casework

import (
	"time"

	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/org"
	"yichuang/internal/promise"
)

// SharesOf splits the delay of a case's whole limit so far by who held it: the post that received it until the first step began, then the
// posts of its steps, each by whoever held the post then (DUT-3). None while nothing is late.
func (s *Service) SharesOf(q db.Querier, c *Case) ([]Share, error) {
	now := db.FromMicro(q.Now())
	list, err := promise.OfSubject(q, promise.Subject{Type: SubjectCase, ID: c.ID})
	if err != nil {
		return nil, err
	}
	k := latest(list, now)
	if k == nil {
		return nil, nil
	}
	span := Span{Start: k.Start, Due: k.Result.Due, End: now, Excluded: k.Exclusions}
	if !k.Ended.IsZero() {
		span.End = k.Ended
	}
	holds, err := holdsOf(q, c, span)
	if err != nil {
		return nil, err
	}
	return Shares(s.Views(c.Hall), span, holds), nil
}

// latest is the whole limit that is late by the most; nil when none is.
func latest(list []promise.Clock, now time.Time) *promise.Clock {
	var out *promise.Clock
	for i := range list {
		k := &list[i]
		if k.Kind != promise.CaseWhole || !k.Late(now) && !(k.State == promise.Broken && !k.Result.Suspended) {
			continue
		}
		if out == nil || k.Result.Due.Before(out.Result.Due) {
			out = k
		}
	}
	return out
}

// holdsOf lists who answered for a case and when.
func holdsOf(q db.Querier, c *Case, span Span) ([]Hold, error) {
	steps, err := Steps(q, c.ID)
	if err != nil {
		return nil, err
	}
	first := span.End
	if len(steps) > 0 {
		first = steps[0].Opened
	}
	out, err := atPost(q, nil, c.Post, span.Start, first)
	if err != nil {
		return nil, err
	}
	for _, st := range steps {
		until := st.Done
		if st.Open() {
			until = span.End
		}
		if out, err = atPost(q, out, st.Post, st.Opened, until); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// atPost adds who held a post between two instants.
func atPost(q db.Querier, out []Hold, post string, from, to time.Time) ([]Hold, error) {
	line, err := org.Holders(q, post)
	if err != nil {
		return nil, err
	}
	for _, h := range line {
		since, until := later(db.FromMicro(h.Since), from), to
		if h.Until > 0 {
			until = earlier(db.FromMicro(h.Until), to)
		}
		if since.Before(until) {
			out = append(out, Hold{Post: post, Staff: h.Staff, As: string(h.As), From: since, To: until})
		}
	}
	return out, nil
}

// answerFor opens the accountability for a limit that was missed: who handled the case, who leads, and whose share of the delay it is. What
// follows from it is decided by people (LIM-11, ASM-6).
func (s *Service) answerFor(tx *db.Tx, actor ids.Actor, c *Case, ended []*promise.Clock, reason string) error {
	broken := false
	for _, k := range ended {
		broken = broken || k.State == promise.Broken
	}
	if !broken {
		return nil
	}
	shares, err := s.SharesOf(tx, c)
	if err != nil {
		return err
	}
	leader := ""
	if hall, err := org.HallByID(tx, c.Hall); err == nil {
		leader = hall.Head
	}
	return s.record(tx, actor, c, CaseOverdueClosed{c.Handler, leader, reason, shares})
}
