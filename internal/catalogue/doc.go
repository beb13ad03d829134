// Package catalogue holds what a city's halls offer: items of service, halls, windows, posts, staff, promises and phrases, read from a folder of YAML.
//
// What it is: the loader, the accessors that features use, lint, plain-word search, the difference between two catalogues, and the
// store that keeps every version of every item.
// Words: item (事项), class (办件类别), statutory limit (法定时限), promised limit (承诺时限), material (材料), situation (情形), step (环节),
// outcome, special procedure (特别程序), basis (依据), pending basis (依据待核), queue (业务), window (窗口), post (岗位).
// Invariants: a loaded catalogue never changes; an item's version never changes once published, a running case reads the version it was
// accepted under; a promised limit is never over the statutory one (LIM-3) and never starts later than it (decision 6); every material
// says how it is put right (ONE-2); no catch-all material; every window and step has a post with an A and a B (DUT-1).
// Sources: rulebook.md A, B, C, H; items.md; law-and-standards.md §1.1, §2.3-2.6; decisions 6 and 25.
// What it does not do: it counts no dates (calendar), opens no clocks (promise), knows no tickets and no cases; it takes no fees.
// Start reading at: File and Item (the format), then Load, then Lint.
package catalogue
