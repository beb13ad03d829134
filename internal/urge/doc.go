// Package urge lets an applicant press for a case that takes long (催办).
//
// What it is: one act of the applicant's, counted, told to whoever has the case in hand.
// Words: urging (催办), day (the working day on which an urging counts: that of the act, or the next one after a day off).
// Invariants: only the applicant urges, the own case only, once a working day; an urging changes no clock and no state; whom it
// reaches is settled at that moment and kept (DUT-3).
// Sources: design/guide.md C5; DUT-3, CAS-7.
// What it does not do: it sends nothing itself, messages follow the act; it judges nobody.
// Start reading at: May in urge.go, then Service.Urge.
package urge
