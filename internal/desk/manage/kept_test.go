package manage_test

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/clock"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
)

// section is a part of a page by its id.
func section(body, id string) string {
	_, rest, _ := strings.Cut(body, `id="`+id+`"`)
	rest, _, _ = strings.Cut(rest, "</section>")
	return rest
}

// Of three registrations promised by 8 December one is decided in November, one on the 21st, and one is open then; one of the 21st runs.
// Two cases count in December, none kept, and one in November, kept; each by law and as promised, which is the same ten days here.
func TestPUB6_ThePageNamesTheWorstCasesAndCountsAsTheFilesDo(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d := h.Sit("06")
		in, late, open := d.Accept("SB-01"), d.Accept("SB-01"), d.Accept("SB-01")
		h.Decide(in, casework.Verdict{Outcome: "pass"})
		h.Decide(in, casework.Verdict{Outcome: "grant"})
		h.Clock.Set(time.Date(2026, 12, 21, 10, 0, 0, 0, clock.Zone))
		h.Decide(late, casework.Verdict{Outcome: "pass", LateReason: "核对晚了"})
		h.Decide(late, casework.Verdict{Outcome: "grant", LateReason: "评估机构晚交报告"})
		h.Clock.Set(time.Date(2026, 12, 22, 10, 0, 0, 0, clock.Zone))
		m := head(h)
		page := m.Get(home + "/promises?kind=case.whole")
		worst := section(page.Body, "worst")
		first, second := strings.Index(worst, open.No), strings.Index(worst, late.No)
		if page.Status != 200 || first < 0 || second < first || strings.Contains(worst, in.No) {
			t.Errorf("%d: the open case is the worst, then the late one: %d %d", page.Status, first, second)
		}
		if !strings.Contains(worst, "/office/case/"+open.ID) || !strings.Contains(worst, "评估机构晚交报告") || !strings.Contains(worst, "13 天 17 小时") {
			t.Error("the worst case leads nowhere, or its lateness or reason is missing:", worst)
		}
		rows := func(query string) (kept, of int) {
			t.Helper()
			list, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(m.Get(home+"/promises.csv"+query).Body, "\ufeff"))).ReadAll()
			if err != nil || len(list) == 0 {
				t.Fatal(query, err)
			}
			column := slices.Index(list[0], "是否做到")
			for _, row := range list[1:] {
				if of++; row[column] == "做到" {
					kept++
				}
			}
			return kept, of
		}
		for query, want := range map[string][2]int{
			"?month=2026-12&item=SB-01&kind=case.whole": {0, 4},
			"?month=2026-11&item=SB-01&kind=case.whole": {2, 2},
			"?month=2026-12&item=SB-05":                 {0, 0},
			"?month=2026-12&post=nobody":                {0, 0},
		} {
			kept, of := rows(query)
			if [2]int{kept, of} != want {
				t.Errorf("%s: %d of %d, counted by hand %v", query, kept, of, want)
			}
			if got := section(m.Get(home+"/promises"+query).Body, "by-item"); of > 0 && !strings.Contains(got, counts(kept, of)) {
				t.Errorf("%s: the page does not say %s: %s", query, counts(kept, of), got)
			}
		}
		if far := m.Get(home + "/promises?month=2099-01"); far.Status != 200 || !strings.Contains(far.Body, "2026-12") {
			t.Error("a month of the future is this month")
		}
		if other := h.SignIn(h.First(ids.RoleClerk).ID, "").Get(home + "/promises"); other.Status < 400 {
			t.Errorf("a clerk sees the worst cases of all: %d", other.Status)
		}
		public := m.Get("/promises").Body
		for _, no := range []string{in.No, late.No, open.No} {
			if strings.Contains(public, no) {
				t.Error("the public page names a case", no)
			}
		}
		if !strings.Contains(public, "按 2 件计算，做到 0 件") {
			t.Error("the public page does not say how many were kept")
		}
	})
}

func counts(kept, of int) string { return fmt.Sprintf("%d / %d", kept, of) }
