// Package casework is a matter from receipt to filing (办件): taken at one window, circulated inside, decided in time, handed out at
// the window.
//
// What it is: receive, check, accept or tell once or reject, steps at posts, decide, deliver, file; withdraw; put mistakes right.
// Words: case (办件), applicant, agent, handler (承办人, responsible to the end), step (环节), decision (决定), case number (办件编号),
// tracking code (查询码).
// States: received → accepted → decided → delivered → filed; received ⇄ noticed; received → rejected; received, noticed and accepted →
// withdrawn. The table stands in machine.go.
// Invariants: nothing of legal meaning is written but by an act; acceptance needs every row of the checklist answered well; a refusal
// names an unmet published condition; nothing is open with nobody responsible; a running case keeps its item's version; a clock
// starts at the act that its limit names, and for a promise never later than complete receipt.
// Sources: CAS-1, CAS-2, CAS-7, ONE-1..5, LIM-2, LIM-3, LIM-14; decisions 5, 6, 8, 9, 19; 行政许可法 32, 38, 42, 44.
// What it does not do: no special procedures and no extension yet (the clocks can); no fee is collected.
// Start reading at: Case, machine.go, then Service.Accept.
package casework
