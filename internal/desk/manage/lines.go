package manage

import (
	"time"

	"yichuang/internal/db"
	"yichuang/internal/queue"
	"yichuang/internal/site"
)

// lineWait is how many wait in a line, and who the longest.
type lineWait struct {
	ID           string
	Name, Letter string
	N            int
	Dots         []string // one a person: "o" over the promise, "l" goes ahead, "" else
	More         int      // people beyond the dots
	Number       string   // of who waits longest
	Since        time.Time
	Over         bool // longer than promised
	Serving      int  // open windows
}

// mostDots bounds the row of dots; the number beside it is exact.
const mostDots = 14

// waits joins the lines with who waits. Lines in which nobody waits are left out.
func waits(q db.Querier, p *site.Page, hall string, promised time.Duration, serving map[string]int) (list []lineWait, all []waiting, err error) {
	lines, err := queue.Lines(q, hall)
	if err != nil {
		return nil, nil, err
	}
	if all, err = allWaiting(q, hall); err != nil {
		return nil, nil, err
	}
	for _, l := range lines {
		x := lineWait{ID: l.ID, Name: lineName(p, l), Letter: l.Letter, Serving: serving[l.ID]}
		for _, t := range all {
			if t.Line == l.ID {
				x.add(t, p.Now, promised)
			}
		}
		if x.N > 0 {
			list = append(list, x)
		}
	}
	return list, all, nil
}

func (x *lineWait) add(t waiting, now time.Time, promised time.Duration) {
	over := promised > 0 && now.Sub(t.Taken) > promised
	if x.N++; x.N == 1 { // they come in order of arrival
		x.Number, x.Since, x.Over = t.Number, t.Taken, over
	}
	if len(x.Dots) == mostDots {
		x.More++
		return
	}
	switch {
	case over:
		x.Dots = append(x.Dots, "o")
	case t.Class != queue.Ordinary:
		x.Dots = append(x.Dots, "l")
	default:
		x.Dots = append(x.Dots, "")
	}
}
