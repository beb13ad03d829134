// Package queue is the line before the windows: tickets, calling, and what a window does (排队叫号).
//
// What it is: take a ticket, call by policy, recall, arrive, serve, park, transfer, miss and come back, finish with an outcome for
// every matter; windows open, pause with a return time, close; the day ends without losing anybody.
// Words: line (业务队列), ticket (号票), matter (one thing the person came for), class (ordinary, priority, appointment, return),
// call (叫号), recall (重呼), missed (过号), park (暂挂), transfer (转号), span (an interval of a visit), outcome.
// States: waiting → called → serving → done; called → missed → waiting; serving ⇄ parked; waiting → cancelled or expired.
// Invariants: a number is unique for hall, day and letter, without gaps, and never given again; a ticket is called by one window
// only; the order is the policy's, each deviation has a reason that is shown; a visit cannot end with a matter undecided; every
// interval of a visit is a row.
// Sources: HAL-1..4, APT-8, APT-5, rulebook "missed call", "priority", "anonymous ticket"; decision 24; law-and-standards.md §4.
// What it does not do: it checks no papers and opens no case (notice, casework); it knows no calendar but asks Hours.
// Start reading at: Ticket, then call.go for the policy, then Service.Call. This is the reference feature: the others copy it.
package queue
