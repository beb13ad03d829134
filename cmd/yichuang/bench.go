package main

import (
	"context"
	"os"

	"yichuang/internal/bench"
)

// benchCmd measures.
type benchCmd struct {
	Name string `arg:"" optional:"" default:"all" help:"P1, P3, P4, P6, P7, CAL or all."`
	DSN  string `help:"Address of a PostgreSQL server to measure beside SQLite; each measurement makes a schema there and drops it." name:"database" env:"YICHUANG_TEST_PG"`
}

// Run prints figures with their limits; being slow is no failure.
func (c *benchCmd) Run(s streams) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	return bench.Run(context.Background(), bench.Options{Name: c.Name, Database: c.DSN, Program: program}, s.out)
}
