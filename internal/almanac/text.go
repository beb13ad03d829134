package almanac

import "embed"

// Texts holds the words for kinds, states and this package's errors.
//
//go:embed text.*.yaml
var Texts embed.FS
