package casework

import (
	"cmp"
	"slices"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/mutant"
)

// Hold is a stretch of time in which one person answered for a case at a post.
type Hold struct {
	Post  string
	Staff string
	As    string // A or B
	From  time.Time
	To    time.Time
}

// Share is what of a delay one person answers for at a post (LIM-11, reliability.md M2).
type Share struct {
	Post    string `json:"post"`
	Staff   string `json:"staff"`
	As      string `json:"as"`
	Held    int    `json:"held"`    // office minutes for which he answers, after hand-overs that came too late
	Minutes int    `json:"minutes"` // of the delay
}

// Span is what a delay is shared out over: the counted time of a clock.
type Span struct {
	Start, Due, End time.Time
	Excluded        []calendar.Exclusion
}

// Clockwork is what sharing needs of a calendar: office time between two instants, without what is excluded.
type Clockwork interface {
	OfficeMinutes(from, to time.Time, ex []calendar.Exclusion) int
}

// Shares splits the delay of a clock by who held the case, in office time: each answers in proportion to how long he had it. Who hands on
// within the last fifth of the limit, or later, keeps answering for the time of whom he gave it to (M2): nobody gets rid of a case that is
// about to be late. The shares add up to the delay exactly.
func Shares(v Clockwork, s Span, holds []Hold) []Share {
	delay := v.OfficeMinutes(s.Due, s.End, nil)
	if delay <= 0 {
		return nil
	}
	whole := v.OfficeMinutes(s.Start, s.Due, s.Excluded)
	var out []Share
	var giver *Hold
	for _, h := range inOrder(holds) {
		held := v.OfficeMinutes(later(h.From, s.Start), earlier(h.To, s.End), s.Excluded)
		left := v.OfficeMinutes(later(h.From, s.Start), s.Due, s.Excluded)
		if giver == nil || left*5 > whole || mutant.On("share_follows_case") {
			giver = &Hold{Post: h.Post, Staff: h.Staff, As: h.As}
		}
		if held > 0 {
			out = addShare(out, *giver, held)
		}
	}
	return apportion(out, delay)
}

func inOrder(holds []Hold) []Hold {
	out := slices.Clone(holds)
	slices.SortStableFunc(out, func(a, b Hold) int { return a.From.Compare(b.From) })
	return out
}

func addShare(list []Share, h Hold, held int) []Share {
	for i := range list {
		if list[i].Post == h.Post && list[i].Staff == h.Staff && list[i].As == h.As {
			list[i].Held += held
			return list
		}
	}
	return append(list, Share{Post: h.Post, Staff: h.Staff, As: h.As, Held: held})
}

// apportion splits the delay by the time held; the minutes that rounding leaves go to the largest remainders, the first of equals first.
func apportion(list []Share, delay int) []Share {
	total := 0
	for _, s := range list {
		total += s.Held
	}
	if total == 0 {
		return nil
	}
	left := delay
	order := make([]int, len(list))
	for i := range list {
		list[i].Minutes = delay * list[i].Held / total
		left -= list[i].Minutes
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(delay*list[b].Held%total, delay*list[a].Held%total) })
	for _, i := range order[:left] {
		list[i].Minutes++
	}
	return list
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
