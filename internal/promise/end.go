package promise

import (
	"strings"
	"time"

	"yichuang/internal/calendar"
)

// Keep ends a clock because what was promised is done. A late one needs a reason, which is published, and counts as broken.
func (c *Clock) Keep(v Engine, now time.Time, reason string) error {
	if c.State != Open {
		return errClosed(c)
	}
	c.Derive(v, now)
	if !c.Late(now) {
		c.end(Kept, now, "")
		return nil
	}
	if strings.TrimSpace(reason) == "" {
		return ErrLateReason
	}
	c.Fulfilled = true
	c.end(Broken, now, reason)
	return nil
}

// Break ends a clock whose promise will not be fulfilled (a missed time, a confirmed breach).
func (c *Clock) Break(v Engine, now time.Time, reason string) error {
	if c.State != Open {
		return errClosed(c)
	}
	if strings.TrimSpace(reason) == "" {
		return ErrReason
	}
	c.Derive(v, now)
	c.end(Broken, now, reason)
	return nil
}

// Cancel ends a clock because nothing is owed any more. One that is late already stays owed: it can only be kept or broken, so
// that nobody cancels a breach away.
func (c *Clock) Cancel(v Engine, now time.Time, reason string) error {
	if c.State != Open {
		return errClosed(c)
	}
	if strings.TrimSpace(reason) == "" {
		return ErrReason
	}
	c.Derive(v, now)
	if c.Late(now) {
		return ErrLateCancel
	}
	c.end(Cancelled, now, reason)
	return nil
}

// end closes the clock for ever. A breach counts in the month in which it came about, a kept promise in that of its end.
func (c *Clock) end(s State, now time.Time, reason string) {
	c.State, c.Ended, c.Reason = s, now, strings.TrimSpace(reason)
	c.NextRung, c.NextRungAt = 0, time.Time{}
	c.CountsAt = now
	if s == Broken && !c.Result.Suspended && c.Result.Due.Before(now) {
		c.CountsAt = c.Result.Due
	}
}

// Extend gives a bigger limit from the same start (行政许可法 42): once only, and before the clock has run out. Who approves and by
// how much is the caller's rule.
func (c *Clock) Extend(v Engine, n int, reason string, now time.Time) error {
	if c.State != Open {
		return errClosed(c)
	}
	c.Derive(v, now)
	switch {
	case !c.Agreed.IsZero():
		return ErrAgreed
	case strings.TrimSpace(reason) == "":
		return ErrReason
	case c.Limit.N != c.FirstN:
		return ErrExtendedOnce
	case n <= c.Limit.N || calendar.Limit.Check(calendar.Limit{N: n, Unit: c.Limit.Unit}) != nil:
		return ErrNotLonger
	case c.Late(now):
		return ErrTooLate
	}
	c.Limit.N = n
	c.Derive(v, now)
	return nil
}
