// Package almanac keeps the versions of the calendar and what they do to running clocks (日历版本).
//
// What it is: a change (a year's list, a region's days, a hall's closure) that one person enters and another confirms; the calendar in
// force, which is the built-in one with the confirmed changes in order; the list of clocks that a change would move, before it is
// confirmed; and the work that moves them afterwards.
// Words: change (变更), notice (放假通知), correction (更正: the administration's own edit of a year), overlay (民族地方节日), closure
// (闭厅), agree (监察同意), confirm (确认), keep (保留较早的日期), apply (应用), book (the calendar in force in this process).
// Invariants: who enters a change never confirms it (K9); a document number may be empty and is never invented; every step is an act with
// a reason; a national notice moves dates both ways, an own edit keeps the earlier of two dates unless a supervisor agreed before it was
// confirmed; a closure moves no clock (decision 5); at most one confirmed change is being applied at a time; the due dates that follow
// are computed by package promise and are written nowhere else.
// Sources: decisions 5, 6, 19; rulebook, decisions on calendar edits; reliability.md K9, CAL-1, CAL-4; law-and-standards.md §1.2, §1.3;
// 全国年节及纪念日放假办法 2, 4.
// What it does not do: it opens no file and fetches nothing; it tells nobody by itself: the acts promise.recomputed are what messages follow.
// Start reading at: Change in change.go, then Service.Confirm.
package almanac
