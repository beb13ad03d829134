// Package bench measures the program beside the limits of the machine, in one interleaved run.
//
// What it is: P1 (a visit over HTTP, each act durable before its answer), P3 (a four-step case over HTTP), P4 (one due date on a compiled
// calendar), P6 (the start of a hall with a million open cases), P7 (what grows with them) and CAL (what a change of the calendar does to
// 100,000 running clocks), on SQLite and on PostgreSQL where a server is named, each printed with its limit measured in the same run.
// Words: round, limit, ratio, median, place (a throw-away city), city (a place filled with so many cases).
// Invariants: the first round is dropped; what is published is the median with its range and the ratio; nothing fails for being
// slow; servers listen on loopback only.
// Sources: performance.md.
// What it does not do: it plans no queries and warms no caches; nothing is tuned here that users would not get.
// Start reading at: Run.
package bench
