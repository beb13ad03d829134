package doc

import "strconv"

// style is the family of a sheet's look.
type style string

const (
	styleForm   style = "form"   // notices and receipts: blocks, A4
	styleLetter style = "letter" // decisions: running text as in GB/T 9704, A4
	styleSlip   style = "slip"   // 80 mm
)

// sheet is a paper as blocks; HTML and PDF are drawn from it.
type sheet struct {
	style     style
	lang      string
	org       string
	title     string
	number    string
	demo      string // the line that says it is a demo
	qr        string // address, empty for none
	qrCaption string
	blocks    []block
	seal      *Seal
	footer    []string // small lines at the very end
	shortID   string   // printed beside the page numbers
	digest    string
	words     words
}

// block is one part of a sheet. Each kind of block has one drawing function for the PDF and one template for HTML.
type block interface{ Name() string }

// factsBlock is a list of label and value, one or two to a row (申请人 …… 经办人 ……).
type factsBlock struct{ Rows [][]fact }

type fact struct {
	Label string
	Value rich
}

// headBlock is a numbered heading.
type headBlock struct {
	Numeral string
	Text    rich
}

// tableBlock has a header row; a cell is a list of paragraphs.
type tableBlock struct {
	Columns []column
	Rows    [][]cell
}

// column has a width in mm at normal size; 0 takes what is left.
type column struct {
	Title string
	Width float64
	Class string // name for the style sheet
}

type cell []rich

// ticksBlock is a list of what is done.
type ticksBlock struct{ Items []string }

// waysBlock tells the ways back, beside the number that spares the queue.
type waysBlock struct {
	Ways   []rich
	Label  string
	Number string
	Note   string
}

// flowBlock is the way ahead in boxes.
type flowBlock struct{ Steps []Step }

// vowBlock is the sentence that the hall is held to.
type vowBlock struct{ Text rich }

// textBlock is a paragraph; Indent sets its first line in by two characters.
type textBlock struct {
	Text   rich
	Indent bool
	Keep   bool // stays on a page with what follows
}

// signBlock ends a form: facts on the left, an acknowledgement with a line to sign on the right, seal between.
type signBlock struct {
	Facts []fact
	Ack   string
	Line  string
}

// datedBlock ends a decision: authority and date on the right, seal over the date.
type datedBlock struct{ Org, Date string }

// linesBlock is room to write by hand: each label with a tall empty field.
type linesBlock struct{ Labels []string }

// bigBlock is the one thing a slip must show from afar.
type bigBlock struct {
	Label  string
	Number string
	Under  []rich
}

// pairBlock is one line of a slip: label left, value right.
type pairBlock struct {
	Label string
	Value rich
}

// ruleBlock is a dashed line on a slip.
type ruleBlock struct{}

// qrBlock is the code on a slip.
type qrBlock struct {
	Address string
	Caption string
}

func (factsBlock) Name() string { return "facts" }
func (headBlock) Name() string  { return "head" }
func (tableBlock) Name() string { return "table" }
func (ticksBlock) Name() string { return "ticks" }
func (waysBlock) Name() string  { return "ways" }
func (flowBlock) Name() string  { return "flow" }
func (vowBlock) Name() string   { return "vow" }
func (textBlock) Name() string  { return "text" }
func (signBlock) Name() string  { return "sign" }
func (datedBlock) Name() string { return "dated" }
func (linesBlock) Name() string { return "lines" }
func (bigBlock) Name() string   { return "big" }
func (pairBlock) Name() string  { return "pair" }
func (ruleBlock) Name() string  { return "rule" }
func (qrBlock) Name() string    { return "qr" }

// compose turns a letter into a sheet.
func compose(l Letter) sheet {
	w := words{l.Head.Lang}
	s := sheet{
		lang: string(l.Head.Lang), org: l.Head.Hall.Name, number: w.t("number", "number", l.Head.Number),
		qr: l.Head.Verify, qrCaption: w.t("qr"), seal: l.Head.Seal, shortID: l.Head.Number, digest: l.Digest(), words: w,
	}
	if l.Head.Demo {
		s.demo = w.t("demo")
	}
	switch content := l.Content.(type) {
	case *Notice:
		composeNotice(&s, w, l.Head, content)
	case *Acceptance:
		composeAcceptance(&s, w, l.Head, content)
	case *Receipt:
		composeReceipt(&s, w, l.Head, content)
	case *NotAccepted:
		composeNotAccepted(&s, w, l.Head, content)
	case *Refusal:
		composeRefusal(&s, w, l.Head, content)
	case *Grant:
		composeGrant(&s, w, l.Head, content)
	case *Course:
		composeCourse(&s, w, l.Head, content)
	case *Delivery:
		composeDelivery(&s, w, l.Head, content)
	case *Ticket:
		composeTicket(&s, w, l.Head, content)
	case *VisitSlip:
		composeVisitSlip(&s, w, l.Head, content)
	}
	if s.style != styleSlip && s.seal != nil {
		s.footer = append(s.footer, w.t("seal.note"))
	}
	return s
}

// add appends blocks.
func (s *sheet) add(blocks ...block) { s.blocks = append(s.blocks, blocks...) }

// heading appends the next numbered heading.
func (s *sheet) heading(text rich) {
	count := 1
	for _, b := range s.blocks {
		if b.Name() == "head" {
			count++
		}
	}
	s.add(headBlock{Numeral: s.words.t("numeral." + strconv.Itoa(count)), Text: text})
}
