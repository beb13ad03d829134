package calendar

import (
	"sync"
	"time"

	lunar "github.com/6tail/lunar-go/calendar"
)

// The codes of the statutory festivals (全国年节及纪念日放假办法 2); the words stand in the text files.
const (
	newYear        = "new_year"
	springFestival = "spring_festival"
	qingming       = "qingming"
	labourDay      = "labour_day"
	dragonBoat     = "dragon_boat"
	midAutumn      = "mid_autumn"
	nationalDay    = "national_day"
)

// qingmingTerm is the place of 清明 in lunar-go's list of solar terms, which begins at 大雪 of the year before.
const qingmingTerm = 8

var statutoryYears sync.Map // year → map[Date]string

// statutoryDay names the statutory festival of a date, or is empty.
func statutoryDay(d Date) string {
	year := d.Year()
	days, ok := statutoryYears.Load(year)
	if !ok {
		days, _ = statutoryYears.LoadOrStore(year, statutoryDays(year))
	}
	return days.(map[Date]string)[d]
}

// statutoryDays are the 13 statutory days of a year: New Year 1, Spring Festival 4 (from the eve), Qingming 1,
// Labour Day 2, Dragon Boat 1, Mid-Autumn 1, National Day 3. Two may share a date (中秋 on 国庆).
func statutoryDays(year int) map[Date]string {
	out := map[Date]string{}
	put := func(name string, first Date, n Date) {
		for d := first; d < first+n; d++ {
			out[d] = name
		}
	}
	terms := lunar.NewLunarYear(year).GetJieQiJulianDays()
	put(newYear, NewDate(year, time.January, 1), 1)
	put(springFestival, lunarDate(year, 1, 1)-1, 4)
	put(qingming, julianDate(terms[qingmingTerm]), 1)
	put(labourDay, NewDate(year, time.May, 1), 2)
	put(dragonBoat, lunarDate(year, 5, 5), 1)
	put(midAutumn, lunarDate(year, 8, 15), 1)
	put(nationalDay, NewDate(year, time.October, 1), 3)
	return out
}

func lunarDate(year, month, day int) Date {
	return julianDate(lunar.NewLunarMonthFromYm(year, month).GetFirstJulianDay()) + Date(day-1)
}

func julianDate(jd float64) Date {
	s := lunar.NewSolarFromJulianDay(jd)
	return NewDate(s.GetYear(), time.Month(s.GetMonth()), s.GetDay())
}
