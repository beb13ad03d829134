package promise

import (
	"time"

	"yichuang/internal/calendar"
)

// Lamp is how a clock shows; shape and word stand beside the colour.
type Lamp string

const (
	LampOK   Lamp = "ok"   // 正常
	LampWarn Lamp = "warn" // 预警
	LampOver Lamp = "over" // 超期
	LampHalt Lamp = "halt" // 中止
	LampDone Lamp = "done" // 办结
)

// Warning says when a lamp turns yellow. Suggested by practice, not by law.
type Warning struct {
	Percent     int // of the limit still left
	WorkingDays int // still left
}

// DefaultWarning: at most a fifth of the limit or one working day is left.
var DefaultWarning = Warning{Percent: 20, WorkingDays: 1}

// Standing is a clock as it stands at an instant.
type Standing struct {
	Clock
	Lamp     Lamp              `json:"lamp"`
	Progress calendar.Progress `json:"progress"`
	LateDays int               `json:"late_days"` // working days since the due date, 0 on the day itself or when not late
	Today    bool              `json:"today"`     // the due date is this day
}

// Stand computes how a clock stands.
func (c *Clock) Stand(v Engine, now time.Time) Standing {
	p := v.Progress(c.Start, c.Limit, c.Exclusions, c.Result, now)
	s := Standing{Clock: *c, Lamp: c.lamp(v, p, now), Progress: p}
	if !c.Result.Suspended {
		s.Today = calendar.DateOf(c.Result.Due) == calendar.DateOf(now)
		if c.Late(now) {
			s.LateDays = v.WorkingDaysBetween(calendar.DateOf(c.Result.Due), calendar.DateOf(now))
		}
	}
	return s
}

func (c *Clock) lamp(v Engine, p calendar.Progress, now time.Time) Lamp {
	switch {
	case c.State == Broken || c.Late(now):
		return LampOver
	case c.State != Open:
		return LampDone
	case c.Result.Suspended:
		return LampHalt
	case c.soon(v, p, now):
		return LampWarn
	}
	return LampOK
}

// soon says whether little is left. A limit of a day or less, where one working day is all there ever was, is measured in office
// time only: a lamp that is yellow from the beginning warns of nothing.
func (c *Clock) soon(v Engine, p calendar.Progress, now time.Time) bool {
	if c.short() {
		total := v.OfficeMinutes(c.Start, c.Result.Due, c.Exclusions)
		return v.OfficeMinutes(now, c.Result.Due, c.Exclusions)*100 <= total*v.Warning.Percent
	}
	return p.WorkingLeft <= v.Warning.WorkingDays || p.Left*100 <= p.Total*v.Warning.Percent
}

// short tells of a limit of a day or less, and of an agreed time: their use is measured in office time.
func (c *Clock) short() bool {
	return c.Limit.Unit == calendar.Hours || c.Limit.N == 0 || c.Limit.N == 1 && c.Limit.Unit != calendar.Months
}
