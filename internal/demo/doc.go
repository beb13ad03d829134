// Package demo makes the made-up city of Linxi live: its history, its present day, and its crowd.
//
// What it is: Open seeds the city and lets the real services live through some months on a moving clock; no row is written around
// them. Welcome lists the addresses and accounts.
// Words: history, present, crowd.
// Invariants: the demo's clock starts at 10:00 on the last working day and ticks; no message of the past is sent; what was written
// with less syncing is made durable before the first request.
// Sources: decision 1; the catalogue folder linxi.
// What it does not do: nothing of a real hall runs through here.
// Start reading at: Open.
package demo
