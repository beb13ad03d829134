// Package clerk is the clerk's workbench (窗口工作台): one visit from the call to the rating, without a mouse and without a second screen.
//
// What it is: the three columns of the workbench (who waits, the visit, limits and words), the clerk's own cases, one case with its
// whole history, results to hand out, and the search that a barcode scanner opens.
// Words: seat (who sits at which window), visit (本次接待), matter (the thing in focus), checklist (材料清单), foot (preview and the one
// primary action), slip (what is printed at the end: rating and codes), act (a form that does one thing and comes back).
// Invariants: every act is a plain form answered by a redirect; the same form sent twice acts once; a form that fails comes back with
// everything that was typed; a code is shown once and then lives on paper only; the state decides the one primary action; a name is
// shown in full to whoever owns the case or has the person at the window, masked to others; nobody is found by name.
// Sources: design/guide.md §6.5, §6.6, §7; issue "The visit"; ONE-1..5, CAS-1, CAS-2, LIM-2, LIM-14, DUT-2, DUT-9, reliability.md I1.
// What it does not do: it holds no rule of queue, case or notice; letters are drawn by their own pages; telephone and first-contact
// records are not here yet.
// Start reading at: Web.Routes, then view.go and act.go.
package clerk
