package citizen

import (
	"strings"

	"yichuang/internal/promise"
	"yichuang/internal/site"
)

// around splits a sentence at its {n}, so that the figure stands in its own type.
func around(p *site.Page, key string) (before, after string) {
	before, after, _ = strings.Cut(p.T(key), "{n}")
	return before, after
}

// aroundDay splits a sentence at its {day}.
func aroundDay(p *site.Page, key string) (before, after string) {
	before, after, _ = strings.Cut(p.T(key), "{day}")
	return before, after
}

// words say how the clock stands, where a figure alone would not.
func (l leg) words(p *site.Page) string {
	switch {
	case l.Result.Suspended:
		return p.T("promise.stand.halted")
	case l.Lamp == promise.LampOver && l.LateDays > 0:
		return p.T("promise.stand.late_days", "n", l.LateDays)
	case l.Lamp == promise.LampOver:
		return p.T("promise.stand.late")
	case l.Today:
		return p.T("promise.stand.today", "time", p.HourMinute(l.Result.Due))
	}
	return p.T("promise.lamp." + string(l.Lamp))
}

// stripWords say the days strip aloud.
func (l leg) stripWords(p *site.Page) string {
	if l.Lamp == promise.LampOver {
		return l.words(p)
	}
	return p.T("track.strip", "n", l.Progress.Elapsed, "of", l.Progress.Total)
}
