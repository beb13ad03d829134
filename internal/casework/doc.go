// Package casework is a matter from receipt to filing (办件): taken at one window, circulated inside, decided in time, handed out at
// the window.
//
// What it is: receive, check, accept or tell once or reject, steps at posts one after another or side by side, decide, deliver, file; special
// procedures and extension, silence, visits to a place; withdraw, terminate, revoke; put mistakes right; whose share of a delay it is.
// Words: case (办件), applicant, agent, handler (承办人, responsible to the end), step (环节), decision (决定), case number (办件编号),
// tracking code (查询码), special procedure (特别程序), extension (延期), objection (异议), twin (同一人同一事项再次申请).
// States: received → accepted → decided → delivered → filed; received ⇄ noticed; received → rejected; received, noticed and accepted →
// withdrawn or terminated; a granted decision → revoked. The table with clocks, papers and rules stands in machine.go.
// Invariants: nothing of legal meaning is written but by an act; acceptance needs every row of the checklist answered well; a refusal
// names an unmet published condition; nothing is open with nobody responsible; a running case keeps its item's version; a clock
// starts at the act that its limit names, and for a promise never later than complete receipt; an undeclared pair of state and act is
// refused without effect and written down; the promise is never made longer, the statutory limit once; nobody gets rid of a case by
// handing it on in the last fifth.
// Sources: CAS-1, CAS-2, CAS-6, CAS-7, ONE-1..5, LIM-2, LIM-3, LIM-11, LIM-12, LIM-14; decisions 5, 6, 8, 9, 19; 行政许可法 32, 34, 38, 42,
// 44, 45; reliability.md K4-K8, M2.
// What it does not do: no fee is collected; commitments (告知承诺), consulting another office, renewal and hearing time-tables are not here yet.
// Start reading at: Case, machine.go, then Service.Accept.
package casework
