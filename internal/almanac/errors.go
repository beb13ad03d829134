package almanac

import "yichuang/internal/errs"

// Codes are stable; the words stand in the text files under error.CODE.
var (
	ErrKind          = errs.New(errs.Invalid, "almanac.kind").At("kind")
	ErrReason        = errs.New(errs.Invalid, "almanac.reason").At("reason")
	ErrYear          = errs.New(errs.Invalid, "almanac.year").At("year")
	ErrTitle         = errs.New(errs.Invalid, "almanac.title").At("title")
	ErrRegion        = errs.New(errs.Invalid, "almanac.region").At("region")
	ErrIssued        = errs.New(errs.Invalid, "almanac.issued").At("issued")
	ErrFrom          = errs.New(errs.Invalid, "almanac.from").At("from")
	ErrTo            = errs.New(errs.Invalid, "almanac.to").At("to")
	ErrPast          = errs.New(errs.Invalid, "almanac.past").At("to")
	ErrUnknown       = errs.New(errs.NotFound, "almanac.unknown")
	ErrSamePerson    = errs.New(errs.Conflict, "almanac.same_person")
	ErrNoConsent     = errs.New(errs.Conflict, "almanac.no_consent")
	ErrAgreedAlready = errs.New(errs.Conflict, "almanac.agreed_already")
	ErrRunning       = errs.New(errs.Conflict, "almanac.running")
)

func errState(c *Change) error { return errs.New(errs.Conflict, "almanac.state", "state", c.State) }
