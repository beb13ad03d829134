package disclosure_test

import (
	"math"
	"testing"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/casework"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/disclosure"
	"yichuang/internal/halltest"
	"yichuang/internal/notice"
	"yichuang/internal/promise"
)

// month reads the figures of a month by code.
func month(h *halltest.Hall, year int, m time.Month) map[string]disclosure.Figure {
	h.T.Helper()
	out := map[string]disclosure.Figure{}
	h.Read(func(q *db.Q) error {
		list, err := disclosure.Figures(q, h.Catalogue, halltest.City, calendar.NewDate(year, m, 15))
		for _, f := range list {
			out[f.Code] = f
		}
		return err
	})
	return out
}

// naive counts the promised whole limits of cases one by one, as somebody would with the files on the table: each ended or late one
// in the month where it ended in time, or where it ran out.
func naive(h *halltest.Hall, cases []*casework.Case, year int, m time.Month) (kept, of int) {
	for _, c := range cases {
		h.Read(func(q *db.Q) error {
			clocks, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectCase, ID: c.ID})
			for _, k := range clocks {
				if k.Kind != promise.CaseWhole || k.Source != promise.Promised {
					continue
				}
				at, late := k.Ended, k.Ended.After(k.Result.Due) || k.Ended.IsZero()
				if late {
					at = k.Result.Due
				}
				if k.Ended.IsZero() && !h.Clock.Now().After(k.Result.Due) {
					continue // it still runs
				}
				if at = at.In(clock.Zone); at.Year() != year || at.Month() != m {
					continue
				}
				of++
				if !late {
					kept++
				}
			}
			return err
		})
	}
	return kept, of
}

func TestPUB6_FiguresAreWhatHappened(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d := h.Sit("06")
		grant, slow := casework.Verdict{Outcome: "grant"}, casework.Verdict{Outcome: "grant", LateReason: "评估机构晚交报告"}
		inTime, late, open, running := d.Accept("SB-01"), d.Accept("SB-01"), d.Accept("SB-01"), (*casework.Case)(nil)
		h.Decide(inTime, casework.Verdict{Outcome: "pass"})
		h.Decide(inTime, grant)
		h.Clock.Set(time.Date(2026, 12, 21, 10, 0, 0, 0, clock.Zone)) // the ten working days ran out on 8 December
		h.Decide(late, casework.Verdict{Outcome: "pass", LateReason: "核对晚了"})
		h.Decide(late, slow)
		running = d.Accept("SB-01")
		cases := []*casework.Case{inTime, late, open, running}

		for _, m := range []time.Month{time.November, time.December} {
			got := month(h, 2026, m)
			kept, of := naive(h, cases, 2026, m)
			if of == 0 {
				t.Fatalf("the test shows nothing in %v", m)
			}
			for _, code := range []string{"items-on-time", "registration-10-days"} {
				f := got[code]
				if !f.Known || f.Kept != kept || f.Of != of || math.Abs(f.Actual-100*float64(kept)/float64(of)) > 1e-9 {
					t.Errorf("%s in %v: %+v, counted by hand %d of %d", code, m, f, kept, of)
				}
			}
		}
		december := month(h, 2026, time.December)
		if f := december["items-on-time"]; f.Of != 2 || f.Met() || f.Gap() <= 0 {
			t.Errorf("a late case counts whether or not it is closed: %+v", f)
		}
		if f := december["declaration-2-days"]; f.Known {
			t.Errorf("a registration is no declaration: %+v", f)
		}
	})
}

func TestPUB6_WhatCannotBeCountedIsUnknownAndNeverZero(t *testing.T) {
	h := halltest.OnSQLite(t)
	h.Sit("06").Accept("SB-01")
	for _, p := range h.Catalogue.Promises {
		f := month(h, 2026, time.November)[p.Code]
		if f.Title != p.Title || f.Target != p.Target {
			t.Errorf("%s is not the catalogue's promise: %+v", p.Code, f)
		}
		if f.Known != (p.Code == "wait-15-minutes") {
			t.Errorf("%s: known %v after one accepted case", p.Code, f.Known)
		}
		if !f.Known && (f.Met() || f.Actual != 0 || f.Of != 0) {
			t.Errorf("%s is unknown and yet says something: %+v", p.Code, f)
		}
	}
}

func TestHAL1_WaitIsTheMeanOfVisitsThatEnded(t *testing.T) {
	h := halltest.OnSQLite(t)
	d := h.Sit("06")
	for _, minutes := range []int{4, 26} {
		h.Ticket("SB-01")
		h.Wait(time.Duration(minutes) * time.Minute)
		ticket, _ := d.Next()
		h.Must(h.DB.Write(h.Ctx, func(tx *db.Tx) error {
			return h.Queue.Decide(tx, d.Clerk, ticket.ID, ticket.Matters[0].ID, "consultation", "")
		}))
		_, err := h.Queue.Finish(h.Ctx, d.Clerk, d.Window, ticket.ID)
		h.Must(err)
	}
	f := month(h, 2026, time.November)["wait-15-minutes"]
	if f.Of != 2 || f.Kept != 1 || f.Actual != 15 || !f.Met() {
		t.Fatalf("4 and 26 minutes: %+v", f)
	}
}

func TestONE4_SecondDemandsAreCountedAgainstTheNotices(t *testing.T) {
	h := halltest.OnSQLite(t)
	d := h.Sit("06")
	h.Ticket("SB-01")
	_, v := d.Next()
	c := d.Receive("SB-01", v)
	var first, second string
	for _, r := range c.Rows {
		switch {
		case r.Exempt:
		case first == "":
			first = r.Material
		case second == "":
			second = r.Material
		}
	}
	c = d.Answer(c, notice.OK, map[string]notice.Answer{first: notice.Missing})
	told, err := d.Cases.Notice(h.Ctx, d.Clerk, c.ID, c.Edition, v, false, "")
	h.Must(err)
	if f := month(h, 2026, time.November)["no-second-demand"]; f.Of != 1 || f.Actual != 0 || !f.Met() {
		t.Fatalf("after the first notice: %+v", f)
	}
	_, err = h.Queue.Finish(h.Ctx, d.Clerk, d.Window, v.Ticket)
	h.Must(err)
	h.Wait(time.Hour)
	_, err = h.Cases.ReturnTicket(h.Ctx, h.Kiosk(), halltest.City, told.Code, halltest.City+":sb")
	h.Must(err)
	_, v = d.Next()
	c, err = d.Cases.Supply(h.Ctx, d.Clerk, c.ID, v)
	h.Must(err)
	c = d.Answer(c, notice.OK, map[string]notice.Answer{second: notice.Missing})
	_, err = d.Cases.Notice(h.Ctx, d.Clerk, c.ID, c.Edition, v, false, "新规定当天生效")
	h.Must(err)
	if f := month(h, 2026, time.November)["no-second-demand"]; f.Of != 2 || f.Actual != 1 || f.Met() {
		t.Fatalf("after a second demand: %+v", f)
	}
}
