package outage

import "yichuang/internal/errs"

// Refusals.
var (
	ErrUnknown    = errs.New(errs.NotFound, "outage.unknown")
	ErrStale      = errs.New(errs.Stale, "outage.stale")
	ErrNoGap      = errs.New(errs.Conflict, "outage.gap.none").At("gap")
	ErrNoRecord   = errs.New(errs.Conflict, "outage.window.no_record").At("gap")
	ErrTwice      = errs.New(errs.Conflict, "outage.twice").At("gap")
	ErrNoCause    = errs.New(errs.Invalid, "outage.cause").At("cause")
	ErrNoReason   = errs.New(errs.Invalid, "outage.reason").At("reason")
	ErrNoNote     = errs.New(errs.Invalid, "outage.refuse.note").At("note")
	ErrSamePerson = errs.New(errs.Forbidden, "outage.same_person")
)

func errShort(office, least int) error {
	return errs.New(errs.Conflict, "outage.gap.short", "minutes", office, "least", least).At("gap")
}

func errState(o *Outage) error { return errs.New(errs.Conflict, "outage.state", "state", o.State) }
