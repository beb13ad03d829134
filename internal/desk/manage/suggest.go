package manage

import (
	"yichuang/internal/db"
	"yichuang/internal/queue"
	"yichuang/internal/site"
)

// suggestion is one window that would shorten the longest line, and by how much. It is only words and a link: whoever runs the
// hall decides (HAL-1).
type suggestion struct {
	Window, Path string
	Lend         bool // the window is open for other lines and idle
	Line         string
	From, To     int // minutes that a new ticket waits, before and after
	Known        bool
}

// suggest looks at the lines in which somebody waits longer than promised and takes the one with the longest expected wait.
func suggest(q db.Querier, p *site.Page, b *board) (*suggestion, error) {
	if !b.Open {
		return nil, nil
	}
	loads, err := queue.Loads(q, b.Hall)
	if err != nil {
		return nil, err
	}
	windows, err := queue.Windows(q, b.Hall)
	if err != nil {
		return nil, err
	}
	late := map[string]bool{}
	for _, l := range b.Lines {
		late[l.ID] = l.Over
	}
	l, ok := slowest(loads, late)
	if !ok {
		return nil, nil
	}
	win, lend, ok := helper(windows, loads, l.Line.ID)
	if !ok {
		return nil, nil
	}
	s := &suggestion{Window: win.No, Path: at(b.Hall, "/window/"+win.No), Lend: lend, Line: lineName(p, l.Line), From: middle(l.From, l.To), Known: l.Known}
	from, to, _ := queue.Estimate(l.Waiting, l.Open+1, l.Line.Minutes)
	s.To = middle(from, to)
	if s.Known && s.To >= s.From {
		return nil, nil
	}
	return s, nil
}

// slowest is the line in which a new ticket waits longest; one that no window serves comes before all others.
func slowest(loads []queue.Load, late map[string]bool) (worst queue.Load, ok bool) {
	for _, l := range loads {
		if !late[l.Line.ID] {
			continue
		}
		if !ok || worst.Known && (!l.Known || l.To > worst.To) {
			worst, ok = l, true
		}
	}
	return worst, ok
}

// helper finds a window for a line: one that serves it and is closed or paused, else one that is open and idle and in whose own
// lines nobody waits. A window of the green channel stays what it is.
func helper(windows []queue.Window, loads []queue.Load, line string) (win queue.Window, lend, ok bool) {
	waiting := map[string]int{}
	for _, l := range loads {
		waiting[l.Line.ID] = l.Waiting
	}
	for _, w := range windows {
		if w.State != queue.WindowOpenState && serves(w, line) {
			return w, false, true
		}
	}
	for _, w := range windows {
		if w.State == queue.WindowOpenState && w.Ticket == "" && !w.ServesLine(line) && free(w, waiting) {
			return w, true, true
		}
	}
	return queue.Window{}, false, false
}

func serves(w queue.Window, line string) bool {
	for _, s := range w.Serves {
		if s.Line == line && !s.PriorityOnly {
			return true
		}
	}
	return false
}

func free(w queue.Window, waiting map[string]int) bool {
	for _, s := range w.Serves {
		if s.PriorityOnly || waiting[s.Line] > 0 {
			return false
		}
	}
	return true
}

func middle(from, to int) int { return (from + to + 1) / 2 }

// words say what to do and what it brings.
func (s *suggestion) words(p *site.Page) string {
	key := "manage.suggest.open"
	if s.Lend {
		key = "manage.suggest.lend"
	}
	if !s.Known {
		key += ".nobody"
	}
	return p.T(key, "no", s.Window, "line", s.Line, "from", s.From, "to", s.To)
}
