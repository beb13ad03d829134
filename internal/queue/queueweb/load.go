package queueweb

import (
	"slices"
	"strings"
	"time"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/text"
)

// lineLoad is how full a line is, as kiosk and display say it.
type lineLoad struct {
	Code, Letter, Name, Windows string
	Waiting                     int
	Minutes                     int  // about how long a new ticket waits
	Known                       bool // false when no window is open
	Zones                       []string
}

// Free tells that nobody has to wait.
func (l lineLoad) Free() bool { return l.Known && l.Waiting == 0 }

func lineName(l queue.Line, lang text.Lang) string {
	if lang == text.EN && l.NameEN != "" {
		return l.NameEN
	}
	return l.NameZH
}

// loadWords is a line's state in one sentence: 6 人在等、约 12 分钟.
func loadWords(p *site.Page, l lineLoad) string {
	waiting := p.T("queue.load.waiting", "n", l.Waiting) + p.T("queue.comma")
	switch {
	case !l.Known:
		return waiting + p.T("queue.load.no_window")
	case l.Free():
		return p.T("queue.load.free")
	}
	return waiting + p.T("queue.load.minutes", "n", l.Minutes)
}

// loads lists a hall's lines with how full they are.
func loads(q db.Querier, hall string, lang text.Lang) ([]lineLoad, error) {
	list, err := queue.Loads(q, hall)
	if err != nil {
		return nil, err
	}
	windows, err := queue.Windows(q, hall)
	if err != nil {
		return nil, err
	}
	out := make([]lineLoad, len(list))
	for i, l := range list {
		out[i] = lineLoad{Code: l.Line.Code, Letter: l.Line.Letter, Name: lineName(l.Line, lang), Windows: listIn(l.Windows, lang), Waiting: l.Waiting,
			Minutes: (l.From + l.To + 1) / 2, Known: l.Known}
		for _, win := range windows {
			if win.ServesLine(l.Line.ID) {
				out[i].Zones = append(out[i].Zones, win.Zone)
			}
		}
	}
	return out, nil
}

// priorityLoad is the row of those who go first (老弱优先): the windows kept for them, and how long they wait. They are called ahead
// at every window of their line, so all open windows count.
func priorityLoad(q db.Querier, hall string) (row lineLoad, any bool, err error) {
	row = lineLoad{Letter: queue.PriorityLetter}
	if row.Waiting, err = queue.PriorityWaiting(q, hall); err != nil {
		return row, false, err
	}
	windows, err := queue.Windows(q, hall)
	if err != nil {
		return row, false, err
	}
	lines, err := queue.Lines(q, hall)
	if err != nil || len(lines) == 0 {
		return row, false, err
	}
	open := 0
	var kept []string
	for _, w := range windows {
		if w.State == queue.WindowOpenState {
			open++
		}
		if slices.ContainsFunc(w.Serves, func(s queue.Serves) bool { return s.PriorityOnly }) {
			kept = append(kept, w.No)
			row.Zones = append(row.Zones, w.Zone)
		}
	}
	minutes := 0
	for _, l := range lines {
		minutes += l.Minutes
	}
	row.Windows = strings.Join(kept, "、")
	from, to, known := queue.Estimate(row.Waiting, open, minutes/len(lines))
	row.Minutes, row.Known = (from+to+1)/2, known
	return row, len(kept) > 0 || row.Waiting > 0, nil
}

// place is where people of a line wait: a zone, when most windows stand in it, and the windows.
type place struct {
	Zone, Windows string
	Open          int
	Serving       []queue.Window // open windows that call from this line
}

// placeOf finds where a ticket of a class waits.
func placeOf(q db.Querier, hall *catalogue.Hall, l queue.Line, class queue.Class, lang string) (place, error) {
	windows, err := queue.Windows(q, hall.Code)
	if err != nil {
		return place{}, err
	}
	var out place
	zones := map[string]int{}
	var numbers []string
	for _, w := range windows {
		if !serves(w, l.ID, class) {
			continue
		}
		numbers = append(numbers, w.No)
		zones[w.Zone]++
		if w.State == queue.WindowOpenState {
			out.Open++
			out.Serving = append(out.Serving, w)
		}
	}
	out.Windows = listIn(queue.Ranges(numbers), text.Lang(lang))
	best := 0
	for _, z := range hall.Zones {
		if zones[z.Code] > best {
			best, out.Zone = zones[z.Code], short(z.Name.In(lang))
		}
	}
	return out, nil
}

func serves(w queue.Window, line string, class queue.Class) bool {
	return slices.ContainsFunc(w.Serves, func(s queue.Serves) bool {
		return s.Line == line && (!s.PriorityOnly || class == queue.Priority)
	})
}

// short is a zone's name without what stands in brackets or after a colon.
func short(name string) string {
	if i := strings.IndexAny(name, "（(:："); i > 0 {
		return strings.TrimSpace(name[:i])
	}
	return name
}

// listIn separates window numbers as the language does.
func listIn(windows string, lang text.Lang) string {
	if lang == text.EN {
		return strings.ReplaceAll(windows, "、", ", ")
	}
	return windows
}

// expected is when a ticket with some people ahead will be called; ok is false when no window is open.
func expected(ahead int, at place, l queue.Line, now time.Time) (from, to time.Time, ok bool) {
	a, b, ok := queue.Estimate(ahead, at.Open, l.Minutes)
	return now.Add(time.Duration(a) * time.Minute), now.Add(time.Duration(b) * time.Minute), ok
}

// lineByCode finds a line of a hall by its code in the catalogue.
func lineByCode(q db.Querier, hall, code string) (queue.Line, error) {
	lines, err := queue.Lines(q, hall)
	if err != nil {
		return queue.Line{}, err
	}
	for _, l := range lines {
		if l.Code == code {
			return l, nil
		}
	}
	return queue.Line{}, queue.ErrNoLine
}
