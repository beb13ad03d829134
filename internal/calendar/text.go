package calendar

import "embed"

// Texts holds the words for units, kinds of day, grounds and the steps of an explanation, in both languages.
//
//go:embed text.*.yaml
var Texts embed.FS
