// Package app wires the program together by hand, in order.
//
// What it is: Open builds every service on one database; features.go is the table of contents; server.go answers who asks and what
// is allowed; seed.go sets a new hall up from a catalogue.
// Words: feature, wiring.
// Invariants: no rule of any feature stands here; a route exists only through a feature's table.
// Sources: architecture.md "One folder per feature".
// What it does not do: no flags (cmd/yichuang), no pages of its own beyond health and redirects.
// Start reading at: features.go.
package app
