package doc

import (
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/signintech/gopdf"

	"yichuang/internal/errs"
)

// face is one of the three fonts that papers use.
type face string

const (
	sans  face = "sans"
	heavy face = "heavy" // sans, bold
	serif face = "serif" // titles, seals
)

// fontFiles are the names of the static TrueType files, best first; they lie anywhere in the file system that
// NewFonts gets.
var fontFiles = map[face][]string{
	sans:  {"NotoSansSC_400Regular.ttf"},
	heavy: {"NotoSansSC_700Bold.ttf"},
	serif: {"NotoSerifSC_700Bold.ttf", "NotoSerifSC_600SemiBold.ttf", "NotoSerifSC_400Regular.ttf"},
}

// Fonts are the Chinese fonts for PDF. They are read on first use, because they are large. Safe for concurrent use.
type Fonts struct {
	system  fs.FS
	once    sync.Once
	err     error
	faces   map[face]*metrics
	outline gopdf.FontContainer
	thin    bool // the serif at hand is not bold; titles are struck twice
}

// metrics measures one face.
type metrics struct {
	mu     sync.Mutex
	font   *gopdf.SubsetFontObj
	widths map[rune]int // thousandths of the size; -1 when the font has no such glyph
}

// NewFonts takes the file system that holds the font files, such as third_party.
func NewFonts(system fs.FS) *Fonts { return &Fonts{system: system} }

// Ready tells whether PDFs can be made; the error is doc.fonts when the files are missing.
func (f *Fonts) Ready() error {
	f.once.Do(func() { f.err = f.load() })
	return f.err
}

func (f *Fonts) load() error {
	paths := f.find()
	f.faces = map[face]*metrics{}
	f.thin = strings.HasSuffix(paths[serif], "400Regular.ttf")
	for _, name := range []face{sans, heavy, serif} {
		if paths[name] == "" {
			return errs.New(errs.Unavailable, "doc.fonts")
		}
		data, err := fs.ReadFile(f.system, paths[name])
		if err != nil {
			return errs.New(errs.Unavailable, "doc.fonts").Because(err)
		}
		font := new(gopdf.SubsetFontObj)
		if err := font.SetTTFData(data); err != nil {
			return errs.New(errs.Unavailable, "doc.fonts").Because(err)
		}
		if err := f.outline.AddTTFFontData(string(name), data); err != nil {
			return errs.New(errs.Unavailable, "doc.fonts").Because(err)
		}
		f.faces[name] = &metrics{font: font, widths: map[rune]int{}}
	}
	return nil
}

// find looks through the file system for the best file of each face.
func (f *Fonts) find() map[face]string {
	best := map[face]string{}
	rank := map[face]int{}
	fs.WalkDir(f.system, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return nil // an unreadable folder holds no font for us
		}
		base := path[strings.LastIndexByte(path, '/')+1:]
		for name, files := range fontFiles {
			if at := slices.Index(files, base); at >= 0 && (best[name] == "" || at < rank[name]) {
				best[name], rank[name] = path, at
			}
		}
		return nil
	})
	return best
}

// width of a character in thousandths of the font size; ok is false when the font has none.
func (f *Fonts) width(name face, r rune) (width int, ok bool) {
	m := f.faces[name]
	m.mu.Lock()
	defer m.mu.Unlock()
	width, known := m.widths[r]
	if !known {
		width = -1
		if index, err := m.font.CharCodeToGlyphIndex(r); err == nil && index != 0 {
			width = int(m.font.GlyphIndexToPdfWidth(index))
		}
		m.widths[r] = width
	}
	return width, width >= 0
}
