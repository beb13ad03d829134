package casework

import "yichuang/internal/errs"

// Act is what can be done to a case.
type Act string

const (
	ActCheck    Act = "check"
	ActNotice   Act = "notice"
	ActSupply   Act = "supply"
	ActAccept   Act = "accept"
	ActReject   Act = "reject"
	ActDecide   Act = "decide_step"
	ActDeliver  Act = "deliver"
	ActFile     Act = "file"
	ActWithdraw Act = "withdraw"
	ActCorrect  Act = "correct"
	ActChange   Act = "change_item"
)

// machine is the whole life of a case: state × act → next state. What is not here is refused without effect. An act that keeps the
// state (a step inside, a correction) names it as its own next one; whether a step decides is for the step to say.
var machine = map[State]map[Act]State{
	Received: {ActCheck: Received, ActNotice: Noticed, ActAccept: Accepted, ActReject: Rejected, ActWithdraw: Withdrawn, ActCorrect: Received, ActChange: Received},
	Noticed:  {ActSupply: Received, ActWithdraw: Withdrawn, ActCorrect: Noticed},
	Accepted: {ActDecide: Accepted, ActWithdraw: Withdrawn, ActCorrect: Accepted},
	Decided:  {ActDecide: Decided, ActDeliver: Delivered, ActCorrect: Decided},
	Delivered: {
		ActFile: Filed,
	},
}

// States lists all states in the order of a case's life.
var States = []State{Received, Noticed, Accepted, Decided, Delivered, Filed, Rejected, Withdrawn}

// Acts lists all acts.
var Acts = []Act{ActCheck, ActNotice, ActSupply, ActAccept, ActReject, ActDecide, ActDeliver, ActFile, ActWithdraw, ActCorrect, ActChange}

// Next tells where an act leads from a state; ok is false where the act is not declared.
func Next(s State, a Act) (State, bool) {
	to, ok := machine[s][a]
	return to, ok
}

// move performs a declared change of state.
func (c *Case) move(a Act) error {
	to, ok := Next(c.State, a)
	if !ok {
		return errs.New(errs.Conflict, "case.state", "act", a, "state", c.State, "number", c.No)
	}
	c.State = to
	return nil
}

// National is the status of the national exchange (law-and-standards.md §2.5).
func (c *Case) National() int {
	switch c.State {
	case Received:
		if c.Notices > 0 {
			return 7
		}
		return 1
	case Noticed:
		return 6
	case Accepted:
		return 3
	case Rejected:
		return 5
	case Withdrawn:
		return 14
	}
	if c.Decision == Refused {
		return 13
	}
	return 11
}
