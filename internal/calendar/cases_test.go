package calendar

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"
)

type workedCase struct {
	id, expected, reason string
	start                time.Time
	limit                Limit
	ex                   []Exclusion
	provisional          bool
}

func workedCases(t testing.TB) []workedCase {
	t.Helper()
	f, err := os.Open("testdata/deadline-cases.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []workedCase
	for _, r := range rows[1:] {
		c := workedCase{id: r[0], expected: r[5], provisional: r[6] == "yes", reason: r[7]}
		must(t, func() (err error) { c.start, err = ParseInstant(r[1]); return })
		must(t, func() (err error) { c.limit.N, err = strconv.Atoi(r[2]); return })
		must(t, func() (err error) { c.limit.Unit, err = ParseUnit(r[3]); return })
		must(t, func() error { return json.Unmarshal([]byte(r[4]), &c.ex) })
		out = append(out, c)
	}
	return out
}

func must(t testing.TB, f func() error) {
	t.Helper()
	if err := f(); err != nil {
		t.Fatal(err)
	}
}

func shown(r Result) string {
	if r.Suspended {
		return "SUSPENDED"
	}
	return r.Due.Format(time.RFC3339)
}

func TestLIM1_WorkedExamples(t *testing.T) {
	cases := workedCases(t)
	if len(cases) < 36 {
		t.Fatalf("only %d worked examples", len(cases))
	}
	v := NewView(Builtin(), StandardHall(), Policy{})
	for _, c := range cases {
		got := map[string]Result{
			"due":     v.Due(c.start, c.limit, c.ex),
			"explain": v.Explain(c.start, c.limit, c.ex).Result,
			"naive":   Naive(Builtin(), StandardHall(), Policy{}, c.start, c.limit, c.ex),
		}
		for how, r := range got {
			if shown(r) != c.expected || r.Provisional != c.provisional {
				t.Errorf("%s %s: %s provisional %v, want %s %v (%s)", c.id, how, shown(r), r.Provisional, c.expected, c.provisional, c.reason)
			}
		}
	}
}

func TestLIM1_WorkedExamplesAfterHoursPolicy(t *testing.T) {
	other := regexp.MustCompile(`\[policy next_workday would give (\d{4}-\d\d-\d\d)\]`)
	p := Policy{AfterHours: NextWorkday}
	v := NewView(Builtin(), StandardHall(), p)
	n := 0
	for _, c := range workedCases(t) {
		want := c.expected
		if m := other.FindStringSubmatch(c.reason); m != nil {
			n++
			want = m[1] + "T17:00:00+08:00"
		} else if inHours := v.IsWorkingDay(DateOf(c.start)) && c.start.Before(DateOf(c.start).At(17*60)); !inHours {
			continue // the file names no value for the other policy
		}
		for how, r := range map[string]Result{
			"due":     v.Due(c.start, c.limit, c.ex),
			"explain": v.Explain(c.start, c.limit, c.ex).Result,
			"naive":   Naive(Builtin(), StandardHall(), p, c.start, c.limit, c.ex),
		} {
			if shown(r) != want {
				t.Errorf("%s %s: %s, want %s", c.id, how, shown(r), want)
			}
		}
	}
	if n != 3 {
		t.Errorf("%d examples name a value for next_workday, want 3", n)
	}
}

func TestWorkingDaysOfEachYear(t *testing.T) {
	want := map[int]int{2019: 250, 2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}
	v := NewView(Builtin(), StandardHall(), Policy{})
	for year, n := range want {
		if got := Builtin().WorkingDays(year); got != n {
			t.Errorf("%d has %d working days, want %d", year, got, n)
		}
		if got := v.WorkingDaysBetween(NewDate(year-1, 12, 31), NewDate(year, 12, 31)); got != n {
			t.Errorf("%d has %d working days in the view, want %d", year, got, n)
		}
	}
	if got := Builtin().Years(); len(got) != len(want) {
		t.Errorf("loaded years %v", got)
	}
}
