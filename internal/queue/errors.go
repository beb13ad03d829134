package queue

import "yichuang/internal/errs"

// Codes are stable; the words stand in queueweb's text files under error.CODE.
var (
	ErrNoLine         = errs.New(errs.Invalid, "ticket.take.no_line").At("line")
	ErrNoMatter       = errs.New(errs.Invalid, "ticket.take.no_matter").At("item")
	ErrActive         = errs.New(errs.Conflict, "ticket.take.active").At("person")
	ErrNoSuchTicket   = errs.New(errs.NotFound, "ticket.unknown")
	ErrNobodyWaiting  = errs.New(errs.Conflict, "ticket.call.nobody")
	ErrBusy           = errs.New(errs.Conflict, "ticket.call.busy")
	ErrWindowClosed   = errs.New(errs.Conflict, "window.not_open")
	ErrReasonRequired = errs.New(errs.Invalid, "ticket.reason_required").At("reason")
	ErrStale          = errs.New(errs.Stale, "ticket.stale")
	ErrReturnTime     = errs.New(errs.Invalid, "window.pause.no_return").At("return_at")
	ErrNotHere        = errs.New(errs.Conflict, "ticket.not_at_window")
	ErrVoucherUsed    = errs.New(errs.Conflict, "ticket.voucher.used").At("voucher")
)

// errState says that an act does not fit the ticket's state.
func errState(act string, t *Ticket) error {
	return errs.New(errs.Conflict, "ticket.state", "act", act, "number", t.Number, "state", t.State)
}
