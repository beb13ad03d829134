package notice

import "yichuang/internal/errs"

var (
	ErrUnknown = errs.New(errs.NotFound, "notice.unknown").At("code")
	ErrExpired = errs.New(errs.Conflict, "notice.expired").At("code")
	ErrUsed    = errs.New(errs.Conflict, "notice.supplied").At("code")
)
