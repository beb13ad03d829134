// Package journal is the append-only record of acts: event log, outbox, audit trail and live cursor at once (日志).
//
// What it is: Record writes an act in the caller's transaction; one sealer gives acts their order and extends a Merkle tree in
// batches; subscribers follow sealed order from a cursor; Verify re-derives everything and compares.
// Words: act, event (the typed payload of an act), object sequence, leaf, seal, head, term, subscriber, parked event.
// Invariants: a leaf holds commitments only, never personal data or free text; within an object sealed order is causal order; the
// sealer with an old term changes nothing; a subscriber's effect and its cursor commit together.
// Sources: architecture.md rule 2; decisions 3 and 4; reliability.md §5; docs/adr/0002-leaf-encoding.md.
// What it does not do: no state is rebuilt from it (not event sourcing); no signing and no witness yet.
// Start reading at: Record, then Sealer.Seal.
package journal
