package doc

import (
	"bytes"
	"fmt"
	"io"

	"github.com/signintech/gopdf"

	"yichuang/internal/errs"
	"yichuang/internal/text"
)

// Reprint takes the first PDF of a letter, page by page as it was, and sets the mark 补打 with the time on each
// page (decision 8): what was handed out once comes out the same, even when fonts or templates have changed since.
func (f *Fonts) Reprint(first []byte, lang text.Lang, when int64) (out []byte, err error) {
	if err := f.Ready(); err != nil {
		return nil, err
	}
	defer func() { // the PDF reader panics at a file that is none
		if broken := recover(); broken != nil {
			out, err = nil, errs.New(errs.Internal, "doc.pdf").Because(fmt.Errorf("%v", broken))
		}
	}()
	w := words{lang}
	t := &typesetter{fonts: f, scale: 1, missing: map[rune]bool{}}
	mark := markPiece(t, w.t("reprint", "when", w.moment(at(when))))
	if err := t.checkGlyphs(); err != nil {
		return nil, err
	}
	return f.overlay(first, mark)
}

func (f *Fonts) overlay(first []byte, mark piece) ([]byte, error) {
	doc := &gopdf.GoPdf{}
	doc.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	if err := f.attach(doc); err != nil {
		return nil, err
	}
	source := io.ReadSeeker(bytes.NewReader(first))
	sizes := doc.GetStreamPageSizes(&source)
	for number := 1; number <= len(sizes); number++ {
		box := sizes[number]["/MediaBox"]
		shift := 0.0
		if box["w"] < 100*mm { // a slip has no margin for the mark, so it grows at the top
			shift = 8 * mm
		}
		doc.AddPageWithOption(gopdf.PageOption{PageSize: &gopdf.Rect{W: box["w"], H: box["h"] + shift}})
		doc.UseImportedTemplate(doc.ImportPageStream(&source, number, "/MediaBox"), 0, shift, box["w"], box["h"])
		var ops []op
		for _, o := range mark.ops {
			ops = append(ops, o.moved(4*mm, 4*mm))
		}
		if err := f.paint(doc, ops); err != nil {
			return nil, err
		}
	}
	return doc.GetBytesPdfReturnErr()
}
