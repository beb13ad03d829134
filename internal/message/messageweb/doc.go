// Package messageweb shows staff what became of messages (消息发送情况).
//
// What it is: one page of a hall's outbox with figures by status, a filter, and the fragment that keeps it live; and for each of the
// staff the notes on the own desk (站内提醒), read one by one or all at once, with a panel of the newest for other pages.
// Words: those of message.
// Invariants: nobody sees or reads another's notes; recipients are shown as masks and contents not at all; whoever reads it may view messages of that hall.
// Sources: issue of the visit, "jobs and message"; authz.csv message.view.
// What it does not do: it sends nothing and repeats nothing.
// Start reading at: Web.Routes.
package messageweb
