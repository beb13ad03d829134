// Package doc makes the papers that people take away: letters (文书) and 80 mm slips (小票).
//
// Words: a Letter is the frozen content of one paper: a Head (number, seal, time, hall) and a Content, one typed
// struct for each Kind. A sheet is that content laid out as blocks; the HTML page and the PDF are both drawn from
// the same sheet. A mark says that a paper is a reprint (补打). The digest (摘要) is the SHA-256 of the frozen bytes.
//
// Invariants:
//   - the act freezes the Letter as canonical JSON with its template version; pages are drawn later from that and
//     from nothing else, so a paper can always be made again (decision 8);
//   - a Letter that the rules call incomplete cannot be frozen: a notice without what is missing and how to put it
//     right (ONE-1, ONE-2), a refusal without the unmet condition or without remedies (LIM-14, 行政许可法 art 38);
//   - no identity number is in a Letter, at most its last four characters;
//   - all fixed words come from text.zh-CN.yaml and text.en.yaml;
//   - closing punctuation never begins a line, opening punctuation never ends one, words and numbers stay whole
//     unless one alone is wider than the line;
//   - a character that the font lacks is the error doc.glyph naming it, never a box;
//   - a drawn picture of a seal is no electronic seal, and the paper says so (GB/T 38540).
//
// Sources: design/guide.md §6.14, GB/T 9704-2012 for decisions, rulebook C (one-time notification).
//
// It does NOT make numbers, choose due dates, sign, store or send; blob keeps the first PDF.
//
// Start reading at letter.go, content.go, then sheet.go; layout.go and breaks.go for the PDF.
package doc
