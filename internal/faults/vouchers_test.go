package faults

import (
	"context"
	"fmt"
	"testing"
	"time"

	"yichuang/internal/app"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/notice"
	"yichuang/internal/once"
	"yichuang/internal/queue"
)

// CR-4 for what works once by itself: a voucher and a return code whose answer was lost still give their holder the number, and one only.
func TestCR4_AVoucherAndAReturnCodeGiveTheirNumberWhateverIsLost(t *testing.T) {
	f := &troubled{rand: seeded(t, 6)}
	people := amount(12, 300)
	halltest.EachAs(t, func(cfg *app.Config) { cfg.Around = f.around }, func(t *testing.T, h *halltest.Hall) {
		f.on.Store(false)
		line := app.LineID(halltest.City, "sb")
		d := h.Sit("06")
		d.Ticket(item)
		back := told(d)
		var vouchers []string
		for range people {
			vouchers = append(vouchers, h.Ticket(item).Secret)
		}
		h.Must(second(h.Queue.EndDay(h.Ctx, ids.TheSystem(halltest.City), halltest.City)))
		h.Wait(24 * time.Hour)
		f.on.Store(true)
		numbers := map[string]bool{}
		for i, v := range vouchers {
			if i%15 == 0 { // a machine gives twenty numbers a minute
				h.Wait(time.Minute)
			}
			got := f.untilTold(t, func(ctx context.Context) (queue.Taken, error) {
				return h.Queue.Redeem(ctx, h.Kiosk(), halltest.City, v)
			})
			numbers[got.Ticket.Number] = true
		}
		got := f.untilTold(t, func(ctx context.Context) (queue.Taken, error) {
			return h.Cases.ReturnTicket(ctx, h.Kiosk(), halltest.City, back, line)
		})
		numbers[got.Ticket.Number] = true
		f.on.Store(false)
		t.Logf("%d numbers; %d writes were done and told otherwise", len(numbers), f.lost.Swap(0))
		if acts := actsOf(h); acts["ticket.taken"] != 2*(people+1) || len(numbers) != people+1 {
			t.Errorf("%d people hold %d numbers, and %d tickets were taken in all", people+1, len(numbers), acts["ticket.taken"])
		}
		h.Verified()
	})
}

// told serves the next person, who lacks a paper, and returns the code of the notice.
func told(d *halltest.Desk) string {
	d.T.Helper()
	_, v := d.Next()
	c := d.Receive(item, v)
	c = d.Answer(c, notice.OK, map[string]notice.Answer{c.Rows[0].Material: notice.Missing})
	got, err := d.Cases.Notice(d.Ctx, d.Clerk, c.ID, c.Edition, v, false, "")
	d.Must(err)
	return got.Code
}

// untilTold repeats with one key until the answer comes.
func (f *troubled) untilTold(t *testing.T, take func(ctx context.Context) (queue.Taken, error)) queue.Taken {
	t.Helper()
	ctx := once.With(context.Background(), once.Key{Scope: "test", Key: ids.New()})
	for range maxTries {
		got, err := take(ctx)
		switch {
		case err == nil:
			return got
		case err != errLost && err != context.Canceled:
			t.Fatal(fmt.Errorf("a repetition is refused: %w", err))
		}
	}
	t.Fatal("never told")
	return queue.Taken{}
}
