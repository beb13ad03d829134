package casework_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/outage"
	"yichuang/internal/pii"
	"yichuang/internal/promise"
)

func hallStaff(id string, role ids.Role) ids.Actor {
	return ids.Actor{Kind: ids.Staff, ID: id, Hall: halltest.City, Roles: []ids.Role{role}}
}

var (
	writer  = hallStaff("E-SB-06", ids.RoleClerk)
	manager = hallStaff("E-HL-HEAD", ids.RoleManager)
)

func onPaper(kind promise.Outside, received time.Time) casework.Draft {
	return casework.Draft{Kind: kind, Source: "纸质登记册第3页", Item: "CJ-03", Window: "11", Received: received, Accepted: received.Add(5 * time.Minute),
		Party: casework.Party{Name: "罗雨薇", ID: pii.New(pii.USCC, "11990000MB9900013U"), Phone: pii.New(pii.Phone, "13800000000")}}
}

// A running case of before: two persons, the clocks from the paper's times, marked for ever, late without spoiling any figure.
func TestARunningCaseOfBeforeEntersWithItsOwnTimes(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		received := time.Date(2026, 9, 1, 9, 0, 0, 0, clock.Zone)
		e, err := h.Cases.Enter(h.Ctx, writer, halltest.City, onPaper(promise.Migrated, received))
		h.Must(err)
		h.Read(func(q *db.Q) error {
			n, err := h.Cases.Recent(q, halltest.City, "", 10, 0)
			if len(n) != 0 {
				t.Error("an entry that nobody confirmed is a case")
			}
			return err
		})
		if _, err := h.Cases.ConfirmEntry(h.Ctx, hallStaff(writer.ID, ids.RoleManager), e.ID); !errors.Is(err, casework.ErrSamePerson) {
			t.Errorf("confirmed by whoever entered it: %v", err)
		}
		if _, err := h.Cases.ConfirmEntry(h.Ctx, hallStaff("another", ids.RoleClerk), e.ID); errs.Of(err).Kind != errs.Forbidden {
			t.Errorf("confirmed by a clerk: %v", err)
		}
		if _, err := h.Cases.Enter(h.Ctx, writer, halltest.City, onPaper(promise.Migrated, received)); errs.Code(err) != "case.entry.twice" {
			t.Errorf("the same paper again: %v", err)
		}
		got, err := h.Cases.ConfirmEntry(h.Ctx, manager, e.ID)
		h.Must(err)
		h.Read(func(q *db.Q) error {
			c, err := h.Cases.Get(q, got.Case.ID)
			if err != nil {
				return err
			}
			if c.State != casework.Accepted || c.Entry != promise.Migrated || c.EntrySource != "纸质登记册第3页" || !c.Received.Equal(received) ||
				!c.Accepted.Equal(received.Add(5*time.Minute)) || !c.EntryAt.Equal(h.Clock.Now()) || len(c.Rows) != 0 {
				t.Errorf("the case: %+v", c)
			}
			list, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectCase, ID: c.ID})
			if len(list) != 2 {
				t.Errorf("%d limits", len(list))
			}
			for _, k := range list {
				if k.Outside != promise.Migrated || k.Start.After(received.Add(5*time.Minute)) || !k.Late(h.Clock.Now()) {
					t.Errorf("the %s limit: outside %q, from %v, due %v", k.Source, k.Outside, k.Start, k.Result.Due)
				}
			}
			figures, err2 := promise.Compliance(q, halltest.City, received, h.Clock.Now().AddDate(0, 1, 0))
			if len(figures) != 0 {
				t.Errorf("it stands in the figures: %+v", figures)
			}
			return errors.Join(err, err2)
		})
		st := h.OpenStep(got.Case.ID)
		if st.Post == "" {
			t.Error("nobody has it in hand")
		}
		h.Verified()
	})
}

// Once the hall works with the program nothing is called old; what was written on paper enters only within a confirmed outage.
func TestK10_LateEntriesNeedAConfirmedOutage(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		h.Ticket("SB-01")
		h.Must(h.Outages.Beat(h.Ctx))
		from := h.Clock.Now()
		h.Wait(90 * time.Minute)
		h.Must(h.Outages.Beat(h.Ctx))
		to := h.Clock.Now()
		d := onPaper(promise.LateEntry, from.Add(20*time.Minute))
		enter := func(d casework.Draft) error {
			_, err := h.Cases.Enter(h.Ctx, writer, halltest.City, d)
			return err
		}
		if err := enter(onPaper(promise.Migrated, from.Add(20*time.Minute))); errs.Code(err) != "case.entry.after_go_live" {
			t.Errorf("called a case of before: %v", err)
		}
		if err := enter(d); errs.Code(err) != "case.entry.no_outage" {
			t.Errorf("before anybody confirmed the outage: %v", err)
		}
		o, err := h.Outages.Propose(h.Ctx, manager, halltest.City, outage.Proposal{Gap: to.UnixMicro(), Cause: "power", Reason: "停电"})
		h.Must(err)
		if err := enter(d); errs.Code(err) != "case.entry.no_outage" {
			t.Errorf("while it is only proposed: %v", err)
		}
		_, err = h.Outages.Confirm(h.Ctx, hallStaff("E-HL-DIR", ids.RoleDirector), o.ID, o.Edition)
		h.Must(err)
		outOfIt := d
		outOfIt.Received, outOfIt.Accepted = from.Add(-time.Minute), time.Time{}
		if err := enter(outOfIt); errs.Code(err) != "case.entry.no_outage" {
			t.Errorf("a minute before the outage: %v", err)
		}
		e, err := h.Cases.Enter(h.Ctx, writer, halltest.City, d)
		h.Must(err)
		if e.Outage != o.ID {
			t.Error("it does not say in which outage it was")
		}
		h.Must(h.Cases.RefuseEntry(h.Ctx, manager, e.ID, "登记号看不清"))
		if _, err := h.Cases.ConfirmEntry(h.Ctx, manager, e.ID); errs.Code(err) != "case.entry.state" {
			t.Errorf("confirmed after it was sent back: %v", err)
		}
		e, err = h.Cases.Enter(h.Ctx, writer, halltest.City, d)
		h.Must(err)
		got, err := h.Cases.ConfirmEntry(h.Ctx, manager, e.ID)
		h.Must(err)
		if got.Case.Entry != promise.LateEntry || !got.Case.Received.Equal(d.Received) {
			t.Errorf("%+v", got.Case)
		}
		h.Verified()
	})
}

// A file enters as a whole or not at all; a preview writes nothing.
func TestAFileOfRunningCasesEntersAsAWhole(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		const head = "source,item,applicant,name,id_kind,id,window,received_at,accepted_at\n"
		good := "旧1,CJ-03,,林溪某某公司,uscc,11990000MB9900013U,11,2026-11-02,2026-11-02 09:30\n"
		waiting := func() (n int) {
			h.Read(func(q *db.Q) error {
				list, err := h.Cases.Entries(q, halltest.City, casework.EntryProposed, 100)
				n = len(list)
				return err
			})
			return n
		}
		bad := head + good + "旧2,SB-99,person,何静,resident_id,990000199001010017,06,2026-11-02,\n旧3,CJ-03,,,uscc,11990000MB9900013U,77,2026-11-02,\n"
		n, problems, err := h.Cases.Import(h.Ctx, manager, halltest.City, strings.NewReader(bad), false)
		h.Must(err)
		if n != 3 || len(problems) != 2 || problems[0].Row != 3 || problems[0].Column != "item" || problems[1].Row != 4 || problems[1].Column != "window" || waiting() != 0 {
			t.Errorf("%d rows, problems %+v, %d entered", n, problems, waiting())
		}
		if n, problems, err = h.Cases.Import(h.Ctx, manager, halltest.City, strings.NewReader(head+good), true); err != nil || n != 1 || len(problems) != 0 || waiting() != 0 {
			t.Errorf("preview: %d %+v %v, %d entered", n, problems, err, waiting())
		}
		if n, problems, err = h.Cases.Import(h.Ctx, manager, halltest.City, strings.NewReader(head+good), false); err != nil || n != 1 || len(problems) != 0 || waiting() != 1 {
			t.Errorf("import: %d %+v %v, %d entered", n, problems, err, waiting())
		}
		if _, problems, err = h.Cases.Import(h.Ctx, manager, halltest.City, strings.NewReader(head+good), false); err != nil || len(problems) != 1 || problems[0].Err.Code != "case.entry.twice" {
			t.Errorf("the same file again: %+v %v", problems, err)
		}
		if _, _, err = h.Cases.Import(h.Ctx, hallStaff("x", ids.RoleApprover), halltest.City, strings.NewReader(head+good), true); errs.Of(err).Kind != errs.Forbidden {
			t.Errorf("by somebody inside: %v", err)
		}
		h.Verified()
	})
}
