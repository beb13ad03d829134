package site

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"yichuang/internal/web"
)

//go:embed static
var own embed.FS

// Assets serves this package's own files and the third-party ones under /static/<hash>/. The hash covers all of them, so a page
// of a new build never gets a file of an old one, and browsers may keep what they have for ever.
type Assets struct {
	files map[string][]byte
	hash  string
	etag  string
}

// types are the kinds of files that are served; everything else in third_party (PDF fonts, licences) stays inside.
var types = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

// NewAssets reads both file systems once. thirdParty may be nil or empty.
func NewAssets(thirdParty fs.FS) *Assets {
	a := &Assets{files: map[string][]byte{}}
	static, err := fs.Sub(own, "static")
	if err != nil {
		panic(err) // a constant name of an embedded folder
	}
	a.add(static)
	if thirdParty != nil {
		a.add(thirdParty)
	}
	a.seal()
	return a
}

func (a *Assets) add(fsys fs.FS) {
	_ = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || types[path.Ext(name)] == "" {
			return nil // an unreadable file counts as absent: pages do without it
		}
		if raw, err := fs.ReadFile(fsys, name); err == nil {
			a.files[name] = raw
		}
		return nil
	})
}

func (a *Assets) seal() {
	h := sha256.New()
	for _, name := range sortedKeys(a.files) {
		h.Write([]byte(name))
		h.Write(a.files[name])
	}
	a.hash = hex.EncodeToString(h.Sum(nil))[:12]
	a.etag = `"` + a.hash + `"`
}

// Has tells whether a file is there: "htmx.min.js", "icons.svg", "fonts/….woff2".
func (a *Assets) Has(name string) bool { return a != nil && a.files[name] != nil }

// URL is the address of a file.
func (a *Assets) URL(name string) string { return "/static/" + a.hash + "/" + name }

// ServeHTTP answers GET /static/…. The icon sprite also has an address without a hash, because an icon is named in hundreds of
// places that have no page at hand; that one is checked again with an ETag.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/static/")
	hash, rest, hashed := strings.Cut(name, "/")
	if hashed && len(hash) == len(a.hash) {
		name = rest
	}
	raw, ok := a.files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	head := w.Header()
	head.Set("Content-Type", types[path.Ext(name)])
	head.Set("ETag", a.etag)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Cache-Control", "no-cache")
	if hash == a.hash {
		head.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if r.Header.Get("If-None-Match") == a.etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write(raw)
}

// Routes are the addresses of this package: static files and the component sheet.
func (s *Site) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/static/{path...}", Act: web.Public, Do: func(w http.ResponseWriter, r *http.Request) error {
			s.assets.ServeHTTP(w, r)
			return nil
		}},
		{Method: "GET", Path: "/gallery", Act: web.Public, Do: s.gallery},
	}
}
