package almanac_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"yichuang/internal/almanac"
	"yichuang/internal/calendar"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/message"
	"yichuang/internal/promise"
)

var notice = almanac.Content{Kind: almanac.National, Year: 2027, Title: "国务院办公厅关于2027年部分节假日安排的通知", Reason: "通知已发布"}

// dues are the promised due dates of cases, with a mark when provisional.
func due(h *halltest.Hall, caseID string) string {
	h.T.Helper()
	var out string
	h.Read(func(q *db.Q) error {
		list, err := promise.OfSubject(q, promise.Subject{Type: "case", ID: caseID})
		for _, c := range list {
			if c.Kind == promise.CaseWhole && c.Source == promise.Promised {
				out = c.Result.Due.In(calendar.Zone).Format("01-02 15:04")
				if c.Result.Provisional {
					out += "?"
				}
			}
		}
		return err
	})
	return out
}

func verified(h *halltest.Hall) {
	h.T.Helper()
	h.Read(func(q *db.Q) error {
		n, faults, err := h.Clocks.Verify(q)
		if n == 0 || len(faults) > 0 {
			h.T.Errorf("%d clocks, findings %v", n, faults)
		}
		return err
	})
	h.Verified()
}

// told are the messages that wait, by template.
func told(h *halltest.Hall) map[message.Template]int {
	h.T.Helper()
	h.Must(h.Runner.Drain(h.Ctx))
	out := map[message.Template]int{}
	h.Read(func(q *db.Q) error {
		rows, err := db.All(q, db.Value[string], `SELECT template FROM message`)
		for _, r := range rows {
			out[message.Template(r)]++
		}
		return err
	})
	return out
}

func preview(h *halltest.Hall, id string) (p almanac.Preview) {
	h.T.Helper()
	h.Read(func(q *db.Q) error {
		c, err := almanac.ByID(q, id)
		if err == nil {
			p, err = h.Almanac.Preview(q, &c)
		}
		return err
	})
	return p
}

func TestCAL1_ANoticeMovesProvisionalDatesInBothDirectionsAndTells(t *testing.T) {
	for name, c := range map[string]struct {
		line, want string
		template   message.Template
		earlier    int
	}{
		"earlier":  {"2026-12-05,workday,元旦", "12-07 17:00", message.CaseMoved, 2},
		"later":    {"2026-12-04,holiday,元旦", "12-09 17:00", message.CaseMoved, 0},
		"the same": {"2026-12-27,workday,元旦", "12-08 17:00", message.CaseSettled, 0},
	} {
		t.Run(name, func(t *testing.T) {
			halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
				k := h.Sit("01").Accept("JM-05") // statutory 20 working days, promised 10
				if got := due(h, k.ID); got != "12-08 17:00?" {
					t.Fatalf("before: %s", got)
				}
				id := h.EnterYear(notice, halltest.Year2027(c.line))
				if p := preview(h, id); p.Settled == 0 || p.Earlier != c.earlier || p.Kept != 0 || p.Seen < len(p.Shifts) {
					t.Errorf("preview %+v", p)
				}
				if got := due(h, k.ID); got != "12-08 17:00?" {
					t.Errorf("a preview moved a clock: %s", got)
				}
				h.Wait(time.Minute)
				h.ConfirmYear(id)
				if got := due(h, k.ID); got != c.want {
					t.Errorf("due %s, want %s", got, c.want)
				}
				if got := told(h); got[c.template] != 1 || got[message.CaseMoved]+got[message.CaseSettled] != 1 {
					t.Errorf("told %v", got)
				}
				verified(h)
			})
		})
	}
}

func TestK9_AChangeNeedsTwoPersonsAndARight(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		admin, head, watch := h.Actor(ids.RoleSysAdmin), h.Actor(ids.RoleManager), h.Actor(ids.RoleSupervisor)
		list, err := calendar.ReadFile(halltest.Year2027(), calendar.Marks{})
		h.Must(err)
		if _, err := h.Almanac.Enter(h.Ctx, head, halltest.City, notice, list); errs.Of(err).Kind != errs.Forbidden {
			t.Errorf("the head of the hall enters days: %v", err)
		}
		short := append([]calendar.Listed{}, list[1:]...)
		if _, err := h.Almanac.Enter(h.Ctx, admin, halltest.City, notice, short); errs.Code(err) != "calendar.file.legal_day" {
			t.Errorf("a list without New Year's Day: %v", err)
		}
		id := h.EnterYear(notice, halltest.Year2027())
		if h.Almanac.Calendar().Loaded(2027) {
			t.Error("a draft is in force")
		}
		for name, c := range map[string]struct {
			err  error
			want string
		}{
			"who entered it":     {h.Almanac.Confirm(h.Ctx, admin, id, "r"), "almanac.same_person"},
			"without a reason":   {h.Almanac.Confirm(h.Ctx, head, id, " "), "almanac.reason"},
			"by the supervisor":  {h.Almanac.Confirm(h.Ctx, watch, id, "r"), "identity.forbidden"},
			"consent to it":      {h.Almanac.Agree(h.Ctx, watch, id, "r"), "almanac.no_consent"},
			"consent by a head":  {h.Almanac.Agree(h.Ctx, head, id, "r"), "identity.forbidden"},
			"one that is nobody": {h.Almanac.Confirm(h.Ctx, head, "x", "r"), "almanac.unknown"},
		} {
			if errs.Code(c.err) != c.want {
				t.Errorf("%s: %v, want %s", name, c.err, c.want)
			}
		}
		h.Must(h.Almanac.Confirm(h.Ctx, head, id, "核对无误"))
		if !h.Almanac.Calendar().Loaded(2027) || !h.View(halltest.City).Calendar().Loaded(2027) {
			t.Error("a confirmed notice is not in force")
		}
		if err := h.Almanac.Confirm(h.Ctx, head, id, "r"); errs.Code(err) != "almanac.state" {
			t.Errorf("confirmed twice: %v", err)
		}
		if err := h.Almanac.Withdraw(h.Ctx, admin, id, "r"); errs.Code(err) != "almanac.state" {
			t.Errorf("days in force withdrawn: %v", err)
		}
		var acts []string
		h.Read(func(q *db.Q) error {
			rows, err := journal.History(q, journal.Ref{Type: "calendar", ID: id})
			for _, r := range rows {
				acts = append(acts, r.Type+" "+r.Who().ID)
			}
			return err
		})
		if got := strings.Join(acts, ", "); got != "calendar.entered "+admin.ID+", calendar.confirmed "+head.ID {
			t.Errorf("acts %s", got)
		}
	})
}

// The hall's own edit keeps the earlier of the two dates; with the supervision office's consent it moves them (K9).
func TestK9_AnOwnEditKeepsTheEarlierDateUnlessTheSupervisorAgrees(t *testing.T) {
	region := almanac.Content{Kind: almanac.Region, Year: 2026, Region: "林溪", Reason: "自治县放假"}
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		h.ConfirmYear(h.EnterYear(notice, halltest.Year2027()))
		k := h.Sit("01").Accept("JM-05")
		before := told(h)
		h.Wait(time.Minute)
		first := h.EnterYear(region, "date,type,name\n2026-12-03,holiday,民族节\n")
		if p := preview(h, first); p.Kept == 0 || p.Later != 0 {
			t.Errorf("preview %+v", p)
		}
		h.ConfirmYear(first)
		if got := due(h, k.ID); got != "12-08 17:00" {
			t.Errorf("the earlier date is not kept: %s", got)
		}
		if got := told(h); got[message.CaseMoved] != before[message.CaseMoved] {
			t.Error("told of a date that did not move")
		}
		second := h.EnterYear(region, "date,type,name\n2026-12-03,holiday,民族节\n2026-12-04,holiday,民族节\n")
		h.Must(h.Almanac.Agree(h.Ctx, h.Actor(ids.RoleSupervisor), second, "自治县人民代表大会常务委员会决定"))
		if err := h.Almanac.Agree(h.Ctx, h.Actor(ids.RoleSupervisor), second, "r"); !errors.Is(err, almanac.ErrAgreedAlready) {
			t.Errorf("agreed twice: %v", err)
		}
		if p := preview(h, second); p.Later == 0 || p.Kept != 0 {
			t.Errorf("preview with consent %+v", p)
		}
		h.ConfirmYear(second)
		// One day of the two was kept before and stays kept; the day agreed to moves the date.
		if got := due(h, k.ID); got != "12-09 17:00" {
			t.Errorf("with consent: %s", got)
		}
		if got := told(h); got[message.CaseMoved] != before[message.CaseMoved]+1 {
			t.Errorf("told %v, before %v", got, before)
		}
		verified(h)
	})
}

func TestAChangeWaitsUntilTheLastOneIsApplied(t *testing.T) {
	h := halltest.OnSQLite(t)
	h.Sit("01").Accept("JM-05")
	first := h.EnterYear(notice, halltest.Year2027())
	h.Must(h.Almanac.Confirm(h.Ctx, h.Actor(ids.RoleManager), first, "r"))
	second := h.EnterYear(notice, halltest.Year2027("2026-12-27,workday,元旦"))
	if err := h.Almanac.Confirm(h.Ctx, h.Actor(ids.RoleManager), second, "r"); !errors.Is(err, almanac.ErrRunning) {
		t.Errorf("two changes at once: %v", err)
	}
	h.FollowCalendar()
	h.Must(h.Almanac.Confirm(h.Ctx, h.Actor(ids.RoleManager), second, "r"))
	h.Read(func(q *db.Q) error {
		c, err := almanac.ByID(q, first)
		if c.Applied.IsZero() || c.Moved == 0 || c.Clocks == 0 {
			t.Errorf("applied %v, moved %d of %d", c.Applied, c.Moved, c.Clocks)
		}
		return err
	})
}

// A closure shuts the hall for people and moves no clock (decision 5).
func TestAPT5_AClosureShutsTheHallAndMovesNoClock(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		k := h.Sit("01").Accept("JM-05")
		before, day := due(h, k.ID), calendar.NewDate(2026, 11, 26)
		closing := almanac.Content{Kind: almanac.Closing, From: day.Start(), To: (day + 1).Start(), Reason: "消防改造"}
		id, err := h.Almanac.Enter(h.Ctx, h.Actor(ids.RoleSysAdmin), halltest.City, closing, nil)
		h.Must(err)
		h.Must(h.Almanac.Confirm(h.Ctx, h.Actor(ids.RoleManager), id, "r"))
		h.FollowCalendar()
		if _, _, open := h.On(halltest.City, day.At(10*60)); open {
			t.Error("the hall is open")
		}
		if _, _, open := h.On("dong", day.At(10*60)); !open {
			t.Error("another hall is shut")
		}
		if got := due(h, k.ID); got != before {
			t.Errorf("a closure moved %s to %s", before, got)
		}
		h.Must(h.Almanac.Withdraw(h.Ctx, h.Actor(ids.RoleSysAdmin), id, "改期"))
		if _, _, open := h.On(halltest.City, day.At(10*60)); !open {
			t.Error("the hall stays shut")
		}
		verified(h)
	})
}

// A clock that another process opened on the former calendar while the change was applied follows too.
func TestAStragglerFollows(t *testing.T) {
	h := halltest.OnSQLite(t)
	k := h.Sit("01").Accept("JM-05")
	h.ConfirmYear(h.EnterYear(notice, halltest.Year2027("2026-12-04,holiday,元旦")))
	h.Must(h.DB.Write(h.Ctx, func(tx *db.Tx) error { // as the other process would have left it
		id, err := db.One(tx, db.Value[string], `SELECT id FROM promise_clock WHERE subject_id = $1 AND source = 'promised' AND kind = 'case.whole'`, k.ID)
		tx.Touch("promise_clock", id)
		tx.Act()
		if err == nil {
			_, err = tx.Exec(`UPDATE promise_clock SET calendar_version = 'old', due_at = due_at - 86400000000, provisional = 1 WHERE id = $1`, id)
		}
		return err
	}))
	h.FollowCalendar()
	if got := due(h, k.ID); got != "12-09 17:00" {
		t.Errorf("due %s", got)
	}
}
