// Package message is the outbox for short messages, mail and voice calls to people (消息发件箱).
//
// What it is: Queue writes a message into the transaction of an act; a job sends it after the commit, again and again with growing
// pauses, until the gateway takes it or says never; List is what staff see of it.
// Words: event (what is told), recipient (sealed, found by a blind index), template, content (frozen when queued), sender (a
// gateway to the outside), lease (how long one attempt may take), held (kept for the record, never sent: the demo's past).
// A message of the kind desk (站内提醒) goes to one of the staff and nowhere else: it is delivered with the commit and unread until the
// person says so; reading is no act, since nothing legal follows from it.
// States: created → sending → delivered | temporary_failure → sending … | permanent_failure. Delivered means that the gateway took it.
// Invariants: one row for each (event, recipient, template), so telling twice changes nothing; an act never waits for a gateway
// and never fails because of one; recipient and content are sealed, logs and reasons carry neither; after a crash a message may go
// out twice with the same id, never not at all; nothing of legal effect depends on a message.
// Sources: architecture.md rule 13; reliability.md JOB-1; issue of the visit, "jobs and message".
// What it does not do: it decides nothing about whom to tell what; it opens no connection itself (gateway); it authorises nobody
// (the web asks for message.view).
// Start reading at: Service.Queue, then row.go for the rule and Service.Deliver.
package message
