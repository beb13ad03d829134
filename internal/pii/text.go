package pii

import "embed"

// Texts holds the words for kinds and warnings: text.zh-CN.yaml and text.en.yaml.
//
//go:embed text.*.yaml
var Texts embed.FS
