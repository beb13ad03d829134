package site

import (
	"fmt"
	"strconv"
	"time"

	"yichuang/internal/clock"
)

// Day writes a date the way people say it, with the weekday: 12 月 2 日（周三）, 2 Dec (Wed).
func (p *Page) Day(t time.Time) string { return p.date("site.date.day", t) }

// DayLong is for headers: 11 月 24 日 星期二.
func (p *Page) DayLong(t time.Time) string { return p.date("site.date.long", t) }

// FullDay has the year: 2026 年 11 月 24 日, for letters and history.
func (p *Page) FullDay(t time.Time) string { return p.date("site.date.full", t) }

// HourMinute is 14:05 on the hall's clock.
func (p *Page) HourMinute(t time.Time) string { return t.In(clock.Zone).Format("15:04") }

// DayTime is the date with the time: 12 月 2 日（周三）14:05.
func (p *Page) DayTime(t time.Time) string {
	return p.T("site.date.at", "day", p.Day(t), "time", p.HourMinute(t))
}

func (p *Page) date(key string, t time.Time) string {
	t = t.In(clock.Zone)
	weekday := strconv.Itoa(int(t.Weekday()))
	return p.T(key, "y", t.Year(), "m", int(t.Month()), "d", t.Day(), "month", p.T("site.month."+strconv.Itoa(int(t.Month()))),
		"short", p.T("site.weekday.short."+weekday), "weekday", p.T("site.weekday.long."+weekday))
}

// elapsed writes a duration as a running clock shows it: 7:42, or 1:02:05 from an hour on.
func elapsed(d time.Duration) string {
	s := int(max(0, d) / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// Yuan writes an amount of fen: 12.50.
func Yuan(fen int64) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	return fmt.Sprintf("%s%d.%02d", sign, fen/100, fen%100)
}

func minutes(d time.Duration) string { return strconv.Itoa(int(max(0, d) / time.Minute)) }
