package app_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/promise"
)

// Once a night all clocks and figures are compared; what differs is an act, a metric, red on the page of the hall's head, and named by
// verify, until somebody has put it right.
func TestPUB6_TheNightlyComparisonTellsWhatSomebodyTyped(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		c := h.Sit("06").Accept("SB-01")
		audits := func() (list []promise.ClocksVerified) {
			h.Read(func(q *db.Q) error {
				rows, err := journal.ByType(q, halltest.City, "promise.verified", 0)
				for _, r := range rows {
					var e promise.ClocksVerified
					h.Must(r.Decode(&e))
					list = append(list, e)
				}
				return err
			})
			return list
		}
		night := func(day int) {
			h.Clock.Set(time.Date(2026, 12, day, 3, 5, 0, 0, clock.Zone))
			h.Must(h.Audit(h.Ctx))
			h.Must(h.Audit(h.Ctx)) // the second look of a night finds it done
		}
		night(10) // the ten working days ran out on the 8th
		got := audits()
		if len(got) != 1 || got[0].Findings != 0 || got[0].Clocks < 2 || got[0].Figures < 1 {
			t.Fatalf("the first night: %+v", got)
		}
		typed := func(value string) {
			h.Must(h.DB.Write(h.Ctx, func(tx *db.Tx) error {
				list, err := promise.OfSubject(tx, promise.Subject{Type: "case", ID: c.ID})
				for _, k := range list {
					if k.Kind == promise.CaseWhole && k.Source == promise.Promised {
						tx.Touch("promise_clock", k.ID)
						tx.Act()
						_, err = tx.Exec(`UPDATE promise_clock SET outside = $1 WHERE id = $2`, value, k.ID)
					}
				}
				return err
			}))
		}
		page := func(want bool) {
			t.Helper()
			head := h.SignIn(h.First(ids.RoleManager).ID, "")
			if got := head.Get("/h/" + halltest.City + "/manage"); got.Status != 200 || strings.Contains(got.Body, "每夜核对发现 1 处") != want {
				t.Errorf("%d, red on the page: %v, want %v", got.Status, !want, want)
			}
		}
		page(false)
		typed("migrated")
		night(11)
		if got = audits(); len(got) != 2 || got[1].Findings != 1 || !strings.Contains(strings.Join(got[1].First, ""), "2026-12 case.whole SB-01 promised: journal 0 of 1, stored 0 of 0") {
			t.Fatalf("the second night: %+v", got)
		}
		page(true)
		if n := metric(h, "yichuang_clock_findings"); n != "1" {
			t.Errorf("the metric says %q", n)
		}
		var said bytes.Buffer
		if n, err := h.VerifyClocks(h.Ctx, &said); err != nil || n != 1 || !strings.Contains(said.String(), "fault: figure shi 2026-12") {
			t.Errorf("verify found %d: %s %v", n, said.String(), err)
		}
		typed("")
		night(12)
		page(false)
	})
}

// metric is a figure of /metrics as the system administrator reads it.
func metric(h *halltest.Hall, name string) string {
	h.T.Helper()
	for line := range strings.Lines(h.SignIn(h.First(ids.RoleSysAdmin).ID, "").Get("/metrics").Body) {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}
