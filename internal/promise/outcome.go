package promise

import (
	"cmp"
	"slices"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/mutant"
)

// Outcome is what became of one promise, as its acts tell (LIM-5, PUB-6).
type Outcome struct {
	Clock   string
	Hall    string
	Kind    Kind
	Subject Subject
	Item    string
	Post    string
	Source  Source
	Start   time.Time
	Due     time.Time // zero when it was broken while it stood still
	Ended   time.Time // zero while it is open and late
	At      time.Time // the instant that puts it in a month's figures
	Kept    bool
	Reason  string // of a breach; published
}

// Overrun is by how much the promise was or is late at an instant; zero for a kept one.
func (o Outcome) Overrun(now time.Time) time.Duration {
	end := o.Ended
	if end.IsZero() {
		end = now
	}
	if o.Kept || o.Due.IsZero() || !end.After(o.Due) {
		return 0
	}
	return end.Sub(o.Due)
}

// OutcomeOf judges a clock from its acts up to an instant. ok is false for what counts in no figure: promises that still run, that
// nothing is owed on any more, and those taken over at go-live or written down afterwards. Whether a promise was kept is judged by the
// time of the act and the due date, not by what the act is called. A breach counts where its due date lies, open or closed.
func OutcomeOf(id string, acts []Act, now time.Time) (o Outcome, ok bool) {
	p, ok := AsKnown(id, acts, now)
	if !ok || p.Outside != "" {
		return o, false
	}
	o = Outcome{Clock: id, Hall: p.Hall, Kind: p.Kind, Subject: p.Subject, Item: p.Item, Post: p.Post, Source: p.Source, Start: p.Start,
		Due: p.Result.Due, Ended: p.Ended, At: p.Ended, Reason: p.Reason}
	late := !p.Result.Suspended && (o.Ended.After(o.Due) || p.State == Open && now.After(o.Due))
	if late {
		o.At = o.Due
	}
	switch p.State {
	case Kept:
		o.Kept = !late
	case Broken:
		o.Kept = p.Fulfilled && mutant.On("late_counts_kept")
	case Open:
		return o, late
	default:
		return o, false
	}
	return o, true
}

// Sum counts outcomes by kind, item and source, in that order.
func Sum(list []Outcome) []Figure {
	type key struct {
		kind   Kind
		item   string
		source Source
	}
	sums := map[key]*Figure{}
	for _, o := range list {
		k := key{o.Kind, o.Item, o.Source}
		if sums[k] == nil {
			sums[k] = &Figure{Kind: o.Kind, Item: o.Item, Source: o.Source}
		}
		sums[k].Of++
		if o.Kept {
			sums[k].Kept++
		}
	}
	var out []Figure
	for _, f := range sums {
		out = append(out, *f)
	}
	slices.SortFunc(out, Figure.compare)
	return out
}

func (f Figure) compare(other Figure) int {
	return cmp.Or(cmp.Compare(f.Kind, other.Kind), cmp.Compare(f.Item, other.Item), cmp.Compare(f.Source, other.Source))
}

// Month is a Beijing month.
type Month struct {
	Year  int
	Month time.Month
}

// MonthOf is the month of an instant.
func MonthOf(t time.Time) Month {
	year, month, _ := calendar.DateOf(t).Date()
	return Month{year, month}
}

// Bounds are the first instant of the month and the first after it.
func (m Month) Bounds() (from, to time.Time) {
	first := calendar.NewDate(m.Year, m.Month, 1)
	return first.Start(), first.AddMonths(1).Start()
}

// Add is the month so many months later.
func (m Month) Add(n int) Month {
	return MonthOf(calendar.NewDate(m.Year, m.Month, 1).AddMonths(n).Start())
}

// String is yyyy-mm.
func (m Month) String() string { return calendar.NewDate(m.Year, m.Month, 1).String()[:7] }

// ParseMonth reads yyyy-mm; ok is false for anything else.
func ParseMonth(s string) (m Month, ok bool) {
	d, err := calendar.ParseDate(s + "-01")
	if err != nil {
		return m, false
	}
	return MonthOf(d.Start()), true
}

// ByMonth sorts outcomes into the months in which they count.
func ByMonth(list []Outcome) map[Month][]Outcome {
	out := map[Month][]Outcome{}
	for _, o := range list {
		m := MonthOf(o.At)
		out[m] = append(out[m], o)
	}
	return out
}
