package message

import (
	"embed"

	"yichuang/internal/text"
)

// Texts holds the templates and the words for statuses and reasons.
//
//go:embed text.*.yaml
var Texts embed.FS

var words = text.Must(Texts)
