// Package lint finds what is wrong with a catalogue of service items before anybody relies on it.
//
// What it is: one check for each rule that an item, a window, a post or a promise must keep, each finding with file and line.
// Words: finding, error (the catalogue is refused), warning (it works and the gap is shown, e.g. 依据待核), route (the steps that a case
// may take to its decision), first bad day.
// Invariants: limits are compared with the deadline engine from every start day of the loaded years, never by their numbers alone
// (LIM-3); a check never stops at the first fault; every code has a planted fault that proves it and a sentence in both languages.
// Sources: LIM-1, LIM-3, LIM-4, LIM-12, LIM-14, ONE-1, ONE-2, DUT-1, DUT-7, PUB-1, PUB-3, CAS-7, CAS-16; decision 6;
// law-and-standards.md §1.1, §2.3-2.6; 优化营商环境条例 36 and 37.
// What it does not do: it mends nothing, and it does not check what Load needs (package catalogue does that, and reports it here too).
// Start reading at: Check.
package lint
