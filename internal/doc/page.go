package doc

// Measures are points from the top left corner; mm converts.
const mm = 72 / 25.4

// colour is 0xRRGGBB.
type colour uint32

const (
	black     colour = 0x111111
	grey      colour = 0x555555
	lineGrey  colour = 0x999999
	hairGrey  colour = 0xd5d5d5
	fillGrey  colour = 0xf0f0f0
	fillWarm  colour = 0xfbf4f2
	white     colour = 0xffffff
	vermilion colour = 0xb7271d
	green     colour = 0x11633a
)

// op is one thing drawn on a page.
type op struct {
	kind       opKind
	x, y, w, h float64 // text: x and baseline y; line: w, h are the other end's offset
	face       face
	size       float64
	spacing    float64
	text       string
	color      colour
	width      float64 // of a stroke
	fill       bool
	radius     float64
	angle      float64 // degrees counter-clockwise about cx, cy
	cx, cy     float64
	dashed     bool
	points     []point
	data       []byte // of an image
	under      bool   // drawn before everything else: a seal, under the words
}

type opKind string

const (
	opText  opKind = "text"
	opLine  opKind = "line"
	opRect  opKind = "rect"
	opOval  opKind = "oval"
	opShape opKind = "shape"
	opImage opKind = "image"
)

type point struct{ x, y float64 }

// moved shifts an operation.
func (o op) moved(dx, dy float64) op {
	o.x, o.y, o.cx, o.cy = o.x+dx, o.y+dy, o.cx+dx, o.cy+dy
	points := make([]point, len(o.points))
	for i, p := range o.points {
		points[i] = point{p.x + dx, p.y + dy}
	}
	o.points = points
	return o
}

// piece is a slice of a block that no page break tears. Its operations are relative to its own top.
type piece struct {
	ops    []op
	height float64
	before float64 // space above, dropped at the top of a page
	keep   bool    // stays with the next piece
	bottom bool    // set down at the foot of the page when that is not far
	again  *piece  // drawn first when the piece opens a new page: a table's header
}

// page is a finished page.
type page struct {
	width, height float64
	ops           []op
}

// area is where text may stand on a page.
type area struct {
	width, height            float64
	left, top, right, bottom float64
}

func (a area) inner() float64 { return a.width - a.left - a.right }
func (a area) floor() float64 { return a.height - a.bottom }

// paginate stacks pieces on pages. Pieces that keep together move to a new page together.
func paginate(pieces []piece, a area) []page {
	pages := []page{{width: a.width, height: a.height}}
	y := a.top
	for i := 0; i < len(pieces); {
		end := groupEnd(pieces, i, a)
		group := pieces[i:end]
		if y > a.top && y+heightOf(group, true) > a.floor()+0.1 {
			pages = append(pages, page{width: a.width, height: a.height})
			y = a.top
		}
		y = place(&pages[len(pages)-1], group, a, y)
		i = end
	}
	return pages
}

// groupEnd finds where the pieces that keep together end; a group taller than a page is cut where the page is full.
func groupEnd(pieces []piece, start int, a area) int {
	end := start + 1
	for end < len(pieces) && pieces[end-1].keep {
		if heightOf(pieces[start:end+1], false) > a.floor()-a.top {
			break
		}
		end++
	}
	return end
}

// heightOf adds up a group; before says whether the space above its first piece counts.
func heightOf(group []piece, before bool) float64 {
	total := 0.0
	for i, p := range group {
		if i > 0 || before {
			total += p.before
		}
		total += p.height
	}
	return total
}

func place(to *page, group []piece, a area, y float64) float64 {
	for _, p := range group {
		if y > a.top {
			y += p.before
		} else if p.again != nil {
			y = draw(to, *p.again, a, y)
		}
		if gap := a.floor() - p.height - y; p.bottom && gap > 0 && gap < a.height*0.35 {
			y += gap
		}
		y = draw(to, p, a, y)
	}
	return y
}

func draw(to *page, p piece, a area, y float64) float64 {
	for _, o := range p.ops {
		to.ops = append(to.ops, o.moved(a.left, y))
	}
	return y + p.height
}
