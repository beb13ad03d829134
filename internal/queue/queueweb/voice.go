package queueweb

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"yichuang/internal/mutant"
	"yichuang/internal/web"
)

// soundTypes are the kinds of sound files that browsers play; whoever records a hall's own voice chooses among them.
var soundTypes = map[string]string{
	".opus": "audio/ogg",
	".ogg":  "audio/ogg",
	".mp3":  "audio/mpeg",
	".m4a":  "audio/mp4",
	".wav":  "audio/wav",
}

// largestClip keeps a forgotten concert recording out of memory; a spoken word takes a hundredth of it.
const largestClip = 1 << 20

// Voice are the clips that a call is put together from (语音叫号).
type Voice struct {
	clips map[string]clip // by LANGUAGE/NAME
}

type clip struct {
	raw       []byte
	mime, tag string
}

// NewVoice reads clips named LANGUAGE/NAME.EXT (zh/0.opus, en/window.wav). A later folder wins over an earlier one, name by name, so
// that a hall's own recordings stand in for the built ones. A folder or a file that cannot be read counts as absent.
func NewVoice(folders ...fs.FS) *Voice {
	v := &Voice{clips: map[string]clip{}}
	for _, f := range folders {
		v.add(f)
	}
	return v
}

func (v *Voice) add(folder fs.FS) {
	_ = fs.WalkDir(folder, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Count(file, "/") != 1 {
			return nil
		}
		mime := soundTypes[path.Ext(file)]
		about, err := d.Info()
		if mime == "" || err != nil || about.Size() == 0 || about.Size() > largestClip {
			return nil
		}
		if raw, err := fs.ReadFile(folder, file); err == nil {
			sum := sha256.Sum256(raw)
			v.clips[strings.TrimSuffix(file, path.Ext(file))] = clip{raw, mime, hex.EncodeToString(sum[:6])}
		}
		return nil
	})
}

// Clips are the names of all clips that are there, sorted.
func (v *Voice) Clips() []string {
	if v == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(v.clips))
}

// Say gives the addresses of the clips for a call, a saying each: nil without clips. A saying with a clip that is absent is left out
// as a whole.
func (v *Voice) Say(number, window string) [][]string {
	if v == nil {
		return nil
	}
	var out [][]string
	for _, words := range sayings(number, window) {
		if urls := v.addresses(words); urls != nil {
			out = append(out, urls)
		}
	}
	return out
}

func (v *Voice) addresses(words spoken) []string {
	var out []string
	for _, name := range words {
		c, ok := v.clips[name]
		if !ok && mutant.On("voice_with_holes") {
			continue
		}
		if !ok {
			return nil
		}
		out = append(out, "/voice/"+name+"?"+c.tag)
	}
	return out
}

// attribute is what the page hands to its script: addresses apart by spaces, sayings apart by bars.
func attribute(said [][]string) string {
	var parts []string
	for _, urls := range said {
		parts = append(parts, strings.Join(urls, " "))
	}
	return strings.Join(parts, " | ")
}

// clip serves one clip to everybody; its address changes with its content, so browsers keep it for ever.
func (w *Web) clip(rw http.ResponseWriter, r *http.Request) error {
	if w.Voice == nil {
		return web.ErrNotFound
	}
	c, ok := w.Voice.clips[r.PathValue("lang")+"/"+r.PathValue("name")]
	if !ok {
		return web.ErrNotFound
	}
	h := rw.Header()
	h.Set("Content-Type", c.mime)
	h.Set("ETag", `"`+c.tag+`"`)
	h.Set("Cache-Control", "no-cache")
	if r.URL.RawQuery == c.tag {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	http.ServeContent(rw, r, "", time.Time{}, bytes.NewReader(c.raw))
	return nil
}
