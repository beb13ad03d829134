package casework

import "yichuang/internal/errs"

var (
	ErrUnknown    = errs.New(errs.NotFound, "case.unknown")
	ErrStale      = errs.New(errs.Stale, "case.stale")
	ErrNotYours   = errs.New(errs.Forbidden, "case.step.not_yours")
	ErrNoEntry    = errs.New(errs.NotFound, "case.entry.unknown")
	ErrSamePerson = errs.New(errs.Forbidden, "case.entry.same_person")
	ErrNoItem     = errs.New(errs.Invalid, "case.receive.no_item").At("item")
)
