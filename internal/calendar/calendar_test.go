package calendar

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"yichuang/internal/text"
)

func TestDataFilesAgree(t *testing.T) {
	given, err := os.ReadFile("testdata/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(given, holidaysCSV) {
		t.Error("the embedded holidays.csv differs from the checked one in testdata")
	}
	if n := len(Builtin().Entries()); n != 285 {
		t.Errorf("%d entries, want 285", n)
	}
}

func TestCoverageNeverInventsANumber(t *testing.T) {
	read := map[string]bool{"国办发明电〔2019〕16号": true, "国办发明电〔2020〕1号": true, "国办发明电〔2022〕16号": true}
	for _, year := range Builtin().Years() {
		for _, n := range Builtin().Notices(year) {
			if n.Title == "" || n.ImportedBy == "" {
				t.Errorf("%d: a notice lacks its title or who imported it", year)
			}
			if n.Number != "" && !read[n.Number] {
				t.Errorf("%d: nobody has read the number %s", year, n.Number)
			}
		}
	}
}

func TestReadEntriesNamesTheLine(t *testing.T) {
	for in, want := range map[string]string{
		"date,type,name\n2027-01-01,holiday,元旦\n2027-01-01,workday,元旦\n": "line 3",
		"date,type,name\n2027-13-01,holiday,元旦\n":                        "line 2",
		"date,type,name\n2027-01-01,half,元旦\n":                           "line 2",
		"day,type,name\n": "line 1",
	} {
		if _, err := ReadEntries(strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", in, err, want)
		}
	}
}

// The computed statutory days must be days off in every published year. Before 2025 the regulation had neither the eve
// of the Spring Festival nor 2 May.
func TestStatutoryDaysAgreeWithPublishedYears(t *testing.T) {
	for _, year := range Builtin().Years() {
		days := statutoryDays(year)
		shared := map[int]int{2020: 1}[year] // 国庆 and 中秋 on one date
		if len(days) != 13-shared {
			t.Errorf("%d: %d statutory days, want %d", year, len(days), 13-shared)
		}
		for d, name := range days {
			eve := name == springFestival && days[d-1] != springFestival
			if year < 2025 && (eve || d == NewDate(year, 5, 2)) {
				continue
			}
			if kind := Builtin().Day(d).Kind; kind.Works() {
				t.Errorf("%s (%s) is a %s in the notice", d, name, kind)
			}
		}
	}
}

func TestProvisional_UnpublishedYearUntilItsNoticeIsLoaded(t *testing.T) {
	start, l := NewDate(2026, 12, 25).At(600), Limit{10, WorkingDays}
	before := NewView(Builtin(), StandardHall(), Policy{})
	if r := before.Due(start, l, nil); !r.Provisional || shown(r) != "2027-01-11T17:00:00+08:00" {
		t.Errorf("before the notice: %+v", r)
	}
	entries, err := ReadEntries(strings.NewReader("date,type,name\n2026-12-27,workday,test\n2027-01-01,holiday,test\n2027-01-02,holiday,test\n2027-01-03,holiday,test\n"))
	if err != nil {
		t.Fatal(err)
	}
	loaded := Builtin().WithYear(Notice{Year: 2027, Title: "test", ImportedBy: "test"}, entries)
	after := NewView(loaded, StandardHall(), Policy{})
	if r := after.Due(start, l, nil); r.Provisional || shown(r) != "2027-01-08T17:00:00+08:00" {
		t.Errorf("after the notice: %+v", r)
	}
	if loaded.Version() == Builtin().Version() {
		t.Error("another calendar has the same version")
	}
	if Builtin().Loaded(2027) {
		t.Error("loading a year changed the calendar it was loaded on")
	}
}

func TestProvisional_DecemberOnlyOfTheLastLoadedYear(t *testing.T) {
	v := NewView(Builtin(), StandardHall(), Policy{})
	for start, want := range map[Date]bool{
		NewDate(2025, 12, 15): false, NewDate(2026, 11, 16): false, NewDate(2026, 11, 26): true, NewDate(2026, 12, 15): true,
		NewDate(2018, 12, 27): false, NewDate(2018, 6, 1): true, NewDate(2030, 6, 3): true,
	} {
		if r := v.Due(start.At(600), Limit{5, WorkingDays}, nil); r.Provisional != want {
			t.Errorf("from %s: provisional %v, want %v", start, r.Provisional, want)
		}
	}
}

func TestFarOutsideTheTableTheViewStillAnswers(t *testing.T) {
	v := NewViewOf(Builtin(), StandardHall(), Policy{}, 2026, 2026)
	for _, l := range []Limit{{400, WorkingDays}, {800, NaturalDays}, {40, Months}, {3000, Hours}, {0, Hours}} {
		for _, start := range []time.Time{NewDate(2026, 11, 2).At(600), NewDate(1999, 3, 1).At(600), NewDate(2099, 3, 1).At(600)} {
			if got, want := v.Due(start, l, nil), Naive(Builtin(), StandardHall(), Policy{}, start, l, nil); got != want {
				t.Errorf("%v from %v: %v, want %v", l, start, got, want)
			}
		}
	}
}

func TestRegionOverlayMovesTheLimitAndClosuresDoNot(t *testing.T) {
	start, l := NewDate(2026, 11, 23).At(600), Limit{2, WorkingDays}
	region := Builtin().WithRegion("xj", []Entry{{Date: NewDate(2026, 11, 24), Name: "古尔邦节"}})
	if r := NewView(region, StandardHall(), Policy{}).Due(start, l, nil); shown(r) != "2026-11-26T17:00:00+08:00" {
		t.Errorf("with a local holiday: %s", shown(r))
	}
	closed := StandardHall()
	closed.Closures = []Closure{{From: NewDate(2026, 11, 24).Start(), To: NewDate(2026, 11, 26).Start(), Reason: "outage"}}
	if r := NewView(Builtin(), closed, Policy{}).Due(start, l, nil); shown(r) != "2026-11-25T17:00:00+08:00" {
		t.Errorf("with a closed hall: %s", shown(r))
	}
}

func TestSeasonsDecideTheCloseOfTheDueDay(t *testing.T) {
	v := NewView(Builtin(), seasonalHall(), Policy{})
	for start, want := range map[Date]string{
		NewDate(2026, 4, 29):  "2026-05-06T18:00:00+08:00",
		NewDate(2026, 11, 23): "2026-11-25T17:00:00+08:00",
		NewDate(2026, 1, 6):   "2026-01-08T16:00:00+08:00",
	} {
		if got := shown(v.Due(start.At(600), Limit{2, WorkingDays}, nil)); got != want {
			t.Errorf("from %s: %s, want %s", start, got, want)
		}
	}
}

func TestPolicies(t *testing.T) {
	fri := NewDate(2026, 6, 5).At(600) // 1 natural day later is a Saturday
	for name, c := range map[string]struct {
		p    Policy
		l    Limit
		ex   []Exclusion
		want string
	}{
		"weekends roll":        {Policy{}, Limit{1, NaturalDays}, nil, "2026-06-08T17:00:00+08:00"},
		"weekends stay":        {Policy{WeekendRoll: KeepWeekends}, Limit{1, NaturalDays}, nil, "2026-06-06T17:00:00+08:00"},
		"holidays always roll": {Policy{WeekendRoll: KeepWeekends}, Limit{14, NaturalDays}, nil, "2026-06-22T17:00:00+08:00"},
		"midnight":             {Policy{LastDay: Midnight}, Limit{1, WorkingDays}, nil, "2026-06-09T00:00:00+08:00"},
		"clock hours":          {Policy{Hours: ClockHours}, Limit{48, Hours}, nil, "2026-06-07T10:00:00+08:00"},
		"office hours":         {Policy{}, Limit{8, Hours}, nil, "2026-06-08T11:00:00+08:00"},
		"boundary days are excluded": {Policy{}, Limit{1, WorkingDays},
			[]Exclusion{{From: NewDate(2026, 6, 8).At(900), To: NewDate(2026, 6, 9).At(600)}}, "2026-06-10T17:00:00+08:00"},
		"full days only": {Policy{Boundary: FullDaysOnly}, Limit{1, WorkingDays},
			[]Exclusion{{From: NewDate(2026, 6, 8).At(900), To: NewDate(2026, 6, 9).At(600)}}, "2026-06-08T17:00:00+08:00"},
	} {
		if got := shown(NewView(Builtin(), StandardHall(), c.p).Due(fri, c.l, c.ex)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestLIM2_AtOnce(t *testing.T) {
	v := NewView(Builtin(), StandardHall(), Policy{})
	for start, want := range map[time.Time]string{
		NewDate(2026, 11, 24).At(7 * 60):     "2026-11-24",
		NewDate(2026, 11, 24).At(12*60 + 30): "2026-11-24",
		NewDate(2026, 11, 24).At(16*60 + 59): "2026-11-24",
		NewDate(2026, 11, 24).At(17 * 60):    "2026-11-25",
		NewDate(2026, 11, 27).At(17*60 + 30): "2026-11-30",
		NewDate(2026, 11, 28).At(10 * 60):    "2026-11-30",
		NewDate(2026, 9, 20).At(10 * 60):     "2026-09-20",
		NewDate(2026, 9, 30).At(17*60 + 30):  "2026-10-08",
	} {
		for unit := WorkingDays; unit <= Hours; unit++ {
			if got := DateOf(v.Due(start, Limit{0, unit}, nil).Due).String(); got != want {
				t.Errorf("0 %s received %v: %s, want %s", unit, start, got, want)
			}
		}
	}
}

func TestOpening(t *testing.T) {
	hall := StandardHall()
	hall.Closures = []Closure{
		{From: NewDate(2026, 11, 24).At(10 * 60), To: NewDate(2026, 11, 24).At(11 * 60)},
		{From: NewDate(2026, 11, 24).At(14 * 60), To: NewDate(2026, 11, 25).At(9*60 + 30)},
		{From: NewDate(2026, 11, 27).At(13 * 60)},
	}
	v := NewView(Builtin(), hall, Policy{})
	for _, c := range []struct {
		at    time.Time
		until string
		next  string
	}{
		{NewDate(2026, 11, 24).At(9 * 60), "10:00", "24 09:00"},
		{NewDate(2026, 11, 24).At(10 * 60), "", "24 11:00"},
		{NewDate(2026, 11, 24).At(12 * 60), "", "24 13:00"},
		{NewDate(2026, 11, 24).At(13*60 + 59), "14:00", "24 13:59"},
		{NewDate(2026, 11, 24).At(14 * 60), "", "25 09:30"},
		{NewDate(2026, 11, 25).At(17 * 60), "", "26 09:00"},
		{NewDate(2026, 11, 27).At(12 * 60), "", ""},
	} {
		until, open := v.OpenAt(c.at)
		if open != (c.until != "") || open && until.Format("15:04") != c.until {
			t.Errorf("%v: open %v until %v, want %q", c.at, open, until, c.until)
		}
		next, ok := v.NextOpening(c.at)
		if ok != (c.next != "") || ok && next.Format("02 15:04") != c.next {
			t.Errorf("%v: next opening %v %v, want %q", c.at, next, ok, c.next)
		}
	}
	if got := v.OpeningsOn(NewDate(2026, 11, 28)); got != nil {
		t.Errorf("open on a Saturday: %v", got)
	}
}

func TestProgress(t *testing.T) {
	v := NewView(Builtin(), StandardHall(), Policy{})
	start := NewDate(2026, 9, 18).At(600) // Friday before a make-up Sunday
	stop := []Exclusion{Days(NewDate(2026, 9, 22), NewDate(2026, 9, 23), "appraisal")}
	open := []Exclusion{Since(NewDate(2026, 9, 22), "appraisal")}
	for name, c := range map[string]struct {
		l    Limit
		ex   []Exclusion
		now  time.Time
		want Progress
	}{
		"on the first day":      {Limit{3, WorkingDays}, nil, start, Progress{3, 0, 3, 3}},
		"on the due day":        {Limit{3, WorkingDays}, nil, NewDate(2026, 9, 22).At(600), Progress{3, 3, 0, 0}},
		"late":                  {Limit{3, WorkingDays}, nil, NewDate(2026, 9, 24).At(600), Progress{3, 3, 0, 0}},
		"over an exclusion":     {Limit{3, WorkingDays}, stop, NewDate(2026, 9, 23).At(600), Progress{3, 2, 1, 1}},
		"stopped":               {Limit{3, WorkingDays}, open, NewDate(2026, 9, 24).At(600), Progress{3, 2, 1, 0}},
		"natural days roll":     {Limit{7, NaturalDays}, nil, NewDate(2026, 9, 24).At(600), Progress{7, 6, 4, 1}},
		"office hours":          {Limit{8, Hours}, nil, NewDate(2026, 9, 20).At(570), Progress{480, 390, 90, 0}},
		"office hours, stopped": {Limit{8, Hours}, []Exclusion{{From: NewDate(2026, 9, 18).At(660)}}, NewDate(2026, 9, 20).At(570), Progress{480, 60, 420, 0}},
	} {
		if got := v.Progress(start, c.l, c.ex, v.Due(start, c.l, c.ex), c.now); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestExclusionJSON(t *testing.T) {
	for _, in := range []string{
		`{"from":"2026-03-09","to":"2026-03-11"}`,
		`{"from":"2026-03-09","to":null,"ground":"hearing"}`,
		`{"from":"2026-03-09T10:00:00+08:00","to":"2026-03-09T11:30:00+08:00"}`,
	} {
		var e Exclusion
		if err := json.Unmarshal([]byte(in), &e); err != nil {
			t.Fatal(err)
		}
		if out, err := json.Marshal(e); err != nil || string(out) != in {
			t.Errorf("%s came back as %s %v", in, out, err)
		}
	}
	for _, in := range []string{`{"from":"","to":null}`, `{"from":"2026-03-09","to":""}`, `{"from":"2026-03-09","to":"2026-03-01"}`, `{"to":"2026-03-09"}`} {
		if err := json.Unmarshal([]byte(in), new(Exclusion)); err == nil {
			t.Errorf("%s was accepted", in)
		}
	}
}

func TestTimetableCheck(t *testing.T) {
	all := Timetable{Sessions: StandardHours()}
	for _, bad := range []Hall{
		{},
		{Timetables: []Timetable{{From: "05-01", To: "09-30", Sessions: StandardHours()}}},
		{Timetables: []Timetable{{From: "05-01", To: "2026-09-30", Sessions: StandardHours()}, all}},
		{Timetables: []Timetable{{From: "2026-09-30", To: "2026-05-01", Sessions: StandardHours()}, all}},
		{Timetables: []Timetable{{From: "5-1", To: "9-3", Sessions: StandardHours()}, all}},
		{Timetables: []Timetable{{Sessions: Sessions{{600, 600}}}}},
	} {
		if bad.Check() == nil {
			t.Errorf("%+v was accepted", bad)
		}
	}
	if err := seasonalHall().Check(); err != nil {
		t.Error(err)
	}
}

// CAL-3: the machine's time zone must not matter. The worked examples run again in two other zones.
func TestMachineTimeZoneDoesNotMatter(t *testing.T) {
	if os.Getenv("CALENDAR_ZONE_CHILD") != "" {
		t.Skip("already in another zone")
	}
	for _, zone := range []string{"America/New_York", "Pacific/Kiritimati"} {
		cmd := exec.Command(os.Args[0], "-test.run", "WorkedExamples|AtOnce|Opening|Exclusion")
		cmd.Env = append(os.Environ(), "TZ="+zone, "CALENDAR_ZONE_CHILD=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", zone, err, out)
		}
	}
}

func TestEveryStepHasWords(t *testing.T) {
	b := text.Must(Texts)
	if missing := b.Check(); missing != nil {
		t.Error(missing)
	}
	p := map[string]string{"n": "1", "of": "2", "name": "x", "festival": newYear, "kind": "weekend", "ground": "hearing",
		"months": "1", "minutes": "5", "at": "2026-01-01T17:00:00+08:00"}
	for _, code := range []Code{Received, AtOnce, AfterClose, MovedStart, MonthDay, MonthEnd, Counted, CountedExtra, CountedTime,
		NotWorking, Excluded, Rolled, RolledOut, Stopped, Ends, Estimated} {
		for _, kind := range kindNames {
			p["kind"] = kind
			for _, lang := range []text.Lang{text.ZH, text.EN} {
				if got := (Step{0, code, p}).Words(b, lang); strings.ContainsAny(got, "⟦{}") {
					t.Errorf("%s %s %s: %q", code, kind, lang, got)
				}
			}
		}
	}
}
