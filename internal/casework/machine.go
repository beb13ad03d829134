package casework

import (
	"yichuang/internal/doc"
	"yichuang/internal/errs"
	"yichuang/internal/mutant"
)

// Act is what can be done to a case.
type Act string

const (
	ActCheck      Act = "check"
	ActNotice     Act = "notice"
	ActSupply     Act = "supply"
	ActAccept     Act = "accept"
	ActSilence    Act = "confirm_silence"
	ActReject     Act = "reject"
	ActDecideStep Act = "decide_step"
	ActSettle     Act = "settle"
	ActRecall     Act = "recall_step"
	ActLater      Act = "supply_later"
	ActAskLonger  Act = "ask_extension"
	ActLonger     Act = "decide_extension"
	ActSpecial    Act = "start_special"
	ActSpecialEnd Act = "end_special"
	ActContest    Act = "contest"
	ActExpedite   Act = "expedite"
	ActDeliver    Act = "deliver"
	ActFile       Act = "file"
	ActWithdraw   Act = "withdraw"
	ActTerminate  Act = "terminate"
	ActRevoke     Act = "revoke"
	ActCorrect    Act = "correct"
	ActChange     Act = "change_item"
)

// Effect is what an act does to the clocks of a case.
type Effect string

const (
	NoEffect   Effect = ""             // none
	LookBegins Effect = "look_begins"  // the five working days in which everything missing is told once
	LookEnds   Effect = "look_ends"    //
	Begins     Effect = "begins"       // the limits of the whole begin
	FromPapers Effect = "from_receipt" // they begin at the receipt (行政许可法 32(4))
	StepMoves  Effect = "step"         // the clock of one step ends, that of the next begins
	Stops      Effect = "stops"        // time is taken out
	GoesOn     Effect = "goes_on"      //
	Longer     Effect = "longer"       // a larger limit from the same start
	Keeps      Effect = "keeps"        // the promise is fulfilled
	Drops      Effect = "drops"        // nothing is owed any more; what is late already stays a breach
)

// Row is one declared pair of state and act: where it leads, what it does to the clocks, which paper it issues, whose rule it is.
type Row struct {
	To     State
	Clock  Effect
	Letter doc.Kind
	Rule   string
}

// machine is the whole life of a case: state × act. What is not here is refused without effect and written down as denied. Whether a
// step inside decides the case is for the step to say: then settle follows in the same act.
var machine = map[State]map[Act]Row{
	Received: {
		ActCheck:     {Received, NoEffect, "", "ONE-1"},
		ActNotice:    {Noticed, LookEnds, doc.KindNotice, "ONE-2"},
		ActAccept:    {Accepted, Begins, doc.KindAcceptance, "CAS-1"},
		ActSilence:   {Accepted, FromPapers, doc.KindAcceptance, "行政许可法 32(4)"},
		ActReject:    {Rejected, LookEnds, doc.KindNotAccepted, "ONE-5"},
		ActWithdraw:  {Withdrawn, Drops, "", "law §2.5"},
		ActTerminate: {Terminated, Drops, doc.KindTermination, "law §2.5"},
		ActCorrect:   {Received, NoEffect, "", "CAS-2"},
		ActChange:    {Received, NoEffect, "", "CAS-2"},
	},
	Noticed: {
		ActSupply:    {Received, LookBegins, "", "ONE-2"},
		ActWithdraw:  {Withdrawn, Drops, "", "law §2.5"},
		ActTerminate: {Terminated, Drops, doc.KindTermination, "law §2.5"},
		ActCorrect:   {Noticed, NoEffect, "", "CAS-2"},
	},
	Accepted: {
		ActDecideStep: {Accepted, StepMoves, "", "CAS-1"},
		ActSettle:     {Decided, Keeps, doc.KindGrant, "LIM-14"},
		ActRecall:     {Accepted, StepMoves, "", "CAS-7"},
		ActLater:      {Accepted, Keeps, "", "国发〔2022〕5号"},
		ActAskLonger:  {Accepted, NoEffect, "", "行政许可法 42"},
		ActLonger:     {Accepted, Longer, doc.KindExtension, "行政许可法 42"},
		ActSpecial:    {Accepted, Stops, doc.KindSpecial, "LIM-12"},
		ActSpecialEnd: {Accepted, GoesOn, "", "LIM-12"},
		ActContest:    {Accepted, NoEffect, "", "LIM-12"},
		ActExpedite:   {Accepted, NoEffect, "", "LIM-4"},
		ActWithdraw:   {Withdrawn, Drops, "", "law §2.5"},
		ActTerminate:  {Terminated, Drops, doc.KindTermination, "law §2.5"},
		ActCorrect:    {Accepted, NoEffect, "", "CAS-2"},
	},
	Decided: {
		ActDecideStep: {Decided, StepMoves, "", "CAS-1"},
		ActLater:      {Decided, Keeps, "", "国发〔2022〕5号"},
		ActContest:    {Decided, NoEffect, "", "LIM-12"},
		ActDeliver:    {Delivered, Keeps, doc.KindDelivery, "CAS-1"},
		ActRevoke:     {Revoked, Drops, doc.KindRevocation, "law §2.5"},
		ActCorrect:    {Decided, NoEffect, "", "CAS-2"},
	},
	Delivered: {
		ActFile:   {Filed, NoEffect, "", "CAS-1"},
		ActRevoke: {Revoked, Drops, doc.KindRevocation, "law §2.5"},
	},
	Filed: {
		ActRevoke: {Revoked, Drops, doc.KindRevocation, "law §2.5"},
	},
}

// States lists all states in the order of a case's life.
var States = []State{Received, Noticed, Accepted, Decided, Delivered, Filed, Rejected, Withdrawn, Terminated, Revoked}

// Acts lists all acts.
var Acts = []Act{ActCheck, ActNotice, ActSupply, ActAccept, ActSilence, ActReject, ActDecideStep, ActSettle, ActRecall, ActLater, ActAskLonger, ActLonger,
	ActSpecial, ActSpecialEnd, ActContest, ActExpedite, ActDeliver, ActFile, ActWithdraw, ActTerminate, ActRevoke, ActCorrect, ActChange}

// Next tells what an act does in a state; ok is false where the pair is not declared.
func Next(s State, a Act) (Row, bool) {
	row, ok := machine[s][a]
	return row, ok
}

// move performs a declared change of state.
func (c *Case) move(a Act) error {
	if err := c.declared(a); err != nil {
		return err
	}
	c.State = machine[c.State][a].To
	return nil
}

// declared refuses an act that the table does not know in the state of the case. Services ask first, so that the answer to a wrong act
// is always this one.
func (c *Case) declared(a Act) error {
	if _, ok := Next(c.State, a); !ok && !mutant.On("state_unchecked") {
		return errs.New(errs.Conflict, undeclared, "act", a, "state", c.State, "number", c.No)
	}
	return nil
}

// undeclared is the code of every refusal of a pair that the table does not declare.
const undeclared = "case.state"

// National is the status of the national exchange (law-and-standards.md §2.5). A termination has no number of its own there; it goes out
// as a case taken back.
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
		if c.Ground == NotRequired {
			return 4
		}
		return 5
	case Withdrawn:
		return 14
	case Terminated:
		return 2
	case Revoked:
		return 15
	}
	switch {
	case c.Decision == Refused:
		return 13
	case len(c.Outstanding()) > 0:
		return 12
	}
	return 11
}
