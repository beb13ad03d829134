// Package evaluationweb is where people rate the service they got (评价).
//
// What it is: the rating page that the slip's code opens, the thanks page with what happens next, the form to type the code.
// Words: token (评价码, on the slip), faces (five equal choices).
// Invariants: no level is chosen beforehand; a level is never asked to be changed; who works here gets no form; wrong codes are
// counted by address; every page works without JavaScript; no page shows who rated.
// Sources: SUP-1; guide.md §6.1 C7; reliability.md K15, K16, O1.
// What it does not do: it decides nothing about terms and clocks (evaluation) and shows no figures.
// Start reading at: Web.Routes.
package evaluationweb
