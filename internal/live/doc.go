// Package live tells open pages to look again (server-sent events).
//
// What it is: a hub of topics and one event stream a browser; an event carries topic names and nothing else (提示).
// Words: topic ("case:ID", "hall:ID", "screen:ID:ZONE", "window:ID"), nudge, stream.
// Invariants: no data travels in a nudge, so permissions stay with the pages; a reader that does not read is dropped and holds
// no memory beyond its set of topics; each topic is authorised when the stream opens.
// Sources: architecture.md rule 8; decision 13; guide.md §5; reliability.md SSE-1, SSE-2.
// What it does not do: it keeps no history; a page that reconnects refetches everything.
// Start reading at: Hub, then Stream.
package live
