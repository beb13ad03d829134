package doc

import (
	"fmt"

	"yichuang/internal/text"
)

// layout turns blocks into pieces for one width of paper.
type layout struct {
	typesetter
	sheet sheet
	width float64 // of the text, points
	base  float64 // normal size, points
	mark  string  // reprinted or void; empty on the first print

	picture []byte // of the seal
}

const (
	formSize   = 10.5 // points; 14 in large type
	letterSize = 14.0 // 四号, as notices of halls use; 16 in large type
	slipSize   = 9.5
)

// areas of the papers. A letter keeps the margins of GB/T 9704 (天头 37 mm, 订口 28 mm, 版心 156 mm).
var (
	formArea   = area{width: 210 * mm, height: 297 * mm, left: 17 * mm, right: 17 * mm, top: 15 * mm, bottom: 15 * mm}
	letterArea = area{width: 210 * mm, height: 297 * mm, left: 28 * mm, right: 26 * mm, top: 30 * mm, bottom: 26 * mm}
	slipArea   = area{width: 80 * mm, left: 4 * mm, right: 4 * mm, top: 4 * mm, bottom: 6 * mm}
)

// Options of one drawing.
type Options struct {
	Elder   bool  // large type (适老大字版), 14 pt
	Reprint int64 // µs UTC of a reprint; 0 on the first print. Prefer Reprint(first PDF) when there is one
	Void    int64 // µs UTC since when the letter is void (作废); 0 when it is good

	// The uploaded picture of the letter's seal (decision 9). Without it the seal is drawn; a demo seal always is.
	SealPicture []byte // PNG or JPEG, for the PDF
	SealURL     string // address of the same picture, for HTML
}

// mark is what the options say on top of the paper: void weighs more than reprinted.
func (o Options) mark(w words) string {
	switch {
	case o.Void > 0:
		return w.t("void", "when", w.moment(at(o.Void)))
	case o.Reprint > 0:
		return w.t("reprint", "when", w.moment(at(o.Reprint)))
	}
	return ""
}

// lay sets a letter on pages.
func lay(fonts *Fonts, l Letter, options Options) ([]page, error) {
	if err := fonts.Ready(); err != nil {
		return nil, err
	}
	s := compose(l)
	lay := newLayout(fonts, s, options)
	pages := lay.pages()
	return pages, lay.checkGlyphs()
}

func newLayout(fonts *Fonts, s sheet, options Options) *layout {
	l := &layout{typesetter: typesetter{fonts: fonts, scale: 1, missing: map[rune]bool{}}, sheet: s}
	l.mark, l.picture = options.mark(s.words), options.SealPicture
	switch s.style {
	case styleLetter:
		l.base, l.width = letterSize, letterArea.inner()
		if options.Elder {
			l.scale = 16 / letterSize
		}
	case styleSlip:
		l.base, l.width = slipSize, slipArea.inner()
		if options.Elder {
			l.scale = 1.25
		}
	default:
		l.base, l.width = formSize, formArea.inner()
		if options.Elder {
			l.scale = 14 / formSize
		}
	}
	l.base *= l.scale
	return l
}

// pages lays out the whole sheet.
func (l *layout) pages() []page {
	if l.sheet.style == styleSlip {
		return []page{l.slip()}
	}
	a := formArea
	if l.sheet.style == styleLetter {
		a = letterArea
	}
	pieces := []piece{l.top()}
	for _, b := range l.sheet.blocks {
		pieces = append(pieces, l.pieces(b)...)
	}
	pages := paginate(pieces, a)
	for i := range pages {
		l.foot(&pages[i], a, i+1, len(pages))
	}
	return pages
}

// slip is one page as long as its content.
func (l *layout) slip() page {
	pieces := []piece{l.slipTop()}
	for _, b := range l.sheet.blocks {
		pieces = append(pieces, l.pieces(b)...)
	}
	for _, text := range l.sheet.footer {
		pieces = append(pieces, l.centred(small(text)))
	}
	if l.sheet.demo != "" {
		pieces = append(pieces, l.centred(small(l.sheet.demo)))
	}
	for i := range pieces {
		blacken(pieces[i].ops)
	}
	a := slipArea
	a.height = a.top + heightOf(pieces, true) + a.bottom
	return paginate(pieces, a)[0]
}

// blacken: a thermal printer turns grey and green into dots.
func blacken(ops []op) {
	for i := range ops {
		ops[i].color = black
	}
}

// pieces dispatches a block to its drawing.
func (l *layout) pieces(b block) []piece {
	switch b := b.(type) {
	case factsBlock:
		return l.facts(b)
	case headBlock:
		return []piece{l.head(b)}
	case tableBlock:
		return l.table(b)
	case ticksBlock:
		return l.ticks(b)
	case waysBlock:
		return []piece{l.ways(b)}
	case flowBlock:
		return []piece{l.flow(b)}
	case vowBlock:
		return []piece{l.vow(b)}
	case textBlock:
		return l.text(b)
	case signBlock:
		return []piece{l.sign(b)}
	case datedBlock:
		return []piece{l.dated(b)}
	case linesBlock:
		return []piece{l.handLines(b)}
	case bigBlock:
		return []piece{l.big(b)}
	case pairBlock:
		return []piece{l.pair(b)}
	case ruleBlock:
		return []piece{l.rule()}
	case qrBlock:
		return []piece{l.code(b)}
	}
	panic(fmt.Sprintf("doc: no drawing for block %s", b.Name()))
}

// labelWidth leaves room for the longer English labels.
func (l *layout) labelWidth() float64 {
	if l.sheet.lang == string(text.EN) {
		return 25 * mm * l.scale
	}
	return 20 * mm * l.scale
}

func (l *layout) normal() textStyle {
	leading := 1.55
	if l.sheet.style == styleLetter {
		leading = 1.75
	}
	return textStyle{size: l.base, leading: leading, color: black, face: sans}
}

// top is the head of an A4 paper: hall, title, number, QR code, a red rule.
func (l *layout) top() piece {
	var p piece
	y := 0.0
	put := func(text string, st textStyle, spacing float64) {
		inner := l.oneLine(text, l.width, st, spacing)
		p.put(inner, 0, y)
		y += inner.height
	}
	size, wide := 25.0, 1.0
	if l.sheet.lang == string(text.EN) { // letters are not spaced out as characters are, and titles are longer
		wide = 0
	}
	for l.measure(serif, size, l.sheet.title)*(1+0.18*wide) > l.width-54*mm && size > 12 {
		size--
	}
	put(l.sheet.org, textStyle{size: 13, leading: 1.4, color: vermilion, face: serif, align: alignCentre}, 13*0.25*wide)
	put(l.sheet.title, textStyle{size: size, leading: 1.4, color: black, face: serif, align: alignCentre}, size*0.18*wide)
	put(l.sheet.number, textStyle{size: 10, leading: 1.5, color: black, face: sans, align: alignCentre}, 0)
	if l.sheet.qr != "" {
		l.topCode(&p)
	}
	if l.mark != "" {
		p.put(markPiece(&l.typesetter, l.mark), 0, 0)
	}
	if l.sheet.demo != "" {
		p.put(l.oneLine(l.sheet.demo, l.width, textStyle{size: 8, leading: 1.4, color: vermilion, face: sans, align: alignCentre}, 0), 0, y)
		y += 8 * 1.4
	}
	y = max(p.height, y) + 3*mm
	p.ops = append(p.ops, op{kind: opLine, y: y, w: l.width, color: vermilion, width: 0.6 * mm})
	p.height = y + 3.4*mm
	return p
}

func (l *layout) topCode(p *piece) {
	side := 25 * mm
	p.put(qrPiece(l.sheet.qr, side), l.width-side, 0)
	caption := l.block(plain(l.sheet.qrCaption), 34*mm, textStyle{size: 7.5, leading: 1.4, color: black, face: sans, align: alignCentre})
	p.put(caption, l.width-side/2-17*mm+min(0, 17*mm-side/2), side+0.6*mm)
}

// foot writes number, page and check digits at the bottom of each page, and the sheet's small lines on the last.
func (l *layout) foot(to *page, a area, number, of int) {
	w := l.sheet.words
	st := textStyle{size: 8, leading: 1.4, color: grey, face: sans}
	y := a.height - 11*mm
	line := func(text string, al align, y float64) {
		st.align = al
		for _, o := range l.oneLine(text, a.inner(), st, 0).ops {
			to.ops = append(to.ops, o.moved(a.left, y))
		}
	}
	line(l.sheet.shortID, alignLeft, y)
	line(w.t("page", "page", number, "pages", of), alignCentre, y)
	line(w.t("digest", "digest", shortDigest(l.sheet.digest)), alignRight, y)
	if number == of {
		for i, text := range l.sheet.footer {
			line(text, alignCentre, y-float64(len(l.sheet.footer)-i)*st.size*1.4)
		}
	}
}

// shortDigest is enough of the digest to compare by eye.
func shortDigest(digest string) string {
	if len(digest) < 16 {
		return digest
	}
	return digest[:4] + " " + digest[4:8] + " " + digest[8:12] + " " + digest[12:16]
}
