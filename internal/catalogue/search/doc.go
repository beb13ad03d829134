// Package search finds guides by plain words, in memory.
//
// What it is: an index of pairs of neighbouring Chinese characters, Latin words and pinyin initials, with ranking.
// Words: guide (办事指南), gram, posting, field, part of a query, initials (拼音首字母).
// Invariants: two Chinese characters that stand side by side anywhere in a guide find it; an index never changes; a search costs the
// same whether it finds something or not, about a tenth of a millisecond among 30,000 guides (BenchmarkP8_Search).
// Sources: rulebook HAL-2; performance.md P8.
// What it does not do: no stemming, no spelling correction, no database.
// Start reading at: Index.Search.
package search
