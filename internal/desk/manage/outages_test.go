package manage_test

import (
	"strings"
	"testing"
	"time"

	"yichuang/internal/halltest"
	"yichuang/internal/ids"
)

const outagesHome = home + "/outages"

// blackout lets the hall stand still for two hours of a working morning.
func blackout(h *halltest.Hall) {
	h.T.Helper()
	h.Sit("11").Accept("CJ-03")
	h.Wait(24 * time.Hour)
	h.Must(h.Outages.Beat(h.Ctx))
	h.Ticket("SB-01")
	h.Wait(2 * time.Hour)
	h.Must(h.Outages.Beat(h.Ctx))
}

// The whole way in the browser: the head of the hall proposes a measured gap, may not confirm it, the director does, the supervisor reads.
func TestAPT5_AnOutageIsProposedAndConfirmedInTheBrowser(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		blackout(h)
		m := head(h)
		page := m.Get(outagesHome)
		form, ok := page.Form(outagesHome)
		if !ok || page.Status != 200 {
			t.Fatalf("no form to propose an outage: %d", page.Status)
		}
		_, rest, found := strings.Cut(page.Body, `value="gap:`)
		gap, _, _ := strings.Cut(rest, `"`)
		if !found {
			t.Fatal("the gap cannot be chosen")
		}
		form.Set("gap", "gap:"+gap)
		form.Set("reason", "供电线路检修")
		if got := m.Post(outagesHome, form); got.Status != 422 || !strings.Contains(got.Body, "请选择原因") || !strings.Contains(got.Body, "供电线路检修") {
			t.Errorf("without a cause: %d", got.Status)
		}
		form.Set("cause", "power")
		got := m.Post(outagesHome, form)
		if got.Status != 303 {
			t.Fatalf("propose: %d %.300s", got.Status, got.Body)
		}
		path := got.Location
		if again := m.Post(outagesHome, form); again.Location != path {
			t.Errorf("sent twice it leads to %q, first to %q", again.Location, path)
		}
		if _, ok := m.Get(path).Form(path); ok {
			t.Error("whoever proposed it is asked to confirm it")
		}
		director := h.SignIn(h.First(ids.RoleDirector).ID, "")
		form, ok = director.Get(path).Form(path)
		if !ok {
			t.Fatal("no form to confirm")
		}
		form.Set("answer", "no")
		if got := director.Post(path, form); got.Status != 422 || !strings.Contains(got.Body, "不予认定必须写明理由") {
			t.Errorf("refused without a reason: %d", got.Status)
		}
		form.Set("answer", "yes")
		if got := director.Post(path, form); got.Status != 303 {
			t.Fatalf("confirm: %d %.300s", got.Status, got.Body)
		}
		sup := h.SignIn(h.First(ids.RoleSupervisor).ID, "")
		body := sup.Get(path).Body
		for _, want := range []string{"已认定", "A001", "由导办当面或广播告知", "短信", "法定时限不变"} {
			if !strings.Contains(body, want) {
				t.Errorf("the supervisor does not read %q", want)
			}
		}
		if _, ok := sup.Get(outagesHome).Form(outagesHome); ok {
			t.Error("the supervisor is asked to propose")
		}
		h.Verified()
	})
}

func TestOutagePagesSpeakBothLanguages(t *testing.T) {
	h := halltest.OnSQLite(t)
	blackout(h)
	m := head(h)
	for _, l := range []string{"zh-CN", "en"} {
		m.Language(l)
		page := m.Get(outagesHome)
		if _, rest, bad := strings.Cut(page.Body, "⟦"); page.Status != 200 || bad {
			t.Errorf("in %s: %d %.40s", l, page.Status, rest)
		}
	}
}
