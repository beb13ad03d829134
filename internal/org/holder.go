package org

import "yichuang/internal/errs"

// As says in which quality somebody holds a post.
type As string

const (
	AsA As = "A"
	AsB As = "B" // covers: with A's rights and duties (DUT-2)
)

// Holding is one stretch of a post's timeline: since (included) to until (not included) in microseconds UTC; until 0 is open.
type Holding struct {
	ID    string `json:"id"`
	Post  string `json:"post"`
	Staff string `json:"staff"`
	As    As     `json:"as"`
	Since int64  `json:"since"`
	Until int64  `json:"until,omitempty"`
}

func (h Holding) covers(t int64) bool { return h.Since <= t && (h.Until == 0 || t < h.Until) }

// Timeline is all holdings of one post in order.
type Timeline []Holding

// At is the holding at an instant; false before the post was founded.
func (tl Timeline) At(t int64) (Holding, bool) {
	for _, h := range tl {
		if h.covers(t) {
			return h, true
		}
	}
	return Holding{}, false
}

// Set lets next hold the post from next.Since until the next change that is already planned, and returns the holdings to save: the
// shortened one first. The past stays as it was (DUT-3: who was responsible is exact at any time).
func (tl Timeline) Set(next Holding, now int64) ([]Holding, error) {
	if next.As != AsA && next.As != AsB {
		return nil, errs.New(errs.Invalid, "org.holder.as", "as", next.As).At("as")
	}
	if next.Since < now {
		return nil, errs.New(errs.Invalid, "org.holder.backdated", "post", next.Post).At("at")
	}
	if len(tl) == 0 {
		return []Holding{next}, nil
	}
	current, ok := tl.At(next.Since)
	if !ok {
		return nil, errs.New(errs.Invalid, "org.holder.before_post", "post", next.Post).At("at")
	}
	next.Until = current.Until
	if current.Since == next.Since {
		next.ID = current.ID
		return []Holding{next}, nil
	}
	current.Until = next.Since
	return []Holding{current, next}, nil
}

// Responsible is who answers for a post at an instant.
type Responsible struct {
	Staff string
	As    As
	Since int64 // microseconds UTC
}
