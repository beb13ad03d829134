package search

import (
	"math/bits"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/width"
)

// Guide is what a search looks at: the words of one item. Each field may hold several wordings, also in both languages.
type Guide struct {
	Code       string
	Name       string // Chinese; what exact and short names are judged by
	English    string
	Keywords   []string
	Summary    []string
	Department []string
	Materials  []string
	Popular    bool
}

// Hit is one found guide.
type Hit struct {
	Code  string
	Score int // comparable within one search only
}

// The fields of a guide, as bits of a posting, with what a match there is worth.
const (
	inName = 1 << iota
	inKeywords
	inSummary
	inDepartment
	inMaterials
	fieldBits = iota
)

var fieldWorth = [fieldBits]int32{16, 12, 4, 3, 2}

// worth of each combination of fields.
var worth = func() (out [1 << fieldBits]int32) {
	for mask := range out {
		for f, w := range fieldWorth {
			if mask&(1<<f) != 0 {
				out[mask] += w
			}
		}
	}
	return out
}()

// Index finds guides by plain words. Chinese is cut into pairs of neighbouring characters, so two characters are enough; Latin words
// are found by their beginning; letters are also read as pinyin initials (拼音首字母). It never changes after New.
type Index struct {
	docs     []document
	grams    map[uint64][]posting // pairs of characters, single characters of names, and pairs of initials
	words    []string             // Latin words in order
	wordDocs [][]posting          // beside words
	scratch  sync.Pool
}

// posting is a document number and the fields in which the gram stands.
type posting uint32

func (p posting) doc() uint32 { return uint32(p >> fieldBits) }
func (p posting) mask() int   { return int(p & (1<<fieldBits - 1)) }

type document struct {
	code     string
	name     string    // normalised Chinese name
	spoken   string    // normalised keywords, with a mark between them
	initials []letters // first letters of the readings of each character of name and keywords; none between two texts
	standing int32     // order among equals, 0..63: popular items first, then short names
}

// board counts, for one search, what each document has scored.
type board struct {
	score []int32
	hits  []uint16
	last  []uint16 // number of the last part that the document was counted for
}

// gram keys: two runes side by side; pairs of single letters live above the runes.
func pairKey(a, b rune) uint64        { return uint64(a)<<32 | uint64(b) }
func initialsKey(a, b letters) uint64 { return 1<<63 | uint64(a)<<32 | uint64(b) }

// Search lists at most limit guides, best first. Where some guides hold all of the query only those are listed; otherwise those that
// hold a good part of it.
func (x *Index) Search(query string, limit int) []Hit {
	q := x.parse(query)
	if len(q.parts) == 0 || limit <= 0 {
		return nil
	}
	b := x.borrow()
	defer x.scratch.Put(b)
	for i, part := range q.parts {
		x.count(b, part, uint16(i+1))
	}
	need := uint16(len(q.parts))
	found := x.best(b, q, need, limit)
	for need > 1 && len(found) == 0 && need*2 > uint16(len(q.parts)) {
		need--
		found = x.best(b, q, need, limit)
	}
	return found
}

// part is one unit of a query that a guide has or has not: a gram, or a Latin word with its pinyin reading.
type part struct {
	lists [][]posting // a guide has the part when it stands in one of them
}

type query struct {
	parts []part
	whole string      // the Chinese of the query without spaces, to reward the phrase
	latin [][]letters // Latin terms, to reward initials that begin a name
}

// parse cuts a query into parts.
func (x *Index) parse(text string) query {
	var q query
	for _, term := range strings.Fields(normalise(text)) {
		for _, run := range runs(term) {
			if run.latin {
				q.latin = append(q.latin, letterSets(run.text))
				q.parts = append(q.parts, x.latinParts(run.text)...)
				continue
			}
			q.whole += run.text
			q.parts = append(q.parts, x.hanParts([]rune(run.text))...)
		}
	}
	return x.bound(q)
}

// maxParts keeps a long sentence from costing more than a short word; the rarest parts say most.
const maxParts = 12

func (x *Index) bound(q query) query {
	if len(q.parts) <= maxParts {
		return q
	}
	slices.SortStableFunc(q.parts, func(a, b part) int { return a.size() - b.size() })
	q.parts = q.parts[:maxParts]
	return q
}

func (p part) size() int {
	n := 0
	for _, l := range p.lists {
		n += len(l)
	}
	return n
}

func (x *Index) hanParts(r []rune) []part {
	if len(r) == 1 {
		return []part{{lists: [][]posting{x.grams[pairKey(r[0], 0)]}}}
	}
	var out []part
	for i := 0; i+1 < len(r); i++ {
		out = append(out, part{lists: [][]posting{x.grams[pairKey(r[i], r[i+1])]}})
	}
	return out
}

// latinParts: the term as the beginning of a word, or as initials. Both are one part, so that either satisfies it.
func (x *Index) latinParts(term string) []part {
	lists := x.prefixed(term)
	if len(term) >= 2 {
		rarest := x.grams[initialsKey(letter(term[0]), letter(term[1]))]
		for i := 1; i+1 < len(term); i++ {
			if l := x.grams[initialsKey(letter(term[i]), letter(term[i+1]))]; len(l) < len(rarest) {
				rarest = l
			}
		}
		lists = append(lists, x.spelt(rarest, term))
	}
	return []part{{lists: lists}}
}

// spelt keeps the postings of documents that hold the whole term as initials.
func (x *Index) spelt(list []posting, term string) []posting {
	sets := letterSets(term)
	out := make([]posting, 0, len(list))
	for _, p := range list {
		if spells(x.docs[p.doc()].initials, sets) >= 0 {
			out = append(out, p)
		}
	}
	return out
}

// prefixed are the lists of all Latin words that begin with the term.
func (x *Index) prefixed(term string) [][]posting {
	var out [][]posting
	i, _ := slices.BinarySearch(x.words, term)
	for ; i < len(x.words) && strings.HasPrefix(x.words[i], term); i++ {
		out = append(out, x.wordDocs[i])
	}
	return out
}

func (x *Index) borrow() *board {
	if b, ok := x.scratch.Get().(*board); ok {
		clear(b.score)
		clear(b.hits)
		clear(b.last)
		return b
	}
	return &board{score: make([]int32, len(x.docs)), hits: make([]uint16, len(x.docs)), last: make([]uint16, len(x.docs))}
}

// count adds what the nth part (from 1) is worth to every document that has it, once; a rare part is worth more.
func (x *Index) count(b *board, p part, nth uint16) {
	for _, list := range p.lists {
		rare := int32(1 + bits.Len(uint(len(x.docs)/(len(list)+1))))
		for _, posting := range list {
			d := posting.doc()
			if b.last[d] != nth {
				b.last[d] = nth
				b.score[d] += worth[posting.mask()] * rare
				b.hits[d]++
			}
		}
	}
}

// best picks the highest documents with at least need parts. The last places are decided after the phrase itself has been looked
// for in a few times as many candidates.
func (x *Index) best(b *board, q query, need uint16, limit int) []Hit {
	top := make([]candidate, 0, 4*limit+16)
	floor := int32(0)
	for d, hits := range b.hits {
		score := b.score[d]*standings + x.docs[d].standing
		if hits < need || score <= floor {
			continue
		}
		top = append(top, candidate{uint32(d), score})
		if len(top) == cap(top) {
			top = halve(top)
			floor = top[len(top)-1].score
		}
	}
	for i := range top {
		top[i].score += standings * phrase(q, &x.docs[top[i].doc])
	}
	slices.SortFunc(top, order)
	top = top[:min(limit, len(top))]
	out := make([]Hit, len(top))
	for i, c := range top {
		out[i] = Hit{x.docs[c.doc].code, int(c.score)}
	}
	return out
}

type candidate struct {
	doc   uint32
	score int32
}

func halve(top []candidate) []candidate {
	slices.SortFunc(top, order)
	return top[:len(top)/2]
}

// order: score, then the catalogue's order.
func order(a, b candidate) int {
	if a.score != b.score {
		return int(b.score - a.score)
	}
	return int(a.doc) - int(b.doc)
}

// standings is how many places the order among equals has; it is the lowest part of a score.
const standings = 64

func standing(nameLength int, popular bool) int32 {
	s := int32(max(0, standings/2-1-nameLength))
	if popular {
		s += standings / 2
	}
	return s
}

// phrase rewards the query standing in one piece.
func phrase(q query, d *document) int32 {
	var extra int32
	switch {
	case q.whole == "":
	case d.name == q.whole:
		extra += 400
	case strings.HasPrefix(d.name, q.whole):
		extra += 200
	case strings.Contains(d.name, q.whole):
		extra += 150
	case strings.Contains(d.spoken, q.whole):
		extra += 120
	}
	for _, term := range q.latin {
		if spells(d.initials, term) == 0 {
			extra += 60
		}
	}
	return extra
}

// letters is a set of Latin letters, one bit each; all digits share a bit.
type letters uint32

func letter(b byte) letters {
	switch {
	case 'a' <= b && b <= 'z':
		return 1 << (b - 'a')
	case '0' <= b && b <= '9':
		return 1 << 26
	}
	return 0
}

// spells is the first place at which a term stands in a text's initials, each character in any of its readings; -1 if nowhere.
func spells(initials []letters, term []letters) int {
	for at := 0; at+len(term) <= len(initials); at++ {
		i := 0
		for i < len(term) && initials[at+i]&term[i] != 0 {
			i++
		}
		if i == len(term) {
			return at
		}
	}
	return -1
}

func letterSets(term string) []letters {
	out := make([]letters, len(term))
	for i := range out {
		out[i] = letter(term[i])
	}
	return out
}

// run is a stretch of Latin letters and digits, or of anything else.
type run struct {
	text  string
	latin bool
}

func runs(term string) []run {
	var out []run
	for _, r := range term {
		latin := r < unicode.MaxLatin1
		if n := len(out); n > 0 && out[n-1].latin == latin {
			out[n-1].text += string(r)
			continue
		}
		out = append(out, run{string(r), latin})
	}
	return out
}

// normalise folds width and case and drops punctuation; what stood apart stays apart.
func normalise(s string) string {
	var b strings.Builder
	for _, r := range width.Fold.String(s) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		case r == '-' || r == '\'':
			// SB-01 is one word
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}
