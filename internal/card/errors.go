package card

import "yichuang/internal/errs"

// Codes are stable; the words stand in the text files of desk/supervise under error.CODE.
var (
	ErrUnknown   = errs.New(errs.NotFound, "card.unknown")
	ErrStale     = errs.New(errs.Stale, "card.stale")
	ErrNotYours  = errs.New(errs.Forbidden, "card.explain.not_yours")
	ErrNoText    = errs.New(errs.Invalid, "card.explain.no_text").At("text")
	ErrOwn       = errs.New(errs.Forbidden, "card.close.own")
	ErrNoFinding = errs.New(errs.Invalid, "card.close.no_finding").At("finding")
	ErrNoGround  = errs.New(errs.Invalid, "card.close.no_ground").At("ground")
	ErrNoNote    = errs.New(errs.Invalid, "card.close.no_note").At("note")
	ErrNotHeard  = errs.New(errs.Conflict, "card.close.not_heard").At("finding")
)

func errState(c *Card) error { return errs.New(errs.Conflict, "card.state", "state", c.State) }
