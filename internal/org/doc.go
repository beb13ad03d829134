// Package org knows the places, the bodies and the posts of a service hall, and who holds each post at any moment (组织).
//
// What it is: halls, zones, windows, departments, posts with their A and B (AB岗), and the timeline of holders.
// Words: hall (大厅), zone (区), window (窗口), department (部门), post (岗位), A and B, holder, responsible.
// Invariants: every post has an A and another person as B (DUT-1); from its founding on a post has exactly one holder at every
// instant; the timeline is never changed for the past (DUT-3). Ids of departments and posts are unique over the whole
// installation, a window's id is its hall and number ("shi-06"). A department or post of no hall serves the whole city.
// Sources: architecture.md rule 10; rulebook E (DUT-1..3).
// What it does not do: no roster, no attendance, no decision when B steps in (staffing does that and calls SetHolder); it does not
// ask whether the actor may do it (identity.Can does, in the caller).
// Start reading at: Timeline.Set in holder.go, then SetHolder.
package org
