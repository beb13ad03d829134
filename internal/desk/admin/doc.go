// Package admin is where a hall is set up and looked after: state of the system, windows, posts, staff, devices, items, calendar,
// journal (管理).
//
// What it is: staff pages over identity, org, catalogue, calendar and journal; most only read, staff and devices can be changed.
// Words: overview (概况), seat (谁坐在窗口), coverage (放假通知覆盖的年份), provisional (暂定), act (操作), verification (核验).
// Invariants: every route stands under a hall and names its act, so each of the three administrators (三员) sees and does only the own
// part; whatever changes a person's rights asks why; a pairing code is shown once; the journal is shown without what it says of
// citizens; no page changes the past.
// Sources: design/guide.md §6.11; decisions 7, 16, 20, 22; reliability.md AUTH, TAMP-1.
// What it does not do: it edits no item and no calendar (they are published with the catalogue), checks no password, draws no charts.
// Start reading at: Web.Routes, then overview.go.
package admin
