package doc

import (
	_ "embed"
	"html/template"
	"io"
	"strings"
)

// PrintCSS is the style sheet of the HTML papers; the site serves it and gives its address to HTML.
//
//go:embed print.css
var PrintCSS []byte

//go:embed print.tmpl
var printTemplate string

var templates = template.Must(template.New("print").Funcs(template.FuncMap{"qr": newQRView}).Parse(printTemplate))

// view is a sheet as the template sees it.
type view struct {
	Lang, CSS, Org, Title, Number, Demo, ShortID, Digest, Mark, QRCaption string
	Style                                                                 style
	Elder, Slip                                                           bool
	QR                                                                    *qrView
	Blocks                                                                []blockView
	End                                                                   []string
}

// blockView carries the seal beside each block, because templates see one value only.
type blockView struct {
	Block   block
	Seal    *Seal
	Picture string // address of the seal's picture
}

type qrView struct {
	Address, Path string
	Size          int
}

func newQRView(address string) *qrView {
	path, size := qrPath(address)
	return &qrView{Address: address, Path: path, Size: size}
}

// HTML writes a whole page for print; css is the address of PrintCSS.
func HTML(w io.Writer, l Letter, options Options, css string) error {
	v := newView(l, options)
	v.CSS = css
	return templates.ExecuteTemplate(w, "page", v)
}

// Fragment writes the paper alone, for a preview inside a page that has PrintCSS.
func Fragment(w io.Writer, l Letter, options Options) error {
	return templates.ExecuteTemplate(w, "article", newView(l, options))
}

func newView(l Letter, options Options) view {
	s := compose(l)
	v := view{
		Lang: s.lang, Style: s.style, Elder: options.Elder, Slip: s.style == styleSlip, Org: s.org, Title: s.title,
		Number: s.number, Demo: s.demo, ShortID: s.shortID, Digest: s.digest, QRCaption: s.qrCaption, End: s.footer,
	}
	v.Mark = options.mark(s.words)
	if s.qr != "" {
		v.QR = newQRView(s.qr)
	}
	if v.Slip && s.demo != "" {
		v.End = append(v.End, s.demo)
	}
	if !v.Slip {
		v.End = append(v.End, s.shortID+"\u3000"+s.words.t("digest", "digest", shortDigest(s.digest)))
	}
	seal, picture := shownSeal(s), options.SealURL
	if seal != nil && seal.Demo {
		picture = ""
	}
	for _, b := range s.blocks {
		v.Blocks = append(v.Blocks, blockView{b, seal, picture})
	}
	return v
}

// shownSeal gives a demo seal the caption that says so.
func shownSeal(s sheet) *Seal {
	if s.seal == nil || !s.seal.Demo {
		return s.seal
	}
	shown := *s.seal
	shown.Caption = s.words.t("seal.demo")
	return &shown
}

// Class names the style classes of a run.
func (r run) Class() string {
	var classes []string
	for _, c := range []struct {
		on   bool
		name string
	}{{r.Red, "doc-red"}, {r.Small, "doc-small"}, {r.Grey, "doc-grey"}} {
		if c.on {
			classes = append(classes, c.name)
		}
	}
	return strings.Join(classes, " ")
}
