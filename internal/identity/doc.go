// Package identity knows who works here, who sits at which window, which devices are paired, and who may do what (身份).
//
// What it is: staff with their roles, sign-in with a password and a window, sessions, paired devices and systems, and the
// authorization matrix authz.csv with Can.
// Words: staff (工作人员), login, session, window session, taking over (接管), device, pairing code (配对码), act, scope, denial.
// Invariants: a window has at most one live session; a token is stored as a hash only and a new one is made at every sign-in; the
// three administrators (三员: 系统, 安全, 审计) are never one person; leavers and people whose roles change lose their sessions in
// the same transaction; whoever covers as B has the roles of A, but never an administrator's; what the matrix does not grant is
// refused; nobody is locked out for ever by another's guessing.
// Sources: rulebook Roles, DUT-2; decisions 22 and 23; reliability.md O2, O3, AUTH, M4.
// What it does not do: no cookie and no page (identityweb), no roster, no check whether a person decides on himself (the features).
// Start reading at: authz.csv and Can, then Service.Login.
package identity
