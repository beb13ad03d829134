package supervise_test

import (
	"strings"
	"testing"
	"time"

	"yichuang/internal/card"
	"yichuang/internal/casework"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
)

const home = "/h/" + halltest.City + "/supervise/cards"

// late lets a case's step run out and gives back its open cards, the oldest first.
func late(h *halltest.Hall) (no, post string, list []card.Card) {
	h.T.Helper()
	c := h.Sit("06").Accept("SB-01")
	post = h.OpenStep(c.ID).Post
	h.Clock.Set(time.Date(2026, 12, 8, 10, 0, 0, 0, clock.Zone))
	for n := 1; n > 0; {
		h.Must(h.DB.Write(h.Ctx, func(tx *db.Tx) (err error) { n, err = h.Clocks.Sweep(tx, 50); return err }))
	}
	h.Must(h.Runner.Drain(h.Ctx))
	h.Read(func(q *db.Q) error {
		all, _, err := card.List(q, card.Filter{Hall: halltest.City, Staff: h.Holder(post).ID}, 100, 0)
		for _, k := range all {
			if k.Case == c.ID {
				list = append(list, k)
			}
		}
		return err
	})
	if len(list) == 0 {
		h.T.Fatal("no card was given")
	}
	return c.No, post, list
}

func supervisor(h *halltest.Hall) *halltest.Client {
	return h.SignIn(h.First(ids.RoleSupervisor).ID, "")
}

// The whole way in the browser: the person finds the card and explains it, the supervisor closes it, both pages say so.
func TestASM6_ACardIsExplainedAndClosedInTheBrowser(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		no, post, list := late(h)
		path := home + "/" + list[0].ID
		me, sup := h.SignIn(h.Holder(post).ID, ""), supervisor(h)
		if body := me.Get(home).Body; !strings.Contains(body, no) || !strings.Contains(body, path) {
			t.Error("the own card is not in the list")
		}
		if _, ok := sup.Get(path).Form(path + "/explain"); ok {
			t.Error("the supervisor is asked to explain another's card")
		}
		form, ok := me.Get(path).Form(path + "/explain")
		if !ok {
			t.Fatal("no form to explain")
		}
		if _, ok := me.Get(path).Form(path + "/close"); ok {
			t.Error("the person is offered to close the own card")
		}
		if got := me.Post(path+"/explain", form); got.Status != 422 || !strings.Contains(got.Body, "请写明原因") {
			t.Errorf("nothing explained: %d", got.Status)
		}
		form.Set("text", "补查档案用了三天")
		for range 2 { // sent twice does it once
			if got := me.Post(path+"/explain", form); got.Status != 303 || got.Location != path {
				t.Fatalf("explain: %d %s", got.Status, got.Location)
			}
		}
		page := sup.Get(path)
		if !strings.Contains(page.Body, "补查档案用了三天") {
			t.Error("the supervisor does not read the explanation")
		}
		if form, ok = page.Form(path + "/close"); !ok {
			t.Fatal("no form to close")
		}
		form.Set("finding", "excused")
		form.Set("note", "档案系统停机")
		if got := sup.Post(path+"/close", form); got.Status != 422 || !strings.Contains(got.Body, "免责必须选一项事由") || !strings.Contains(got.Body, "档案系统停机") {
			t.Errorf("an excuse without a ground: %d", got.Status)
		}
		form.Set("ground", "outage")
		if got := sup.Post(path+"/close", form); got.Status != 303 {
			t.Fatalf("close: %d %.200s", got.Status, got.Body)
		}
		if body := me.Get(path).Body; !strings.Contains(body, "免责") || !strings.Contains(body, "系统或停电故障") {
			t.Error("the person does not read the finding")
		}
		if body := sup.Get(home + "?state=closed").Body; !strings.Contains(body, path) {
			t.Error("the closed card is not among the closed ones")
		}
		if body := sup.Get(home).Body; strings.Contains(body, path+`"`) {
			t.Error("the closed card is among the open ones")
		}
		h.Verified()
	})
}

// Everybody sees the cards in the own reach and no others.
func TestEachReaderSeesTheCardsInReach(t *testing.T) {
	h := halltest.OnSQLite(t)
	no, _, list := late(h)
	path := home + "/" + list[0].ID
	for staff, sees := range map[string]bool{h.First(ids.RoleSupervisor).ID: true, "E-HL-HEAD": true, "E-SB-LEAD": true, "E-SB-14": false, h.At("04").ID: false} {
		c := h.SignIn(staff, "")
		page := c.Get(home)
		if page.Status != 200 || strings.Contains(page.Body, no) != sees {
			t.Errorf("%s: %d, sees the case %v, want %v", staff, page.Status, !sees, sees)
		}
		if got := c.Get(path).Status; (got == 200) != sees {
			t.Errorf("%s opens the card: %d", staff, got)
		}
	}
	nobody, base := h.Browser()
	res, err := nobody.Get(base + home)
	h.Must(err)
	if res.Body.Close(); res.StatusCode != 303 {
		t.Errorf("somebody who is not signed in: %d", res.StatusCode)
	}
	if got := h.SignIn("E-HL-HEAD", "").Post(path+"/close", nil); got.Status != 403 {
		t.Errorf("the head of the hall closes: %d", got.Status)
	}
}

// A card that nobody closes stands out after its working days.
func TestOldOpenCardsStandOut(t *testing.T) {
	h := halltest.OnSQLite(t)
	_, _, list := late(h)
	sup := supervisor(h)
	if body := sup.Get(home).Body; strings.Contains(body, "张牌很久没有结") {
		t.Error("a new card is old")
	}
	h.Clock.Set(list[0].At.AddDate(0, 0, 9))
	sup = supervisor(h)
	if body := sup.Get(home).Body; !strings.Contains(body, "张牌很久没有结") || !strings.Contains(body, "久未结") {
		t.Error("an old card does not stand out")
	}
	if body := sup.Get(home + "?state=old").Body; !strings.Contains(body, home+"/"+list[0].ID) {
		t.Error("the filter of old cards leaves it out")
	}
}

func TestPagesSpeakBothLanguages(t *testing.T) {
	h := halltest.OnSQLite(t)
	_, post, list := late(h)
	for _, c := range []*halltest.Client{supervisor(h), h.SignIn(h.Holder(post).ID, "")} {
		for _, l := range []string{"zh-CN", "en"} {
			c.Language(l)
			for _, path := range []string{home, home + "/list?state=given&colour=red", home + "?state=old", home + "?state=closed", home + "/" + list[0].ID} {
				page := c.Get(path)
				if _, rest, bad := strings.Cut(page.Body, "⟦"); page.Status != 200 || bad {
					t.Errorf("%s in %s: %d %.40s", path, l, page.Status, rest)
				}
			}
		}
	}
}

// LIM-12: what an applicant says against a stop comes to the supervisor, with the case it is about, and to nobody else's list.
func TestLIM12_AnObjectionComesToTheSupervisor(t *testing.T) {
	h := halltest.OnSQLite(t)
	c := h.Sit("13").Accept("LZ-01")
	p, err := h.Cases.StartSpecial(h.Ctx, h.Holder("LZ-LEAD"), c.ID, 0, casework.Procedure{Kind: "expert_review", Days: 5, By: "专家组", Reference: "函9号", Reason: "桥梁荷载"})
	h.Must(err)
	citizen := ids.Actor{Kind: ids.Citizen, ID: c.ID, Hall: c.Hall, Roles: []ids.Role{ids.RoleCitizen}}
	h.Must(h.Cases.Contest(h.Ctx, citizen, c.ID, casework.SubjectSpecial, p.ID, "不需要评审"))
	page := strings.TrimSuffix(home, "/cards") + "/objections"
	sup := supervisor(h)
	if body := sup.Get(page).Body; !strings.Contains(body, c.No) || !strings.Contains(body, "不需要评审") || !strings.Contains(body, "特别程序") {
		t.Error("the objection is not in the list")
	}
	if !strings.Contains(sup.Get(home).Body, page) {
		t.Error("no way from the cards to the objections")
	}
	head := h.SignIn("E-HL-HEAD", "")
	if got := head.Get(page).Status; got != 403 {
		t.Errorf("the head of the hall: %d", got)
	}
	if strings.Contains(head.Get(home).Body, page) {
		t.Error("the head of the hall is led to a page that refuses him")
	}
}
