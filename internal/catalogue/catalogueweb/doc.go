// Package catalogueweb is what a citizen reads before coming: home page, search, guides, halls, promises, calendar.
//
// What it is: the public pages of the catalogue, phone first, in both languages, complete without JavaScript.
// Words: guide (办事指南), to bring (要带), not to bring (不用带: the hall fetches it), situation (情形), seat (岗位上的 A 岗和 B 岗),
// load (排队情况), promise figure (承诺完成情况), provisional (暂定).
// Invariants: everything comes from the catalogue, the calendar and the org tables, nothing is written in a template; a promised limit
// stands before the statutory one; a basis that nobody verified says 依据待核 and a limit that no source gives says 本厅承诺(示例); no
// page shows a citizen (decision 16); no page asks for anything that is not published (PUB-1); a missed promise is shown like a kept one.
// Sources: rulebook PUB-1..8, LIM-3, LIM-12, APT-14; design/guide.md §6.1 C1 and C2, §8, §9; decisions 16 and 20.
// What it does not do: no tickets and no filings (their packages do), no editing, no figures of its own (Promises and Loads bring them).
// Start reading at: Web, then guide.go.
package catalogueweb
