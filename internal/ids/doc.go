// Package ids makes identifiers and says who acts.
//
// What it is: random ids for objects, secrets that people can type, and Actor, the person, device or system behind an act.
// Words: id, secret code (查询码), actor.
// Invariants: an id in a URL is random and tells nothing; a secret has at least 40 random bits and is stored only as a hash.
// Sources: decision 7; reliability.md O1.
// What it does not do: it makes no numbers that people read (tickets, case and document numbers).
// Start reading at: New, Actor.
package ids
