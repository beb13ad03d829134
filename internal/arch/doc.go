// Package arch holds the architecture: the import policy as text and the tests that keep it.
//
// What it is: deps.txt says who may import whom; the tests check imports, file roles, package docs, file sizes, table ownership,
// time.Now, and that every route stands in the authorization matrix.
// Words: policy, file role.
// Invariants: the policy is changed by an ADR, never to make a build pass.
// Sources: architecture.md "Imports", rule 14.
// What it does not do: it is compiled into no binary.
// Start reading at: deps.txt.
package arch
