// Package citizen is where an applicant follows a case (办件进度).
//
// What it is: sign-in by case number and tracking code, and one page for one case: a plain sentence, the running clock and why its
// date, the stations with dates and people, the papers, withdrawal.
// Words: access (a browser that may look at a case, for two hours), headline (the sentence that answers first), leg (the stretch
// whose clock runs), station.
// Invariants: number and code must both fit, and no answer tells which did not; wrong tries are counted by number and by address;
// knowing an address of a page opens nothing; the applicant's own name is masked, other people appear only as on-duty staff; the
// page is whole without JavaScript.
// Sources: NET-2, PUB-6; guide.md §2, §6.1 C5; decision 16; reliability.md O1.
// What it does not do: it counts no time (promise) and changes nothing but by casework's own acts.
// Start reading at: Web.Routes, then headline.go.
package citizen
