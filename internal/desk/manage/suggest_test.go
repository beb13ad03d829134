package manage

import (
	"testing"

	"yichuang/internal/queue"
)

func TestHAL1_AWindowIsLentOnlyWhenNobodyOfItsOwnWaits(t *testing.T) {
	open := func(no, ticket string, serves ...queue.Serves) queue.Window {
		return queue.Window{No: no, State: queue.WindowOpenState, Ticket: ticket, Serves: serves}
	}
	loads := []queue.Load{{Line: queue.Line{ID: "tax"}, Waiting: 9}, {Line: queue.Line{ID: "pension"}, Waiting: 1}, {Line: queue.Line{ID: "roads"}}}
	own, green := queue.Serves{Line: "roads"}, queue.Serves{Line: "roads", PriorityOnly: true}
	busy, needed, special := open("01", "x", own), open("02", "", queue.Serves{Line: "pension"}), open("03", "", green)
	if w, _, ok := helper([]queue.Window{busy, needed, special}, loads, "tax"); ok {
		t.Errorf("window %s is not free", w.No)
	}
	idle := open("04", "", own)
	if w, lend, ok := helper([]queue.Window{busy, idle}, loads, "tax"); !ok || !lend || w.No != "04" {
		t.Errorf("%+v %v %v", w, lend, ok)
	}
	paused := queue.Window{No: "05", State: queue.WindowPausedState, Serves: []queue.Serves{{Line: "tax"}}}
	if w, lend, ok := helper([]queue.Window{idle, paused}, loads, "tax"); !ok || lend || w.No != "05" {
		t.Errorf("a window of the line itself comes first: %+v %v %v", w, lend, ok)
	}
}

func TestHAL1_ALineThatNobodyServesIsTheSlowest(t *testing.T) {
	load := func(id string, to int, known bool) queue.Load {
		return queue.Load{Line: queue.Line{ID: id}, To: to, Known: known}
	}
	all := []queue.Load{load("a", 20, true), load("b", 60, true), load("c", 0, false), load("d", 90, true)}
	if l, ok := slowest(all, map[string]bool{"a": true, "b": true}); !ok || l.Line.ID != "b" {
		t.Errorf("%+v", l)
	}
	if l, ok := slowest(all, map[string]bool{"a": true, "c": true, "d": true}); !ok || l.Line.ID != "c" {
		t.Errorf("%+v", l)
	}
	if _, ok := slowest(all, nil); ok {
		t.Error("nobody waits too long")
	}
}
