package promise

import (
	"embed"

	"yichuang/internal/calendar"
	"yichuang/internal/text"
)

// Texts holds the words for lamps, kinds, states, what is left, and this package's errors.
//
//go:embed text.*.yaml
var Texts embed.FS

// Words says what the lamp says: not the state only but what is left (剩3个工作日, 今天17:00前, 超期2个工作日).
func (s Standing) Words(b *text.Bundle, lang text.Lang) string {
	switch {
	case s.State == Broken && !s.Fulfilled:
		return b.T(lang, "promise.stand.broken")
	case s.State == Broken:
		return b.T(lang, "promise.stand.done_late")
	case s.State == Cancelled:
		return b.T(lang, "promise.stand.cancelled")
	case s.State == Kept:
		return b.T(lang, "promise.stand.kept")
	case s.Lamp == LampOver && s.LateDays > 0:
		return b.T(lang, "promise.stand.late_days", "n", s.LateDays)
	case s.Lamp == LampOver:
		return b.T(lang, "promise.stand.late")
	case s.Lamp == LampHalt:
		return b.T(lang, "promise.stand.halted")
	case s.Today:
		return b.T(lang, "promise.stand.today", "time", s.Result.Due.Format("15:04"))
	case s.Limit.Unit == calendar.NaturalDays || s.Limit.Unit == calendar.Months:
		return b.T(lang, "promise.stand.left_days", "n", s.Progress.Left)
	}
	return b.T(lang, "promise.stand.left_working_days", "n", s.Progress.WorkingLeft)
}
