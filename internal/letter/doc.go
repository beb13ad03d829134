// Package letter issues papers: numbered, sealed, frozen (文书).
//
// What it is: Issue gives a document number (发文字号), freezes the typed content of package doc, and records the digest in the same
// transaction as the act that the paper tells of; Void takes a paper back and keeps its number; a reprint is counted.
// Words: letter (文书), series (the kind's word in the number), void (作废), reprint (补打).
// Invariants: numbers run without gaps for body, series and year; a voided letter keeps its number; the content never changes and
// its digest stands in the journal; stored content is sealed, since it names people.
// Sources: decisions 8 and 9; rulebook ONE-3, "document numbers"; law-and-standards.md §2.9.
// What it does not do: it draws nothing (doc does) and decides nothing.
// Start reading at: Service.Issue.
package letter
