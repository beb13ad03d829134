// Package text holds the words that people read.
//
// What it is: message catalogues, one text.zh-CN.yaml and one text.en.yaml beside each web half, with {name} parameters.
// Words: bundle, key, language.
// Invariants: both languages have the same keys (Check, called by a test of every owner); a missing key shows as ⟦key⟧, which the
// browser tests look for.
// Sources: decision 20, guide.md §8.
// What it does not do: no plural rules (Chinese has none; English texts are written so as not to need them).
// Start reading at: Bundle.
package text
