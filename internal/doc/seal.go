package doc

import "math"

// seal draws a round seal: ring, words along the upper arc, star, caption. It is a picture, no electronic seal;
// a demo seal says so in its caption and again under the star. Everything is drawn under the words of the paper.
func (l *layout) seal(s Seal, side float64) piece {
	p := piece{height: side}
	if len(l.picture) > 0 && !s.Demo {
		p.ops = []op{{kind: opImage, w: side, h: side, data: l.picture, under: true}}
		return p
	}
	c := side / 2
	p.ops = append(p.ops, op{kind: opOval, w: side - side*0.06, h: side - side*0.06, x: side * 0.03, y: side * 0.03,
		color: vermilion, width: side * 0.025})
	p.ops = append(p.ops, l.arc(s.Org, c, side*0.36, side*0.105)...)
	p.ops = append(p.ops, star(c, c*0.98, side*0.135))
	caption := s.Caption
	size := side * 0.095
	for l.measure(serif, size, caption) > side*0.62 {
		size *= 0.95
	}
	inner := l.oneLine(caption, side, textStyle{size: size, leading: 1, color: vermilion, face: serif, align: alignCentre}, 0)
	p.put(inner, 0, side*0.715)
	for i := range p.ops {
		p.ops[i].under = true
	}
	return p
}

// arc sets each character upright on the circle, spread around the top.
func (l *layout) arc(text string, centre, radius, size float64) []op {
	runes := []rune(text)
	step := math.Min(26, 230/math.Max(float64(len(runes)), 1)) // degrees between characters
	size = math.Min(size, radius*step*math.Pi/180*0.98)
	var ops []op
	for i, r := range runes {
		turn := (float64(i) - float64(len(runes)-1)/2) * step
		w := l.typesetter.width(serif, size, r)
		ops = append(ops, op{kind: opText, x: centre - w/2, y: centre - radius + size*0.38, face: serif, size: size,
			text: string(r), color: vermilion, angle: -turn, cx: centre, cy: centre})
	}
	return ops
}

// star has five points, one up.
func star(cx, cy, radius float64) op {
	var points []point
	for i := range 10 {
		r := radius
		if i%2 == 1 {
			r = radius * 0.382
		}
		a := float64(i)*math.Pi/5 - math.Pi/2
		points = append(points, point{cx + r*math.Cos(a), cy + r*math.Sin(a)})
	}
	return op{kind: opShape, points: points, fill: true, color: vermilion}
}

// markPiece is the boxed reprint mark (补打).
func markPiece(t *typesetter, mark string) piece {
	st := textStyle{size: 8.5, leading: 1.5, color: black, face: heavy}
	width := t.measure(heavy, st.size, mark) + 4*mm
	var p piece
	p.put(t.oneLine(mark, width, st, 0), 2*mm, 0.6*mm)
	p.height += 0.6 * mm
	p.ops = append(p.ops, op{kind: opRect, w: width, h: p.height, color: black, width: 0.4 * mm})
	return p
}
