// Package manage is the live board of a hall and the list of its running clocks (大厅实况, 办件时限).
//
// What it is: what goes on now (figures, windows, who waits, who came beside who was expected, what needs a hand, cases that are due, the month's promises), one
// window in detail, every running clock by remaining time with filters and a CSV file, and the end of the day.
// Words: board (实况), counter (窗口卡片), to do (要我处理), flow (到人与能力), suggestion (建议), load (running cases by their worst clock), reference time (参考时长).
// Invariants: every figure is read from tickets, windows, clocks and acts at the moment of reading; nothing is stored and nothing is
// invented: what is not measured says so; people are not ranked; citizens stand by ticket number or masked name.
// Sources: design/guide.md §6.8, §7; HAL-1, HAL-4, LIM-5, LIM-11, PUB-6, DUT-1..3, CAS-7; decisions 16, 19, 22.
// What it does not do: no roster (nobody knows yet who should be at a window) and no act by itself: the expectation is a mean
// of past weeks and a suggestion is a link; it decides no case.
// Start reading at: Web.Routes, then board.go.
package manage
