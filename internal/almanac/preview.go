package almanac

import (
	"cmp"
	"slices"

	"yichuang/internal/promise"
)

// Preview is what a change would do to the running clocks.
type Preview struct {
	Shifts  []promise.Shift // those that it concerns, the first due first
	Seen    int             // all running clocks
	Earlier int             // become due earlier
	Later   int             // become due later
	Kept    int             // stay at the earlier date although the calendar would make them later
	Settled int             // were provisional and become firm
	Days    int             // working days that all of them move, counted without sign
}

// Sum counts the shifts of a preview and puts them in order.
func Sum(list []promise.Shift, seen int) Preview {
	p := Preview{Shifts: list, Seen: seen}
	for _, s := range list {
		switch {
		case s.Kept:
			p.Kept++
		case s.New.Due.Before(s.Old.Due):
			p.Earlier++
		case s.New.Due.After(s.Old.Due):
			p.Later++
		}
		if s.Settles() {
			p.Settled++
		}
		p.Days += max(s.Days, -s.Days)
	}
	slices.SortFunc(list, func(a, b promise.Shift) int {
		return cmp.Or(a.Old.Due.Compare(b.Old.Due), cmp.Compare(a.Clock, b.Clock))
	})
	return p
}
