package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func genPolicy(t *rapid.T) Policy {
	return Policy{
		AfterHours:  AfterHours(rapid.IntRange(0, 1).Draw(t, "after")),
		WeekendRoll: WeekendRoll(rapid.IntRange(0, 1).Draw(t, "roll")),
		LastDay:     LastDay(rapid.IntRange(0, 1).Draw(t, "last")),
		Boundary:    Boundary(rapid.IntRange(0, 1).Draw(t, "boundary")),
		Hours:       HourKind(rapid.IntRange(0, 1).Draw(t, "hours")),
	}
}

func seasonalHall() Hall {
	return Hall{Timetables: []Timetable{
		{From: "05-01", To: "09-30", Sessions: Sessions{{8*60 + 30, 12 * 60}, {14*60 + 30, 18 * 60}}},
		{From: "12-20", To: "01-10", Sessions: Sessions{{10 * 60, 16 * 60}}},
		{Sessions: StandardHours()},
	}}
}

// minutes of interest: edges of the timetables above and their neighbours.
var edges = []int{0, 1, 509, 510, 539, 540, 541, 600, 719, 720, 721, 780, 869, 870, 959, 960, 1019, 1020, 1021, 1079, 1080, 1439}

func genInstant(t *rapid.T, label string, first, days int) time.Time {
	d := NewDate(first, 1, 1) + Date(rapid.IntRange(0, days).Draw(t, label+" day"))
	m := rapid.OneOf(rapid.SampledFrom(edges), rapid.IntRange(0, 1439)).Draw(t, label+" minute")
	s := rapid.SampledFrom([]time.Duration{0, 0, time.Second, 59*time.Second + 999999*time.Microsecond}).Draw(t, label+" second")
	return d.At(Minute(m)).Add(s)
}

func genExclusions(t *rapid.T, start time.Time) []Exclusion {
	n := rapid.SampledFrom([]int{0, 1, 2, 3, 3, 12}).Draw(t, "exclusions")
	var out []Exclusion
	for range n {
		from := start.Add(time.Duration(rapid.IntRange(-5*24*60, 60*24*60).Draw(t, "from")) * time.Minute)
		long := time.Duration(rapid.OneOf(rapid.IntRange(0, 3*24*60), rapid.IntRange(0, 20*24*60)).Draw(t, "long")) * time.Minute
		e := Exclusion{From: from, To: from.Add(long), Ground: "x"}
		switch rapid.IntRange(0, 9).Draw(t, "form") {
		case 0, 1, 2, 3, 4:
			e = Days(DateOf(e.From), DateOf(e.To), "x")
		case 5:
			e.From = DateOf(e.From).At(Minute(rapid.SampledFrom(edges).Draw(t, "edge")))
			e.To = later(e.From, e.To)
		case 6:
			if rapid.Bool().Draw(t, "open") {
				e.To = time.Time{}
			}
		}
		out = append(out, e)
	}
	return out
}

func genLimit(t *rapid.T) Limit {
	l := Limit{Unit: Unit(rapid.IntRange(1, 4).Draw(t, "unit"))}
	top := map[Unit]int{WorkingDays: 90, NaturalDays: 120, Months: 14, Hours: 100}[l.Unit]
	l.N = rapid.OneOf(rapid.IntRange(0, 5), rapid.IntRange(0, top)).Draw(t, "n")
	return l
}

func TestLIM1_EngineAgreesWithOracle(t *testing.T) {
	halls := []Hall{StandardHall(), seasonalHall()}
	views := map[Policy][2]*View{}
	region := Builtin().WithRegion("test", []Entry{{Date: NewDate(2024, 8, 8), Name: "local"}, {Date: NewDate(2024, 8, 10), Work: true, Name: "local"}})
	rapid.Check(t, func(t *rapid.T) {
		p := genPolicy(t)
		if _, ok := views[p]; !ok {
			views[p] = [2]*View{NewView(region, halls[0], p), NewView(region, halls[1], p)}
		}
		h := rapid.IntRange(0, 1).Draw(t, "hall")
		v := views[p][h]
		start := genInstant(t, "start", 2017, 15*365)
		ex := genExclusions(t, start)
		l := genLimit(t)
		want := Naive(region, halls[h], p, start, l, ex)
		if got := v.Due(start, l, ex); got != want {
			t.Fatalf("due %v %v of %v from %v, oracle %v", got, l, ex, start, want)
		}
		if got := v.Explain(start, l, ex).Result; got != want {
			t.Fatalf("explain %v %v of %v from %v, oracle %v", got, l, ex, start, want)
		}
	})
}

func TestLIM1_DueIsMonotoneInStart(t *testing.T) {
	v := NewView(Builtin(), seasonalHall(), Policy{})
	rapid.Check(t, func(t *rapid.T) {
		a := genInstant(t, "a", 2019, 7*365)
		b := a.Add(time.Duration(rapid.IntRange(0, 40*24*60).Draw(t, "later")) * time.Minute)
		l := genLimit(t)
		if v.Due(b, l, nil).Due.Before(v.Due(a, l, nil).Due) {
			t.Fatalf("%v: received %v is due later than received %v", l, a, b)
		}
	})
}

func TestLIM12_ExclusionsAreAUnion(t *testing.T) {
	v := NewView(Builtin(), StandardHall(), Policy{})
	rapid.Check(t, func(t *rapid.T) {
		start := genInstant(t, "start", 2019, 7*365)
		l := genLimit(t)
		ex := genExclusions(t, start)
		doubled := append(append([]Exclusion{}, ex...), ex...)
		if v.Due(start, l, ex) != v.Due(start, l, doubled) {
			t.Fatalf("counting exclusions twice changes %v from %v with %v", l, start, ex)
		}
		if r := v.Due(start, l, ex); !r.Suspended && r.Due.Before(v.Due(start, l, nil).Due) {
			t.Fatalf("excluding time brings %v from %v forward", l, start)
		}
	})
}

func TestLIM12_OpenExclusionAfterTheEndChangesNothing(t *testing.T) {
	v := NewView(Builtin(), StandardHall(), Policy{})
	start := NewDate(2026, 3, 2).At(600)
	l := Limit{5, WorkingDays}
	plain := v.Due(start, l, nil)
	if got := v.Due(start, l, []Exclusion{Since(NewDate(2026, 3, 10), "")}); got != plain {
		t.Errorf("open exclusion from the day after the due day: %v, want %v", got, plain)
	}
	if got := v.Due(start, l, []Exclusion{Since(NewDate(2026, 3, 9), "")}); !got.Suspended {
		t.Errorf("open exclusion on the due day: %v, want suspended", got)
	}
}

func TestLIM12_HoursEndBeforeAnExclusionThatBeginsThen(t *testing.T) {
	v := NewView(Builtin(), StandardHall(), Policy{})
	day := NewDate(2026, 11, 24)
	for name, c := range map[string]struct {
		n    int
		ex   Exclusion
		want Minute
	}{
		"closed":             {1, Exclusion{From: day.At(600), To: day.At(660)}, 600},
		"open":               {1, Exclusion{From: day.At(600)}, 600},
		"in the lunch break": {3, Exclusion{From: day.At(740), To: day.At(900)}, 720},
		"from the next day":  {7, Since(day+1, ""), 1020},
	} {
		l := Limit{c.n, Hours}
		want := Result{Due: day.At(c.want), Provisional: false}
		if got := v.Due(day.At(540), l, []Exclusion{c.ex}); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
		if got := Naive(Builtin(), StandardHall(), Policy{}, day.At(540), l, []Exclusion{c.ex}); got != want {
			t.Errorf("%s: oracle %v, want %v", name, got, want)
		}
	}
}

func TestP4_DueDoesNotAllocate(t *testing.T) {
	v := NewView(Builtin(), StandardHall(), Policy{})
	start := NewDate(2026, 3, 2).At(600)
	ex := threeExclusions()
	for _, l := range []Limit{{20, WorkingDays}, {20, NaturalDays}, {2, Months}, {30, Hours}, {0, WorkingDays}} {
		if n := testing.AllocsPerRun(100, func() { v.Due(start, l, nil); v.Due(start, l, ex) }); n != 0 {
			t.Errorf("%v: %v allocations", l, n)
		}
	}
}

func threeExclusions() []Exclusion {
	return []Exclusion{
		Days(NewDate(2026, 3, 9), NewDate(2026, 3, 18), "appraisal"),
		Days(NewDate(2026, 3, 16), NewDate(2026, 3, 24), "expert_review"),
		Days(NewDate(2026, 4, 1), NewDate(2026, 4, 3), "hearing"),
	}
}

var sink Result

func benchmarkDue(b *testing.B, l Limit, ex []Exclusion) {
	v := NewView(Builtin(), StandardHall(), Policy{})
	starts := make([]time.Time, 1024)
	for i := range starts {
		starts[i] = (NewDate(2026, 3, 2) + Date(i%5)).At(Minute(i))
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		sink = v.Due(starts[i&1023], l, ex)
	}
}

func BenchmarkP4Due(b *testing.B)          { benchmarkDue(b, Limit{20, WorkingDays}, nil) }
func BenchmarkP4DueThree(b *testing.B)     { benchmarkDue(b, Limit{20, WorkingDays}, threeExclusions()) }
func BenchmarkDueNatural(b *testing.B)     { benchmarkDue(b, Limit{20, NaturalDays}, nil) }
func BenchmarkDueMonthsThree(b *testing.B) { benchmarkDue(b, Limit{2, Months}, threeExclusions()) }
func BenchmarkDueHours(b *testing.B)       { benchmarkDue(b, Limit{2, Hours}, nil) }
func BenchmarkDueHoursThree(b *testing.B)  { benchmarkDue(b, Limit{60, Hours}, threeExclusions()) }

func BenchmarkExplain(b *testing.B) {
	v := NewView(Builtin(), StandardHall(), Policy{})
	start, ex := NewDate(2026, 3, 2).At(600), threeExclusions()
	for b.Loop() {
		sink = v.Explain(start, Limit{20, WorkingDays}, ex).Result
	}
}
