package urge

import (
	"yichuang/internal/casework"
	"yichuang/internal/errs"
)

// ErrToday is a second urging of a case on one working day.
var ErrToday = errs.New(errs.Conflict, "case.urge.today")

func errState(c *casework.Case) error {
	return errs.New(errs.Conflict, "case.urge.state", "state", c.State)
}
