// Package messageweb shows staff what became of messages (消息发送情况).
//
// What it is: one page of a hall's outbox with figures by status, a filter, and the fragment that keeps it live.
// Words: those of message.
// Invariants: recipients are shown as masks and contents not at all; whoever reads it may view messages of that hall.
// Sources: issue of the visit, "jobs and message"; authz.csv message.view.
// What it does not do: it sends nothing and repeats nothing.
// Start reading at: Web.Routes.
package messageweb
