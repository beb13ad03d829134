package message_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"yichuang/internal/db/dbtest"
	"yichuang/internal/message"
)

// dying sends and then ends as a killed process would: the outcome is never written.
type dying struct{ message.Sender }

func (d dying) Send(ctx context.Context, out message.Outgoing) error {
	if err := d.Sender.Send(ctx, out); err != nil {
		return err
	}
	panic("killed")
}

// JOB-1: a process that dies between sending and writing it down.
func TestJOB1_KilledWhileSending(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		out := newOutside(t)
		queue(t, e.DB, service(t, e.DB, nil, nil), sms("a", phone))
		func() {
			defer func() {
				if recover() == nil {
					t.Error("it should have died")
				}
			}()
			service(t, e.DB, dying{out.sender(t)}, nil).Deliver(ctx, "a")
		}()
		s := service(t, e.Second(t), out.sender(t), nil)
		if l := only(t, e.DB, s); l.Status != message.Sending {
			t.Fatalf("%+v", l)
		}
		e.Clock.Advance(message.Defaults.Lease - time.Microsecond)
		if n, err := s.Sweep(ctx); n != 0 || err != nil {
			t.Fatal("taken up while the lease runs", n, err)
		}
		e.Clock.Advance(time.Microsecond)
		if n, err := s.Sweep(ctx); n != 1 || err != nil {
			t.Fatal("left behind", n, err)
		}
		if l := only(t, e.DB, s); l.Status != message.Delivered || l.Attempts != 2 {
			t.Fatalf("%+v", l)
		}
		if c := out.calls(); len(c) != 2 || c[0]["id"] != c[1]["id"] {
			t.Fatal("sent twice with one id, so that the gateway can drop one:", c)
		}
	})
}

func TestTwoProcessesSendEachMessageOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		out := newOutside(t)
		one, two := service(t, e.DB, out.sender(t), nil), service(t, e.Second(t), out.sender(t), nil)
		const total = 60
		for i := range total {
			queue(t, e.DB, one, sms(fmt.Sprint(i), phone))
		}
		var wg sync.WaitGroup
		for _, s := range []*message.Service{one, two, one, two} {
			wg.Go(func() {
				if _, err := s.Sweep(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		seen := map[string]int{}
		for _, c := range out.calls() {
			seen[c["id"]]++
		}
		for id, n := range seen {
			if n != 1 {
				t.Errorf("%s went out %d times", id, n)
			}
		}
		if len(seen) != total {
			t.Fatalf("%d went out, want %d", len(seen), total)
		}
	})
}
