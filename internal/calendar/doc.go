// Package calendar computes due dates: which days work, when a limit ends, and why.
//
// # Words
//
//   - Date: a Beijing calendar date. All computing happens at UTC+08:00, whatever the machine says.
//   - Calendar: official days off and make-up working days (法定节假日, 调休), which years are covered and by
//     which notice, and the region overlay (民族地方节日).
//   - Hall: office hours by season and closures. A Limit is N of a Unit; N = 0 means at once (即办).
//   - Exclusion: time that does not count (特别程序, 中止), half-open, possibly without an end.
//   - View: calendar, hall and Policy compiled into tables; it is immutable and safe to share.
//   - Provisional (暂定): the date rests on days that no notice has settled yet.
//
// # Invariants
//
//   - (*View).Due, (*View).Explain and Naive agree on every input. Due is the fast path over tables, Explain
//     walks day by day with reasons, Naive is an independent oracle that verify and the tests compare with.
//   - Hall closures and outages never move a statutory limit; they change opening only. A promise that an
//     outage may stop gets the outage as an Exclusion from its owner.
//   - Working-day limits never roll; natural-day and month limits roll to the next day that works and counts.
//   - A year without a notice is estimated (weekends and the 13 statutory days off, no make-up days) and marked.
//   - Nothing here reads a clock, a database or the time zone of the machine, and no prose is made here: reasons
//     are codes with parameters, the words stand in text.zh-CN.yaml and text.en.yaml.
//
// # Sources
//
// 行政许可法 32, 42-45, 82; 民法典 200-204; 电子签名法 11; 全国年节及纪念日放假办法 (2024-11-10); the yearly notices
// named in coverage.csv. LIM-1, LIM-3, LIM-12 and the decisions on silent sources in the rulebook.
//
// # What it does not do
//
// It keeps no clocks (package promise does), stores nothing and decides nothing with legal effect.
//
// Start reading at due.go, then view.go and explain.go.
package calendar
