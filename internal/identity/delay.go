package identity

import "time"

// Guesses on one account from one address are free three times, then each costs twice the time of the one before, up to five
// minutes; after an hour of silence all is forgotten. Nobody is locked out for ever, and somebody who guesses from another address
// does not keep the person from signing in (reliability.md O2). An address is counted by itself too, widely, because a whole hall
// may share one.
const (
	freeGuesses        = 3
	freeGuessesAddress = 20
	longestDelay       = 5 * time.Minute
	forgetAfter        = time.Hour
)

// attempts is what is remembered of the guesses from one source; instants in microseconds UTC.
type attempts struct {
	Fails, Last, Next int64
}

// wait is how long nothing may be tried yet.
func (a attempts) wait(now int64) time.Duration {
	if a.Next <= now {
		return 0
	}
	return time.Duration(a.Next-now) * time.Microsecond
}

// failed counts one more guess.
func (a attempts) failed(now int64, free int64) attempts {
	if now-a.Last > forgetAfter.Microseconds() {
		a = attempts{}
	}
	a.Fails++
	a.Last = now
	a.Next = now + delay(a.Fails-free).Microseconds()
	return a
}

// delay after the nth guess beyond the free ones: 1 s, 2 s, 4 s …
func delay(n int64) time.Duration {
	switch {
	case n <= 0:
		return 0
	case n > 9:
		return longestDelay
	}
	return min(longestDelay, time.Second<<(n-1))
}
