// Package stories runs stories/*.txtar: whole days of a hall in words that a clerk reads, on the real services.
//
// What it is: the commands of the stories, each one act of a service; "! … code" demands a refusal with that code.
// Words: story, command.
// Invariants: a story goes through the services only; its clock is set by "time".
// Sources: CONTRIBUTING "Tests".
// What it does not do: it is compiled into no binary.
// Start reading at: stories_test.go.
package stories
