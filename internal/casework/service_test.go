package casework_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/doc"
	"yichuang/internal/errs"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/letter"
	"yichuang/internal/notice"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
)

// desk walks one visitor through a window.
type desk struct {
	*halltest.Hall
	window string
	clerk  ids.Actor
}

func sit(h *halltest.Hall, no string) *desk {
	d := h.Sit(no)
	return &desk{h, d.Window, d.Clerk}
}

func (d *desk) shared() *halltest.Desk {
	return &halltest.Desk{Hall: d.Hall, Window: d.window, Clerk: d.clerk}
}

// visit takes a ticket for an item, calls it and lets the person arrive.
func (d *desk) visit(item string) (*queue.Ticket, casework.Visit) {
	d.T.Helper()
	d.Ticket(item)
	return d.next()
}

func (d *desk) next() (*queue.Ticket, casework.Visit) {
	d.T.Helper()
	return d.shared().Next()
}

func (d *desk) receive(item string, v casework.Visit) casework.Opened {
	d.T.Helper()
	got, err := d.Cases.Receive(d.Ctx, d.clerk, d.window, d.Intake(item, v))
	d.Must(err)
	return got
}

// answer gives every row of a case the same answer, but for those named.
func (d *desk) answer(c *casework.Case, all notice.Answer, but map[string]notice.Answer) *casework.Case {
	d.T.Helper()
	return d.shared().Answer(c, all, but)
}

func (d *desk) finish(t *queue.Ticket) queue.Finished {
	d.T.Helper()
	f, err := d.Queue.Finish(d.Ctx, d.clerk, d.window, t.ID)
	d.Must(err)
	return f
}

// through lets each post end its step with the good outcome until the case is ready.
func (d *desk) through(c *casework.Case) *casework.Case {
	d.T.Helper()
	for range 12 {
		var open *casework.Step
		d.Read(func(q *db.Q) error {
			steps, err := casework.Steps(q, c.ID)
			for i := range steps {
				if steps[i].Open() {
					open = &steps[i]
				}
			}
			return err
		})
		if open == nil || c.Ready.Unix() > 0 {
			return c
		}
		it, _ := d.Catalogue.Item(c.Item)
		outcome := ""
		for _, st := range it.Steps {
			if st.ID == open.Step {
				outcome = st.Outcomes[0].ID
			}
		}
		d.BeOnSite(c, *open)
		got, err := d.Cases.DecideStep(d.Ctx, d.Holder(open.Post), open.ID, 0, casework.Verdict{Outcome: outcome})
		if err != nil {
			d.T.Fatalf("%s %s at %s (%v): %v", c.Item, open.Step, open.Post, d.Holder(open.Post).Roles, err)
		}
		c = got
	}
	d.T.Fatal("the case goes round in circles")
	return nil
}

func (d *desk) papers(c *casework.Case) []doc.Kind {
	var out []doc.Kind
	d.Read(func(q *db.Q) error {
		list, err := letter.Of(q, journal.Ref{Type: "case", ID: c.ID})
		for _, l := range list {
			if _, _, err := d.Letters.Thaw(q, l.ID); err != nil {
				return err
			}
			out = append(out, l.Kind)
		}
		return err
	})
	slices.Sort(out)
	return out
}

// The main job: told once, back with the code, accepted, decided inside, handed out at the window.
func TestCAS1_FromNoticeToDelivery(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d := sit(h, "06")
		ticket, v := d.visit("SB-01")
		c := d.receive("SB-01", v).Case
		if _, err := d.Cases.Accept(d.Ctx, d.clerk, c.ID, c.Edition, v); errs.Code(err) != "case.accept.incomplete" {
			t.Fatal("accepted without looking at the papers", err)
		}
		gap := firstToBring(h, c)
		c = d.answer(c, notice.OK, map[string]notice.Answer{gap: notice.Missing})
		if _, err := d.Cases.Accept(d.Ctx, d.clerk, c.ID, c.Edition, v); err == nil {
			t.Fatal("accepted with a paper missing")
		}
		told, err := d.Cases.Notice(d.Ctx, d.clerk, c.ID, c.Edition, v, false, "")
		h.Must(err)
		if told.Notice.Seq != 1 || len(told.Notice.Gaps) != 1 {
			t.Fatalf("%+v", told.Notice)
		}
		if f := d.finish(ticket); f.Rating == "" {
			t.Fatal("a visit that ended with a notice can be rated (decision 24)")
		}

		h.Wait(24 * time.Hour)
		back, err := d.Cases.ReturnTicket(h.Ctx, h.Kiosk(), halltest.City, told.Code, halltest.City+":sb")
		h.Must(err)
		if back.Ticket.Number != "R001" {
			t.Fatal(back.Ticket.Number)
		}
		ticket, v = d.next()
		h.Read(func(q *db.Q) error {
			again, err := d.Cases.OfMatter(q, v.Matter)
			if err != nil || again == nil || again.ID != c.ID {
				t.Fatal("the desk opens where it was left", err)
			}
			return nil
		})
		c, err = d.Cases.Supply(h.Ctx, d.clerk, c.ID, v)
		h.Must(err)
		c = d.answer(c, notice.OK, nil)
		c, err = d.Cases.Accept(h.Ctx, d.clerk, c.ID, c.Edition, v)
		h.Must(err)
		d.finish(ticket)
		if !c.Accepted.Equal(h.Clock.Now()) || c.Handler != d.clerk.ID {
			t.Fatalf("%+v", c)
		}
		h.Read(func(q *db.Q) error {
			clocks, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectCase, ID: c.ID})
			kinds := map[promise.Kind]int{}
			for _, k := range clocks {
				kinds[k.Kind]++
				if k.Kind == promise.CaseWhole && k.Start.Before(c.Completed) {
					t.Errorf("the limit of SB-01 starts with complete receipt, not before: %v", k.Start)
				}
			}
			if kinds[promise.FiveDays] != 2 || kinds[promise.CaseWhole] == 0 {
				t.Fatalf("a corrected filing opens a new five-day check (decision 6): %v", kinds)
			}
			return err
		})

		c = d.through(c)
		if c.State != casework.Decided || c.Decision != casework.Granted || c.Ready.IsZero() {
			t.Fatalf("%s %s %v", c.State, c.Decision, c.Ready)
		}
		if _, err := d.Cases.Deliver(h.Ctx, d.clerk, c.ID, c.Edition, casework.Visit{}, casework.Handover{Way: "window", Tail: "0000", Identity: "证件原件"}); errs.Code(err) != "case.deliver.tail" {
			t.Fatal("handed out to somebody else", err)
		}
		c, err = d.Cases.Deliver(h.Ctx, d.clerk, c.ID, c.Edition, casework.Visit{}, casework.Handover{Way: "window", Tail: c.Applicant.ID.Tail(), Identity: "证件原件"})
		h.Must(err)
		c, err = d.Cases.File(h.Ctx, d.clerk, c.ID, c.Edition)
		h.Must(err)
		if got := fmt.Sprint(d.papers(c)); got != "[acceptance delivery grant notice]" {
			t.Fatal(got)
		}
		h.Read(func(q *db.Q) error {
			clocks, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectCase, ID: c.ID})
			for _, k := range clocks {
				if k.State != promise.Kept {
					t.Errorf("clock %s is %s", k.Kind, k.State)
				}
			}
			return err
		})
		h.Verified()
	})
}

// firstToBring is a material that nobody fetches for the applicant.
func firstToBring(h *halltest.Hall, c *casework.Case) string {
	for _, r := range c.Rows {
		if !r.Exempt {
			return r.Material
		}
	}
	h.T.Fatal("nothing to bring for", c.Item)
	return ""
}

func TestLIM2_AnImmediateItemIsFinishedInTheVisit(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		item := someItem(h, func(it *catalogue.Item) bool {
			return it.Class == catalogue.Immediate && len(it.Materials) > 0 && it.Queue == "sb" && it.Otherwise == nil
		})
		d := sit(h, "06")
		ticket, v := d.visit(item)
		c := d.receive(item, v).Case
		c = d.answer(c, notice.OK, nil)
		c, err := d.Cases.FinishNow(h.Ctx, d.clerk, c.ID, c.Edition, v, casework.Handover{Way: "window", Tail: c.Applicant.ID.Tail(), Identity: "证件原件"})
		h.Must(err)
		if c.State != casework.Delivered || !c.Accepted.Equal(c.DecidedAt) || !c.DecidedAt.Equal(c.Delivered) {
			t.Fatalf("%+v", c)
		}
		d.finish(ticket)
		h.Verified()
	})
}

func someItem(h *halltest.Hall, fits func(*catalogue.Item) bool) string {
	for i := range h.Catalogue.Items {
		if fits(&h.Catalogue.Items[i]) {
			return h.Catalogue.Items[i].Code
		}
	}
	h.T.Fatal("the catalogue has no such item")
	return ""
}

func TestLIM14_ARefusalNamesAnUnmetPublishedCondition(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d := sit(h, "06")
		_, v := d.visit("SB-01")
		c := d.receive("SB-01", v).Case
		it, _ := h.Catalogue.Item("SB-01")
		no := casework.Rejection{Ground: casework.NotRequired, Condition: "made up", Finding: "不属于登记范围"}
		if _, err := d.Cases.Reject(h.Ctx, d.clerk, c.ID, c.Edition, v, no); errs.Code(err) != "case.reject.condition" {
			t.Fatal(err)
		}
		no.Condition = it.Conditions[0].ID
		c, err := d.Cases.Reject(h.Ctx, d.clerk, c.ID, c.Edition, v, no)
		h.Must(err)
		if c.State != casework.Rejected || fmt.Sprint(d.papers(c)) != "[not_accepted]" {
			t.Fatal(c.State, d.papers(c))
		}
	})
}

func TestONE4_ASecondDemandIsABreachForTheSupervisor(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d := sit(h, "06")
		ticket, v := d.visit("SB-01")
		c := d.receive("SB-01", v).Case
		first := firstToBring(h, c)
		c = d.answer(c, notice.OK, map[string]notice.Answer{first: notice.Missing})
		told, err := d.Cases.Notice(h.Ctx, d.clerk, c.ID, c.Edition, v, false, "")
		h.Must(err)
		d.finish(ticket)
		_, err = d.Cases.ReturnTicket(h.Ctx, h.Kiosk(), halltest.City, told.Code, halltest.City+":sb")
		h.Must(err)
		_, v = d.next()
		c, err = d.Cases.Supply(h.Ctx, d.clerk, c.ID, v)
		h.Must(err)
		other := ""
		for _, r := range c.Rows {
			if r.Material != first && !r.Exempt {
				other = r.Material
			}
		}
		c = d.answer(c, notice.OK, map[string]notice.Answer{other: notice.Missing})
		if _, err := d.Cases.Notice(h.Ctx, d.clerk, c.ID, c.Edition, v, false, ""); errs.Code(err) != "notice.second" {
			t.Fatal("something new was asked for without a reason", err)
		}
		_, err = d.Cases.Notice(h.Ctx, d.clerk, c.ID, c.Edition, v, false, "新证据")
		h.Must(err)
		h.Read(func(q *db.Q) error {
			list, err := notice.Breaches(q, halltest.City, h.Clock.Now().Add(-time.Hour), 10)
			if len(list) != 1 || list[0].Clerk != d.clerk.ID {
				t.Fatalf("%+v", list)
			}
			return err
		})
	})
}

func TestOnlyThePostDecidesItsStepAndWithdrawalEndsTheClocks(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d := sit(h, "06")
		_, v := d.visit("SB-01")
		open := d.receive("SB-01", v)
		c := d.answer(open.Case, notice.OK, nil)
		c, err := d.Cases.Accept(h.Ctx, d.clerk, c.ID, c.Edition, v)
		h.Must(err)
		var st casework.Step
		h.Read(func(q *db.Q) error {
			steps, err := casework.Steps(q, c.ID)
			st = steps[0]
			return err
		})
		stranger := h.At("08")
		if _, err := d.Cases.DecideStep(h.Ctx, stranger, st.ID, 0, casework.Verdict{Outcome: "pass"}); errs.Of(err).Kind != errs.Forbidden {
			t.Fatal("a clerk of another department decided", err)
		}
		citizen := ids.Actor{Kind: ids.Citizen, ID: c.ID, Hall: halltest.City, Roles: []ids.Role{ids.RoleCitizen}}
		c, err = d.Cases.Withdraw(h.Ctx, citizen, c.ID)
		h.Must(err)
		h.Read(func(q *db.Q) error {
			found, err := d.Cases.Track(q, c.No, open.Secret)
			if err != nil || found.State != casework.Withdrawn {
				t.Fatal(err)
			}
			if _, err := d.Cases.Track(q, c.No, "WRONGCODE"); err == nil {
				t.Fatal("followed with a wrong code")
			}
			clocks, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectCase, ID: c.ID})
			for _, k := range clocks {
				if k.State == promise.Open {
					t.Errorf("%s still runs", k.Kind)
				}
			}
			return err
		})
	})
}

// Every item of the catalogue can be received, accepted and brought to its end by its own posts: no dead end, no orphan (CAS-7).
func TestCAS7_EveryItemOfTheCatalogueReachesItsEnd(t *testing.T) {
	h := halltest.OnSQLite(t)
	desks := map[string]*desk{}
	for i := range h.Catalogue.Items {
		it := &h.Catalogue.Items[i]
		if len(it.Materials) == 0 {
			continue // consultations and self-service end at the window without a case
		}
		windows := h.Catalogue.WindowsFor(it, halltest.City)
		if len(windows) == 0 {
			t.Fatalf("%s has no window", it.Code)
		}
		no := windows[0].No
		if desks[no] == nil {
			desks[no] = sit(h, no)
		}
		d := desks[no]
		c := d.receive(it.Code, casework.Visit{}).Case
		c = d.answer(c, notice.OK, nil)
		c, err := d.Cases.Accept(h.Ctx, d.clerk, c.ID, c.Edition, casework.Visit{})
		if err != nil {
			t.Fatalf("%s: %v", it.Code, err)
		}
		c = d.through(c)
		if c.State != casework.Decided {
			t.Fatalf("%s ends as %s", it.Code, c.State)
		}
		if _, err := d.Cases.Deliver(h.Ctx, d.clerk, c.ID, c.Edition, casework.Visit{}, casework.Handover{Way: "window", Tail: c.Applicant.ID.Tail(), Identity: "原件"}); err != nil {
			t.Fatalf("%s: %v", it.Code, err)
		}
	}
	h.Verified()
}
