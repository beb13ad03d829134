// Package bench measures the program beside the limits of the machine, in one interleaved run.
//
// What it is: P1 (a visit over HTTP, each act durable before its answer), P4 (one due date on a compiled calendar) and CAL (what a
// change of the calendar does to 100,000 running clocks), each printed with its limit measured in the same run.
// Words: round, limit, ratio, median.
// Invariants: the first round is dropped; what is published is the median with its range and the ratio; nothing fails for being
// slow; servers listen on loopback only.
// Sources: performance.md.
// What it does not do: nothing is tuned here that users would not get.
// Start reading at: Run.
package bench
