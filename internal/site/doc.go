// Package site is the one look of the hall: layouts, components, tokens, icons and the small script (青花 Qinghua).
//
// What it is: templ layouts for five surfaces (citizen, staff, kiosk, display, print), components with typed parameters, three
// style sheets lifted from the design, app.js, and the handlers that serve them.
// Words: surface (which kind of screen), mode (large type, high contrast, low reach, language: cookies set by the server so that
// nothing flashes), lamp (时限灯), ticket number (票号), sheet (A4), nudge (a topic name on the live stream).
// Invariants: no inline script and no style attribute (CSP style-src 'self'; a class ladder serves the bars); every lamp has a
// word; no Chinese outside the text files; every page is complete without JavaScript; 320 px never scroll sideways; third-party
// files may be missing.
// Sources: design/guide.md, decisions 12, 13, 20, 21.
// What it does not do: it knows no feature, opens no database and decides no permission; pages belong to the web halves.
// Start reading at: Page, then layout.templ, parts.templ, forms.templ.
package site
