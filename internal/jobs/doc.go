// Package jobs is background work that is ordered in the caller's transaction (后台任务).
//
// What it is: Insert puts a job into the transaction of an act; after the commit a worker of any process runs it; Every runs a job
// at an interval, by one process at a time. The machinery is River, with one client for SQLite and PostgreSQL.
// Words: job, arguments (ids only), worker, snooze (again later), drop (never again), rescue (a job whose process died), bell (the
// wake-up after a commit on SQLite).
// Invariants: a job of an undone transaction never runs; work is done at least once, so every effect has a unique key of its own;
// an act inserts at most one job; arguments and errors carry no personal data, because they are stored and logged; no deadline
// depends on a job. On SQLite the workers have a connection of their own and never hold the writer.
// Sources: architecture.md rules 5 and 13; reliability.md JOB-1 and the row on River.
// What it does not do: it knows no hall time. Its intervals run on the machine's clock; what is due is asked of the hall's clock by
// the work itself, so a demo whose clock leaps loses nothing.
// Start reading at: Queue, then Insert.
package jobs
