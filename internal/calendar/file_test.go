package calendar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yichuang/internal/errs"
)

var marks = Marks{Rest: "休", Work: "班"}

// yearOf is the built-in list of a year as a file.
func yearOf(t interface{ Helper() }, year int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("date,type,name\n")
	for _, e := range Builtin().Entries() {
		if NoticeYear(e.Date) != year {
			continue
		}
		kind := "holiday"
		if e.Work {
			kind = "workday"
		}
		fmt.Fprintf(&b, "%s,%s,%s\n", e.Date, kind, e.Name)
	}
	return b.String()
}

// codes are the faults of a file as code:line.
func codes(err error) []string {
	var out []string
	if err == nil {
		return nil
	}
	first := errs.Of(err)
	for _, e := range append([]*errs.Error{first}, first.All...) {
		out = append(out, strings.TrimPrefix(e.Code, "calendar.file.")+":"+e.Params["line"])
		if e.Field != "file" {
			out = append(out, "no field: "+e.Code)
		}
	}
	slices.Sort(out)
	return out
}

func TestCAL_EveryNoticeThatShipsPassesTheChecksOfAnImport(t *testing.T) {
	for year := 2019; year <= 2026; year++ {
		list, err := ReadFile(yearOf(t, year), marks)
		if err != nil {
			t.Fatalf("%d: %v", year, err)
		}
		if err := CheckYear(Builtin(), year, list); err != nil {
			t.Errorf("%d: %v", year, codes(err))
		}
		if got := Builtin().WithVersion(Notice{Year: year}, Entries(list)); got.Version() != Builtin().Version() {
			t.Errorf("%d: the same list makes another calendar", year)
		}
	}
}

func TestCAL_FaultsOfAFileNameTheirLineAndColumn(t *testing.T) {
	good := yearOf(t, 2026)
	row := func(line string) string { return good + line + "\n" }
	n := fmt.Sprint(strings.Count(good, "\n") + 1)
	for name, c := range map[string]struct {
		file string
		want []string
	}{
		"nothing":              {"", []string{"empty:1"}},
		"columns":              {"day,type,name\n2026-01-01,holiday,x", []string{"header:1"}},
		"a date that is none":  {row("2026-02-30,holiday,x"), []string{"date:" + n}},
		"a type that is none":  {row("2026-03-07,rest,x"), []string{"type:" + n}},
		"no name":              {row("2026-03-07,workday,"), []string{"name:" + n}},
		"too few columns":      {row("2026-03-07,workday"), []string{"row:" + n}},
		"a broken quote":       {row("2026-03-07,workday,\"x"), []string{"row:" + n}},
		"a day twice":          {row("2026-10-01,holiday,国庆节"), []string{"twice:" + n}},
		"another year":         {row("2027-01-01,holiday,元旦"), []string{"year:" + n}},
		"next year's December": {row("2026-12-26,workday,元旦"), []string{"year:" + n}},
		"make-up on a weekday": {row("2026-03-04,workday,x"), []string{"make_up:" + n}},
		"a legal day missing": {strings.Replace(good, "2026-10-02,holiday", "2026-10-17,workday", 1),
			[]string{"legal_day:0"}},
		"all at once": {row("2026-03-04,workday,x\n2027-01-01,holiday,元旦"), []string{"make_up:" + n, "year:" + fmt.Sprint(strings.Count(good, "\n")+2)}},
	} {
		list, err := ReadFile(c.file, marks)
		if err == nil {
			err = CheckYear(Builtin(), 2026, list)
		}
		if got := codes(err); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestCAL_AYearHas240To256WorkingDays(t *testing.T) {
	if n := Builtin().WorkingDays(2026); n != 248 {
		t.Fatalf("2026 has %d working days", n)
	}
	for n, want := range map[int][]string{-9: {"working_days:0"}, -8: nil, 8: nil, 9: {"working_days:0"}} {
		var file strings.Builder
		file.WriteString(yearOf(t, 2026))
		for d := NewDate(2026, 7, 4); n != 0; d++ {
			if n < 0 && !d.Weekend() {
				fmt.Fprintf(&file, "%s,holiday,x\n", d)
				n++
			}
			if n > 0 && d.Weekend() {
				fmt.Fprintf(&file, "%s,workday,x\n", d)
				n--
			}
		}
		list, err := ReadFile(file.String(), marks)
		if err != nil {
			t.Fatal(err)
		}
		if got := codes(CheckYear(Builtin(), 2026, list)); !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
}

func TestCAL_AnICSFileSaysTheSameAsItsCSV(t *testing.T) {
	const file = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" +
		"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270101\r\nDTEND;VALUE=DATE:20270104\r\nSUMMARY:元旦（休）\r\nEND:VEVENT\r\n" +
		"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261227\r\nSUMMARY:元\r\n 旦（班）\r\nEND:VEVENT\r\n" +
		"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270501\r\nCATEGORIES:HOLIDAY\r\nSUMMARY:Labour\\, Day\r\nEND:VEVENT\r\n" +
		"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270508\r\nX-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY\r\nSUMMARY:Labour Day\r\nEND:VEVENT\r\n" +
		"END:VCALENDAR\r\n"
	list, err := ReadFile(file, marks)
	if err != nil {
		t.Fatal(err)
	}
	want := []Entry{{NewDate(2027, 1, 1), false, "元旦"}, {NewDate(2027, 1, 2), false, "元旦"}, {NewDate(2027, 1, 3), false, "元旦"},
		{NewDate(2026, 12, 27), true, "元旦"}, {NewDate(2027, 5, 1), false, "Labour, Day"}, {NewDate(2027, 5, 8), true, "Labour Day"}}
	if got := Entries(list); !slices.Equal(got, want) {
		t.Errorf("read %v", got)
	}
	for name, c := range map[string]struct{ event, want string }{
		"no kind":        {"DTSTART;VALUE=DATE:20270101\nSUMMARY:元旦", "kind:2"},
		"both kinds":     {"DTSTART;VALUE=DATE:20270101\nCATEGORIES:HOLIDAY\nSUMMARY:元旦（班）", "kind:2"},
		"a time of day":  {"DTSTART:20270101T000000Z\nSUMMARY:元旦（休）", "date:2"},
		"no start":       {"SUMMARY:元旦（休）", "date:2"},
		"end before it":  {"DTSTART;VALUE=DATE:20270102\nDTEND;VALUE=DATE:20270102\nSUMMARY:元旦（休）", "date:2"},
		"a year of rest": {"DTSTART;VALUE=DATE:20270102\nDTEND;VALUE=DATE:20280102\nSUMMARY:元旦（休）", "date:2"},
		"no summary":     {"DTSTART;VALUE=DATE:20270102\nCATEGORIES:HOLIDAY", "name:2"},
	} {
		_, err := ReadFile("BEGIN:VCALENDAR\nBEGIN:VEVENT\n"+c.event+"\nEND:VEVENT\nEND:VCALENDAR", marks)
		if got := codes(err); !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
}

// A file never breaks the reader, whatever stands in it, and what it reads is what it names.
func TestCAL_ReadingNeverFailsOtherwiseThanWithAFault(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		file := rapid.StringOf(rapid.RuneFrom([]rune("date,type,name\n\r \"BEGIN:VCALENDARVEVENTEND:DTSTART;2027-0101班休"))).Draw(t, "file")
		if rapid.Bool().Draw(t, "ics") {
			file = "BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + file + "\nEND:VEVENT"
		}
		list, err := ReadFile(file, marks)
		if err == nil && len(list) == 0 {
			t.Fatal("nothing read and nothing wrong")
		}
		var e *errs.Error
		if err != nil && (!errors.As(err, &e) || e.Kind != errs.Invalid) {
			t.Fatalf("%v", err)
		}
	})
}

func TestCAL1_AMissingNoticeWarnsFrom1NovemberAndIsRedFrom1December(t *testing.T) {
	with27 := Builtin().WithVersion(Notice{Year: 2027}, nil)
	for _, c := range []struct {
		cal  *Calendar
		day  Date
		year int
		want Urgency
	}{
		{Builtin(), NewDate(2026, 10, 31), 0, Calm},
		{Builtin(), NewDate(2026, 11, 1), 2027, Warned},
		{Builtin(), NewDate(2026, 11, 30), 2027, Warned},
		{Builtin(), NewDate(2026, 12, 1), 2027, Urgent},
		{Builtin(), NewDate(2027, 3, 1), 2027, Urgent},
		{with27, NewDate(2026, 12, 1), 0, Calm},
		{with27, NewDate(2027, 11, 1), 2028, Warned},
	} {
		if year, u := c.cal.Missing(c.day); year != c.year || u != c.want {
			t.Errorf("%s: %d %q, want %d %q", c.day, year, u, c.year, c.want)
		}
	}
}

func TestAVersionReplacesTheYearAndNothingElse(t *testing.T) {
	c := Builtin().WithVersion(Notice{Year: 2023, Title: "second"}, []Entry{{NewDate(2023, 1, 1), false, "元旦"}})
	if c.Day(NewDate(2022, 12, 31)).Kind != Weekend || c.Day(NewDate(2023, 10, 3)).Kind != Weekday {
		t.Error("an earlier version of the year is still in force")
	}
	if c.Day(NewDate(2022, 10, 3)).Kind != Holiday || c.Day(NewDate(2024, 10, 3)).Kind != Holiday || len(c.Notices(2023)) != 2 {
		t.Error("another year was touched, or a source was lost")
	}
	o := Builtin().WithOverlay("x", 2026, []Entry{{NewDate(2026, 3, 5), false, "a"}}).WithOverlay("x", 2027, []Entry{{NewDate(2027, 3, 5), false, "b"}})
	o = o.WithOverlay("x", 2026, []Entry{{NewDate(2026, 3, 6), false, "c"}})
	if got := o.Overlay(); len(got) != 2 || got[0].Name != "c" || got[1].Name != "b" {
		t.Errorf("overlay %v", got)
	}
}

// Going back is the inverse of counting forward over working days.
func TestBackIsTheInverseOfCounting(t *testing.T) {
	v := NewView(Builtin(), StandardHall(), Policy{})
	rapid.Check(t, func(t *rapid.T) {
		start := NewDate(2024, 1, 1).At(Minute(rapid.IntRange(0, 600*24*60).Draw(t, "start")))
		n, back := rapid.IntRange(1, 30).Draw(t, "n"), rapid.IntRange(0, 30).Draw(t, "back")
		due := v.Due(start, Limit{n + back, WorkingDays}, nil).Due
		if got, want := v.Back(due, back), v.Due(start, Limit{n, WorkingDays}, nil).Due; !got.Equal(want) {
			t.Fatalf("%d back from %v: %v, want %v", back, due, got, want)
		}
	})
}
