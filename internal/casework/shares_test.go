package casework_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"yichuang/internal/calendar"
	"yichuang/internal/casework"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/halltest"
	"yichuang/internal/promise"
)

// flat is a calendar in which every minute is office time.
type flat struct{}

func (flat) OfficeMinutes(from, to time.Time, ex []calendar.Exclusion) int {
	if !from.Before(to) {
		return 0
	}
	n := int(to.Sub(from).Minutes())
	for _, e := range ex {
		a, b := e.From, e.To
		if a.Before(from) {
			a = from
		}
		if b.After(to) {
			b = to
		}
		if a.Before(b) {
			n -= int(b.Sub(a).Minutes())
		}
	}
	return n
}

var zero = time.Date(2026, 11, 2, 9, 0, 0, 0, clock.Zone)

func minute(n int) time.Time { return zero.Add(time.Duration(n) * time.Minute) }

func hold(staff string, from, to int) casework.Hold {
	return casework.Hold{Post: "p-" + staff, Staff: staff, As: "A", From: minute(from), To: minute(to)}
}

func minutesOf(list []casework.Share) map[string]int {
	out := map[string]int{}
	for _, s := range list {
		out[s.Staff] += s.Minutes
	}
	return out
}

// M2: who had it for nine tenths of the limit and passes it on in the last fifth keeps the whole delay; the one who got it answers for none.
func TestLIM11_AHandOverInTheLastFifthLeavesTheShareWithTheGiver(t *testing.T) {
	span := casework.Span{Start: minute(0), Due: minute(100), End: minute(150)}
	got := minutesOf(casework.Shares(flat{}, span, []casework.Hold{hold("senior", 0, 85), hold("junior", 85, 150)}))
	if got["senior"] != 50 || got["junior"] != 0 {
		t.Errorf("%v", got)
	}
	got = minutesOf(casework.Shares(flat{}, span, []casework.Hold{hold("a", 0, 75), hold("b", 75, 150)}))
	if got["a"] != 25 || got["b"] != 25 {
		t.Errorf("handed on in time, both had it for as long: %v", got)
	}
	if casework.Shares(flat{}, casework.Span{Start: minute(0), Due: minute(100), End: minute(100)}, []casework.Hold{hold("a", 0, 100)}) != nil {
		t.Error("nothing is late")
	}
}

// Whatever the hand-overs, the shares add up to the delay, nobody's is negative, and who got the case late answers for none of it.
func TestLIM11_TheSharesAddUpToTheDelay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(10, 3000).Draw(t, "limit")
		delay := rapid.IntRange(1, 3000).Draw(t, "delay")
		span := casework.Span{Start: minute(0), Due: minute(limit), End: minute(limit + delay)}
		var holds []casework.Hold
		at := 0
		for i := 0; at < limit+delay; i++ {
			to := min(limit+delay, at+rapid.IntRange(1, limit+delay).Draw(t, "held"))
			holds = append(holds, hold(string(rune('a'+i%26))+string(rune('a'+i/26)), at, to))
			at = to
		}
		got := casework.Shares(flat{}, span, holds)
		sum := 0
		for _, s := range got {
			if s.Minutes < 0 {
				t.Fatalf("%+v", s)
			}
			sum += s.Minutes
		}
		if sum != delay {
			t.Fatalf("the shares are %d of %d minutes", sum, delay)
		}
		by := minutesOf(got)
		for i, h := range holds {
			left := int(span.Due.Sub(h.From).Minutes())
			if i > 0 && left*5 <= limit && by[h.Staff] > 0 {
				t.Fatalf("%s got it with %d of %d minutes left and answers for %d", h.Staff, left, limit, by[h.Staff])
			}
		}
	})
}

// On real posts: the case lies at one post until it is late; that post's holder answers, and closing it late is on record.
func TestLIM11_WhoHeldALateCaseAnswersForTheDelay(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		d := sit(h, "06")
		c := d.shared().Accept("SB-01")
		post := h.OpenStep(c.ID).Post
		due := whole(h, c, promise.Promised).Result.Due
		h.Wait(due.Add(26 * time.Hour).Sub(h.Clock.Now()))
		shares := sharesOf(h, c)
		if len(shares) != 1 || shares[0].Post != post || shares[0].Minutes <= 0 {
			t.Fatalf("%+v, the case lies at %s", shares, post)
		}
		if closed := acts(d, c, "case.overdue_closed"); closed != 0 {
			t.Fatal("accountability before anything was closed")
		}
		for _, outcome := range []string{"pass", "grant"} {
			h.Decide(c, casework.Verdict{Outcome: outcome, LateReason: "审核积压"})
		}
		if closed := acts(d, c, "case.overdue_closed"); closed != 1 {
			t.Errorf("closed late and %d times on record", closed)
		}
		h.Verified()
	})
}

func sharesOf(h *halltest.Hall, c *casework.Case) (out []casework.Share) {
	h.T.Helper()
	h.Read(func(q *db.Q) (err error) {
		out, err = h.Cases.SharesOf(q, c)
		return err
	})
	return out
}
