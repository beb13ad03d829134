// Package clock is the only place that reads the time of day.
//
// What it is: the source of time (system, fixed, moving for the demo) and the guard that watches it (时钟监护).
// Words: wall time, monotonic time, jump, confirmation.
// Invariants: no other package calls time.Now; a jump of the wall source (back more than 2 s, forward more than 120 s against the
// monotonic clock or the last heartbeat) makes Guard refuse legal acts until the source agrees again or a supervisor confirms.
// Sources: decisions 1 and 2; reliability.md K3, CLK-1.
// What it does not do: it never corrects the time by itself and never puts a leap into the journal.
// Start reading at: Clock, then Guard.
package clock
