// Package notice is telling people once, and completely (一次性告知).
//
// What it is: the checklist of a filing with four answers, the rule that makes one notice of everything missing, the record of the
// notice with its return code, and the watch over second demands.
// Words: row, answer (齐全 缺 不符 容缺), gap, notice (业务事项告知单), second notice, return code (补件号).
// Invariants: nothing is issued while a row is unanswered; a notice lists every gap; what was not on the first sheet is asked for
// later only with a reason, and that is a breach; what was on it and is still missing is no second demand.
// Sources: ONE-1..5, ONE-8; decisions 17 and 18; 行政许可法 32(4).
// What it does not do: it opens no case and stops no clock (补正 is no stop: the limit has not begun).
// Start reading at: Gaps, then Compose.
package notice
