package doc

// slipTop: hall, then the title where nothing bigger follows, and the reprint mark.
func (l *layout) slipTop() piece {
	var p piece
	y := 0.0
	if l.mark != "" {
		inner := markPiece(&l.typesetter, l.mark)
		p.put(inner, 0, y)
		y += inner.height + 1*mm
	}
	for _, part := range []struct {
		text string
		size float64
		face face
	}{{l.sheet.org, 11, serif}, {l.sheet.title, 9, sans}} {
		inner := l.oneLine(part.text, l.width, textStyle{size: part.size * l.scale, leading: 1.5, color: black, face: part.face, align: alignCentre}, 0)
		p.put(inner, 0, y)
		y += inner.height
	}
	p.height = y + 1*mm
	return p
}

// big shows the number so that it is read at arm's length without glasses.
func (l *layout) big(b bigBlock) piece {
	var pieces []piece
	size := 44.0
	for l.measure(heavy, size, b.Number) > l.width {
		size -= 2
	}
	pieces = append(pieces, l.oneLine(b.Number, l.width, textStyle{size: size, leading: 1.2, color: black, face: heavy, align: alignCentre}, 0))
	for _, text := range b.Under {
		pieces = append(pieces, l.block(text, l.width, textStyle{size: l.base * 1.2, leading: 1.4, color: black, face: heavy, align: alignCentre}))
	}
	return stack(pieces)
}

// pair: label on the left, value right; a long value goes below.
func (l *layout) pair(b pairBlock) piece {
	var p piece
	st := textStyle{size: l.base, leading: 1.5, color: black, face: sans}
	big := textStyle{size: l.base * 1.15, leading: 1.5, color: black, face: sans, align: alignRight}
	value := l.richWidth(b.Value, big)
	label := l.measure(sans, l.base, b.Label)
	if label+value+4*mm <= l.width {
		p.put(l.block(b.Value, l.width, big), 0, 0)
		p.put(l.block(plain(b.Label), l.width, st), 0, (big.size-st.size)*0.75)
		return p
	}
	upper := l.block(plain(b.Label), l.width, st)
	p.put(upper, 0, 0)
	p.put(l.block(b.Value, l.width, big), 0, upper.height)
	return p
}

func (l *layout) rule() piece {
	return piece{height: 3.4 * mm, ops: []op{{kind: opLine, y: 1.7 * mm, w: l.width, color: grey, width: 0.25 * mm, dashed: true}}}
}

// code: the QR code in the middle, large enough for an old phone, its words below.
func (l *layout) code(b qrBlock) piece {
	side := 30 * mm
	var p piece
	p.put(qrPiece(b.Address, side), (l.width-side)/2, 0)
	caption := l.block(plain(b.Caption), l.width, textStyle{size: l.base * 0.95, leading: 1.45, color: black, face: sans, align: alignCentre})
	p.put(caption, 0, side+1*mm)
	p.height += 1 * mm
	return p
}

func (l *layout) centred(text rich) piece {
	return l.block(text, l.width, textStyle{size: l.base * 0.95, leading: 1.45, color: black, face: sans, align: alignCentre})
}
