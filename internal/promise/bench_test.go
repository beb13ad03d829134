package promise

import (
	"testing"

	"yichuang/internal/calendar"
)

// What opening a clock costs beside its rows: the due date and the first rung.
func BenchmarkDerive(b *testing.B) {
	for name, tm := range map[string]Terms{
		"ten working days": terms("2026-03-02T10:00", 10, calendar.WorkingDays),
		"at once":          terms("2026-03-02T10:00", 0, calendar.WorkingDays),
		"two hours":        terms("2026-03-02T10:00", 2, calendar.Hours),
		"two months":       terms("2026-03-02T10:00", 2, calendar.Months),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				c := Clock{Terms: tm, State: Open}
				c.Derive(engine, tm.Start)
			}
		})
	}
}

// What a row of a list costs: lamp and what is left.
func BenchmarkStand(b *testing.B) {
	c := started(b, terms("2026-03-02T10:00", 10, calendar.WorkingDays))
	now := at("2026-03-05T10:00")
	for b.Loop() {
		c.Stand(engine, now)
	}
}
