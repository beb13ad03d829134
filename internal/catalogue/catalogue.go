package catalogue

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"yichuang/internal/catalogue/search"
	"yichuang/internal/errs"
)

// Catalogue is one city's catalogue, loaded. It never changes and is safe for concurrent use.
type Catalogue struct {
	File
	Version string // digest of the files: two programs with the same version show the same catalogue

	halls       map[string]*Hall
	queues      map[string]*Queue
	departments map[string]*Department
	posts       map[string]*Post
	staff       map[string]*Staff
	items       map[string]*Item
	windows     map[string]*Window // key hall + "/" + no
	index       *search.Index
	older       older
}

// Load reads a catalogue folder. It refuses files that cannot be read, codes given twice, references to nothing and conditions
// that do not compile; what is only wrong by the rules of administration is found by package lint.
func Load(fsys fs.FS) (*Catalogue, error) {
	c, report, err := Assemble(fsys)
	if err != nil {
		return nil, err
	}
	if Count(report.Findings, Error) > 0 {
		return nil, refusal(report.Findings)
	}
	c.index = search.New(c.guides())
	return c, nil
}

// Assemble reads, indexes and compiles a folder however broken it is, and reports what is; for lint. It builds no search index.
func Assemble(fsys fs.FS) (*Catalogue, *Report, error) {
	all, names, findings, err := read(fsys)
	if err != nil {
		return nil, nil, err
	}
	c := &Catalogue{File: all}
	if c.Version, err = digestFiles(fsys, names); err != nil {
		return nil, nil, err
	}
	k := &binder{&Report{findings}, c}
	c.indexCodes(k)
	k.references()
	for i := range c.Items {
		it := &c.Items[i]
		compile(it, func(m int, problem string) {
			k.Fail(it.Origin, On("materials", m, "when"), "condition.broken", "item", it.Code, "material", it.Materials[m].ID, "problem", problem)
		})
	}
	return c, k.Report, nil
}

func refusal(findings []Finding) error {
	var list []*errs.Error
	for _, f := range findings {
		if f.Severity == Error {
			list = append(list, errs.New(errs.Invalid, "catalogue.load.refused", "where", fmt.Sprintf("%s:%d", f.File, f.Line), "code", f.Code, "text", f.String()))
		}
	}
	return errs.Join(list...)
}

func digestFiles(fsys fs.FS, names []string) (string, error) {
	h := sha256.New()
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return "", err
		}
		sum := sha256.Sum256(raw)
		fmt.Fprintf(h, "%s %x\n", name, sum)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Item finds an item by its code.
func (c *Catalogue) Item(code string) (*Item, bool) { v, ok := c.items[code]; return v, ok }

// Hall finds a hall by its code.
func (c *Catalogue) Hall(code string) (*Hall, bool) { v, ok := c.halls[code]; return v, ok }

// DefaultHall is the first hall of the city; short URLs lead there (decision 7).
func (c *Catalogue) DefaultHall() *Hall {
	if c.City != nil && len(c.City.Halls) > 0 && c.halls[c.City.Halls[0]] != nil {
		return c.halls[c.City.Halls[0]]
	}
	return &c.Halls[0]
}

// Queue finds a queue by its code.
func (c *Catalogue) Queue(code string) (*Queue, bool) { v, ok := c.queues[code]; return v, ok }

// Department finds a department by its code.
func (c *Catalogue) Department(code string) (*Department, bool) {
	v, ok := c.departments[code]
	return v, ok
}

// Post finds a post by its code.
func (c *Catalogue) Post(code string) (*Post, bool) { v, ok := c.posts[code]; return v, ok }

// Person finds a member of staff by code.
func (c *Catalogue) Person(code string) (*Staff, bool) { v, ok := c.staff[code]; return v, ok }

// Window finds a window of a hall by its number.
func (c *Catalogue) Window(hall, no string) (*Window, bool) {
	v, ok := c.windows[hall+"/"+no]
	return v, ok
}

// WindowsOf lists a hall's windows in their order.
func (c *Catalogue) WindowsOf(hall string) []*Window {
	return pick(c.Windows, func(w *Window) bool { return w.Hall == hall })
}

// WindowsFor lists the windows of a hall ("" = any hall) that serve an item.
func (c *Catalogue) WindowsFor(it *Item, hall string) []*Window {
	return pick(c.Windows, func(w *Window) bool { return (hall == "" || w.Hall == hall) && slices.Contains(w.Queues, it.Queue) })
}

// QueuesOf lists the queues that at least one window of the hall serves, by letter.
func (c *Catalogue) QueuesOf(hall string) []*Queue {
	served := map[string]bool{}
	for _, w := range c.WindowsOf(hall) {
		for _, q := range w.Queues {
			served[q] = true
		}
	}
	out := pick(c.Queues, func(q *Queue) bool { return served[q.Code] })
	slices.SortStableFunc(out, func(a, b *Queue) int { return strings.Compare(a.Letter, b.Letter) })
	return out
}

// ItemsOf lists the items of a queue in the order of the catalogue.
func (c *Catalogue) ItemsOf(queue string) []*Item {
	return pick(c.Items, func(it *Item) bool { return it.Queue == queue })
}

// ItemsAt lists the items that a hall takes: those that one of its windows serves.
func (c *Catalogue) ItemsAt(hall string) []*Item {
	served := map[string]bool{}
	for _, q := range c.QueuesOf(hall) {
		served[q.Code] = true
	}
	return pick(c.Items, func(it *Item) bool { return served[it.Queue] })
}

// PopularItems lists the items of the home page in their order.
func (c *Catalogue) PopularItems() []*Item {
	out := pick(c.Items, func(it *Item) bool { return it.Popular > 0 })
	slices.SortStableFunc(out, func(a, b *Item) int { return a.Popular - b.Popular })
	return out
}

// PhrasesAt lists the wordings for a moment and a place (DUT-9).
func (c *Catalogue) PhrasesAt(place, moment string) []*Phrase {
	return pick(c.Phrases, func(p *Phrase) bool { return p.Place == place && p.Moment == moment })
}

// NoticesAt lists a hall's notices in force on a date (yyyy-mm-dd), policies first (PUB-2).
func (c *Catalogue) NoticesAt(hall, date string) []*Notice {
	out := pick(c.Notices, func(n *Notice) bool {
		here := len(n.Halls) == 0 || slices.Contains(n.Halls, hall)
		return here && (n.From == "" || n.From <= date) && (n.To == "" || date <= n.To)
	})
	slices.SortStableFunc(out, func(a, b *Notice) int { return rank(a) - rank(b) })
	return out
}

func rank(n *Notice) int {
	if n.Kind == "policy" {
		return 0
	}
	return 1
}

func pick[T any](list []T, want func(*T) bool) []*T {
	var out []*T
	for i := range list {
		if want(&list[i]) {
			out = append(out, &list[i])
		}
	}
	return out
}

// QualifiedFor tells whether a person may serve a queue (DUT-7): named queues, or every queue of the own department.
func (c *Catalogue) QualifiedFor(s *Staff, queue string) bool {
	if len(s.Qualified) > 0 {
		return slices.Contains(s.Qualified, queue)
	}
	q, ok := c.queues[queue]
	return ok && q.Department == s.Department
}

// PendingBasis tells whether part of the item's basis is not verified (依据待核).
func (it *Item) PendingBasis() bool { return slices.ContainsFunc(it.Basis, Basis.Pending) }

// StepByID finds a step.
func (it *Item) StepByID(id string) (*Step, bool) {
	for i := range it.Steps {
		if it.Steps[i].ID == id {
			return &it.Steps[i], true
		}
	}
	return nil, false
}

// MaterialByID finds a material.
func (it *Item) MaterialByID(id string) (*Material, bool) {
	for i := range it.Materials {
		if it.Materials[i].ID == id {
			return &it.Materials[i], true
		}
	}
	return nil, false
}

// ConditionByID finds a condition; a refusal must name one (LIM-14).
func (it *Item) ConditionByID(id string) (*Condition, bool) {
	for i := range it.Conditions {
		if it.Conditions[i].ID == id {
			return &it.Conditions[i], true
		}
	}
	return nil, false
}

// OutcomeByID finds an outcome of a step.
func (s *Step) OutcomeByID(id string) (*Outcome, bool) {
	for i := range s.Outcomes {
		if s.Outcomes[i].ID == id {
			return &s.Outcomes[i], true
		}
	}
	return nil, false
}

// Citable tells whether a citation with a tag stands in the list of laws.
func (c *Catalogue) Citable(b Basis) bool {
	return slices.ContainsFunc(c.Laws, func(l Law) bool {
		return l.Law == b.Law && l.Tag == b.Tag && slices.Contains(l.Articles, b.Article)
	})
}
