package calendar

import "yichuang/internal/errs"

// A year has so many working days: about 250, and no notice has ever moved that by more than a few (249 to 252 from 2019 on).
const (
	fewestWorkingDays = 240
	mostWorkingDays   = 256
)

// fullHolidays is the first year of the present 13 statutory days; before it New Year's Eve and 2 May were none (2024-11-10).
const fullHolidays = 2025

// CheckYear says what is wrong with a year's list before it is laid over a calendar: another year's days, a day twice, a make-up day
// that is no weekend or is a statutory day, a statutory day that no break covers, a sum of working days that no year has.
func CheckYear(c *Calendar, year int, list []Listed) error {
	faults := checkDays(list, func(d Date) bool { return NoticeYear(d) == year }, year)
	off := map[Date]bool{}
	entries := Entries(list)
	for _, e := range entries {
		off[e.Date] = !e.Work
	}
	legal := legalDays(year)
	for _, l := range list {
		if l.Work && legal[l.Date] != "" {
			faults = append(faults, fault("make_up_legal", l.Line, "date", "date", l.Date))
		}
	}
	for d := NewDate(year, 1, 1); d < NewDate(year+1, 1, 1); d++ {
		if legal[d] != "" && !off[d] {
			faults = append(faults, fault("legal_day", 0, "date", "date", d))
		}
	}
	if n := c.WithVersion(Notice{Year: year}, entries).WorkingDays(year); n < fewestWorkingDays || n > mostWorkingDays {
		faults = append(faults, fault("working_days", 0, "date", "n", n, "from", fewestWorkingDays, "to", mostWorkingDays))
	}
	return errs.Join(faults...)
}

// CheckOverlay says what is wrong with a region's list for a year.
func CheckOverlay(year int, list []Listed) error {
	return errs.Join(checkDays(list, func(d Date) bool { return d.Year() == year }, year)...)
}

func checkDays(list []Listed, in func(Date) bool, year int) (faults []*errs.Error) {
	seen := map[Date]bool{}
	for _, l := range list {
		switch {
		case seen[l.Date]:
			faults = append(faults, fault("twice", l.Line, "date", "date", l.Date))
		case !in(l.Date):
			faults = append(faults, fault("year", l.Line, "date", "date", l.Date, "year", year))
		case l.Work && !l.Date.Weekend():
			faults = append(faults, fault("make_up", l.Line, "date", "date", l.Date))
		}
		seen[l.Date] = true
	}
	return faults
}

// legalDays are the days that a year's breaks have to cover.
func legalDays(year int) map[Date]string {
	all := statutoryDays(year)
	if year >= fullHolidays {
		return all
	}
	eve := lunarDate(year, 1, 1) - 1
	out := map[Date]string{}
	for d, name := range all {
		if d != eve && d != NewDate(year, 5, 2) {
			out[d] = name
		}
	}
	return out
}

// Entries are the days of a file without their lines.
func Entries(list []Listed) []Entry {
	out := make([]Entry, len(list))
	for i, l := range list {
		out[i] = l.Entry
	}
	return out
}
