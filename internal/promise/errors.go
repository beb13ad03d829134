package promise

import "yichuang/internal/errs"

// Codes are stable; the words stand in the text files under error.CODE of whoever shows them.
var (
	ErrIncomplete   = errs.New(errs.Internal, "promise.open.incomplete")
	ErrNoOwner      = errs.New(errs.Conflict, "promise.open.no_owner")
	ErrStart        = errs.New(errs.Internal, "promise.open.start")
	ErrLimit        = errs.New(errs.Internal, "promise.open.limit")
	ErrAgreed       = errs.New(errs.Invalid, "promise.agreed").At("agreed")
	ErrUnknown      = errs.New(errs.NotFound, "promise.unknown")
	ErrReason       = errs.New(errs.Invalid, "promise.reason_required").At("reason")
	ErrLateReason   = errs.New(errs.Invalid, "promise.keep.late_reason").At("reason")
	ErrLateCancel   = errs.New(errs.Conflict, "promise.cancel.late")
	ErrGround       = errs.New(errs.Invalid, "promise.exclude.ground").At("ground")
	ErrNoNotice     = errs.New(errs.Invalid, "promise.exclude.no_notice").At("document")
	ErrNotMeasured  = errs.New(errs.Invalid, "promise.exclude.not_measured")
	ErrBackdated    = errs.New(errs.Invalid, "promise.exclude.backdated")
	ErrNothingRuns  = errs.New(errs.Conflict, "promise.exclude.nothing_runs")
	ErrNotStopped   = errs.New(errs.Conflict, "promise.resume.not_stopped")
	ErrExtendedOnce = errs.New(errs.Conflict, "promise.extend.once")
	ErrNotLonger    = errs.New(errs.Invalid, "promise.extend.not_longer").At("limit")
	ErrFuture       = errs.New(errs.Invalid, "promise.why.future").At("at")
	ErrTooLate      = errs.New(errs.Conflict, "promise.extend.late")
)

func errClosed(c *Clock) error {
	return errs.New(errs.Conflict, "promise.closed", "state", c.State)
}
