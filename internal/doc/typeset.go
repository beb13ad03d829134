package doc

import (
	"slices"
	"strings"

	"yichuang/internal/errs"
)

// typesetter turns text into operations; it remembers the characters that a font lacks.
type typesetter struct {
	fonts   *Fonts
	scale   float64 // 1, or more in large type
	missing map[rune]bool
}

// textStyle is how a paragraph looks.
type textStyle struct {
	size    float64 // points
	leading float64 // line height as a multiple of the size
	color   colour
	face    face // for runs that are not bold
	align   align
	indent  float64 // points, first line
}

type align int

const (
	alignLeft align = iota
	alignCentre
	alignRight
)

const (
	ascent    = 0.88 // of the em square, where Chinese fonts put the baseline
	smallSize = 0.87
	gapWidth  = 0.2 // em, between Chinese and Latin
)

// checkGlyphs gives the error that names what no font has.
func (t *typesetter) checkGlyphs() error {
	if len(t.missing) == 0 {
		return nil
	}
	var runes []rune
	for r := range t.missing {
		runes = append(runes, r)
	}
	slices.Sort(runes)
	return errs.New(errs.Invalid, "doc.glyph", "runes", string(runes))
}

func (t *typesetter) width(name face, size float64, r rune) float64 {
	if r == '\u3000' {
		return size
	}
	w, ok := t.fonts.width(name, r)
	if !ok {
		t.missing[r] = true
		return size
	}
	return float64(w) * size / 1000
}

func (t *typesetter) measure(name face, size float64, text string) float64 {
	total := 0.0
	for _, r := range text {
		total += t.width(name, size, r)
	}
	return total
}

// look is what a run looks like inside a paragraph.
func (st textStyle) look(r run) (name face, size float64, color colour) {
	name, size, color = st.face, st.size, st.color
	if name == "" {
		name = sans
	}
	if r.Bold {
		name = heavy
	}
	if r.Small {
		size *= smallSize
	}
	if r.Grey {
		color = grey
	}
	if r.Red {
		color = vermilion
	}
	return name, size, color
}

// richWidth is the width of a paragraph on one line, with its gaps.
func (t *typesetter) richWidth(text rich, st textStyle) float64 {
	total := 0.0
	for _, g := range t.glyphs(text, st) {
		total += g.gap + g.width
	}
	return total
}

// glyphs measures a paragraph.
func (t *typesetter) glyphs(text rich, st textStyle) []glyph {
	var out []glyph
	for i, part := range text {
		name, size, _ := st.look(part)
		for _, r := range part.Text {
			g := glyph{r: r, run: i, width: t.width(name, size, r)}
			if len(out) > 0 && needsGap(out[len(out)-1].r, r) {
				g.gap = gapWidth * size
			}
			out = append(out, g)
		}
	}
	return out
}

// lines sets a paragraph and gives one piece a line; the first two and the last two lines stay together.
func (t *typesetter) lines(text rich, width float64, st textStyle) []piece {
	all := t.glyphs(text, st)
	height := st.size * st.leading
	var pieces []piece
	for i, l := range breakLines(all, width-st.indent, width) {
		shift := 0.0
		if i == 0 {
			shift = st.indent
		}
		ops := t.lineOps(text, all[l.from:l.to], st, width, shift)
		pieces = append(pieces, piece{ops: ops, height: height})
	}
	for i := range pieces {
		pieces[i].keep = i < len(pieces)-1 && (i == 0 || i == len(pieces)-2)
	}
	return pieces
}

// lineOps draws one line as stretches of the same run without a gap inside.
func (t *typesetter) lineOps(text rich, glyphs []glyph, st textStyle, width, shift float64) []op {
	total := 0.0
	for i, g := range glyphs {
		if i > 0 {
			total += g.gap
		}
		total += g.width
	}
	x := shift
	switch st.align {
	case alignCentre:
		x = (width - total) / 2
	case alignRight:
		x = width - total
	}
	baseline := st.size*(st.leading-1)/2 + st.size*ascent
	var ops []op
	for i, g := range glyphs {
		if i > 0 {
			x += g.gap
		}
		fresh := i == 0 || g.gap > 0 || g.run != glyphs[i-1].run
		if fresh {
			name, size, color := st.look(text[g.run])
			ops = append(ops, op{kind: opText, x: x, y: baseline, face: name, size: size, color: color})
		}
		ops[len(ops)-1].text += string(g.r)
		x += g.width
	}
	return ops
}

// block sets a paragraph as one piece.
func (t *typesetter) block(text rich, width float64, st textStyle) piece {
	return stack(t.lines(text, width, st))
}

// stack glues pieces into one.
func stack(pieces []piece) piece {
	var out piece
	for i, p := range pieces {
		if i > 0 {
			out.height += p.before
		}
		for _, o := range p.ops {
			out.ops = append(out.ops, o.moved(0, out.height))
		}
		out.height += p.height
	}
	return out
}

// put draws a piece inside another at a place.
func (p *piece) put(inner piece, x, y float64) {
	for _, o := range inner.ops {
		p.ops = append(p.ops, o.moved(x, y))
	}
	p.height = max(p.height, y+inner.height)
}

// oneLine sets a short text on its own, for labels; spacing is added after each character.
func (t *typesetter) oneLine(text string, width float64, st textStyle, spacing float64) piece {
	total := t.measure(st.face, st.size, text) + spacing*float64(len([]rune(text))-1)
	x := 0.0
	switch st.align {
	case alignCentre:
		x = (width - total) / 2
	case alignRight:
		x = width - total
	}
	baseline := st.size*(st.leading-1)/2 + st.size*ascent
	return piece{height: st.size * st.leading, ops: []op{{kind: opText, x: x, y: baseline, face: st.face, size: st.size,
		spacing: spacing, text: strings.TrimSpace(text), color: st.color}}}
}
