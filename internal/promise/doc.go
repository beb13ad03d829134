// Package promise keeps the clocks of everything a hall owes to people (承诺时钟).
//
// What it is: one clock is one promise with an owner post, a start, a limit and an end. A case has several (statutory and
// promised, whole and step); the earliest governs (LIM-3). Lamps, warnings and compliance figures are derived from clocks.
// Words: clock (时钟), subject (what the promise is about), stop and resume (中止, 恢复: the 特别程序 of 行政许可法 45, or a measured
// outage), lamp (时限灯), rung (one warning on the ladder: soon due, late, one working day late), generation (counts every change
// of the due date, so that a warning of an earlier due date is never sent twice or taken for a present one).
// Invariants: due_at is a derived cache, written by the engine only and never an input; a clock is late when now lies after its due
// instant, whether or not any worker runs; exclusions are only ever added and ended; a closed clock never changes again; a late
// clock is closed only with a reason, which is published; an outage never stops a statutory limit.
// Sources: rulebook B (LIM-1, LIM-3, LIM-5, LIM-11, LIM-12) and its decisions on lamps and overdue clocks; decisions 5, 6, 19;
// law-and-standards.md §1.3 points 6, 7, 11; 优化营商环境条例 36.
// What it does not do: it does not know which procedures an item allows, asks no authorization, sends nothing: the act
// promise.warned is what messages follow. It decides nothing with legal effect.
// Start reading at: Clock in clock.go, then Service.Open.
package promise
