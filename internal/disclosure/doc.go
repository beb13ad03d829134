// Package disclosure computes the figures of the published promises from what happened (公示, PUB-6).
//
// What it is: one Figure for each promise of the catalogue and a Beijing month: how many were owed, how many were kept, the actual
// figure beside its target.
// Words: promise (服务承诺), measure (how a promise is counted), figure, known (something was measured).
// Invariants: a figure of time limits is derived from the acts of the journal each time it is read, never from the rows of clocks, and
// stored nowhere; a measure that the program cannot count yet is unknown, never zero and never a guess; a missed promise is shown like
// a kept one; a late case counts in the month of its due date whether or not it is closed.
// Sources: PUB-6, LIM-5, LIM-6..9, LIM-11, CAS-4, ONE-2, ONE-4, HAL-1; catalogue "promises".
// What it does not do: it draws nothing, rounds nothing and ranks nobody.
// Start reading at: Figure, then Figures.
package disclosure
