package manage_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/halltest"
	"yichuang/internal/notice"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
)

const home = "/h/" + halltest.City + "/manage"

// head is the head of the hall, signed in.
func head(h *halltest.Hall) *halltest.Client {
	return h.SignIn(h.Catalogue.DefaultHall().Head, "")
}

// tile reads the figure with a label from the board.
func tile(t *testing.T, body, label string) string {
	t.Helper()
	_, rest, ok := strings.Cut(body, label)
	if !ok {
		t.Fatalf("no figure %q", label)
	}
	_, rest, _ = strings.Cut(rest, `<div class="v">`)
	value, _, _ := strings.Cut(rest, "<")
	return strings.TrimSpace(value)
}

func TestHAL1_TheBoardCountsWhatANaiveCountCounts(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d := h.Sit("06")
		done := d.Accept("SB-01")
		first := h.Ticket("SB-01")
		h.Wait(20 * time.Minute)
		h.Ticket("SB-05")
		body := head(h).Get(home).Body

		waiting, served := 0, 0
		h.Read(func(q *db.Q) error {
			rows, err := q.Query(`SELECT state FROM ticket`)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var s queue.State
				if err := rows.Scan(&s); err != nil {
					return err
				}
				switch s {
				case queue.Waiting:
					waiting++
				case queue.Done:
					served++
				}
			}
			return rows.Err()
		})
		if waiting != 2 || served != 1 {
			t.Fatalf("the test shows nothing: %d %d", waiting, served)
		}
		for label, want := range map[string]string{"等候": fmt.Sprint(waiting), "等最久": "20", "开放窗口": "1", "今日接待": fmt.Sprint(served), "超期办件": "0"} {
			if got := tile(t, body, ">"+label); got != want && tile(t, body, label) != want {
				t.Errorf("%s: %s, counted %s", label, got, want)
			}
		}
		if !strings.Contains(body, first.Ticket.Number+" 已等 20 分") {
			t.Error("who waits longer than promised stands among what needs a hand")
		}
		if !strings.Contains(body, done.No) || strings.Contains(body, done.Applicant.Name) {
			t.Error("a running case is listed, its applicant masked")
		}
	})
}

func TestHAL4_AWindowPastItsReturnTimeNeedsAHand(t *testing.T) {
	h := halltest.OnSQLite(t)
	d := h.Sit("06")
	h.Must(h.Queue.PauseWindow(h.Ctx, d.Clerk, d.Window, "送件", h.Clock.Now().Add(10*time.Minute)))
	if body := head(h).Get(home).Body; !strings.Contains(body, "win-away") || strings.Contains(body, "06 号窗过了约定时间没回") {
		t.Error("a window that is away in time is grey")
	}
	h.Wait(11 * time.Minute)
	body := head(h).Get(home).Body
	if !strings.Contains(body, "win-empty") || !strings.Contains(body, "06 号窗过了约定时间没回") || !strings.Contains(body, d.Clerk.Name) {
		t.Error("a window past its return time is red and stands among what needs a hand")
	}
	if page := head(h).Get(home + "/window/06"); page.Status != 200 || !strings.Contains(page.Body, d.Clerk.Name) {
		t.Errorf("the window in detail: %d", page.Status)
	}
	if got := head(h).Get(home + "/window?no=6"); got.Status != 303 || got.Location != home+"/window/06" {
		t.Errorf("a window is found by its number: %d %s", got.Status, got.Location)
	}
}

func TestCAL1_AMissingYearStandsOnTheBoardAmberInNovemberAndRedInDecember(t *testing.T) {
	h := halltest.OnSQLite(t)
	const words = "2027 年的放假通知还没有导入"
	if got := todoClass(t, head(h).Get(home).Body, words); got != "warn" {
		t.Errorf("in November: %q", got)
	}
	h.Clock.Set(time.Date(2026, 12, 1, 9, 0, 0, 0, clock.Zone))
	if got := todoClass(t, head(h).Get(home).Body, words); got != "over" {
		t.Errorf("in December: %q", got)
	}
}

func TestLIM11_ALateCaseStandsOnTheBoardWithItsPostAndIsExported(t *testing.T) {
	h := halltest.OnSQLite(t)
	c := h.Sit("06").Accept("SB-01")
	h.Clock.Set(time.Date(2026, 12, 21, 10, 0, 0, 0, clock.Zone))
	m := head(h)
	body := m.Get(home).Body
	if got := tile(t, body, ">超期办件"); got != "1" {
		t.Errorf("late cases: %s", got)
	}
	st := h.OpenStep(c.ID)
	a := h.Holder(st.Post)
	if !strings.Contains(body, a.Name) || !strings.Contains(body, "/office/case/"+c.ID) {
		t.Error("the late case names whose hands it is in, with a way to it")
	}
	if page := m.Get("/h/" + halltest.City + "/office/case/" + c.ID); page.Status != 200 {
		t.Errorf("the head of the hall reads the case: %d", page.Status)
	}

	var open, late int
	h.Read(func(q *db.Q) error {
		rows, err := q.Query(`SELECT due_at FROM promise_clock WHERE state = 'open'`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var due int64
			if err := rows.Scan(&due); err != nil {
				return err
			}
			open++
			if due < h.Clock.Now().UnixMicro() {
				late++
			}
		}
		return rows.Err()
	})
	for path, want := range map[string]int{"/clocks.csv": open, "/clocks.csv?lamp=over": late, "/clocks.csv?lamp=ok": open - late, "/clocks.csv?department=shuiwu": 0,
		"/clocks.csv?post=" + st.Post: 1} {
		file := m.Get(home + path)
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.Body, "\ufeff"))).ReadAll()
		if err != nil || len(rows)-1 != want {
			t.Errorf("%s: %d rows, want %d (%v)", path, len(rows)-1, want, err)
		}
	}
	if late < 2 || !strings.Contains(m.Get(home+"/clocks?lamp=over").Body, c.No) {
		t.Errorf("%d late clocks, or the list leaves the case out", late)
	}
}

func TestONE4_ASecondDemandIsForTheHeadToLookAt(t *testing.T) {
	h := halltest.OnSQLite(t)
	d := h.Sit("06")
	h.Ticket("SB-01")
	_, v := d.Next()
	c := d.Receive("SB-01", v)
	var brought []string
	for _, r := range c.Rows {
		if !r.Exempt {
			brought = append(brought, r.Material)
		}
	}
	c = d.Answer(c, notice.OK, map[string]notice.Answer{brought[0]: notice.Missing})
	told, err := d.Cases.Notice(h.Ctx, d.Clerk, c.ID, c.Edition, v, false, "")
	h.Must(err)
	_, err = h.Queue.Finish(h.Ctx, d.Clerk, d.Window, v.Ticket)
	h.Must(err)
	_, err = h.Cases.ReturnTicket(h.Ctx, h.Kiosk(), halltest.City, told.Code, halltest.City+":sb")
	h.Must(err)
	_, v = d.Next()
	c, err = d.Cases.Supply(h.Ctx, d.Clerk, c.ID, v)
	h.Must(err)
	c = d.Answer(c, notice.OK, map[string]notice.Answer{brought[1]: notice.Missing})
	_, err = d.Cases.Notice(h.Ctx, d.Clerk, c.ID, c.Edition, v, false, "漏看了一份表")
	h.Must(err)
	if body := head(h).Get(home).Body; !strings.Contains(body, "漏看了一份表") || !strings.Contains(body, "/office/case/"+c.ID) {
		t.Error("a second demand stands among what needs a hand, with its reason")
	}
}

func TestTheBoardIsForThoseWhoRunTheHall(t *testing.T) {
	h := halltest.OnSQLite(t)
	clerk := h.SignIn(h.At("06").ID, "")
	nobody, base := h.Browser()
	for _, path := range []string{home, home + "/now", home + "/clocks", home + "/clocks.csv", home + "/window/06"} {
		if got := h.SignIn(h.At("04").ID, "").Get(path); got.Status != 403 {
			t.Errorf("a clerk reads %s: %d", path, got.Status)
		}
		res, err := nobody.Get(base + path)
		h.Must(err)
		if res.Body.Close(); res.StatusCode != 303 {
			t.Errorf("somebody who is not signed in reads %s: %d", path, res.StatusCode)
		}
	}
	if got := clerk.Post(home+"/end-day", nil); got.Status != 403 {
		t.Errorf("a clerk ends the day: %d", got.Status)
	}
	if got := head(h).Get("/h/dong/manage"); got.Status != 403 {
		t.Errorf("the head of one hall reads another: %d", got.Status)
	}
}

func TestHAL1_TheHeadEndsTheDayAndNobodyIsLostWithoutAWord(t *testing.T) {
	h := halltest.OnSQLite(t)
	taken := h.Ticket("SB-01")
	m := head(h)
	f, ok := m.Get(home).Form(home + "/end-day")
	if !ok {
		t.Fatal("the head of the hall may end the day")
	}
	for range 2 { // sent twice does it once
		if got := m.Post(home+"/end-day", f); got.Status != 303 {
			t.Fatal(got.Status)
		}
	}
	h.Read(func(q *db.Q) error {
		x, err := queue.Get(q, taken.Ticket.ID)
		if x.State != queue.Expired {
			t.Errorf("%+v", x)
		}
		return err
	})
	h.Verified()
}

func TestPagesSpeakBothLanguages(t *testing.T) {
	h := halltest.OnSQLite(t)
	paths := []string{home, home + "/now", home + "/clocks", home + "/clocks?lamp=over&department=shebao", home + "/window/06", home + "/window/16", home + "/clocks.csv"}
	look := func(when string) {
		m := head(h)
		for _, l := range []string{"zh-CN", "en"} {
			m.Language(l)
			for _, path := range paths {
				page := m.Get(path)
				if _, rest, bad := strings.Cut(page.Body, "⟦"); page.Status != 200 || bad {
					t.Errorf("%s, %s in %s: %d %.40s", when, path, l, page.Status, rest)
				}
			}
		}
	}
	look("an empty hall")
	d := h.Sit("06")
	d.Accept("SB-01")
	h.Ticket("JM-01")
	h.Ticket("SB-01")
	_, _ = d.Next()
	h.Wait(40 * time.Minute)
	look("a busy hall")
}

func TestPUB6_UnmeasuredPromisesSayThatThereIsNoData(t *testing.T) {
	h := halltest.OnSQLite(t)
	d := h.Sit("06")
	c := d.Accept("SB-01")
	for _, outcome := range []string{"pass", "grant"} {
		h.Decide(c, casework.Verdict{Outcome: outcome})
	}
	kept := 0
	h.Read(func(q *db.Q) error {
		list, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectCase, ID: c.ID})
		for _, k := range list {
			if k.Kind == promise.CaseWhole && k.Source == promise.Promised && k.State == promise.Kept {
				kept++
			}
		}
		return err
	})
	body := head(h).Get(home).Body
	if kept != 1 || !strings.Contains(body, "1 / 1") || tile(t, body, "本月按时办结") != "100" {
		t.Errorf("kept %d, the board says %s", kept, tile(t, body, "本月按时办结"))
	}
	if !strings.Contains(body, "暂无数据") {
		t.Error("what is not measured says so")
	}
}

// todoClass is the class of the entry in the list of what needs a hand that says so.
func todoClass(t *testing.T, body, words string) string {
	t.Helper()
	before, _, found := strings.Cut(body, words)
	if !found {
		return ""
	}
	entry := before[strings.LastIndex(before, "<li class=\""):]
	class, _, _ := strings.Cut(strings.TrimPrefix(entry, "<li class=\""), "\"")
	return class
}
