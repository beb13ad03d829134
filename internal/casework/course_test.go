package casework_test

import (
	"testing"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/doc"
	"yichuang/internal/errs"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/notice"
	"yichuang/internal/promise"
)

// leader is somebody of a department's leadership; a person of the city, since papers name who signs.
func leader(h *halltest.Hall, c *casework.Case, id string) ids.Actor {
	h.T.Helper()
	if id == "" {
		id = h.First(ids.RoleManager).ID
	}
	return ids.Actor{Kind: ids.Staff, ID: id, Name: "程立", Hall: c.Hall, Department: c.Department, Roles: []ids.Role{ids.RoleDivision}}
}

func clocksOf(h *halltest.Hall, c *casework.Case) (list []promise.Clock) {
	h.Read(func(q *db.Q) (err error) {
		list, err = promise.OfSubject(q, promise.Subject{Type: casework.SubjectCase, ID: c.ID})
		return err
	})
	return list
}

func whole(h *halltest.Hall, c *casework.Case, source promise.Source) promise.Clock {
	h.T.Helper()
	for _, k := range clocksOf(h, c) {
		if k.Kind == promise.CaseWhole && k.Source == source {
			return k
		}
	}
	h.T.Fatalf("no %s limit", source)
	return promise.Clock{}
}

// DEAD-12: an extension is asked by the handler and given by somebody else, once, before the limit has run out; it makes the statutory limit
// longer from the same start and leaves the promise as it was.
func TestLIM12_AnExtensionIsOnceInTimeAndByTheLeader(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		c := h.Sit("13").Accept("LZ-01")
		lead := leader(h, c, "")
		asker := h.Holder("LZ-LEAD")
		statutory, promised := whole(h, c, promise.Statutory), whole(h, c, promise.Promised)
		if _, err := h.Cases.AskExtension(h.Ctx, asker, c.ID, 0, 11, "范围扩大"); errs.Code(err) != "case.extension.days" {
			t.Fatal("more than the law gives", err)
		}
		x, err := h.Cases.AskExtension(h.Ctx, asker, c.ID, 0, 10, "范围扩大")
		h.Must(err)
		if _, err := h.Cases.AskExtension(h.Ctx, asker, c.ID, 0, 3, "再要"); errs.Code(err) != "case.extension.once" {
			t.Fatal("asked twice", err)
		}
		self := leader(h, c, asker.ID)
		if err := h.Cases.DecideExtension(h.Ctx, self, c.ID, x.ID, true, ""); errs.Code(err) != "case.extension.own" {
			t.Fatal("granted to oneself", err)
		}
		h.Must(h.Cases.DecideExtension(h.Ctx, lead, c.ID, x.ID, true, ""))
		longer := whole(h, c, promise.Statutory)
		if longer.Limit.N != statutory.Limit.N+10 || !longer.Start.Equal(statutory.Start) || !longer.Result.Due.After(statutory.Result.Due) {
			t.Errorf("from %+v to %+v", statutory.Limit, longer.Limit)
		}
		if got := whole(h, c, promise.Promised); !got.Result.Due.Equal(promised.Result.Due) {
			t.Error("the promise was made longer")
		}
		told := paperOf[*doc.Course](h, c)
		if told.What != doc.KindExtension || told.Reason != "范围扩大" || told.DueAfter != longer.Result.Due.Format(time.DateOnly) || told.By == "" {
			t.Errorf("%+v", told)
		}
		if _, err := h.Cases.AskExtension(h.Ctx, asker, c.ID, 0, 3, "再要"); errs.Code(err) != "case.extension.once" {
			t.Fatal("extended twice", err)
		}
		h.Verified()
	})
}

// K7: asked in time and answered too late is no extension.
func TestLIM12_AnExtensionAfterTheLimitIsNone(t *testing.T) {
	h := halltest.OnSQLite(t)
	c := h.Sit("13").Accept("LZ-01")
	x, err := h.Cases.AskExtension(h.Ctx, h.Holder("LZ-LEAD"), c.ID, 0, 10, "范围扩大")
	h.Must(err)
	due := whole(h, c, promise.Statutory).Result.Due
	h.Wait(due.Add(time.Minute).Sub(h.Clock.Now()))
	if err := h.Cases.DecideExtension(h.Ctx, leader(h, c, ""), c.ID, x.ID, true, ""); errs.Code(err) != promise.ErrTooLate.Code {
		t.Fatal("extended after the due time", err)
	}
	if got := whole(h, c, promise.Statutory); !got.Result.Due.Equal(due) {
		t.Fatal("the limit moved", got.Result.Due)
	}
	if err := h.Cases.DecideExtension(h.Ctx, leader(h, c, ""), c.ID, x.ID, false, ""); errs.Code(err) != "case.extension.note" {
		t.Fatal("refused without a word", err)
	}
	h.Must(h.Cases.DecideExtension(h.Ctx, leader(h, c, ""), c.ID, x.ID, false, "已经逾期"))
	h.Verified()
}

// 行政许可法 32(4): five working days without a word, and the filing counts as accepted from its receipt, complete or not, whenever it is
// confirmed and by whichever button. A notice is too late then.
func TestLIM12_SilenceOfFiveDaysIsAcceptanceFromTheReceipt(t *testing.T) {
	for _, way := range []string{"confirmed", "accepted"} {
		t.Run(way, func(t *testing.T) {
			halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
				d := sit(h, "13")
				c := d.receive("LZ-01", casework.Visit{}).Case
				answer := map[string]notice.Answer{}
				if way == "confirmed" { // a paper is missing; that was not told in time
					answer[c.Rows[0].Material] = notice.Missing
				}
				c = d.answer(c, notice.OK, answer)
				if _, err := h.Cases.ConfirmSilence(h.Ctx, d.clerk, c.ID, 0, casework.Visit{}); errs.Code(err) != "case.silence.not_yet" {
					t.Fatal("confirmed before five days had passed", err)
				}
				h.Wait(fiveDays(d, c).Result.Due.Add(48 * time.Hour).Sub(h.Clock.Now()))
				if _, err := h.Cases.Notice(h.Ctx, d.clerk, c.ID, 0, casework.Visit{}, false, ""); way == "confirmed" && errs.Code(err) != "case.notice.silent" {
					t.Fatal("told after the five days", err)
				}
				act := h.Cases.ConfirmSilence
				if way == "accepted" {
					act = h.Cases.Accept
				}
				got, err := act(h.Ctx, d.clerk, c.ID, 0, casework.Visit{})
				h.Must(err)
				limit := whole(h, c, promise.Statutory)
				if !got.Accepted.Equal(c.Received) || !limit.Start.Equal(c.Received) {
					t.Errorf("received %v, accepted %v, the limit runs from %v", c.Received, got.Accepted, limit.Start)
				}
				broken := 0
				for _, k := range clocksOf(h, c) {
					if k.Kind == promise.FiveDays && k.State == promise.Broken {
						broken++
					}
				}
				if broken != 1 {
					t.Errorf("the five days are %d times broken, want once", broken)
				}
				if told := paperOf[*doc.Acceptance](h, c); told == nil || told.AcceptedAt != db.Micro(c.Received) {
					t.Errorf("%+v", told)
				}
				h.Verified()
			})
		})
	}
}

// What is no licence is not accepted by silence: the promise is broken, that is all.
func TestLIM12_SilenceAcceptsOnlyLicences(t *testing.T) {
	h := halltest.OnSQLite(t)
	d := sit(h, "06")
	c := d.receive("SB-01", casework.Visit{}).Case
	h.Wait(14 * 24 * time.Hour)
	if _, err := h.Cases.ConfirmSilence(h.Ctx, d.clerk, c.ID, 0, casework.Visit{}); errs.Code(err) != "case.silence.not_yet" {
		t.Fatal(err)
	}
}

// Two procedures that overlap count as their union, each is told, each has its own clock, and an overrun of it is late.
func TestLIM12_OverlappingProceduresCountAsTheirUnion(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		code := someItem(h, func(it *catalogue.Item) bool { return it.Type == "01" && len(it.Special) >= 2 && it.Statutory != nil })
		c := acceptAnywhere(h, code)
		it, _ := h.Catalogue.Item(code)
		lead := leader(h, c, "")
		before := whole(h, c, promise.Statutory)
		start := func(i int) casework.Procedure {
			p, err := h.Cases.StartSpecial(h.Ctx, lead, c.ID, 0, casework.Procedure{Kind: it.Special[i].Kind, Days: 2, By: "专家组", Reference: "函1号", Reason: "需要"})
			h.Must(err)
			return p
		}
		end := func(p casework.Procedure, late string) error {
			return h.Cases.EndSpecial(h.Ctx, lead, c.ID, p.ID, casework.ProcedureEnd{Result: "通过", Reference: "报告1号"}, late)
		}
		from := h.Clock.Now()
		a := start(0)
		step := func() promise.Clock {
			return openClocks(h, promise.Subject{Type: casework.SubjectStep, ID: h.OpenStep(c.ID).ID}, promise.CaseStep)[0]
		}
		if !step().Result.Suspended {
			t.Error("the step's own limit runs while the procedure does")
		}
		h.Wait(24 * time.Hour)
		b := start(1)
		h.Wait(24 * time.Hour)
		h.Must(end(a, ""))
		if got := whole(h, c, promise.Statutory); !got.Result.Suspended {
			t.Error("one of two has ended and the limit runs")
		}
		h.Wait(7 * 24 * time.Hour)
		for h.OpenStep(c.ID).Step != "decide" {
			h.Decide(c, casework.Verdict{Outcome: "pass"})
		}
		st := h.OpenStep(c.ID)
		if _, err := h.Cases.DecideStep(h.Ctx, h.Holder(st.Post), st.ID, 0, casework.Verdict{Outcome: "grant"}); errs.Code(err) != "case.step.special" {
			t.Error("decided without waiting for the procedure", err)
		}
		if err := end(b, ""); errs.Code(err) != promise.ErrLateReason.Code {
			t.Fatal("a procedure that took longer than was told ended without a reason", err)
		}
		h.Must(end(b, "专家档期"))
		if step().Result.Suspended {
			t.Error("the step's own limit stands still for ever")
		}
		after := whole(h, c, promise.Statutory)
		view := h.App.View(c.Hall)
		union := view.WorkingDaysBetween(calendar.DateOf(from), calendar.DateOf(h.Clock.Now())) // the first day is that of acceptance, which counts for nothing
		moved := view.WorkingDaysBetween(calendar.DateOf(before.Result.Due), calendar.DateOf(after.Result.Due))
		if after.Result.Suspended || moved != union {
			t.Errorf("the due day moved by %d working days, the union of both is %d", moved, union)
		}
		h.Verified()
	})
}

// K6: withdrawn and filed again, refused and filed again: one story, shown with its first clock.
func TestCAS7_ATwinIsLinkedToTheFirst(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d := sit(h, "06")
		first := d.receive("SB-01", casework.Visit{}).Case
		other := d.receive("SB-02", casework.Visit{}).Case
		_, err := h.Cases.Withdraw(h.Ctx, d.clerk, first.ID)
		h.Must(err)
		h.Wait(29 * 24 * time.Hour)
		second := d.receive("SB-01", casework.Visit{}).Case
		_, err = h.Cases.Withdraw(h.Ctx, d.clerk, second.ID)
		h.Must(err)
		third := d.receive("SB-01", casework.Visit{}).Case
		if first.Twin != "" || other.Twin != "" || second.Twin != first.ID || third.Twin != first.ID {
			t.Errorf("%q %q %q %q", first.Twin, other.Twin, second.Twin, third.Twin)
		}
		h.Read(func(q *db.Q) error {
			got, err := h.Cases.Get(q, third.ID)
			if err != nil {
				return err
			}
			story, err := h.Cases.Twins(q, got)
			if len(story) != 3 || story[0].ID != first.ID {
				t.Errorf("%d cases in the story", len(story))
			}
			return err
		})
		_, err = h.Cases.Withdraw(h.Ctx, d.clerk, third.ID)
		h.Must(err)
		h.Wait(31 * 24 * time.Hour)
		if late := d.receive("SB-01", casework.Visit{}).Case; late.Twin != "" {
			t.Error("after more than 30 days it is a new story")
		}
		h.Verified()
	})
}

// Steps side by side: both posts work at once, neither decides alone, and the last to end leads on. What was handed on too early is recalled.
func TestCAS7_StepsSideBySideAreJoinedAndRecalled(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		c := acceptAnywhere(h, "CJ-03")
		measure := h.OpenStep(c.ID)
		decide := func(st casework.Step, outcome string) error {
			h.BeOnSite(c, st)
			_, err := h.Cases.DecideStep(h.Ctx, h.Holder(st.Post), st.ID, 0, casework.Verdict{Outcome: outcome})
			return err
		}
		h.Must(decide(measure, "pass"))
		open := openOf(h, c)
		if len(open) != 2 || open["draw"].ID == "" || open["review"].ID == "" {
			t.Fatalf("%v", open)
		}
		if _, err := h.Cases.Recall(h.Ctx, h.Holder(measure.Post), open["draw"].ID, " "); errs.Code(err) != "case.step.reason" {
			t.Fatal("recalled without a reason", err)
		}
		if _, err := h.Cases.Recall(h.Ctx, h.Holder("SB-LEAD"), open["draw"].ID, "看看"); err == nil {
			t.Fatal("recalled by somebody else")
		}
		h.Must(decide(open["review"], "pass"))
		if now := openOf(h, c); len(now) != 1 || now["draw"].ID == "" {
			t.Fatalf("the decision waits for both: %v", now)
		}
		_, err := h.Cases.Recall(h.Ctx, h.Holder(measure.Post), open["draw"].ID, "尺寸量错")
		h.Must(err)
		again := openOf(h, c)["measure"]
		if again.ID == "" || again.ID == measure.ID {
			t.Fatalf("%v", openOf(h, c))
		}
		for _, k := range openClocks(h, promise.Subject{Type: casework.SubjectStep, ID: again.ID}, promise.CaseStep) {
			if !k.Start.Equal(measure.Opened) {
				t.Error("a recall gave the step a fresh clock")
			}
		}
		h.Must(decide(again, "pass"))
		h.Must(decide(openOf(h, c)["draw"], "pass"))
		if now := openOf(h, c); now["decide"].ID != "" {
			t.Fatal("the review that begins again is not done yet")
		}
		h.Must(decide(openOf(h, c)["review"], "pass"))
		if now := openOf(h, c); len(now) != 1 || now["decide"].ID == "" {
			t.Fatalf("%v", now)
		}
		h.Verified()
	})
}

// 容缺: accepted with a paper that comes later; the result is not given out before it is here.
func TestLIM12_ALatePaperHoldsTheResultBack(t *testing.T) {
	h := halltest.OnSQLite(t)
	d := sit(h, "06")
	c := d.receive("SB-01", casework.Visit{}).Case
	c = d.answer(c, notice.OK, map[string]notice.Answer{"bank": notice.Later})
	c, err := h.Cases.Accept(h.Ctx, d.clerk, c.ID, c.Edition, casework.Visit{})
	h.Must(err)
	c = d.through(c)
	hand := casework.Handover{Identity: "营业执照原件", Tail: "013U", Way: "window"}
	if _, err := h.Cases.Deliver(h.Ctx, d.clerk, c.ID, 0, casework.Visit{}, hand); errs.Code(err) != "case.deliver.outstanding" {
		t.Fatal("given out with a paper missing", err)
	}
	if got := stored(h, c); got.National() != 12 {
		t.Errorf("granted with a paper to come is 12, not %d", got.National())
	}
	if _, err := h.Cases.SupplyLater(h.Ctx, d.clerk, c.ID, 0, "form", true); errs.Code(err) != "case.later.none" {
		t.Fatal(err)
	}
	_, err = h.Cases.SupplyLater(h.Ctx, d.clerk, c.ID, 0, "bank", true)
	h.Must(err)
	done, err := h.Cases.Deliver(h.Ctx, d.clerk, c.ID, 0, casework.Visit{}, hand)
	h.Must(err)
	if done.National() != 11 {
		t.Errorf("%d", done.National())
	}
	h.Verified()
}

// A case ends without a decision on a closed list of grounds only; missing papers are none while the notice is valid.
func TestLIM11_ATerminationIsNoWayOutOfALimit(t *testing.T) {
	h := halltest.OnSQLite(t)
	d := sit(h, "06")
	c := d.receive("SB-01", casework.Visit{}).Case
	c = d.answer(c, notice.OK, map[string]notice.Answer{"form": notice.Missing})
	_, err := h.Cases.Notice(h.Ctx, d.clerk, c.ID, c.Edition, casework.Visit{}, false, "")
	h.Must(err)
	manager := ids.Actor{Kind: ids.Staff, ID: h.First(ids.RoleManager).ID, Hall: c.Hall, Roles: []ids.Role{ids.RoleManager}}
	if _, err := h.Cases.Terminate(h.Ctx, manager, c.ID, 0, "busy", "太忙"); errs.Code(err) != "case.terminate.ground" {
		t.Fatal(err)
	}
	if _, err := h.Cases.Terminate(h.Ctx, manager, c.ID, 0, casework.NotSupplied, "没有补"); errs.Code(err) != "case.terminate.too_early" {
		t.Fatal("ended while the notice is valid", err)
	}
	late := d.shared().Accept("SB-01")
	h.Wait(40 * 24 * time.Hour)
	_, err = h.Cases.Terminate(h.Ctx, manager, c.ID, 0, casework.NotSupplied, "三十日内没有补")
	h.Must(err)
	_, err = h.Cases.Terminate(h.Ctx, manager, late.ID, 0, casework.ApplicantGone, "单位已注销")
	h.Must(err)
	if k := whole(h, late, promise.Promised); k.State != promise.Broken {
		t.Error("a termination healed a limit that had run out:", k.State)
	}
	h.Verified()
}

// openOf are the open steps of a case by their id in the item.
func openOf(h *halltest.Hall, c *casework.Case) map[string]casework.Step {
	out := map[string]casework.Step{}
	h.Read(func(q *db.Q) error {
		steps, err := casework.Steps(q, c.ID)
		for _, st := range steps {
			if st.Open() {
				out[st.Step] = st
			}
		}
		return err
	})
	return out
}

// acceptAnywhere accepts a case of an item at a window that takes it.
func acceptAnywhere(h *halltest.Hall, code string) *casework.Case {
	h.T.Helper()
	no := map[string]string{"LZ": "13", "CJ": "11", "SB": "06"}[code[:2]]
	return h.Sit(no).Accept(code)
}

// CAS-6: two different people at a time agreed before, which is a promise of its own; without having been there the step does not go on.
func TestCAS6_AStepOnSiteNeedsTwoPeopleAtAnAgreedTime(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		c := acceptAnywhere(h, "CJ-03")
		st := h.OpenStep(c.ID)
		who := h.Holder(st.Post)
		pass := func() error {
			_, err := h.Cases.DecideStep(h.Ctx, who, st.ID, 0, casework.Verdict{Outcome: "pass"})
			return err
		}
		if err := pass(); errs.Code(err) != "case.step.no_visit" {
			t.Fatal("measured without having been there", err)
		}
		now := h.Clock.Now()
		v := casework.SiteVisit{From: now.Add(time.Hour), Until: now.Add(2 * time.Hour), Place: "工地", First: who.ID, Second: who.ID}
		if _, err := h.Cases.AgreeVisit(h.Ctx, who, st.ID, v); errs.Code(err) != "case.site.two" {
			t.Fatal("one person is two", err)
		}
		v.Second = h.First(ids.RoleManager).ID
		v, err := h.Cases.AgreeVisit(h.Ctx, who, st.ID, v)
		h.Must(err)
		if err := h.Cases.EndVisit(h.Ctx, who, st.ID, v.ID, "一致", ""); errs.Code(err) != "case.site.early" {
			t.Fatal("there before the agreed time", err)
		}
		h.Must(h.Cases.CallOffVisit(h.Ctx, who, st.ID, v.ID, "下雨"))
		if err := pass(); errs.Code(err) != "case.step.no_visit" {
			t.Fatal("a visit that was called off is none", err)
		}
		v, err = h.Cases.AgreeVisit(h.Ctx, who, st.ID, casework.SiteVisit{From: now.Add(time.Hour), Until: now.Add(2 * time.Hour), Place: "工地", First: who.ID, Second: v.Second})
		h.Must(err)
		h.Wait(3 * time.Hour)
		if err := h.Cases.EndVisit(h.Ctx, who, st.ID, v.ID, "一致", ""); errs.Code(err) != promise.ErrLateReason.Code {
			t.Fatal("late without a reason", err)
		}
		h.Must(h.Cases.EndVisit(h.Ctx, who, st.ID, v.ID, "一致", "堵车"))
		h.Must(pass())
		h.Verified()
	})
}
