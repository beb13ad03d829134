package office_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/org"
	"yichuang/internal/promise"
)

const inbox = "/h/" + halltest.City + "/office"

func stepPath(st casework.Step) string { return inbox + "/step/" + st.ID }

// office is a hall with one accepted case, and the person at whose post it waits.
type office struct {
	*halltest.Hall
	desk *halltest.Desk
	c    *casework.Case
	post org.Post
	a    *halltest.Client
}

func open(t *testing.T) *office {
	h := halltest.OnSQLite(t)
	o := &office{Hall: h, desk: h.Sit("06")}
	o.c = o.desk.Accept("SB-01")
	o.post = o.postOf(o.OpenStep(o.c.ID))
	o.a = h.SignIn(o.post.A, "")
	return o
}

func (o *office) postOf(st casework.Step) (p org.Post) {
	o.T.Helper()
	o.Read(func(q *db.Q) (err error) {
		p, err = org.PostByID(q, st.Post)
		return err
	})
	return p
}

// form is the form of the open step as the browser shows it.
func (o *office) form(c *halltest.Client) (path string, f url.Values) {
	o.T.Helper()
	path = stepPath(o.OpenStep(o.c.ID))
	page := c.Get(path)
	f, ok := page.Form(path)
	if page.Status != 200 || !ok {
		o.T.Fatalf("no form: %d", page.Status)
	}
	return path, f
}

// decide brings the case to the step of the decision.
func (o *office) toDecision() {
	o.c = o.Decide(o.c, casework.Verdict{Outcome: "pass"})
	o.post = o.postOf(o.OpenStep(o.c.ID))
	o.a = o.SignIn(o.post.A, "")
}

func (o *office) step(id string) (st casework.Step) {
	o.T.Helper()
	o.Read(func(q *db.Q) (err error) {
		st, err = casework.StepByID(q, id)
		return err
	})
	return st
}

func TestCAS1_APostDecidesItsStepAndGoesOnToTheNext(t *testing.T) {
	o := open(t)
	other := o.desk.Accept("SB-01")
	first, second := o.OpenStep(o.c.ID), o.OpenStep(other.ID)
	page := o.a.Get(inbox)
	if page.Status != 200 || !strings.Contains(page.Body, stepPath(first)) || !strings.Contains(page.Body, stepPath(second)) {
		t.Fatalf("the inbox does not list what waits: %d", page.Status)
	}
	if strings.Contains(page.Body, o.c.Applicant.Name) || !strings.Contains(page.Body, o.c.Applicant.Masked()) {
		t.Error("the applicant is masked inside")
	}
	path, f := o.form(o.a)
	if f.Get("outcome") != "" {
		t.Error("no outcome is chosen beforehand")
	}
	f.Set("outcome", "pass")
	got := o.a.Post(path, f)
	if got.Status != 303 || got.Location != stepPath(second) {
		t.Fatalf("%d to %s, want the next task %s", got.Status, got.Location, stepPath(second))
	}
	if st := o.step(first.ID); st.By != o.post.A || st.As != "A" || st.Outcome != "pass" {
		t.Fatalf("%+v", st)
	}
	if again := o.a.Post(path, f); again.Status != 303 {
		t.Errorf("the same form sent twice: %d", again.Status)
	}
	if page := o.a.Get(inbox + "/done"); !strings.Contains(page.Body, o.c.No) {
		t.Error("what was decided stands among the done")
	}
	o.Verified()
}

func TestCAS1_SendingBackNeedsAReason(t *testing.T) {
	o := open(t)
	o.toDecision()
	path, f := o.form(o.a)
	f.Set("outcome", "return")
	page := o.a.Post(path, f)
	if page.Status != 422 || !strings.Contains(page.Body, `id="f-reason-error"`) {
		t.Fatalf("sent back without a reason: %d", page.Status)
	}
	if kept, _ := page.Form(path); kept.Get("outcome") != "return" {
		t.Error("the chosen outcome is kept")
	}
	f.Set("reason", "险种漏填一项，请核对后重报")
	if got := o.a.Post(path, f); got.Status != 303 || got.Location != inbox {
		t.Fatalf("%d %s", got.Status, got.Location)
	}
	st := o.OpenStep(o.c.ID)
	if st.Step != "review" {
		t.Fatalf("the case is at %s", st.Step)
	}
	reviewer := o.SignIn(o.postOf(st).A, "")
	if page := reviewer.Get(stepPath(st)); !strings.Contains(page.Body, "险种漏填一项，请核对后重报") {
		t.Error("the reason stands among the earlier steps")
	}
}

func TestLIM14_ARefusalNamesAnUnmetPublishedCondition(t *testing.T) {
	o := open(t)
	o.toDecision()
	path, f := o.form(o.a)
	f.Set("outcome", "refuse")
	f.Set("reason", "登记地不在本市")
	if page := o.a.Post(path, f); page.Status != 422 || !strings.Contains(page.Body, `id="f-condition-error"`) || !strings.Contains(page.Body, "登记地不在本市") {
		t.Fatalf("refused without a condition, or what was typed is lost: %d", page.Status)
	}
	f.Set("condition", "invented")
	if page := o.a.Post(path, f); page.Status != 422 {
		t.Fatalf("refused with an invented condition: %d", page.Status)
	}
	it, _ := o.Catalogue.Item("SB-01")
	f.Set("condition", it.Conditions[0].ID)
	if got := o.a.Post(path, f); got.Status != 303 {
		t.Fatal(got.Status)
	}
	o.Read(func(q *db.Q) error {
		c, err := o.Cases.Get(q, o.c.ID)
		if c.Decision != casework.Refused {
			t.Errorf("decision %q", c.Decision)
		}
		return err
	})
}

func TestDUT2_StrangersAreRefusedAndBStandsInWithAStrip(t *testing.T) {
	o := open(t)
	path, f := o.form(o.a)
	f.Set("outcome", "pass")
	clerk := o.SignIn(o.desk.Clerk.ID, "")
	if got := clerk.Post(path, f); got.Status != 403 {
		t.Errorf("a clerk decided somebody else's step: %d", got.Status)
	}
	if page := clerk.Get(path); page.Status != 200 || strings.Contains(page.Body, `name="outcome"`) {
		t.Errorf("a clerk of the hall reads the step without a form: %d", page.Status)
	}
	taxer := o.SignIn(o.approverElsewhere(), "")
	if got := taxer.Get(path); got.Status != 403 {
		t.Errorf("an approver of another department reads the file: %d", got.Status)
	}
	if got := taxer.Post(path, f); got.Status != 403 {
		t.Errorf("an approver of another department decided: %d", got.Status)
	}
	if st := o.OpenStep(o.c.ID); st.ID != strings.TrimPrefix(path, inbox+"/step/") {
		t.Fatal("a stranger moved the case")
	}

	b := o.SignIn(o.post.B, "")
	o.Must(o.DB.Write(o.Ctx, func(tx *db.Tx) error {
		return org.SetHolder(tx, ids.TheSystem(halltest.City), o.post.ID, o.post.B, org.AsB, tx.Now())
	}))
	page := b.Get(inbox)
	if !strings.Contains(page.Body, path) || !strings.Contains(page.Body, `class="covering"`) {
		t.Fatalf("B sees A's work with a strip: %d", page.Status)
	}
	if page := o.a.Get(inbox); strings.Contains(page.Body, path) {
		t.Error("A does not hold the post now")
	}
	if got := b.Post(path, f); got.Status != 303 {
		t.Fatal(got.Status)
	}
	if st := o.step(strings.TrimPrefix(path, inbox+"/step/")); st.As != "B" || st.By != o.post.B {
		t.Errorf("%+v", st)
	}
}

// approverElsewhere is the A of an approver's post of another department.
func (o *office) approverElsewhere() (staff string) {
	o.T.Helper()
	o.Read(func(q *db.Q) error {
		posts, err := org.Posts(q, halltest.City)
		for _, p := range posts {
			if p.Kind == org.ApproverPost && p.Department == "shuiwu" {
				staff = p.A
			}
		}
		return err
	})
	if staff == "" {
		o.T.Fatal("no approver of taxes")
	}
	return staff
}

func TestAStaleFormIs409AndKeepsWhatWasTyped(t *testing.T) {
	for _, edition := range []string{"1", ""} { // the case is further; a form without an edition is no newer
		o := open(t)
		path, f := o.form(o.a)
		f.Set("outcome", "pass")
		f.Set("reason", "已电话核实")
		f.Set("edition", edition)
		page := o.a.Post(path, f)
		kept, ok := page.Form(path)
		if page.Status != 409 || !ok || kept.Get("reason") != "已电话核实" || kept.Get("outcome") != "pass" {
			t.Fatalf("edition %q: %d, kept %v", edition, page.Status, kept)
		}
		if stepPath(o.OpenStep(o.c.ID)) != path {
			t.Fatal("decided on a stale form")
		}
		if got := o.a.Post(path, kept); got.Status != 303 {
			t.Fatalf("the form that came back works: %d", got.Status)
		}
	}
}

func TestLIM11_ALateStepAsksForAReasonThatIsPublished(t *testing.T) {
	o := open(t)
	if page := o.a.Get(stepPath(o.OpenStep(o.c.ID))); strings.Contains(page.Body, `name="late_reason"`) {
		t.Error("nothing is late yet")
	}
	o.Clock.Set(time.Date(2026, 12, 3, 10, 0, 0, 0, clock.Zone)) // five working days ended on 1 December
	o.a = o.SignIn(o.post.A, "")
	path, f := o.form(o.a)
	f.Set("outcome", "pass")
	page := o.a.Post(path, f)
	if page.Status != 422 || !strings.Contains(page.Body, `id="f-late_reason-error"`) {
		t.Fatalf("a late step without a reason: %d", page.Status)
	}
	f.Set("late_reason", "核对系统停了两天")
	if got := o.a.Post(path, f); got.Status != 303 {
		t.Fatal(got.Status)
	}
	o.Read(func(q *db.Q) error {
		list, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectStep, ID: strings.TrimPrefix(path, inbox+"/step/")})
		if len(list) != 1 || list[0].State != promise.Broken || list[0].Reason != "核对系统停了两天" {
			t.Errorf("%+v", list)
		}
		return err
	})
}

func TestPagesSpeakBothLanguages(t *testing.T) {
	o := open(t)
	o.toDecision()
	for _, l := range []string{"zh-CN", "en"} {
		o.a.Language(l)
		for _, path := range []string{inbox, inbox + "/list", inbox + "/done", inbox + "?lamp=over", stepPath(o.OpenStep(o.c.ID)), inbox + "/case/" + o.c.ID} {
			page := o.a.Get(path)
			if page.Status != 200 || strings.Contains(page.Body, "⟦") {
				t.Errorf("%s in %s: %d, %s", path, l, page.Status, missing(page.Body))
			}
		}
	}
	empty := o.SignIn(o.approverElsewhere(), "").Get(inbox)
	if !strings.Contains(empty.Body, "都办完了") {
		t.Error("an empty inbox says so")
	}
}

// missing is the first key without words.
func missing(body string) string {
	_, rest, _ := strings.Cut(body, "⟦")
	key, _, _ := strings.Cut(rest, "⟧")
	return key
}

func TestTheStepExplainsItsLimitDayByDay(t *testing.T) {
	o := open(t)
	st := o.OpenStep(o.c.ID)
	page := o.a.Get(stepPath(st))
	var steps int
	o.Read(func(q *db.Q) error {
		list, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectStep, ID: st.ID})
		for i := range list {
			for _, line := range o.Clocks.Explain(&list[i]).Steps {
				steps++
				if words := line.Words(o.Words, "zh-CN"); !strings.Contains(page.Body, words) {
					t.Errorf("the page does not say: %s", words)
				}
			}
		}
		return err
	})
	if steps < 6 {
		t.Fatalf("five working days explained in %d lines", steps)
	}
}
