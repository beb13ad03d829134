package demo

import (
	"context"

	"yichuang/internal/app"
)

// Crowd lets visitors come and be served until ctx ends.
func Crowd(ctx context.Context, a *app.App) {}
