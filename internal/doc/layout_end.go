package doc

// text draws a paragraph, line by line, so that a long one can go on on the next page.
func (l *layout) text(b textBlock) []piece {
	st := l.normal()
	if b.Indent {
		st.indent = 2 * l.base
	}
	if l.sheet.style == styleSlip {
		st.leading = 1.45
	}
	pieces := l.lines(b.Text, l.width, st)
	if len(pieces) == 0 {
		return nil
	}
	switch l.sheet.style {
	case styleForm:
		pieces[len(pieces)-1].height += 1.5 * mm
	case styleSlip:
		pieces[len(pieces)-1].height += 0.8 * mm
	}
	if b.Keep {
		for i := range pieces {
			pieces[i].keep = true
		}
	}
	return pieces
}

// sign ends a form at the foot of the page: facts left, seal between, signature right.
func (l *layout) sign(b signBlock) piece {
	p := piece{before: 5 * mm, bottom: true}
	p.ops = append(p.ops, op{kind: opLine, w: l.width, color: lineGrey, width: 0.2 * mm})
	y := 3.5 * mm
	sealSide := 33 * mm
	label, left := l.labelWidth()-1*mm, l.width-signatureWidth(l.scale)-sealSide*0.7
	size := l.base * 0.95
	for _, f := range b.Facts {
		value := l.block(f.Value, left-label-2*mm, textStyle{size: size, leading: 1.5, color: black, face: sans})
		name := l.block(plain(f.Label), label-1*mm, textStyle{size: size, leading: 1.5, color: grey, face: sans})
		p.put(name, 0, y)
		p.put(value, label, y)
		y += max(name.height, value.height) + 0.6*mm
	}
	y = max(y, l.signature(&p, b))
	if l.sheet.seal != nil {
		y = max(y, sealSide+1.5*mm)
		p.put(l.seal(*shownSeal(l.sheet), sealSide), l.width-signatureWidth(l.scale)-sealSide, y-sealSide)
	}
	p.height = y
	return p
}

func signatureWidth(scale float64) float64 { return 52 * mm * min(scale, 1.1) }

func (l *layout) signature(p *piece, b signBlock) float64 {
	if b.Line == "" {
		return 0
	}
	width := signatureWidth(l.scale)
	x, y := l.width-width, 6*mm
	ack := l.block(plain(b.Ack), width, textStyle{size: l.base * 0.95, leading: 1.5, color: black, face: sans})
	p.put(ack, x, y)
	y += ack.height + 11*mm
	p.ops = append(p.ops, op{kind: opLine, x: x, y: y, w: width, color: black, width: 0.25 * mm})
	line := l.oneLine(b.Line, width, textStyle{size: l.base * 0.81, leading: 1.5, color: grey, face: sans}, 0)
	p.put(line, x, y+0.8*mm)
	return y + 0.8*mm + line.height
}

// dated: authority and date on the right, four characters in; the seal stands over the date (骑年盖月).
func (l *layout) dated(b datedBlock) piece {
	p := piece{before: 10 * mm, keep: true}
	st := textStyle{size: l.base, leading: 1.7, color: black, face: sans}
	inset := 4 * l.base
	dateWidth := l.textWidth(b.Date)
	centre := l.width - inset - dateWidth/2
	org := l.block(plain(b.Org), l.textWidth(b.Org)+1, st)
	p.put(org, min(centre-l.textWidth(b.Org)/2, l.width-l.textWidth(b.Org)), 0)
	p.put(l.block(plain(b.Date), dateWidth+1, st), l.width-inset-dateWidth, org.height)
	p.height = 2*org.height + 12*mm
	if l.sheet.seal != nil {
		side := 40 * mm
		seal := l.seal(*shownSeal(l.sheet), side)
		for _, o := range seal.ops {
			p.ops = append(p.ops, o.moved(centre-side/2, org.height-side/2))
		}
	}
	return p
}

func (l *layout) textWidth(text string) float64 { return l.richWidth(plain(text), l.normal()) }

// handLines leaves room to write.
func (l *layout) handLines(b linesBlock) piece {
	p := piece{before: 5 * mm}
	height, label := 15*mm*l.scale, 42*mm*l.scale
	for i, text := range b.Labels {
		y := float64(i) * height
		inner := l.block(plain(text), label-5*mm, textStyle{size: l.base, leading: 1.35, color: black, face: sans})
		p.put(inner, 2.5*mm, y+(height-inner.height)/2)
		p.ops = append(p.ops, op{kind: opRect, y: y, w: l.width, h: height, color: black, width: 0.3 * mm},
			op{kind: opLine, x: label, y: y, h: height, color: lineGrey, width: 0.2 * mm})
	}
	p.height = height * float64(len(b.Labels))
	return p
}
