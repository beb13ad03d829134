package evaluation

import "yichuang/internal/errs"

// Codes are stable; the words stand in the text files of evaluationweb under error.CODE.
var (
	ErrUnknown = errs.New(errs.NotFound, "rating.unknown")
	ErrStaff   = errs.New(errs.Forbidden, "rating.staff")
	ErrOwn     = errs.New(errs.Forbidden, "rating.handle.own")
	ErrGood    = errs.New(errs.Conflict, "rating.handle.good")
	ErrWords   = errs.New(errs.Invalid, "rating.handle.words").At("words")
	ErrHandled = errs.New(errs.Conflict, "rating.handle.twice")
)
