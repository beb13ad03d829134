package message

import (
	"errors"
	"time"

	"yichuang/internal/text"
)

// Status of a message.
type Status string

const (
	Created          Status = "created"
	Sending          Status = "sending"
	Delivered        Status = "delivered"         // the gateway took it
	TemporaryFailure Status = "temporary_failure" // will be sent again
	PermanentFailure Status = "permanent_failure" // will not
)

// Statuses lists them in the order in which pages show them.
func Statuses() []Status {
	return []Status{Created, Sending, Delivered, TemporaryFailure, PermanentFailure}
}

func (s Status) final() bool { return s == Delivered || s == PermanentFailure }

// Settings of sending.
type Settings struct {
	Attempts int           // at most
	Pause    time.Duration // after the first failure; doubled after each further one
	Longest  time.Duration // pause
	Timeout  time.Duration // of one attempt
	Lease    time.Duration // after it an attempt counts as lost with its process; longer than Timeout
}

// Defaults give up after about nine hours: 1, 2, 4, … minutes.
var Defaults = Settings{Attempts: 10, Pause: time.Minute, Longest: 4 * time.Hour, Timeout: 15 * time.Second, Lease: 2 * time.Minute}

// row is a stored message.
type row struct {
	id        string
	hall      string
	event     string
	template  Template
	kind      Kind
	lang      text.Lang
	recipient string // sealed
	content   string // sealed
	status    Status
	held      bool
	attempts  int
	nextAt    int64 // microseconds
	reason    string
	createdAt int64
	changedAt int64
}

// due tells whether an attempt may begin. A message that is being sent is due again when its lease has run out.
func (r *row) due(now int64) bool { return !r.held && !r.status.final() && r.nextAt <= now }

// start begins an attempt; false when none is due. A message whose last attempt was lost is given up.
func (r *row) start(now int64, s Settings) bool {
	if !r.due(now) {
		return false
	}
	r.changedAt = now
	if r.attempts >= s.Attempts {
		r.status, r.reason = PermanentFailure, "attempts"
		return false
	}
	r.attempts++
	r.status, r.nextAt = Sending, now+s.Lease.Microseconds()
	return true
}

// end writes the outcome of the attempt with the given number; false when it has nothing to say any more. Success counts even when
// it comes late, because a message that went out must not go out again; a late failure does not.
func (r *row) end(attempt int, failure error, now int64, s Settings) bool {
	if r.status == Delivered || failure != nil && (r.status != Sending || r.attempts != attempt) {
		return false
	}
	r.changedAt = now
	if failure == nil {
		r.status, r.reason = Delivered, ""
		return true
	}
	f := asFailure(failure)
	r.reason = f.Reason
	switch {
	case f.Permanent:
		r.status = PermanentFailure
	case r.attempts >= s.Attempts:
		r.status, r.reason = PermanentFailure, "attempts"
	default:
		r.status, r.nextAt = TemporaryFailure, now+pause(r.attempts, s).Microseconds()
	}
	return true
}

// pause after the n-th failure, n from 1.
func pause(n int, s Settings) time.Duration {
	d := s.Pause
	for ; n > 1 && d < s.Longest; n-- {
		d *= 2
	}
	return min(d, s.Longest)
}

// Failure is what a sender returns when a message did not go out. Its reason is a stable word (message.reason.*) and its cause
// goes nowhere but into the log of the sender, because servers repeat addresses in their answers.
type Failure struct {
	Permanent bool
	Reason    string
	Cause     error
}

func (f *Failure) Error() string { return "message: " + f.Reason }

func (f *Failure) Unwrap() error { return f.Cause }

// asFailure takes any other error as temporary.
func asFailure(err error) *Failure {
	var f *Failure
	var slow interface{ Timeout() bool }
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &slow) && slow.Timeout():
		return &Failure{Reason: "timeout", Cause: err}
	default:
		return &Failure{Reason: "network", Cause: err}
	}
}
