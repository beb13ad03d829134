package faults

import (
	"fmt"
	"maps"
	"slices"

	"github.com/anishathalye/porcupine"

	"yichuang/internal/queue"
)

// The queue as one thing that does one act at a time (HAL-1, APT-8, decision 24): written from the rule's words, not from the program.

// taking is a ticket being taken; the answer is the waiting person.
type taking struct {
	line     string
	priority bool
}

// calling is a window calling the next one; the answer is a ticket's id, "" when nobody waits.
type calling struct{ window string }

// sending is a ticket being sent on from a window to another line, where it keeps its arrival.
type sending struct{ ticket, line string }

// waiter is a person who waits. The arrival is what the slip says.
type waiter struct {
	id, number string
	line       string
	priority   bool
	arrival    int64
}

// refused is the answer to an act that the queue has no reason to refuse.
type refused string

// hall is the state of the model; it is never changed, only copied.
type hall struct {
	waiting []waiter          // by id
	here    map[string]waiter // called tickets by id
	last    map[string]int    // letter → last number
	run     map[string]int    // line → priority tickets called in a row
}

// house is what does not change: who serves what, in which order.
type house struct {
	serves  map[string][]queue.Serves
	letter  map[string]string // of a line
	maxRun  int
	initial hall
}

func (s hall) copy() hall {
	return hall{slices.Clone(s.waiting), maps.Clone(s.here), maps.Clone(s.last), maps.Clone(s.run)}
}

func (s hall) equal(o hall) bool {
	return slices.Equal(s.waiting, o.waiting) && maps.Equal(s.here, o.here) && maps.Equal(s.last, o.last) && maps.Equal(s.run, o.run)
}

func (s *hall) join(w waiter) {
	at, _ := slices.BinarySearchFunc(s.waiting, w, func(a, b waiter) int {
		if a.id < b.id {
			return -1
		}
		return 1
	})
	s.waiting = slices.Insert(s.waiting, at, w)
}

// take gives the next number of its letter, whoever asks.
func (h house) take(s hall, in taking, got waiter) (bool, hall) {
	letter := h.letter[in.line]
	if in.priority {
		letter = queue.PriorityLetter
	}
	if got.number != fmt.Sprintf("%s%03d", letter, s.last[letter]+1) || got.line != in.line || got.priority != in.priority {
		return false, s
	}
	s = s.copy()
	s.last[letter]++
	s.join(got)
	return true, s
}

// may tells whether a window may call a waiting person now: nobody of the same kind in the same line came earlier; priority goes ahead
// of everybody unless two in a row have gone ahead of somebody who waits; among equals the earliest arrival.
func (h house) may(s hall, window string, w waiter) bool {
	if _, serves := h.rank(window, w); !serves {
		return false
	}
	ordinary := slices.ContainsFunc(s.waiting, func(o waiter) bool {
		_, serves := h.rank(window, o)
		return serves && !o.priority
	})
	class := func(w waiter) int {
		switch {
		case !w.priority:
			return 2
		case ordinary && s.run[w.line] >= h.maxRun:
			return 3
		}
		return 1
	}
	return !slices.ContainsFunc(s.waiting, func(o waiter) bool {
		_, serves := h.rank(window, o)
		return serves && (class(o) < class(w) || class(o) == class(w) && o.arrival < w.arrival)
	})
}

func (h house) rank(window string, w waiter) (int, bool) {
	i := slices.IndexFunc(h.serves[window], func(v queue.Serves) bool { return v.Line == w.line && (w.priority || !v.PriorityOnly) })
	return i, i >= 0
}

func (h house) call(s hall, in calling, id string) (bool, hall) {
	if id == "" {
		return !slices.ContainsFunc(s.waiting, func(w waiter) bool { _, serves := h.rank(in.window, w); return serves }), s
	}
	i := slices.IndexFunc(s.waiting, func(w waiter) bool { return w.id == id })
	if i < 0 || !h.may(s, in.window, s.waiting[i]) {
		return false, s
	}
	w := s.waiting[i]
	s = s.copy()
	s.waiting = slices.Delete(s.waiting, i, i+1)
	s.here[id] = w
	if w.priority {
		s.run[w.line]++
	} else {
		s.run[w.line] = 0
	}
	return true, s
}

func (h house) send(s hall, in sending) (bool, hall) {
	w, here := s.here[in.ticket]
	if !here {
		return false, s
	}
	s = s.copy()
	delete(s.here, in.ticket)
	w.line = in.line
	s.join(w)
	return true, s
}

func (h house) model() porcupine.Model {
	return porcupine.Model{
		Init:  func() any { return h.initial },
		Equal: func(a, b any) bool { return a.(hall).equal(b.(hall)) },
		Step: func(state, in, out any) (bool, any) {
			s := state.(hall)
			if _, no := out.(refused); no {
				return false, s
			}
			var ok bool
			switch in := in.(type) {
			case taking:
				ok, s = h.take(s, in, out.(waiter))
			case calling:
				ok, s = h.call(s, in, out.(string))
			case sending:
				ok, s = h.send(s, in)
			}
			return ok, s
		},
		DescribeOperation: func(in, out any) string { return fmt.Sprintf("%T%+v → %+v", in, in, out) },
	}
}
