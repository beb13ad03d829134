package notice

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"yichuang/internal/errs"
)

var answers = []Answer{Unanswered, OK, Missing, Wrong, Later}

func drawRows(t *rapid.T, label string) []Row {
	n := rapid.IntRange(1, 7).Draw(t, label)
	rows := make([]Row, n)
	for i := range rows {
		rows[i] = Row{Material: string(rune('a' + i)), Answer: rapid.SampledFrom(answers).Draw(t, "answer"), Deferable: true}
	}
	return rows
}

func TestONE2_ANoticeListsEveryGapAndNothingIsHalfChecked(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	rapid.Check(t, func(t *rapid.T) {
		rows := drawRows(t, "rows")
		gaps, blank := map[string]bool{}, false
		for _, r := range rows {
			if r.Answer == Missing || r.Answer == Wrong {
				gaps[r.Material] = true
			}
			blank = blank || r.Answer == Unanswered
		}
		n, err := Compose("n", rows, nil, "", now)
		switch {
		case blank && errs.Code(err) != "notice.unanswered":
			t.Fatalf("half checked and issued: %v", err)
		case !blank && len(gaps) == 0 && errs.Code(err) != "notice.nothing_missing":
			t.Fatalf("nothing missing and issued: %v", err)
		case !blank && len(gaps) > 0:
			if err != nil || len(n.Gaps) != len(gaps) || n.Breach {
				t.Fatalf("%d of %d gaps listed: %v", len(n.Gaps), len(gaps), err)
			}
			for _, g := range n.Gaps {
				if !gaps[g.Material] {
					t.Fatalf("%s is listed and not missing", g.Material)
				}
			}
		}
		if Complete(rows) && (blank || len(gaps) > 0) {
			t.Fatal("complete with a gap or a blank row")
		}
	})
}

func TestONE4_ASecondDemandNeedsAReasonAndIsABreach(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	first := Notice{Seq: 1, Gaps: []Row{{Material: "a", Answer: Missing}}}
	still := []Row{{Material: "a", Answer: Wrong}, {Material: "b", Answer: OK}}
	n, err := Compose("n", still, []Notice{first}, "", now)
	if err != nil || n.Breach || n.Seq != 2 {
		t.Fatalf("what was on the first sheet and is still wrong is no second demand: %+v %v", n, err)
	}
	fresh := []Row{{Material: "a", Answer: OK}, {Material: "b", Answer: Missing}}
	if _, err := Compose("n", fresh, []Notice{first}, "", now); errs.Code(err) != "notice.second" {
		t.Fatalf("something new was asked for without a reason: %v", err)
	}
	n, err = Compose("n", fresh, []Notice{first}, "the law changed", now)
	if err != nil || !n.Breach || n.Second == "" {
		t.Fatalf("%+v %v", n, err)
	}
}

func TestONE4_ExtraAgainstANaiveSearch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gaps := drawRows(t, "now")
		var earlier []Notice
		named := map[string]bool{}
		for range rapid.IntRange(0, 3).Draw(t, "earlier") {
			n := Notice{Gaps: drawRows(t, "then")}
			for _, g := range n.Gaps {
				named[g.Material] = true
			}
			earlier = append(earlier, n)
		}
		want := 0
		for _, g := range gaps {
			if !named[g.Material] {
				want++
			}
		}
		if got := len(Extra(gaps, earlier)); got != want {
			t.Fatalf("%d extra, want %d", got, want)
		}
	})
}

func TestLaterOnlyWhereTheCatalogueAllowsAndSharedIsNeverMissing(t *testing.T) {
	if (Row{Material: "a", Answer: Later}).Check() == nil {
		t.Fatal("容缺 where the catalogue does not allow it")
	}
	if (Row{Material: "a", Answer: Missing, Exempt: true}).Check() == nil {
		t.Fatal("what sharing supplies was asked for")
	}
	if err := (Row{Material: "a", Answer: Later, Deferable: true}).Check(); err != nil {
		t.Fatal(err)
	}
}
