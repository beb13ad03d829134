package office_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"yichuang/internal/almanac"
	"yichuang/internal/calendar"
	"yichuang/internal/casework"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/halltest"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/promise"
)

// promised is the promised clock of the whole case.
func promised(h *halltest.Hall, c *casework.Case) (out promise.Clock) {
	h.T.Helper()
	h.Read(func(q *db.Q) error {
		list, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectCase, ID: c.ID})
		for _, k := range list {
			if k.Kind == promise.CaseWhole && k.Source == promise.Promised {
				out = k
			}
		}
		return err
	})
	return out
}

func part(body, id string) string {
	_, rest, _ := strings.Cut(body, `id="`+id+`"`)
	rest, _, _ = strings.Cut(rest, "</section>")
	return rest
}

// A registration of 24 November 2026, ten working days: 8 December. On 26 November an outage of the 25th is written down, which makes it
// the 9th. Asked about the 25th, the page gives both dates.
func TestLIM3_ThePageSaysWhyAsThenAndAsNowKnown(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		c := h.Sit("06").Accept("SB-01")
		k := promised(h, c)
		start := k.Start.In(clock.Zone)
		first := k.Result.Due.In(clock.Zone)
		next := first.AddDate(0, 0, 1)
		if first.Weekday() >= time.Friday {
			t.Fatal("the test wants a due date with a working day after it", first)
		}
		h.Clock.Set(start.AddDate(0, 0, 2))
		from := time.Date(start.Year(), start.Month(), start.Day()+1, 9, 0, 0, 0, clock.Zone)
		h.Must(h.DB.Write(h.Ctx, func(tx *db.Tx) error {
			_, err := h.Clocks.Exclude(tx, ids.TheSystem(halltest.City), k.Subject, promise.Stop{Ground: promise.Outage, Reason: "停电", From: from, To: from.Add(2 * time.Hour)})
			return err
		}))
		manager := h.SignIn(h.First(ids.RoleManager).ID, "")
		asked := from.Add(3 * time.Hour)
		path := "/h/" + halltest.City + "/office/clock/" + k.ID
		query := "?at=" + url.QueryEscape(asked.Format("2006-01-02T15:04:05"))
		for _, sheet := range []string{"", "/paper"} {
			page := manager.Get(path + sheet + query)
			before, after := first.Format("2006 年 1 月 2 日 15:04"), next.Format("2006 年 1 月 2 日 15:04")
			then, now := part(page.Body, "then"), part(page.Body, "now")
			if page.Status != 200 || !strings.Contains(then, before) || strings.Contains(then, after) || !strings.Contains(now, after) {
				t.Errorf("%q: %d, want %s and %s in\n%s\n%s", sheet, page.Status, before, after, then, now)
			}
		}
		if page := manager.Get("/h/" + halltest.City + "/office/case/" + c.ID); !strings.Contains(page.Body, path) {
			t.Error("the case does not lead to the page")
		}
		for q, want := range map[string]int{"?at=" + url.QueryEscape(start.Add(-time.Hour).Format(time.RFC3339)): 404, "?at=2099-01-01": 422, "?at=soon": 422} {
			if page := manager.Get(path + q); page.Status != want {
				t.Errorf("%s: %d, want %d", q, page.Status, want)
			}
		}
		if page := manager.Get("/h/qingshi/office/clock/" + k.ID); page.Status < 400 {
			t.Errorf("from another hall: %d", page.Status)
		}
		overTheAPI(t, h, k, asked, first, next)
	})
}

func overTheAPI(t *testing.T, h *halltest.Hall, k promise.Clock, asked, then, now time.Time) {
	t.Helper()
	_, base := h.Browser()
	clerk := h.At("06")
	_, code, err := h.Identity.CreateDevice(h.Ctx, ids.TheSystem(halltest.City), identity.Device{Hall: halltest.City, Kind: identity.Partner, Name: "bench", Staff: clerk.ID, Window: clerk.Window})
	h.Must(err)
	_, token, err := h.Identity.Pair(h.Ctx, code, "127.0.0.1")
	h.Must(err)
	get := func(id, when, token string) (int, map[string]any) {
		req, err := http.NewRequest(http.MethodGet, base+"/api/v1/clocks/"+id+"?at="+url.QueryEscape(when), nil)
		h.Must(err)
		if token != "" {
			req.Header.Set("Authorization", "Bearer "+token)
		}
		res, err := http.DefaultClient.Do(req)
		h.Must(err)
		defer res.Body.Close()
		var out map[string]any
		h.Must(json.NewDecoder(res.Body).Decode(&out))
		return res.StatusCode, out
	}
	status, body := get(k.ID, asked.Format(time.RFC3339), token)
	for part, want := range map[string]time.Time{"as_then_known": then, "as_now_known": now} {
		a, _ := body[part].(map[string]any)
		due, err := time.Parse(time.RFC3339, a["due"].(string))
		if status != 200 || err != nil || calendar.DateOf(due) != calendar.DateOf(want) || len(a["days"].([]any)) < 10 {
			t.Errorf("%s: %d %v, want %v", part, status, a, want)
		}
	}
	if status, body := get("nobody", asked.Format(time.RFC3339), token); status != 404 || body["code"] != "promise.unknown" {
		t.Errorf("no such clock: %d %v", status, body)
	}
	if status, body := get(k.ID, "2099-01-01T00:00:00Z", token); status != 422 || body["code"] != "promise.why.future" {
		t.Errorf("the future: %d %v", status, body)
	}
	if status, body := get(k.ID, asked.Format(time.RFC3339), ""); status != 401 || body["acts"] != nil {
		t.Errorf("without a token: %d %v", status, body)
	}
}

// A year's notice is confirmed while a clock runs: before, the calendar of before explains the date that was told.
func TestCAL1_AsThenKnownUsesTheCalendarOfThen(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		h.Clock.Set(time.Date(2026, 12, 28, 10, 0, 0, 0, clock.Zone))
		k := promised(h, h.Sit("06").Accept("SB-01"))
		if !k.Result.Provisional {
			t.Fatal("the test wants a date that rests on a year without a notice")
		}
		before := h.Clock.Now()
		h.Wait(time.Hour)
		h.ConfirmYear(h.EnterYear(almanac.Content{Kind: almanac.National, Year: 2027, Title: "国务院办公厅关于2027年部分节假日安排的通知", Reason: "通知已发布"}, halltest.Year2027()))
		h.FollowCalendar()
		h.Wait(time.Hour)
		h.Read(func(q *db.Q) error {
			a, err := h.Clocks.Why(q, k.ID, before)
			if err != nil {
				return err
			}
			if !a.Then.Agrees || !a.Then.Explanation.Result.Provisional || a.Then.Explanation.Version != k.Version {
				t.Errorf("as then known: %+v", a.Then.Explanation)
			}
			if a.Now.Explanation.Result.Provisional || a.Now.Explanation.Version == k.Version || !a.Now.Agrees {
				t.Errorf("as now known: %+v", a.Now.Explanation)
			}
			return nil
		})
	})
}
