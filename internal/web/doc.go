// Package web is what every page and every API call has in common.
//
// What it is: handlers that return errors, a table of routes with the act that each one needs, forms that keep what was typed,
// language and display modes, security headers, rate limits, request log, metrics.
// Words: route, act, form, mode (大字, 高对比), problem.
// Invariants: a route without an act or a reason to be public is not served; no log line and no metric holds personal data, path
// values or queries; content security policy without inline script or style.
// Sources: architecture.md rules 9, 12, "One request"; decision 7, 15; reliability.md O3..O8.
// What it does not do: it knows no feature and draws no page.
// Start reading at: Route, Server.Handler.
package web
