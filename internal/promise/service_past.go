package promise

import (
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/db"
	"yichuang/internal/journal"
)

// ViewsAt gives the compiled calendar of a hall as it was in force at an instant.
type ViewsAt func(q db.Querier, hall string, at time.Time) (*calendar.View, error)

// Account is why a clock was due when it was, at one instant.
type Account struct {
	Past
	Explanation calendar.Explanation
	// Agrees tells whether the explanation gives the date that was recorded. It does not where the clocks had not followed a changed
	// calendar yet, or where the program itself brought another list of days since.
	Agrees bool
}

// Answer is "why is it due then?" for one instant, as then known and with what is known now.
type Answer struct {
	At    time.Time
	Then  Account
	Now   Account
	Deeds []Deed
}

// Differs tells whether hindsight gives another date.
func (a Answer) Differs() bool { return !same(a.Then.Explanation.Result, a.Now.Explanation.Result) }

// Why answers for a clock and an instant that is not in the future, from the journal alone. ErrUnknown: there was no such clock then.
func (s *Service) Why(q db.Querier, id string, at time.Time) (Answer, error) {
	out := Answer{At: at.In(calendar.Zone)}
	if at.After(db.FromMicro(q.Now())) {
		return out, ErrFuture
	}
	acts, err := actsOf(q, id)
	if err != nil {
		return out, err
	}
	then, ok := AsKnown(id, acts, at)
	if !ok {
		return out, ErrUnknown
	}
	now, _ := InHindsight(id, acts, at)
	v := s.engine(then.Hall)
	out.Now = now.account(v)
	if s.Before != nil {
		if v.View, err = s.Before(q, then.Hall, at); err != nil {
			return out, err
		}
	}
	out.Then = then.account(v)
	out.Deeds = Deeds(acts, at)
	return out, nil
}

func (p Past) account(v Engine) Account {
	x := p.Explain(v)
	return Account{Past: p, Explanation: x, Agrees: same(x.Result, p.Result)}
}

// actsOf reads the acts on a clock from the journal.
func actsOf(q db.Querier, id string) ([]Act, error) {
	rows, err := journal.History(q, journal.Ref{Type: "promise", ID: id})
	if err != nil {
		return nil, err
	}
	var out []Act
	for _, r := range rows {
		a, ok, err := actOf(r)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, a)
		}
	}
	return out, nil
}

// actOf decodes an act; ok is false for one that says nothing about the date or the end of a clock.
func actOf(r journal.Row) (a Act, ok bool, err error) {
	a.At = db.FromMicro(r.At)
	switch r.Type {
	case "promise.opened":
		a.Event, err = decode[ClockOpened](r)
	case "promise.excluded":
		a.Event, err = decode[ClockExcluded](r)
	case "promise.resumed":
		a.Event, err = decode[ClockResumed](r)
	case "promise.extended":
		a.Event, err = decode[ClockExtended](r)
	case "promise.recomputed":
		a.Event, err = decode[ClockRecomputed](r)
	case "promise.kept":
		a.Event, err = decode[ClockKept](r)
	case "promise.broken":
		a.Event, err = decode[ClockBroken](r)
	case "promise.cancelled":
		a.Event, err = decode[ClockCancelled](r)
	default:
		return a, false, nil
	}
	return a, err == nil, err
}

func decode[E journal.Event](r journal.Row) (journal.Event, error) {
	var e E
	err := r.Decode(&e)
	return e, err
}
