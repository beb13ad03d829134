package citizen_test

import (
	"strings"
	"testing"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/clock"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/pii"
	"yichuang/internal/promise"
)

// Whoever opens a case that came in from paper reads so for ever: the applicant, the window, the posts inside.
func TestEveryPageOfACaseSaysThatItCameFromPaper(t *testing.T) {
	h := halltest.OnSQLite(t)
	e, err := h.Cases.Enter(h.Ctx, h.At("11"), halltest.City, casework.Draft{Kind: promise.Migrated, Source: "旧档0017", Item: "CJ-03", Window: "11",
		Received: time.Date(2026, 11, 2, 9, 0, 0, 0, clock.Zone), Accepted: time.Date(2026, 11, 2, 9, 30, 0, 0, clock.Zone),
		Party: casework.Party{Name: "林溪某某公司", ID: pii.New(pii.USCC, "11990000MB9900013U")}})
	h.Must(err)
	boss := ids.Actor{Kind: ids.Staff, ID: "boss", Name: "岳明", Hall: halltest.City, Roles: []ids.Role{ids.RoleManager}}
	o, err := h.Cases.ConfirmEntry(h.Ctx, boss, e.ID)
	h.Must(err)
	h.Must(h.Runner.Drain(h.Ctx))
	s := newStage(h)
	s.follow(o)
	_, page, _ := s.get("/track/" + o.Case.ID)
	desk := h.SignIn(h.At("11").ID, "shi-11").Get("/h/shi/desk/case/" + o.Case.ID).Body
	office := h.SignIn(h.Holder(h.OpenStep(o.Case.ID).Post).ID, "").Get("/h/shi/office/case/" + o.Case.ID).Body
	for name, body := range map[string]string{"track": page, "desk": desk, "office": office} {
		for _, want := range []string{"迁移：依据“旧档0017”", "收件", "录入；不计入按期办结率"} {
			if !strings.Contains(body, want) {
				t.Errorf("the page of the %s lacks %q", name, want)
			}
		}
		if strings.Contains(body, "⟦") {
			_, rest, _ := strings.Cut(body, "⟦")
			t.Errorf("the page of the %s lacks words: %.60s", name, rest)
		}
	}
}
