package casework_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/doc"
	"yichuang/internal/errs"
	"yichuang/internal/halltest"
	"yichuang/internal/journal"
	"yichuang/internal/letter"
	"yichuang/internal/notice"
	"yichuang/internal/promise"
)

// closing is the end of a winter's office day, counted by hand in the tests below from Tuesday 24 November 2026, 10:00.
func closing(month time.Month, day int) time.Time {
	return time.Date(2026, month, day, 17, 0, 0, 0, clock.Zone)
}

func openClocks(h *halltest.Hall, s promise.Subject, kind promise.Kind) (out []promise.Clock) {
	h.T.Helper()
	h.Read(func(q *db.Q) error {
		list, err := promise.OfSubject(q, s)
		out = slices.DeleteFunc(list, func(k promise.Clock) bool { return k.Kind != kind || k.State != promise.Open })
		return err
	})
	return out
}

func wholeOf(h *halltest.Hall, c *casework.Case) []promise.Clock {
	return openClocks(h, promise.Subject{Type: casework.SubjectCase, ID: c.ID}, promise.CaseWhole)
}

// itemOf is the first item of the catalogue that carries a rule.
func itemOf(h *halltest.Hall, rule string) *catalogue.Item {
	h.T.Helper()
	code := someItem(h, func(it *catalogue.Item) bool { return slices.Contains(it.Rules, rule) })
	it, _ := h.Catalogue.Item(code)
	return it
}

func paperOf[T doc.Content](h *halltest.Hall, c *casework.Case) (out T) {
	h.T.Helper()
	h.Read(func(q *db.Q) error {
		list, err := letter.Of(q, journal.Ref{Type: "case", ID: c.ID})
		for _, l := range list {
			_, thawed, err := h.Letters.Thaw(q, l.ID)
			if err != nil {
				return err
			}
			if content, ok := thawed.Content.(T); ok {
				out = content
			}
		}
		return err
	})
	return out
}

// Each item has one of the four classes; what is not immediate cannot be closed in one breath.
func TestLIM1_OnlyAnImmediateItemIsFinishedAtTheWindow(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		seen := map[catalogue.Class]int{}
		for _, it := range h.Catalogue.Items {
			seen[it.Class]++
		}
		if len(seen) != 4 || seen[catalogue.Immediate]*seen[catalogue.SameDay]*seen[catalogue.InHours]*seen[catalogue.InDays] == 0 {
			t.Fatalf("the four classes: %v", seen)
		}
		d := h.Sit("06")
		h.Ticket("SB-01")
		_, v := d.Next()
		c := d.Answer(d.Receive("SB-01", v), notice.OK, nil)
		over := casework.Handover{Way: "window", Tail: c.Applicant.ID.Tail(), Identity: "证件原件"}
		if _, err := h.Cases.FinishNow(h.Ctx, d.Clerk, c.ID, c.Edition, v, over); errs.Code(err) != "case.finish_now.not_immediate" {
			t.Fatal("an item of ten days was closed in the visit", err)
		}
	})
}

// A case carries the statutory and the promised limit; the acceptance letter names the earlier one.
func TestLIM3_ACaseCarriesEveryLimitAndTheLetterNamesTheEarliest(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		c := h.Sit("01").Accept("JM-05") // statutory 20 working days, promised 10
		due := map[promise.Source]time.Time{}
		for _, k := range wholeOf(h, c) {
			due[k.Source] = k.Result.Due
		}
		if len(due) != 2 || !due[promise.Promised].Equal(closing(12, 8)) || !due[promise.Statutory].Equal(closing(12, 22)) {
			t.Fatal(due)
		}
		if paper := paperOf[*doc.Acceptance](h, c); paper == nil || paper.DueAt != db.Micro(closing(12, 8)) || paper.StatutoryDue != "2026-12-22" {
			t.Fatalf("%+v", paper)
		}
	})
}

// Registration: ten working days, counted from the day on which the papers were complete.
func TestLIM6_RegistrationTakesTenWorkingDaysFromCompleteReceipt(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d := h.Sit("06")
		it := itemOf(h, "LIM-6")
		h.Ticket(it.Code)
		_, v := d.Next()
		c := d.Receive(it.Code, v)
		c = d.Answer(c, notice.OK, map[string]notice.Answer{firstToBring(h, c): notice.Missing})
		h.Wait(24 * time.Hour)
		c = d.Answer(c, notice.OK, nil)
		c, err := h.Cases.Accept(h.Ctx, d.Clerk, c.ID, c.Edition, v)
		h.Must(err)
		clocks := wholeOf(h, c)
		if len(clocks) == 0 {
			t.Fatal("no clock")
		}
		for _, k := range clocks {
			if !k.Result.Due.Equal(closing(12, 9)) {
				t.Errorf("%s: %v", k.Source, k.Result.Due)
			}
		}
	})
}

// A return that is not reviewed at once: two natural days; from a Friday the Sunday rolls on to Monday.
func TestLIM7_AReturnNotReviewedAtOnceTakesTwoDays(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d := h.Sit("06")
		code := itemOf(h, "LIM-7").Code
		tuesday := d.Accept(code)
		h.Clock.Set(time.Date(2026, 11, 27, 10, 0, 0, 0, clock.Zone))
		friday := d.Accept(code)
		for c, due := range map[*casework.Case]time.Time{tuesday: closing(11, 26), friday: closing(11, 30)} {
			if k := wholeOf(h, c); len(k) != 1 || k[0].Source != promise.Promised || !k[0].Result.Due.Equal(due) {
				t.Errorf("want %v: %+v", due, k)
			}
		}
	})
}

// A review of a disputed finding has twenty days and ends in maintaining or changing it, in writing, and in nothing else.
func TestLIM8_AReviewEndsInMaintainOrChangeWithinTwentyDays(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d := h.Sit("06")
		code := itemOf(h, "LIM-8").Code
		maintained, changed := d.Accept(code), d.Accept(code)
		for _, c := range []*casework.Case{maintained, changed} {
			for _, k := range wholeOf(h, c) {
				if !k.Result.Due.Equal(closing(12, 14)) {
					t.Errorf("%s: %v", k.Source, k.Result.Due)
				}
			}
			h.Decide(c, casework.Verdict{Outcome: "pass"})
		}
		try := func(c *casework.Case, v casework.Verdict) (*casework.Case, error) {
			st := h.OpenStep(c.ID)
			return h.Cases.DecideStep(h.Ctx, h.Holder(st.Post), st.ID, 0, v)
		}
		if _, err := try(maintained, casework.Verdict{Outcome: "grant"}); errs.Code(err) != "case.step.outcome" {
			t.Fatal("a review was granted", err)
		}
		if _, err := try(changed, casework.Verdict{Outcome: "change"}); errs.Code(err) != "case.step.reason" {
			t.Fatal("changed without saying why", err)
		}
		a, err := try(maintained, casework.Verdict{Outcome: "maintain"})
		h.Must(err)
		b, err := try(changed, casework.Verdict{Outcome: "change", Reason: "基数按复核后的工资重算"})
		h.Must(err)
		if a.Decision != casework.Maintained || b.Decision != casework.Changed {
			t.Fatal(a.Decision, b.Decision)
		}
		if len(wholeOf(h, a))+len(wholeOf(h, b)) != 0 {
			t.Fatal("the decision keeps the clock")
		}
	})
}

// The town office has five working days of its own before the papers must be at the bank.
func TestLIM9_TheTownOfficeHasFiveWorkingDays(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		c := h.Sit("01").Accept("JM-01")
		st := h.OpenStep(c.ID)
		k := openClocks(h, promise.Subject{Type: casework.SubjectStep, ID: st.ID}, promise.CaseStep)
		if st.Post != "JM-TOWN" || len(k) != 1 || k[0].Post != "JM-TOWN" || !k[0].Result.Due.Equal(closing(12, 1)) {
			t.Fatalf("%s: %+v", st.Post, k)
		}
		h.Decide(c, casework.Verdict{Outcome: "pass"})
		if next := h.OpenStep(c.ID); next.Post != "JM-BANK" {
			t.Fatal("the papers went to", next.Post)
		}
	})
}

// review is an expert review of so many working days.
func review(days int) casework.Procedure {
	return casework.Procedure{Kind: "expert_review", Days: days, By: "临溪市公路专家组", Reference: "临路函〔2026〕9号", Reason: "交通安全评审"}
}

// Only a procedure of the item's own law stops a case, with a written notice; when it ends, every limit has moved.
func TestLIM12_OnlyTheItemsOwnProcedureStopsItsCase(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		plain, permit := h.Sit("06").Accept("SB-01"), h.Sit("13").Accept("LZ-01")
		lead := h.Holder("LZ-LEAD")
		if _, err := h.Cases.StartSpecial(h.Ctx, h.Holder("SB-LEAD"), plain.ID, 0, review(10)); errs.Code(err) != "case.special.not_allowed" {
			t.Fatal("stopped by a procedure that the item does not have", err)
		}
		vague := review(10)
		vague.Reference = " "
		if _, err := h.Cases.StartSpecial(h.Ctx, lead, permit.ID, 0, vague); errs.Code(err) != "case.special.reference" {
			t.Fatal("stopped without a document that orders it", err)
		}
		if _, err := h.Cases.StartSpecial(h.Ctx, lead, permit.ID, 0, review(90)); errs.Code(err) != "case.special.too_long" {
			t.Fatal("stopped for longer than the item says", err)
		}
		before := wholeOf(h, permit)
		stop, err := h.Cases.StartSpecial(h.Ctx, lead, permit.ID, 0, review(10))
		h.Must(err)
		told := paperOf[*doc.Course](h, permit)
		if told.What != doc.KindSpecial || told.Days != 10 || told.By == "" || told.DueAfter <= told.DueBefore {
			t.Errorf("the applicant is told in writing what, how long and by whom: %+v", told)
		}
		for _, k := range wholeOf(h, permit) {
			if !k.Result.Suspended {
				t.Errorf("%s runs on", k.Source)
			}
		}
		h.Wait(7 * 24 * time.Hour)
		done := casework.ProcedureEnd{Result: "通过", Reference: "评审意见1号"}
		if err := h.Cases.EndSpecial(h.Ctx, lead, permit.ID, stop.ID, casework.ProcedureEnd{Result: "通过"}, ""); errs.Code(err) != "case.special.report" {
			t.Fatal("ended without the record that shows it", err)
		}
		h.Must(h.Cases.EndSpecial(h.Ctx, lead, permit.ID, stop.ID, done, ""))
		if _, err := h.Cases.StartSpecial(h.Ctx, lead, permit.ID, 0, review(5)); errs.Code(err) != "case.special.again" {
			t.Fatal("the same ground stopped the case twice", err)
		}
		after := wholeOf(h, permit)
		if len(before) == 0 || len(after) != len(before) {
			t.Fatal(before, after)
		}
		for i := range after {
			if after[i].Result.Suspended || !after[i].Result.Due.After(before[i].Result.Due) {
				t.Errorf("%s: %v, before %v", after[i].Source, after[i].Result, before[i].Result)
			}
		}
	})
}

// The sheet says at once what the matter rests on, how long it takes, how it goes, and for every gap how to close it.
func TestONE1_TheSheetOfANoticeSaysEverything(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d := h.Sit("06")
		h.Ticket("SB-01")
		_, v := d.Next()
		c := d.Receive("SB-01", v)
		gaps := map[string]notice.Answer{}
		for _, r := range c.Rows {
			if !r.Exempt {
				gaps[r.Material] = notice.Missing
			}
		}
		c = d.Answer(c, notice.OK, gaps)
		_, err := h.Cases.Notice(h.Ctx, d.Clerk, c.ID, c.Edition, v, false, "")
		h.Must(err)
		it, _ := h.Catalogue.Item("SB-01")
		sheet := paperOf[*doc.Notice](h, c)
		if len(sheet.Basis) != len(it.Basis) || sheet.Limit.Promised == "" || sheet.Limit.Statutory == "" || len(sheet.Flow) != len(it.Steps) ||
			sheet.Clerk.Name == "" || sheet.Return.Number == "" {
			t.Fatalf("%+v", sheet)
		}
		if len(gaps) < 2 || len(sheet.Missing) != len(gaps) {
			t.Fatalf("%d gaps, %d on the sheet", len(gaps), len(sheet.Missing))
		}
		for _, m := range sheet.Missing {
			if m.How == "" || m.Where == "" {
				t.Errorf("how is %s put right?", m.Name)
			}
		}
	})
}

// Every notice has a number of its own; that somebody declined the paper is on record.
func TestONE3_ANoticeIsNumberedAndADeclinedPaperIsRecorded(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d := h.Sit("11")
		numbers := map[string]bool{}
		for _, declined := range []bool{false, true} {
			code := someItem(h, func(it *catalogue.Item) bool {
				return it.Queue == "cj" && len(it.Materials) > 1 && it.Department == "chengjian" && it.Type != "01"
			})
			h.Ticket(code)
			ticket, v := d.Next()
			c := d.Receive(code, v)
			c = d.Answer(c, notice.OK, map[string]notice.Answer{firstToBring(h, c): notice.Missing})
			told, err := h.Cases.Notice(h.Ctx, d.Clerk, c.ID, c.Edition, v, declined, "")
			h.Must(err)
			_, err = h.Queue.Finish(h.Ctx, d.Clerk, d.Window, ticket.ID)
			h.Must(err)
			numbers[told.Notice.Number] = true
			h.Read(func(q *db.Q) error {
				kept, err := notice.OfCase(q, c.ID)
				if len(kept) != 1 || kept[0].Declined != declined || kept[0].Number != told.Notice.Number || kept[0].Letter == "" {
					t.Errorf("%+v", kept)
				}
				return err
			})
		}
		if len(numbers) != 2 || numbers[""] {
			t.Fatal(numbers)
		}
		s := h.Sit("06")
		h.Ticket("SB-01")
		_, v := s.Next()
		c := s.Receive("SB-01", v)
		c = s.Answer(c, notice.OK, map[string]notice.Answer{firstToBring(h, c): notice.Missing})
		if _, err := h.Cases.Notice(h.Ctx, s.Clerk, c.ID, c.Edition, v, true, ""); errs.Code(err) != "case.notice.paper" {
			t.Errorf("the paper was declined where it is always written: %v", err)
		}
		h.Verified()
	})
}

// Not ours: nobody is sent away without being told where to.
func TestONE5_NotOursNamesTheOfficeToGoTo(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d := h.Sit("06")
		h.Ticket("SB-01")
		_, v := d.Next()
		c := d.Receive("SB-01", v)
		it, _ := h.Catalogue.Item("SB-01")
		no := casework.Rejection{Ground: casework.NoJurisdiction, Condition: it.Conditions[1].ID, Finding: "用工地在邻市"}
		if _, err := h.Cases.Reject(h.Ctx, d.Clerk, c.ID, c.Edition, v, no); errs.Code(err) != "case.reject.office" {
			t.Fatal("sent away without an address", err)
		}
		no.Office, no.Address, no.Phone = "样例邻市社会保险中心", "样例邻市一路1号", "0991-5550101"
		c, err := h.Cases.Reject(h.Ctx, d.Clerk, c.ID, c.Edition, v, no)
		h.Must(err)
		paper := paperOf[*doc.NotAccepted](h, c)
		if paper == nil || paper.Elsewhere == nil || *paper.Elsewhere != (doc.Elsewhere{Office: no.Office, Address: no.Address, Phone: no.Phone}) {
			t.Fatalf("%+v", paper)
		}
		if len(paper.Reasons) != 1 || paper.Reasons[0].Condition != it.Conditions[1].Text.ZH || paper.Reasons[0].Finding != no.Finding {
			t.Fatalf("%+v", paper.Reasons)
		}
	})
}

// Whoever accepted a case stays its handler while others hold its steps, and after somebody else handed the result out.
func TestCAS2_TheHandlerStaysTheSameToTheEnd(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d := h.Sit("06")
		c := d.Accept("SB-01")
		others := map[string]bool{}
		for _, outcome := range []string{"pass", "grant"} {
			others[h.Holder(h.OpenStep(c.ID).Post).ID] = true
			if c = h.Decide(c, casework.Verdict{Outcome: outcome}); c.Handler != d.Clerk.ID {
				t.Fatalf("after %s the handler is %s", outcome, c.Handler)
			}
		}
		if others[d.Clerk.ID] {
			t.Fatal("nobody else had it: the test shows nothing")
		}
		colleague := h.Sit("05")
		c, err := h.Cases.Deliver(h.Ctx, colleague.Clerk, c.ID, c.Edition, casework.Visit{}, casework.Handover{Way: "window", Tail: c.Applicant.ID.Tail(), Identity: "证件原件"})
		h.Must(err)
		if c.Handler != d.Clerk.ID || colleague.Clerk.ID == d.Clerk.ID {
			t.Fatalf("handed out by %s, handler %s", colleague.Clerk.ID, c.Handler)
		}
	})
}

// The chain of an enrolment: town office, bank three times, and the book is handed over at the town's window.
func TestCAS5_AnEnrolmentGoesFromTheTownToTheBankAndBack(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		c := h.Sit("01").Accept("JM-01")
		var route []string
		walk := func(v casework.Verdict) {
			st := h.OpenStep(c.ID)
			route = append(route, st.Post)
			if k := openClocks(h, promise.Subject{Type: casework.SubjectStep, ID: st.ID}, promise.CaseStep); len(k) != 1 || k[0].Post != st.Post {
				t.Errorf("%s: no clock of its own: %+v", st.Step, k)
			}
			c = h.Decide(c, v)
		}
		walk(casework.Verdict{Outcome: "pass"})
		walk(casework.Verdict{Outcome: "back", Reason: "证件号码与户口簿不一致"})
		for _, outcome := range []string{"pass", "done", "done", "done", "grant"} {
			walk(casework.Verdict{Outcome: outcome})
		}
		if got := fmt.Sprint(route); got != "[JM-TOWN JM-BANK JM-TOWN JM-BANK JM-BANK JM-BANK JM-LEAD]" {
			t.Fatal(got)
		}
		if last := h.OpenStep(c.ID); last.Post != c.Post || c.Ready.IsZero() {
			t.Fatalf("the book waits at %s", last.Post)
		}
		h.Verified()
	})
}

// Enrolment, contribution and change: each runs under a promised limit that its decision keeps.
func TestCAS15_EveryResidentPensionItemHasAPromisedLimit(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d, n := h.Sit("01"), 0
		for i := range h.Catalogue.Items {
			it := &h.Catalogue.Items[i]
			if !slices.Contains(it.Rules, "CAS-15") {
				continue
			}
			n++
			c := d.Accept(it.Code)
			promised := slices.ContainsFunc(wholeOf(h, c), func(k promise.Clock) bool { return k.Source == promise.Promised })
			if !promised {
				t.Errorf("%s runs without a promise", it.Code)
			}
			c = (&desk{Hall: h, clerk: d.Clerk}).through(c)
			if c.Decision != casework.Granted || len(wholeOf(h, c)) != 0 {
				t.Errorf("%s: %s", it.Code, c.Decision)
			}
		}
		if n < 3 {
			t.Fatalf("%d items: enrolment, contribution and change are three", n)
		}
	})
}
