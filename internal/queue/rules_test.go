package queue

import (
	"context"
	"testing"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/journal"
)

// The dedicated window of the green channel serves nobody else, and priority people are served elsewhere too.
func TestAPT8_ADedicatedWindowCallsOnlyPriority(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s, ctx := hall(t, e.DB), context.Background()
		ordinary := s.mustTake(t, Request{Line: "h:A"})
		e.Clock.Advance(time.Minute)
		if got, err := s.Call(ctx, clerk("h-03"), "h-03"); err == nil {
			t.Fatalf("the green channel called %s", got.Number)
		}
		first := s.mustTake(t, Request{Line: "h:A", Class: Priority, Reason: "veteran"})
		second := s.mustTake(t, Request{Line: "h:T", Class: Priority, Reason: "key-taxpayer"})
		if got, err := s.Call(ctx, clerk("h-03"), "h-03"); err != nil || got.ID != first.Ticket.ID || got.Reason != "veteran" {
			t.Fatal(got, err)
		}
		if got, err := s.Call(ctx, clerk("h-01"), "h-01"); err != nil || got.ID != second.Ticket.ID {
			t.Fatal("an ordinary window puts priority first too", got, err)
		}
		if got, err := s.Call(ctx, clerk("h-02"), "h-02"); err != nil || got.ID != ordinary.Ticket.ID {
			t.Fatal(got, err)
		}
	})
}

// Who is sent on to another line waits there at the place of the original arrival, and why is on record.
func TestHAL1_ATransferKeepsThePlaceOfTheArrival(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s, ctx := hall(t, e.DB), context.Background()
		sent := s.mustTake(t, Request{Line: "h:A", Items: []string{"i1"}, Lines: []string{"h:A"}})
		e.Clock.Advance(time.Minute)
		later := s.mustTake(t, Request{Line: "h:T", Items: []string{"i2"}, Lines: []string{"h:T"}})
		c := clerk("h-02")
		if _, err := s.Call(ctx, c, "h-02"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Arrive(ctx, c, "h-02", sent.Ticket.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Transfer(ctx, c, "h-02", sent.Ticket.ID, "h:T", ""); err == nil {
			t.Fatal("sent on without a reason")
		}
		if _, err := s.Transfer(ctx, c, "h-02", sent.Ticket.ID, "h:T", "税务的事"); err != nil {
			t.Fatal(err)
		}
		got, err := s.Call(ctx, clerk("h-01"), "h-01")
		if err != nil || got.ID != sent.Ticket.ID || got.Number != sent.Ticket.Number {
			t.Fatalf("%+v %v, and %s came later", got, err, later.Ticket.Number)
		}
		e.DB.Read(ctx, func(q *db.Q) error {
			acts, err := journal.History(q, journal.Ref{Type: "ticket", ID: sent.Ticket.ID})
			n := 0
			for _, a := range acts {
				if a.Type == "ticket.transferred" {
					n++
				}
			}
			if n != 1 {
				t.Errorf("%d transfers in the history", n)
			}
			return err
		})
	})
}
