// Package errs is the one vocabulary of failures.
//
// What it is: a typed error with a stable code, a kind that fixes the HTTP status, parameters for the words, and the name of the
// form field it belongs to.
// Words: code ("queue.ticket.closed"), kind, parameter, field.
// Invariants: a code never changes its meaning; the words that people read are never here but in the text files of the web halves.
// Sources: architecture.md, decision 20.
// What it does not do: it writes no response and logs nothing.
// Start reading at: Error.
package errs
