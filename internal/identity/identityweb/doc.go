// Package identityweb is how people and devices come in: sign-in, sign-out, the own account, pairing of a device.
//
// What it is: pages and forms over identity.Service, and what all staff pages share: User and Nav for the bar on top.
// Words: sign-in (登录), taking over a window (接管), role card (角色卡: one click signs in, in the demo only), pairing code (配对码).
// Invariants: a token lives in a cookie that scripts cannot read; after signing in the browser goes to a path of this program and
// nowhere else; a password is never written back into a page; one window has one live session, and whoever takes it over says why;
// a token of a bridge or another system never becomes a cookie.
// Sources: design/guide.md §6.13; decisions 7, 15, 16, 20, 22; reliability.md O2, O3, AUTH.
// What it does not do: it checks no password and grants no right (identity does), and manages nobody (desk/admin does).
// Start reading at: Web.Routes, then login.go.
package identityweb
