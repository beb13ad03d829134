// Package outage measures when the hall stood still and settles what follows from it (停电、断网, 中止办理).
//
// What it is: a heartbeat act each minute, the gaps between acts that it makes visible, and outages that two people establish on a gap
// (the whole hall) or on a window's own record (one window).
// Words: heartbeat (心跳), gap (断档: a stretch in which nothing at all was written down while heartbeats were due), outage (停办), cause,
// person concerned (受影响的人: who waited or was served, whose promise moved).
// Invariants: nobody types a time, both ends come from the gap or the window's record; a gap counts only when no act lies in it and it
// takes enough office time; two people, never the same; an outage of the hall moves the promised limits only, never a statutory one, and
// one of a window moves none; each gap is used once; whoever is concerned is listed and told, and goes first when it is over.
// Sources: APT-5, LIM-12; decisions 2, 5; reliability.md K10, LOG-09; law-and-standards.md S19.
// What it does not do: it sends nothing itself, messages follow outage.confirmed; it closes no hall, opening hours stay the calendar's.
// Start reading at: Gap in gap.go, Outage in outage.go, then Service.Confirm.
package outage
