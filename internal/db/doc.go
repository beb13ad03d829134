// Package db is the door to the database: embedded SQLite or PostgreSQL behind one small surface.
//
// What it is: Open, Read, Write, and Tx with one time for the whole transaction, hooks after the commit, nudges for live pages.
// Words: engine, write (repeatable closure), group commit, touch (a row of legal meaning was changed), act.
// Invariants: a write is acknowledged only after a durable commit (WAL, synchronous=FULL); a transaction that touched a row of
// legal meaning and recorded no act is refused; a closure given to Write may run twice and never opens another transaction.
// Sources: architecture.md rules 4, 5, 6; decisions 2 and 23; reliability.md CR-1..4.
// What it does not do: no SQL of any feature, no caching, no retry of a closure's own errors.
// Start reading at: DB.Write, then sqlite.go for the group commit.
package db
