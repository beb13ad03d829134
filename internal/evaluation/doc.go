// Package evaluation is what people say about the service they got (评价, 好差评).
//
// What it is: one rating for each ended visit, by the unguessable token on its slip; the figures over them; the clocks that a bad
// rating opens; what was done about it.
// Words: level (5 非常满意 … 1 非常不满意), bad rating (差评, the two lowest levels), aspect (what was wrong, to tick), revision (追评),
// response rate (评价率), handling (核实, 整改).
// Invariants: no rating without a visit that really ended; ratings are only added, never changed or removed; a revision keeps the
// first row, the last one counts and the raw figure keeps the first; nothing is chosen beforehand; who was not asked or did not
// answer stays unrated; nobody who works here can rate; a bad rating, once given, is followed up whatever is said later; the
// journal holds no words of the person.
// Sources: SUP-1; law-and-standards.md §2.2; reliability.md K15, K16; decisions 22, 24.
// What it does not do: it asks nobody to rate or to rate again, shows no window who wrote what, and scores nobody.
// Start reading at: Rating in rating.go, then Service.Rate.
package evaluation
