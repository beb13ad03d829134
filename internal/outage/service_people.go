package outage

import (
	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/promise"
)

// inviteBack lists whoever waited or was served when it began, and lets them go first (APT-5). It returns how many.
func (s *Service) inviteBack(tx *db.Tx, actor ids.Actor, o *Outage) (int, error) {
	list, err := holders(tx, o)
	if err != nil {
		return 0, err
	}
	for _, p := range list {
		if err := s.Queue.InviteBack(tx, actor, p.Ref); err != nil {
			return 0, err
		}
		if err := s.list(tx, o, p); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

// move takes the time out of every promise of the hall that ran in it. It returns the number of cases whose date moved.
func (s *Service) move(tx *db.Tx, actor ids.Actor, o *Outage) (int, error) {
	if o.Window != "" {
		return 0, nil // the rest of the hall worked
	}
	subjects, err := running(tx, o)
	if err != nil {
		return 0, err
	}
	stop := promise.Stop{Ground: promise.Outage, Reason: o.Reason, Document: o.ID, Second: o.Second, From: o.From, To: o.To}
	n := 0
	for _, about := range subjects {
		before, err := promisedDue(tx, about)
		if err != nil {
			return 0, err
		}
		if _, err := s.Clocks.Exclude(tx, actor, about, stop); err != nil {
			return 0, err
		}
		after, err := promisedDue(tx, about)
		if err != nil {
			return 0, err
		}
		if before == nil || after == nil || before.Result.Due.Equal(after.Result.Due) {
			continue
		}
		c, err := s.Cases.Get(tx, about.ID)
		if err != nil {
			return 0, err
		}
		n++
		if err := s.list(tx, o, Person{Kind: Applicant, Ref: c.ID, Number: c.No, Case: c.ID, Was: before.Result.Due, Due: after.Result.Due}); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// list writes down somebody concerned and how they are told.
func (s *Service) list(tx *db.Tx, o *Outage, p Person) error {
	p.ID, p.Outage, p.Way = ids.New(), o.ID, ByDesk
	if p.Case != "" {
		c, err := s.Cases.Get(tx, p.Case)
		if err != nil {
			return err
		}
		if !c.Applicant.Phone.Empty() {
			p.Way = BySMS
		}
	}
	return insertPerson(tx, o.Hall, p)
}

// promisedDue is the promise for the whole case that falls due first; nil for a subject that is no case or has none.
func promisedDue(q db.Querier, about promise.Subject) (*promise.Clock, error) {
	if about.Type != casework.SubjectCase {
		return nil, nil
	}
	list, err := promise.OfSubject(q, about)
	var own []promise.Clock
	for _, k := range list {
		if k.Kind == promise.CaseWhole && k.Source == promise.Promised {
			own = append(own, k)
		}
	}
	return promise.Governing(own), err
}
