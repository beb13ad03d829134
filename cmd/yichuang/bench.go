package main

import (
	"context"

	"yichuang/internal/bench"
)

// benchCmd measures.
type benchCmd struct {
	Name string `arg:"" optional:"" default:"all" help:"P1, P4, CAL or all."`
}

// Run prints figures with their limits; being slow is no failure.
func (c *benchCmd) Run(s streams) error { return bench.Run(context.Background(), c.Name, s.out) }
