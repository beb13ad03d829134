package queue

import "yichuang/internal/journal"

// Events of the queue. None carries personal data.
type (
	// TicketTaken: a number was given (取号).
	TicketTaken struct {
		Number string   `json:"number"`
		Line   string   `json:"line"`
		Class  Class    `json:"class"`
		Reason string   `json:"reason,omitempty"`
		Items  []string `json:"items"`
		Origin string   `json:"origin"`
	}
	// TicketCalled: a window called it (叫号). OutOfOrder carries the reason, which is shown.
	TicketCalled struct {
		Number     string `json:"number"`
		Window     string `json:"window"`
		OutOfOrder string `json:"out_of_order,omitempty"`
	}
	// TicketSlipRenewed: the slip was given again with a fresh secret because the first answer may not have arrived.
	TicketSlipRenewed struct{}
	// TicketRecalled: called once more (重呼).
	TicketRecalled struct {
		Calls int `json:"calls"`
	}
	// TicketCallUndone: a wrong call was taken back.
	TicketCallUndone struct {
		Reason string `json:"reason"`
	}
	// TicketArrived: the person is at the window; the visit begins.
	TicketArrived struct {
		Window string `json:"window"`
	}
	// TicketMissed: nobody came after the calls (过号).
	TicketMissed struct {
		Calls int `json:"calls"`
	}
	// TicketReturned: the person came back in time.
	TicketReturned struct{}
	// TicketInvited: goes first because the hall had stood still while its holder waited (APT-5).
	TicketInvited struct {
		Was State `json:"was"`
	}
	// TicketParked: the visit waits for something (暂挂).
	TicketParked struct {
		Reason string `json:"reason"`
	}
	// TicketResumed: the visit goes on.
	TicketResumed struct {
		Window string `json:"window"`
	}
	// TicketTransferred: moved to another line or window (转号).
	TicketTransferred struct {
		From   string `json:"from"`
		To     string `json:"to"`
		Reason string `json:"reason"`
	}
	// TicketMatterDecided: one matter of the visit has its outcome.
	TicketMatterDecided struct {
		Matter  string  `json:"matter"`
		Item    string  `json:"item"`
		Outcome Outcome `json:"outcome"`
		Ref     string  `json:"ref,omitempty"`
	}
	// TicketMatterReconsidered: an outcome that was recorded wrongly was taken back.
	TicketMatterReconsidered struct {
		Matter string  `json:"matter"`
		Was    Outcome `json:"was"`
		Reason string  `json:"reason"`
	}
	// TicketFinished: the visit ended with every matter decided.
	TicketFinished struct {
		Outcomes map[Outcome]int `json:"outcomes"`
	}
	// TicketCancelled: given back by the person.
	TicketCancelled struct{}
	// TicketExpired: the day ended before it was called; it becomes a priority voucher.
	TicketExpired struct {
		State State `json:"state"`
	}
	// WindowOpened, WindowPaused, WindowClosed: what a window does (HAL-4).
	WindowOpened struct{}
	WindowPaused struct {
		Reason string `json:"reason"`
		Return int64  `json:"return_at"` // microseconds
	}
	WindowClosed struct{}
	// LineConfigured: a business queue was set up or changed.
	LineConfigured struct {
		Code   string `json:"code"`
		Letter string `json:"letter"`
	}
)

func (TicketTaken) EventType() string              { return "ticket.taken" }
func (TicketCalled) EventType() string             { return "ticket.called" }
func (TicketSlipRenewed) EventType() string        { return "ticket.slip_renewed" }
func (TicketRecalled) EventType() string           { return "ticket.recalled" }
func (TicketCallUndone) EventType() string         { return "ticket.call_undone" }
func (TicketArrived) EventType() string            { return "ticket.arrived" }
func (TicketMissed) EventType() string             { return "ticket.missed" }
func (TicketReturned) EventType() string           { return "ticket.returned" }
func (TicketInvited) EventType() string            { return "ticket.invited" }
func (TicketParked) EventType() string             { return "ticket.parked" }
func (TicketResumed) EventType() string            { return "ticket.resumed" }
func (TicketTransferred) EventType() string        { return "ticket.transferred" }
func (TicketMatterDecided) EventType() string      { return "ticket.matter_decided" }
func (TicketMatterReconsidered) EventType() string { return "ticket.matter_reconsidered" }
func (TicketFinished) EventType() string           { return "ticket.finished" }
func (TicketCancelled) EventType() string          { return "ticket.cancelled" }
func (TicketExpired) EventType() string            { return "ticket.expired" }
func (WindowOpened) EventType() string             { return "window.opened" }
func (WindowPaused) EventType() string             { return "window.paused" }
func (WindowClosed) EventType() string             { return "window.closed" }
func (LineConfigured) EventType() string           { return "line.configured" }

var _ = journal.Register(TicketTaken{}, TicketSlipRenewed{}, TicketCalled{}, TicketRecalled{}, TicketCallUndone{}, TicketArrived{}, TicketMissed{},
	TicketReturned{}, TicketInvited{}, TicketParked{}, TicketResumed{}, TicketTransferred{}, TicketMatterDecided{}, TicketMatterReconsidered{}, TicketFinished{},
	TicketCancelled{}, TicketExpired{}, WindowOpened{}, WindowPaused{}, WindowClosed{}, LineConfigured{})
