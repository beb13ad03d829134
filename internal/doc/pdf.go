package doc

import (
	"github.com/signintech/gopdf"
)

// PDF draws a letter. The same letter and options give the same bytes.
func (f *Fonts) PDF(l Letter, options Options) ([]byte, error) {
	pages, err := lay(f, l, options)
	if err != nil {
		return nil, err
	}
	doc := &gopdf.GoPdf{}
	doc.Start(gopdf.Config{PageSize: gopdf.Rect{W: pages[0].width, H: pages[0].height}})
	doc.SetInfo(gopdf.PdfInfo{Title: compose(l).title + " " + l.Head.Number, Author: l.Head.Hall.Name})
	if err := f.attach(doc); err != nil {
		return nil, err
	}
	for _, p := range pages {
		doc.AddPageWithOption(gopdf.PageOption{PageSize: &gopdf.Rect{W: p.width, H: p.height}})
		if err := f.paint(doc, p.ops); err != nil {
			return nil, err
		}
	}
	return doc.GetBytesPdfReturnErr()
}

func (f *Fonts) attach(doc *gopdf.GoPdf) error {
	for _, name := range []face{sans, heavy, serif} {
		if err := doc.AddTTFFontFromFontContainer(string(name), &f.outline); err != nil {
			return err
		}
	}
	return nil
}

// paint draws what lies under first.
func (f *Fonts) paint(doc *gopdf.GoPdf, ops []op) error {
	for _, under := range []bool{true, false} {
		for _, o := range ops {
			if o.under != under {
				continue
			}
			if err := f.paintOne(doc, o); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *Fonts) paintOne(doc *gopdf.GoPdf, o op) error {
	r, g, b := uint8(o.color>>16), uint8(o.color>>8), uint8(o.color)
	doc.SetStrokeColor(r, g, b)
	doc.SetFillColor(r, g, b)
	doc.SetLineWidth(o.width)
	doc.SetLineType("solid")
	if o.dashed {
		doc.SetCustomLineType([]float64{3, 2}, 0)
	}
	switch o.kind {
	case opText:
		return f.paintText(doc, o, r, g, b)
	case opLine:
		doc.Line(o.x, o.y, o.x+o.w, o.y+o.h)
	case opOval:
		doc.Oval(o.x, o.y, o.x+o.w, o.y+o.h)
	case opShape:
		paintShape(doc, o)
	case opRect:
		return paintRect(doc, o)
	case opImage:
		return paintImage(doc, o)
	}
	return nil
}

func (f *Fonts) paintText(doc *gopdf.GoPdf, o op, r, g, b uint8) error {
	if err := doc.SetFont(string(o.face), "", o.size); err != nil {
		return err
	}
	if err := doc.SetCharSpacing(o.spacing); err != nil {
		return err
	}
	doc.SetTextColor(r, g, b)
	if o.angle != 0 {
		doc.Rotate(o.angle, o.cx, o.cy)
		defer doc.RotateReset()
	}
	if o.face == serif && f.thin {
		doc.SetXY(o.x+o.size*0.016, o.y)
		if err := doc.Text(o.text); err != nil {
			return err
		}
	}
	doc.SetXY(o.x, o.y)
	return doc.Text(o.text)
}

func paintShape(doc *gopdf.GoPdf, o op) {
	if !o.fill {
		for i := 1; i < len(o.points); i++ {
			doc.Line(o.points[i-1].x, o.points[i-1].y, o.points[i].x, o.points[i].y)
		}
		return
	}
	points := make([]gopdf.Point, len(o.points))
	for i, p := range o.points {
		points[i] = gopdf.Point{X: p.x, Y: p.y}
	}
	doc.Polygon(points, "F")
}

func paintImage(doc *gopdf.GoPdf, o op) error {
	picture, err := gopdf.ImageHolderByBytes(o.data)
	if err != nil {
		return err
	}
	return doc.ImageByHolder(picture, o.x, o.y, &gopdf.Rect{W: o.w, H: o.h})
}

func paintRect(doc *gopdf.GoPdf, o op) error {
	how := "D"
	if o.fill {
		how = "F"
	}
	if o.radius > 0 {
		return doc.Rectangle(o.x, o.y, o.x+o.w, o.y+o.h, how, o.radius, 8)
	}
	doc.RectFromUpperLeftWithStyle(o.x, o.y, o.w, o.h, how)
	return nil
}
