package office_test

import (
	"strings"
	"testing"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/halltest"
	"yichuang/internal/promise"
)

// fill sends the form at an address as the page shows it, with what a person typed.
func fill(t *testing.T, c *halltest.Client, page, action string, pairs ...string) halltest.Answer {
	t.Helper()
	f, ok := c.Get(page).Form(action)
	if !ok {
		t.Fatalf("%s has no form to %s", page, action)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	return c.Post(action, f)
}

func says(t *testing.T, c *halltest.Client, page string, words ...string) {
	t.Helper()
	body := c.Get(page).Body
	for _, w := range words {
		if !strings.Contains(body, w) {
			t.Errorf("%s does not say %q", page, w)
		}
	}
}

// The leader stops a licence for a procedure of its law and lets it run on; the clerk's side asks for an extension and the leader gives it.
func TestLIM12_TheCourseOfACaseIsChangedInTheOffice(t *testing.T) {
	h := halltest.OnSQLite(t)
	c := h.Sit("13").Accept("LZ-01")
	page := inbox + "/case/" + c.ID
	lead, deputy := h.SignIn("E-LZ-LEAD", ""), h.SignIn("E-LZ-DEP", "")
	says(t, lead, page, "启动特别程序", "申请延期", "终止办理", "没有特别程序")

	bad := fill(t, lead, page, page+"/special", "kind-special", "expert_review", "days-special", "90", "by-special", "专家组", "reference-special", "", "reason-special", "桥梁荷载")
	if bad.Status != 422 || !strings.Contains(bad.Body, "没有文书不能暂停期限。") || !strings.Contains(bad.Body, "桥梁荷载") {
		t.Fatalf("%d", bad.Status)
	}
	if got := fill(t, lead, page, page+"/special", "kind-special", "expert_review", "days-special", "10", "by-special", "专家组", "reference-special", "临路函9号", "reason-special", "桥梁荷载"); got.Status != 303 {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	says(t, lead, page, "程序进行中，期限暂停", "告知所需 10 个工作日", "临路函9号", "特别程序告知书")
	h.Wait(24 * time.Hour) // the next morning everybody signs in anew
	lead, deputy = h.SignIn("E-LZ-LEAD", ""), h.SignIn("E-LZ-DEP", "")
	if got := fill(t, lead, page, page+"/special-end", "result-end", "同意", "reference-end", "评审意见1号"); got.Status != 303 {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	says(t, lead, page, "结果：同意（评审意见1号）")

	if got := fill(t, deputy, page, page+"/ask-extension", "days-longer", "10", "reason-longer", "核查范围扩大"); got.Status != 303 {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	if _, ok := deputy.Get(page).Form(page + "/extension"); ok {
		t.Error("who asked is offered to answer")
	}
	says(t, lead, inbox, "待审批的延期（1）", "核查范围扩大")
	if got := fill(t, lead, page, page+"/extension", "answer-answer", "no"); got.Status != 422 {
		t.Fatalf("refused without a word: %d", got.Status)
	}
	if got := fill(t, lead, page, page+"/extension", "answer-answer", "yes"); got.Status != 303 {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	says(t, lead, page, "延期 10 个工作日", "批准", "延期办理告知书")
	if got := fill(t, lead, page, page+"/terminate", "ground-terminate", "applicant_gone", "finding-terminate", "单位已注销"); got.Status != 303 {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	says(t, lead, page, "已终止", "终止办理通知书")
	h.Verified()
}

// A post that handed a step on too early takes it back from the page of the case.
func TestCAS7_AStepIsTakenBack(t *testing.T) {
	o := open(t)
	o.toDecision()
	page := inbox + "/case/" + o.c.ID
	var back *halltest.Client
	for _, st := range o.steps() {
		if !st.Open() {
			back = o.SignIn(o.postOf(st).A, "")
		}
	}
	if got := fill(t, back, page, page+"/recall", "reason-recall", "数额看错"); got.Status != 303 {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	if st := o.OpenStep(o.c.ID); st.Step != o.steps()[0].Step {
		t.Errorf("it stands at %s", st.Step)
	}
	o.Verified()
}

func (o *office) steps() (list []casework.Step) {
	o.T.Helper()
	o.Read(func(q *db.Q) (err error) {
		list, err = casework.Steps(q, o.c.ID)
		return err
	})
	return list
}

// CAS-6: a time is agreed on the page of the step, two people go, and what they found stands there.
func TestCAS6_AVisitIsAgreedAndReportedInTheOffice(t *testing.T) {
	h := halltest.OnSQLite(t)
	c := h.Sit("11").Accept("CJ-03")
	st := h.OpenStep(c.ID)
	page := stepPath(st)
	who := h.Holder(st.Post)
	a := h.SignIn(who.ID, "")
	says(t, a, page, "现场勘验", "约定时间")
	second := "E-CJ-LEAD"
	bad := fill(t, a, page, page+"/visit", "day-visit", "2026-11-24", "from-visit", "09:00", "until-visit", "10:00", "place-visit", "虹桥路工地", "second-visit", second)
	if bad.Status != 422 || !strings.Contains(bad.Body, "约定的时间要晚于现在。") || !strings.Contains(bad.Body, "虹桥路工地") {
		t.Fatalf("%d", bad.Status)
	}
	if got := fill(t, a, page, page+"/visit", "day-visit", "2026-11-24", "from-visit", "14:00", "until-visit", "15:00", "place-visit", "虹桥路工地", "second-visit", second); got.Status != 303 {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	says(t, a, page, "待到场", "虹桥路工地", "取消约定")
	h.Wait(4*time.Hour + 30*time.Minute)
	a = h.SignIn(who.ID, "")
	if got := fill(t, a, page, page+"/visit-end", "finding-vend", "与图纸一致"); got.Status != 303 {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	says(t, a, page, "已到场", "与图纸一致")
	h.Verified()
}

// LIM-4: a special matter goes first in the inbox of its post, with a reason on record, and its limits stay.
func TestLIM4_AnExpeditedCaseGoesFirst(t *testing.T) {
	h := halltest.OnSQLite(t)
	d := h.Sit("06")
	first, second := d.Accept("SB-01"), d.Accept("SB-01")
	post := h.OpenStep(second.ID).Post
	a := h.SignIn(h.Holder(post).ID, "")
	before := a.Get(inbox).Body
	if strings.Index(before, first.No) > strings.Index(before, second.No) { // both are due at the same instant
		first, second = second, first
	}
	due := func() (out time.Time) {
		h.Read(func(q *db.Q) error {
			list, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectCase, ID: second.ID})
			if k := promise.Governing(list); k != nil {
				out = k.Result.Due
			}
			return err
		})
		return out
	}
	was := due()
	lead := h.SignIn("E-SB-LEAD", "")
	page := inbox + "/case/" + second.ID
	if got := fill(t, lead, page, page+"/expedite"); got.Status != 422 || !strings.Contains(got.Body, "请写明为什么要加急。") {
		t.Fatalf("expedited without a reason: %d", got.Status)
	}
	if got := fill(t, lead, page, page+"/expedite", "reason-expedite", "工伤急需"); got.Status != 303 {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	after := a.Get(inbox).Body
	if strings.Index(after, second.No) > strings.Index(after, first.No) || !strings.Contains(after, "加急") {
		t.Error("the expedited case is not first")
	}
	says(t, lead, page, "加急：工伤急需")
	if !due().Equal(was) {
		t.Error("its limit moved")
	}
	h.Verified()
}
