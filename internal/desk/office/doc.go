// Package office is where posts inside decide (审批待办): an inbox by remaining time and one step at a time with all its evidence.
//
// What it is: the open steps of the posts that somebody holds now, the page of one step with papers, limits and history beside the
// form of its outcomes, the page of a case for those who may read it, and what the person decided lately.
// Words: inbox (待办), task (an open step at a held post), evidence (everything the decision rests on), outcome (环节结果), cover (顶岗).
// Invariants: a step is decided only on its own page, never several at once; the choices are the outcomes of the item's version and
// nothing else; a form that fails comes back with everything that was typed; a reason for lateness is asked for with the words that
// it is published; the applicant is masked; the handing out is no step of the inbox, it happens at the window.
// Sources: design/guide.md §6.7, §7; CAS-1, CAS-2, CAS-7, LIM-3, LIM-14, DUT-2, DUT-3; decisions 16 and 19.
// What it does not do: it holds no rule of cases or clocks; files are opened by the desk's own address.
// Start reading at: Web.Routes, then inbox.go and step.go.
package office
