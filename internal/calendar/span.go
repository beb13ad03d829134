package calendar

import "time"

// span is an exclusion in whole days: places of the first and last excluded date, to = never while it is open.
type span struct{ from, to int32 }

// spans turns exclusions into spans in order of their beginning; room keeps the usual few of them off the heap.
func (v *View) spans(ex []Exclusion, room []span) []span {
	for i := range ex {
		s := v.span(&ex[i])
		if s.to < s.from {
			continue
		}
		room = append(room, s)
		for j := len(room) - 1; j > 0 && room[j-1].from > room[j].from; j-- {
			room[j-1], room[j] = room[j], room[j-1]
		}
	}
	return room
}

func (v *View) span(e *Exclusion) span {
	first, last := e.days(v.policy.Boundary)
	s := span{from: clamp(int64(first) - int64(v.first)), to: never}
	if !e.Open() {
		s.to = clamp(int64(last) - int64(v.first))
	}
	return s
}

func clamp(n int64) int32 { return int32(max(-1, min(n, outside))) }

// days are the first and last excluded date; the last means nothing while the exclusion is open. Where only full days
// are excluded, a range shorter than a day excludes none (last < first).
func (e *Exclusion) days(b Boundary) (first, last Date) {
	if b == WholeBoundary {
		first, last = DateOf(e.From), lastTouched(e.To)
		if !e.Open() && !e.To.After(e.From) {
			last = first - 1
		}
		return first, last
	}
	return lastTouched(e.From) + 1, DateOf(e.To) - 1
}

// lastTouched is the date of the last moment before t.
func lastTouched(t time.Time) Date {
	sec := t.Unix()
	if t.Nanosecond() == 0 {
		sec--
	}
	return dateOfUnix(sec)
}

// covering is a span that excludes the place, or nil; an open one is preferred, for it decides.
func covering(spans []span, i int) *span {
	var found *span
	for j := range spans {
		s := &spans[j]
		if int(s.from) <= i && i <= int(s.to) && (found == nil || s.to > found.to) {
			found = s
		}
	}
	return found
}

// byStart copies exclusions in order of their beginning.
func byStart(ex, room []Exclusion) []Exclusion {
	for i := range ex {
		room = append(room, ex[i])
		for j := len(room) - 1; j > 0 && room[j].From.Before(room[j-1].From); j-- {
			room[j-1], room[j] = room[j], room[j-1]
		}
	}
	return room
}
