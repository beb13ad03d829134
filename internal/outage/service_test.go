package outage_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/message"
	"yichuang/internal/outage"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
)

func someone(id string, role ids.Role) ids.Actor {
	return ids.Actor{Kind: ids.Staff, ID: id, Hall: halltest.City, Roles: []ids.Role{role}}
}

var (
	head     = someone("E-HL-HEAD", ids.RoleManager)
	director = someone("E-DIR", ids.RoleDirector)
)

// run lets the hall's program beat once a minute.
func run(h *halltest.Hall, d time.Duration) {
	h.T.Helper()
	for end := h.Clock.Now().Add(d); ; h.Wait(time.Minute) {
		h.Must(h.Outages.Beat(h.Ctx))
		if !h.Clock.Now().Before(end) {
			return
		}
	}
}

func gaps(h *halltest.Hall) (out []outage.Gap) {
	h.T.Helper()
	h.Read(func(q *db.Q) (err error) {
		out, err = h.Outages.Gaps(q, halltest.City, h.Clock.Now().Add(-24*time.Hour))
		return err
	})
	return out
}

func wholeDue(h *halltest.Hall, caseID string) map[promise.Source]time.Time {
	out := map[promise.Source]time.Time{}
	h.Read(func(q *db.Q) error {
		list, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectCase, ID: caseID})
		for _, k := range list {
			if k.Kind == promise.CaseWhole {
				out[k.Source] = k.Result.Due
			}
		}
		return err
	})
	return out
}

func ticket(h *halltest.Hall, id string) (t *queue.Ticket) {
	h.Read(func(q *db.Q) (err error) {
		t, err = queue.Get(q, id)
		return err
	})
	return t
}

// A morning without power: the gap is measured, two people establish it, the promise moves and the law does not, whoever waited goes
// first and everybody concerned is told once.
func TestAPT5_AnOutageOfTheHallMovesPromisesOnlyAndTellsEverybody(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d := h.Sit("11")
		c := d.Accept("CJ-03")
		h.Wait(24 * time.Hour) // the day of acceptance does not count, so nothing is lost on it
		run(h, time.Minute)
		waits := h.Ticket("SB-01")
		run(h, 5*time.Minute)
		from := h.Clock.Now()
		before := wholeDue(h, c.ID)
		h.Wait(2 * time.Hour)
		later := h.Clock.Now()
		run(h, 2*time.Minute)
		list := gaps(h)
		if len(list) != 1 || !list[0].From.Equal(from) || !list[0].To.Equal(later) || list[0].Office < 60 {
			t.Fatalf("gaps %+v, want %v – %v", list, from, later)
		}
		p := outage.Proposal{Gap: list[0].To.UnixMicro(), Cause: "power", Reason: "供电线路检修"}
		if _, err := h.Outages.Propose(h.Ctx, someone("clerk", ids.RoleClerk), halltest.City, p); errs.Of(err).Kind != errs.Forbidden {
			t.Errorf("a clerk proposes: %v", err)
		}
		o, err := h.Outages.Propose(h.Ctx, head, halltest.City, p)
		h.Must(err)
		if _, err := h.Outages.Propose(h.Ctx, head, halltest.City, p); !errors.Is(err, outage.ErrTwice) {
			t.Errorf("the same gap again: %v", err)
		}
		if _, err := h.Outages.Confirm(h.Ctx, head, o.ID, o.Edition); !errors.Is(err, outage.ErrSamePerson) {
			t.Errorf("the own proposal: %v", err)
		}
		if got := wholeDue(h, c.ID); !got[promise.Promised].Equal(before[promise.Promised]) {
			t.Error("a mere proposal moved a date")
		}
		if _, err := h.Outages.Confirm(h.Ctx, director, o.ID, o.Edition); err != nil {
			t.Fatal(err)
		}
		after := wholeDue(h, c.ID)
		if !after[promise.Statutory].Equal(before[promise.Statutory]) {
			t.Errorf("the statutory limit moved from %v to %v", before[promise.Statutory], after[promise.Statutory])
		}
		if !after[promise.Promised].After(before[promise.Promised]) {
			t.Errorf("the promise stayed at %v", after[promise.Promised])
		}
		if got := ticket(h, waits.Ticket.ID); got.Class != queue.Priority || got.Reason != queue.Outage || got.Number != waits.Ticket.Number {
			t.Errorf("the ticket that waited: %+v", got)
		}
		for range 2 { // a subscriber may see an act twice
			h.Must(h.Runner.Drain(h.Ctx))
		}
		told(t, h, o, c)
		h.Verified()
	})
}

func told(t *testing.T, h *halltest.Hall, o *outage.Outage, c *casework.Case) {
	t.Helper()
	h.Read(func(q *db.Q) error {
		people, err := outage.People(q, o.ID)
		if err != nil {
			return err
		}
		kinds := map[outage.Kind]outage.Person{}
		for _, p := range people {
			kinds[p.Kind] = p
		}
		if len(people) != 2 || kinds[outage.Applicant].Number != c.No || kinds[outage.Applicant].Way != outage.BySMS || kinds[outage.Holder].Way != outage.ByDesk {
			t.Errorf("people concerned: %+v", people)
		}
		var sms int
		if err := q.QueryRow(`SELECT count(*) FROM message WHERE template = $1`, string(message.OutageCase)).Scan(&sms); err != nil {
			return err
		}
		notes, err := h.Messages.Notes(q, head.ID, true, 50)
		if sms != 1 || len(notes) != 1 {
			t.Errorf("%d messages to the applicant, %d notes to the head of the hall", sms, len(notes))
		}
		return err
	})
}

// Any act at all shows that the hall worked; so does a night without office hours bring no outage.
func TestLOG9_WhatIsNoGap(t *testing.T) {
	h := halltest.OnSQLite(t)
	h.Wait(3 * time.Hour) // before the first heartbeat nobody can tell
	run(h, 2*time.Minute)
	if list := gaps(h); len(list) != 0 {
		t.Errorf("before the first heartbeat: %+v", list)
	}
	for range 10 { // no heartbeats, but people work
		h.Wait(2 * time.Minute)
		h.Ticket("SB-01")
	}
	if list := gaps(h); len(list) != 0 {
		t.Errorf("while tickets were taken: %+v", list)
	}
	h.Clock.Set(time.Date(2026, 11, 24, 20, 0, 0, 0, clock.Zone))
	run(h, time.Minute)
	h.Wait(5 * time.Hour)
	run(h, time.Minute)
	list := gaps(h)
	if len(list) == 0 || list[0].Office != 0 {
		t.Fatalf("a night: %+v", list)
	}
	_, err := h.Outages.Propose(h.Ctx, head, halltest.City, outage.Proposal{Gap: list[0].To.UnixMicro(), Cause: "power", Reason: "夜间停电"})
	if errs.Code(err) != "outage.gap.short" {
		t.Errorf("an outage of a night: %v", err)
	}
	if _, err = h.Outages.Propose(h.Ctx, head, halltest.City, outage.Proposal{Gap: 1, Cause: "power", Reason: "x"}); !errors.Is(err, outage.ErrNoGap) {
		t.Errorf("a gap that nobody measured: %v", err)
	}
}

// The demo lives through days between two runs: that is history made, no time in which the hall stood still.
func TestMadeHistoryHasNoGaps(t *testing.T) {
	h := halltest.OnSQLite(t)
	run(h, 3*time.Minute)
	h.Wait(2 * time.Hour)
	h.Ticket("SB-01") // in the history
	h.Wait(time.Hour)
	h.Outages.Made.Store(true) // the next run begins
	run(h, 3*time.Minute)
	if list := gaps(h); len(list) != 0 {
		t.Errorf("%+v", list)
	}
	h.Wait(time.Hour)
	run(h, time.Minute)
	if list := gaps(h); len(list) != 1 {
		t.Errorf("in the run itself: %+v", list)
	}
}

func TestLOG9_ManyProcessesBeatOnce(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		for range 3 {
			var all sync.WaitGroup
			for range 8 {
				all.Go(func() {
					if err := h.Outages.Beat(h.Ctx); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			h.Wait(time.Minute)
		}
		h.Read(func(q *db.Q) error {
			rows, err := journal.ByType(q, "", "hall.heartbeat", 0)
			if len(rows) != 3 {
				t.Errorf("%d heartbeats in three minutes", len(rows))
			}
			return err
		})
		h.Verified()
	})
}

// One window without network: its own record and a second person; whoever was there goes first, no limit moves.
func TestAPT5_AnOutageOfOneWindowMovesNoLimit(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d := h.Sit("11")
		c := d.Accept("CJ-03")
		before := wholeDue(h, c.ID)
		from := h.Clock.Now()
		h.Must(h.Queue.PauseWindow(h.Ctx, d.Clerk, d.Window, "断网", from.Add(time.Hour)))
		p := outage.Proposal{Window: d.Window, Since: from.UnixMicro(), Cause: "network", Reason: "交换机故障"}
		if _, err := h.Outages.Propose(h.Ctx, head, halltest.City, p); !errors.Is(err, outage.ErrNoRecord) {
			t.Errorf("while it is still away: %v", err)
		}
		h.Wait(40 * time.Minute)
		h.Must(h.Queue.OpenWindow(h.Ctx, d.Clerk, d.Window))
		o, err := h.Outages.Propose(h.Ctx, head, halltest.City, p)
		h.Must(err)
		if o.No != "11" || !o.From.Equal(from) || o.To.Sub(o.From) != 40*time.Minute {
			t.Errorf("%+v", o)
		}
		_, err = h.Outages.Confirm(h.Ctx, director, o.ID, o.Edition)
		h.Must(err)
		for source, due := range wholeDue(h, c.ID) {
			if !due.Equal(before[source]) {
				t.Errorf("the %s limit moved", source)
			}
		}
		h.Verified()
	})
}
