package doc

import (
	"math"
)

// facts draws one piece a row, with a hair line below.
func (l *layout) facts(b factsBlock) []piece {
	var pieces []piece
	label := l.labelWidth()
	half := l.width * 0.57
	rows := l.splitRows(b.Rows, half-label-4*mm, l.width-half-label)
	for i, row := range rows {
		p := piece{keep: i < len(rows)-1}
		for j, f := range row {
			x, width := 0.0, l.width-label
			if len(row) == 2 {
				width = half - label - 4*mm
			}
			if j == 1 {
				x, width = half, l.width-half-label
			}
			st := l.normal()
			st.color = grey
			p.put(l.block(plain(f.Label), label, st), x, 1*mm)
			p.put(l.block(f.Value, width, l.normal()), x+label, 1*mm)
		}
		p.height += 1 * mm
		p.ops = append(p.ops, op{kind: opLine, y: p.height, w: l.width, color: hairGrey, width: 0.2 * mm})
		pieces = append(pieces, p)
	}
	return pieces
}

// splitRows gives a row of its own to each of two facts that do not fit side by side.
func (l *layout) splitRows(rows [][]fact, left, right float64) [][]fact {
	var out [][]fact
	for _, row := range rows {
		if len(row) == 2 && (l.richWidth(row[0].Value, l.normal()) > left || l.richWidth(row[1].Value, l.normal()) > right) {
			out = append(out, row[:1], row[1:])
			continue
		}
		out = append(out, row)
	}
	return out
}

// head draws the numeral in a black square, then the words.
func (l *layout) head(b headBlock) piece {
	side := 6.4 * mm * l.scale
	p := piece{before: 5 * mm, keep: true}
	p.ops = append(p.ops, op{kind: opRect, w: side, h: side, fill: true, color: black, radius: 1 * mm})
	numeral := l.oneLine(b.Numeral, side, textStyle{size: l.base, leading: 1, color: white, face: heavy, align: alignCentre}, 0)
	p.put(numeral, 0, (side-l.base)/2)
	words := make(rich, len(b.Text))
	for i, r := range b.Text {
		r.Bold = true
		words[i] = r
	}
	text := l.block(words, l.width-side-2.4*mm, textStyle{size: l.base * 1.24, leading: 1.3, color: black, face: heavy})
	p.put(text, side+2.4*mm, (side-l.base*1.24*1.3)/2)
	p.height = max(side, p.height) + 2.2*mm
	return p
}

// table draws a header and one piece a row; each row closes itself, so a page break leaves whole rows and the
// header comes again.
func (l *layout) table(b tableBlock) []piece {
	widths := l.columns(b.Columns)
	header := l.row(titles(b.Columns), widths, 1.2*mm, textStyle{size: l.base * 0.9, leading: 1.5, color: black, face: heavy})
	header.ops = append([]op{{kind: opRect, w: l.width, h: header.height, fill: true, color: fillGrey}}, header.ops...)
	l.frame(&header)
	header.keep = true
	pieces := []piece{header}
	for i, cells := range b.Rows {
		row := l.row(cells, widths, 2.2*mm, l.normal())
		l.frame(&row)
		row.again = &header
		row.keep = i == len(b.Rows)-2 // the last row is not left alone
		pieces = append(pieces, row)
	}
	return pieces
}

func (l *layout) columns(columns []column) []float64 {
	widths := make([]float64, len(columns))
	rest, open := l.width, 0
	for i, c := range columns {
		widths[i] = c.Width * mm * math.Min(l.scale, 1.15)
		rest -= widths[i]
		if c.Width == 0 {
			open++
		}
	}
	for i, c := range columns {
		if c.Width == 0 {
			widths[i] = rest / float64(open)
		}
	}
	return widths
}

func titles(columns []column) []cell {
	cells := make([]cell, len(columns))
	for i, c := range columns {
		cells[i] = cell{bold(c.Title)}
	}
	return cells
}

func (l *layout) row(cells []cell, widths []float64, pad float64, st textStyle) piece {
	var p piece
	x := 0.0
	for i, paragraphs := range cells {
		y := pad
		for _, text := range paragraphs {
			inner := l.block(text, widths[i]-5*mm, st)
			p.put(inner, x+2.5*mm, y)
			y += inner.height
		}
		x += widths[i]
	}
	p.height += pad
	return p
}

// frame draws the outline of a row.
func (l *layout) frame(p *piece) {
	for _, o := range []op{
		{kind: opLine, w: l.width, color: lineGrey, width: 0.2 * mm},
		{kind: opLine, y: p.height, w: l.width, color: black, width: 0.3 * mm},
		{kind: opLine, h: p.height, color: black, width: 0.4 * mm},
		{kind: opLine, x: l.width, h: p.height, color: black, width: 0.4 * mm},
	} {
		p.ops = append(p.ops, o)
	}
}

// ticks sets short items side by side, up to three in a row, each behind a green hook. A list that is longer than
// a third of a page is not boxed, so that it can go on on the next one.
func (l *layout) ticks(b ticksBlock) []piece {
	pad, hook := 2.6*mm, 3.6*mm*l.scale
	if l.sheet.style == styleSlip {
		pad = 0
	}
	widths := l.tickColumns(b.Items, l.width-2*pad, hook)
	var rows []piece
	x := pad
	for i, item := range b.Items {
		at := i % len(widths)
		if at == 0 {
			rows, x = append(rows, piece{}), pad
		}
		row := &rows[len(rows)-1]
		row.put(l.block(plain(item), widths[at]-hook, l.normal()), x+hook, 0)
		row.ops = append(row.ops, l.hook(x, l.base*0.35))
		x += widths[at]
	}
	if pad == 0 || heightOf(rows, true) > 95*mm {
		return rows
	}
	var p piece
	p.put(stack(rows), 0, pad)
	p.height += pad
	p.ops = append(p.ops, op{kind: opRect, w: l.width, h: p.height, color: lineGrey, width: 0.2 * mm, radius: 1.5 * mm})
	return []piece{p}
}

// tickColumns finds the most columns, three at most, in which every item stays on one line.
func (l *layout) tickColumns(items []string, inner, hook float64) []float64 {
	for columns := 3; columns > 1; columns-- {
		widths := make([]float64, columns)
		total := 0.0
		for i, item := range items {
			at := i % columns
			need := l.richWidth(plain(item), l.normal()) + hook + 3*mm
			total += max(0, need-widths[at])
			widths[at] = max(widths[at], need)
		}
		if total <= inner {
			for i := range widths {
				widths[i] += (inner - total) / float64(columns)
			}
			return widths
		}
	}
	return []float64{inner}
}

// hook is the tick sign, drawn because not every font has it.
func (l *layout) hook(x, y float64) op {
	s := l.base * 0.62
	return op{kind: opShape, color: green, width: l.base * 0.13,
		points: []point{{x + 0.2*mm, y + s*0.55}, {x + s*0.4, y + s*0.95}, {x + s, y}}}
}

// ways: on the left the ways, on the right the number that spares the queue.
func (l *layout) ways(b waysBlock) piece {
	var p piece
	card := l.returnCard(b)
	width := l.width - 44*mm*l.scale - 6*mm
	y := 0.0
	for _, way := range b.Ways {
		inner := l.block(way, width, l.normal())
		p.put(inner, 0, y)
		y += inner.height + 1.2*mm
	}
	p.put(card, l.width-44*mm*l.scale, 0)
	return p
}

func (l *layout) returnCard(b waysBlock) piece {
	width := 44 * mm * l.scale
	var p piece
	y := 2 * mm
	put := func(text string, size float64, name face) {
		for l.measure(name, size, text) > width-3*mm && size > 7 {
			size--
		}
		inner := l.oneLine(text, width, textStyle{size: size, leading: 1.35, color: black, face: name, align: alignCentre}, 0)
		p.put(inner, 0, y)
		y += inner.height
	}
	put(b.Label, l.base*0.86, sans)
	put(b.Number, l.base*2.4, heavy)
	put(b.Note, l.base*0.86, sans)
	p.height = y + 2*mm
	p.ops = append(p.ops, op{kind: opRect, w: width, h: p.height, color: black, width: 0.5 * mm, radius: 2 * mm})
	return p
}

// flow sets steps in boxes with arrows; more than five wrap into a second row.
func (l *layout) flow(b flowBlock) piece {
	p := piece{before: 3 * mm}
	gap := 4.6 * mm
	columns := min(len(b.Steps), 5)
	width := (l.width - gap*float64(columns-1)) / float64(columns)
	y := 0.0
	for start := 0; start < len(b.Steps); start += columns {
		row := b.Steps[start:min(start+columns, len(b.Steps))]
		y += l.flowRow(&p, row, width, gap, y) + 2.4*mm
	}
	p.height = y - 2.4*mm
	return p
}

func (l *layout) flowRow(p *piece, row []Step, width, gap, y float64) float64 {
	boxes := make([]piece, len(row))
	tallest := 11 * mm
	for i, step := range row {
		text := append(rich{}, plain(step.Name)...)
		pieces := l.lines(text, width-2*mm, textStyle{size: l.base, leading: 1.35, color: black, face: sans, align: alignCentre})
		if step.Note != "" {
			pieces = append(pieces, l.lines(plain(step.Note), width-2*mm, textStyle{size: l.base * 0.78, leading: 1.35, color: grey, face: sans, align: alignCentre})...)
		}
		boxes[i] = stack(pieces)
		tallest = max(tallest, boxes[i].height+2.6*mm)
	}
	for i, box := range boxes {
		x := float64(i) * (width + gap)
		p.put(box, x+1*mm, y+(tallest-box.height)/2)
		p.ops = append(p.ops, op{kind: opRect, x: x, y: y, w: width, h: tallest, color: lineGrey, width: 0.25 * mm, radius: 1.5 * mm})
		if i > 0 {
			tip, middle := x-gap/2+0.8*mm, y+tallest/2
			p.ops = append(p.ops, op{kind: opShape, color: grey, width: 0.4 * mm,
				points: []point{{tip - 1.2*mm, middle - 1.2*mm}, {tip, middle}, {tip - 1.2*mm, middle + 1.2*mm}}})
		}
	}
	return tallest
}

// vow stands on a warm ground with a red bar.
func (l *layout) vow(b vowBlock) piece {
	p := piece{before: 4 * mm, keep: true}
	inner := l.block(b.Text, l.width-10*mm, textStyle{size: l.base * 1.04, leading: 1.6, color: black, face: sans})
	height := inner.height + 5*mm
	p.ops = []op{{kind: opRect, w: l.width, h: height, fill: true, color: fillWarm}, {kind: opRect, w: 1.2 * mm, h: height, fill: true, color: vermilion}}
	p.put(inner, 5*mm, 2.5*mm)
	p.height = height
	return p
}
