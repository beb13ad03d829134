// Package mutant names deliberate faults that tests must catch.
//
// What it is: one linker flag that turns one safety measure off, so that scripts/mutants.sh can prove that a test sees it.
// Words: mutant.
// Invariants: in a program built without the flag every mutant is off; nothing can turn one on at run time.
// Sources: reliability.md §0.8.
// What it does not do: it injects no random faults.
// Start reading at: On.
package mutant

// name is set at link time only: go test -ldflags "-X yichuang/internal/mutant.name=seal_unfenced".
var name string

// On tells whether the named fault is built in.
func On(fault string) bool { return name != "" && name == fault }
