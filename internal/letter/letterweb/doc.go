// Package letterweb shows papers: the letter on the screen, as PDF, and the page that proves one genuine (真伪核验).
//
// What it is: /letter/{id} for print, /letter/{id}.pdf, and the public /v/{id} behind the QR code on every paper.
// Words: verdict (真, 已作废, 查无), reprint (补打).
// Invariants: a letter is opened by staff who may open it and by whoever follows its case, by nobody else; the verification page
// names no person but by mask, and nothing of what was decided; a PDF given out is counted.
// Sources: decision 8; guide.md §6.12, §6.14; ONE-3, PUB-6.
// What it does not do: it issues and voids nothing (letter) and draws no paper itself (doc).
// Start reading at: Web.Routes.
package letterweb
