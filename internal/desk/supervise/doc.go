// Package supervise is the office of supervision (监督办): the yellow and red cards of a hall.
//
// What it is: the list of cards with filters, the page of one card with its clock, the explanation of the person responsible and the
// finding of the supervisor.
// Words: those of card; reach (whose cards a reader sees: the own ones, the department's, the hall's).
// Invariants: a reader sees no card beyond the own reach; the form to explain stands before the person of the card only, the form to
// close before a supervisor who is not that person; old open cards stand on top and say so; no citizen is named.
// Sources: design/guide.md §6.9; LIM-11, ASM-6, DUT-3; decision 16.
// What it does not do: it holds no rule of cards; complaints, the opinion box and assessment are not here yet.
// Start reading at: Web.Routes, then list.go.
package supervise
