package site

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"yichuang/internal/web"
)

// Sheet is a stylesheet that only the pages of one feature need. Its address changes with its content, so browsers keep it for ever.
type Sheet struct {
	URL  string // what a page links to
	path string
	css  []byte
}

// NewSheet makes a sheet served at a path such as /desk.css.
func NewSheet(path string, css []byte) *Sheet {
	sum := sha256.Sum256(css)
	return &Sheet{URL: path + "?" + hex.EncodeToString(sum[:6]), path: path, css: css}
}

// Route serves the sheet to everybody.
func (s *Sheet) Route() web.Route {
	return web.Route{Method: http.MethodGet, Path: s.path, Act: web.Public, Do: func(rw http.ResponseWriter, _ *http.Request) error {
		rw.Header().Set("Content-Type", types[".css"])
		rw.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		_, _ = rw.Write(s.css) // the browser is gone: nobody to tell
		return nil
	}}
}
