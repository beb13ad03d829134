package casework_test

import (
	"testing"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/halltest"
	"yichuang/internal/notice"
	"yichuang/internal/pii"
	"yichuang/internal/promise"
)

// A filing taken as the wrong item goes on as the right one: same number, same clock, and only the paper that both ask for counts as
// seen. Both items have a paper with the id "form"; those are two papers.
func TestCAS2_AWrongItemIsPutRightAndTheUsedTimeStays(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d := sit(h, "06")
		in := d.Intake("SB-01", casework.Visit{})
		in.Agent, in.Authority = &casework.Party{Name: "罗雨薇", ID: pii.New(pii.ResidentID, "990000199001010017")}, "授权委托书"
		got, err := d.Cases.Receive(h.Ctx, d.clerk, d.window, in)
		h.Must(err)
		c := d.answer(got.Case, notice.OK, nil)
		before := fiveDays(d, c)
		h.Wait(2 * time.Hour)

		k := casework.Change{Item: "SB-02", Answers: catalogue.Answers{"insurance": "all", "work": "employee"}}
		if _, err := d.Cases.ChangeItem(h.Ctx, d.clerk, c.ID, c.Edition, k); errs.Code(err) != "case.correct.reason" {
			t.Fatal("changed without a reason", err)
		}
		k.Reason = "听错了"
		same := k
		same.Item = "SB-01"
		if _, err := d.Cases.ChangeItem(h.Ctx, d.clerk, c.ID, c.Edition, same); errs.Code(err) != "case.change.same" {
			t.Fatal(err)
		}
		now, err := d.Cases.ChangeItem(h.Ctx, d.clerk, c.ID, c.Edition, k)
		h.Must(err)
		if now.No != c.No || now.Item != "SB-02" || !now.Received.Equal(c.Received) || !now.Completed.IsZero() {
			t.Fatalf("%+v", now)
		}
		h.Read(func(q *db.Q) error {
			stored, err := d.Cases.Get(q, c.ID)
			answered := map[string]bool{}
			for _, r := range stored.Rows {
				answered[r.Material] = r.Answer != notice.Unanswered
			}
			if seen, asked := answered["authority"]; !asked || !seen {
				t.Errorf("the letter of authority is the same paper: %v", answered)
			}
			if seen, asked := answered["form"]; !asked || seen {
				t.Errorf("the personal form is another paper than the employer's: %v", answered)
			}
			if _, asked := answered["roster"]; asked {
				t.Errorf("the new item asks for no roster: %v", answered)
			}
			return err
		})
		after := fiveDays(d, now)
		if !after.Start.Equal(before.Start) || after.Item != "SB-02" || !after.Result.Due.Equal(before.Result.Due) {
			t.Errorf("the time used carries over: %+v", after)
		}
		now = d.answer(now, notice.OK, nil)
		_, err = d.Cases.Accept(h.Ctx, d.clerk, now.ID, now.Edition, casework.Visit{})
		h.Must(err)
		if _, err := d.Cases.ChangeItem(h.Ctx, d.clerk, c.ID, 0, casework.Change{Item: "SB-01", Reason: "换一个慢的"}); errs.Code(err) != "case.state" {
			t.Fatal("the item is pinned at acceptance (K8)", err)
		}
		h.Verified()
	})
}

// fiveDays is the open clock of the first look.
func fiveDays(d *desk, c *casework.Case) (out promise.Clock) {
	d.T.Helper()
	n := 0
	d.Read(func(q *db.Q) error {
		list, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectCase, ID: c.ID})
		for _, k := range list {
			if k.Kind == promise.FiveDays && k.State == promise.Open {
				out = k
				n++
			}
		}
		return err
	})
	if n != 1 {
		d.T.Fatalf("%d open clocks of five days", n)
	}
	return out
}
