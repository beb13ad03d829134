// Package faults makes things go wrong on purpose and looks at what is left (故障试验).
//
// What it is: tests only. Answers that are lost after the commit, histories of the queue checked against a model, clocks that jump.
// Words: lost answer, key, history, model, jump.
// Invariants: each suite runs the real program on both engines with a seed that it prints, and has a mutant that it catches.
// Sources: reliability.md CR-4, LIN-2, CLK-1; decisions 2, 4, 11.
// What it does not do: it kills no process; internal/e2e does that to real servers.
// Start reading at: lost_answers_test.go.
package faults
