package blob

import "embed"

// Texts holds the words for this package's errors.
//
//go:embed text.*.yaml
var Texts embed.FS
