package evaluationweb_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/evaluation"
	"yichuang/internal/halltest"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/once"
	"yichuang/internal/queue"
)

// served is the rating token of a visit that ended at window 06.
func served(h *halltest.Hall) string {
	h.T.Helper()
	clerk := h.At("06")
	_ = h.Queue.OpenWindow(h.Ctx, clerk, clerk.Window) // open already at the second visit
	line := halltest.City + ":sb"
	_, err := h.Queue.Take(h.Ctx, h.Kiosk(), halltest.City, queue.Request{Line: line, Lines: []string{line}, Items: []string{""}, Origin: ids.New()}, once.Key{})
	h.Must(err)
	t, err := h.Queue.Call(h.Ctx, clerk, clerk.Window)
	h.Must(err)
	_, err = h.Queue.Arrive(h.Ctx, clerk, clerk.Window, t.ID)
	h.Must(err)
	h.Must(h.Queue.DecidePlain(h.Ctx, clerk, clerk.Window, t.ID, t.Matters[0].ID, queue.Consultation))
	f, err := h.Queue.Finish(h.Ctx, clerk, clerk.Window, t.ID)
	h.Must(err)
	return f.Rating
}

type browser struct {
	t      *testing.T
	client *http.Client
	base   string
}

func open(t *testing.T, h *halltest.Hall) browser {
	client, base := h.Browser()
	return browser{t, client, base}
}

func (b browser) get(path string) (int, string) {
	b.t.Helper()
	resp, err := b.client.Get(b.base + path)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.read(resp)
}

func (b browser) post(path string, form url.Values) (int, string) {
	b.t.Helper()
	resp, err := b.client.PostForm(b.base+path, form)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.read(resp)
}

func (b browser) read(resp *http.Response) (int, string) {
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp.StatusCode, string(body) + resp.Header.Get("Location")
}

func TestSUP1_NothingIsChosenBeforehandAndABadLevelSaysWhatHappensNext(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		b := open(t, h)
		token := served(h)
		status, body := b.get("/rate/" + token)
		if status != http.StatusOK || strings.Contains(body, "checked") || strings.Count(body, `name="level"`) != evaluation.Best {
			t.Fatal(status, "five equal faces, none chosen")
		}
		status, body = b.post("/rate/"+token, url.Values{"comment": {"等了两个小时"}})
		if status != http.StatusUnprocessableEntity || !strings.Contains(body, "请在五个里选一个") || !strings.Contains(body, "等了两个小时") {
			t.Fatal(status, "without a level the form comes back with what was typed")
		}
		status, body = b.post("/rate/"+token, url.Values{"level": {"1"}, "aspect": {"wait", "slow"}, "comment": {"等了两个小时"}})
		if status != http.StatusSeeOther || !strings.HasSuffix(body, "/rate/"+token) {
			t.Fatal(status, body)
		}
		_, body = b.get("/rate/" + token)
		// Tuesday 24 November 2026: looked into by Wednesday, put right by the Tuesday after, revised until Sunday.
		for _, part := range []string{"非常不满意", "等得太久", "等了两个小时", "11 月 25 日（周三）", "12 月 1 日（周二）", "11 月 29 日（周日）", "revise=1"} {
			if !strings.Contains(body, part) {
				t.Errorf("the thanks page lacks %q", part)
			}
		}
		if _, body = b.get("/rate/" + token + "?revise=1"); strings.Contains(body, "checked") {
			t.Error("the revision suggests a level")
		}
		b.post("/rate/"+token, url.Values{"level": {"3"}, "aspect": {"wait"}})
		_, body = b.get("/rate/" + token)
		if !strings.Contains(body, "非常不满意") || !strings.Contains(body, "基本满意") || strings.Contains(body, "revise=1") || !strings.Contains(body, "11 月 25 日") {
			t.Error("both rows are kept, and the promise of the first stands")
		}
		if status, body = b.post("/rate/"+token, url.Values{"level": {"5"}}); status != http.StatusConflict || !strings.Contains(body, "不能再改") {
			t.Error("a third answer:", status)
		}
		h.Verified()
	})
}

func TestSUP1_WhatWasDoneIsToldOnTheSamePage(t *testing.T) {
	h := halltest.OnSQLite(t)
	b := open(t, h)
	token := served(h)
	b.post("/rate/"+token, url.Values{"level": {"2"}})
	var bad string
	h.Read(func(q *db.Q) error {
		v, err := h.Ratings.Of(q, token)
		bad, _ = v.Followed()
		return err
	})
	boss := ids.Actor{Kind: ids.Staff, ID: "boss", Hall: halltest.City, Roles: []ids.Role{ids.RoleManager}}
	_, err := h.Ratings.Handle(h.Ctx, boss, bad, evaluation.Contacted, "已经调看录像，情况属实", "")
	h.Must(err)
	if _, body := b.get("/rate/" + token); !strings.Contains(body, "已经调看录像，情况属实") {
		t.Error("the answer does not reach the person")
	}
	h.Wait(20 * 24 * time.Hour)
	if _, body := b.get("/rate/" + token); !strings.Contains(body, "已经超过答应的时间") {
		t.Error("the page hides that we are late")
	}
}

func TestK15_StaffGetNoForm(t *testing.T) {
	h := halltest.OnSQLite(t)
	b := open(t, h)
	token := served(h)
	var clerk identity.Staff
	h.Read(func(q *db.Q) error {
		var err error
		clerk, err = identity.StaffByID(q, h.At("06").ID)
		return err
	})
	if status, _ := b.post("/login/demo", url.Values{"login": {clerk.Login}, "window": {h.At("06").Window}}); status != http.StatusSeeOther {
		t.Fatal("the clerk cannot sign in", status)
	}
	if status, body := b.get("/rate/" + token); status != http.StatusForbidden || strings.Contains(body, `name="level"`) {
		t.Error("a clerk sees the form:", status)
	}
	if status, _ := b.post("/rate/"+token, url.Values{"level": {"5"}}); status != http.StatusForbidden {
		t.Error("a clerk rated:", status)
	}
}

func TestO1_TenWrongCodesAnHourFromOneAddress(t *testing.T) {
	h := halltest.OnSQLite(t)
	b := open(t, h)
	token := served(h)
	if status, body := b.post("/rate", url.Values{"code": {strings.ToLower(token[:5]) + " " + token[5:]}}); status != http.StatusSeeOther || !strings.HasSuffix(body, "/rate/"+token) {
		t.Fatal("a code as people type it:", status)
	}
	for i := range 10 {
		status, body := b.post("/rate", url.Values{"code": {"AAAAAAAAAA"}})
		if status != http.StatusUnprocessableEntity || !strings.Contains(body, "没有找到这个评价码") {
			t.Fatalf("try %d: %d", i+1, status)
		}
	}
	if status, _ := b.post("/rate", url.Values{"code": {token}}); status != http.StatusTooManyRequests {
		t.Error("the eleventh try was looked at:", status)
	}
	if status, _ := b.get("/rate/" + token); status != http.StatusTooManyRequests {
		t.Error("the address of the page goes around the limit:", status)
	}
	h.Wait(time.Hour)
	if status, body := b.get("/rate/" + token); status != http.StatusOK || strings.Contains(body, "⟦") {
		t.Error(status)
	}
}
