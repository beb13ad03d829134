package search

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// builder collects the postings while documents are added in order.
type builder struct {
	index *Index
	words map[string][]posting
}

// New builds the index of guides.
func New(guides []Guide) *Index {
	x := &Index{grams: map[uint64][]posting{}, docs: make([]document, 0, len(guides))}
	b := builder{x, map[string][]posting{}}
	for _, g := range guides {
		b.add(g)
	}
	x.words = slices.Sorted(maps.Keys(b.words))
	for _, w := range x.words {
		x.wordDocs = append(x.wordDocs, b.words[w])
	}
	return x
}

func (b *builder) add(g Guide) {
	d := document{code: g.Code, name: strings.ReplaceAll(normalise(g.Name), " ", "")}
	d.spoken = normalise(strings.Join(g.Keywords, "|"))
	d.standing = standing(len([]rune(d.name)), g.Popular)
	d.initials = initials(d.name)
	for _, k := range g.Keywords {
		d.initials = append(append(d.initials, 0), initials(normalise(k))...)
	}
	b.index.docs = append(b.index.docs, d)

	b.text(inName, g.Name, g.English, g.Code)
	b.text(inKeywords, g.Keywords...)
	b.text(inSummary, g.Summary...)
	b.text(inDepartment, g.Department...)
	b.text(inMaterials, g.Materials...)
	for _, r := range d.name {
		b.put(pairKey(r, 0), inName)
	}
	b.initials(d.initials)
}

// text indexes a field: pairs of neighbouring characters, and Latin words.
func (b *builder) text(field int, wordings ...string) {
	for term := range strings.FieldsSeq(normalise(strings.Join(wordings, " "))) {
		for _, run := range runs(term) {
			if run.latin {
				b.words[run.text] = b.mark(b.words[run.text], field)
				continue
			}
			r := []rune(run.text)
			for i := 0; i+1 < len(r); i++ {
				b.put(pairKey(r[i], r[i+1]), field)
			}
		}
	}
}

func (b *builder) initials(list []letters) {
	for i := 0; i+1 < len(list); i++ {
		for first := range list[i].each {
			for second := range list[i+1].each {
				b.put(initialsKey(first, second), inName)
			}
		}
	}
}

// each yields the letters one by one.
func (l letters) each(yield func(letters) bool) {
	for l != 0 {
		lowest := l & -l
		if !yield(lowest) {
			return
		}
		l &^= lowest
	}
}

func (b *builder) put(key uint64, field int) {
	b.index.grams[key] = b.mark(b.index.grams[key], field)
}

// mark adds a field to the posting of the document that is being added.
func (b *builder) mark(list []posting, field int) []posting {
	doc := posting(len(b.index.docs)-1) << fieldBits
	if n := len(list); n > 0 && list[n-1]&^(1<<fieldBits-1) == doc {
		list[n-1] |= posting(field)
		return list
	}
	return append(list, doc|posting(field))
}

// initials are the first letters of the pinyin of each character, all its readings together (行: x, h).
func initials(s string) []letters {
	var out []letters
	for _, r := range s {
		if l := readings(r); l != 0 {
			out = append(out, l)
		}
	}
	return out
}

var args = pinyin.Args{Style: pinyin.FirstLetter, Heteronym: true}

// readings are the first letters of a character's readings; a Latin letter or digit reads as itself.
func readings(r rune) letters {
	if r < unicode.MaxLatin1 {
		return letter(byte(r))
	}
	var out letters
	for _, l := range pinyin.SinglePinyin(r, args) {
		out |= letter(l[0])
	}
	return out
}
