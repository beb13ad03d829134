// Package e2e drives the program in a real Chromium through real HTTP.
//
// What it is: the main job as one test (the visit), accessibility and layout checks on every page, pictures of every screen.
// Words: browser, page, picture.
// Invariants: nothing here reaches into the database to make something happen that a person could not do on a page.
// Sources: guide.md §9; decision 12.
// What it does not do: it is compiled into no binary; without Chromium it is skipped with the command to run.
// Start reading at: visit_test.go.
package e2e
