package queue

import (
	"time"

	"yichuang/internal/errs"
)

// WindowState is what a window does now (HAL-4).
type WindowState string

const (
	WindowClosedState WindowState = "closed"
	WindowOpenState   WindowState = "open"
	WindowPausedState WindowState = "paused" // 暂离: always with a return time
)

// Window is a service counter as the queue sees it (窗口).
type Window struct {
	ID     string
	Hall   string
	No     string // "06"
	Zone   string
	State  WindowState
	Staff  string // id of the one who opened it
	Name   string // of that person, shown on the sign
	Since  time.Time
	Reason string
	Return time.Time // when paused
	Ticket string    // called or being served here
	Serves []Serves
}

// Serves says that a window serves a line: every class of it, or its priority tickets only (a dedicated green-channel window).
type Serves struct {
	Line         string
	PriorityOnly bool
}

// Open lets the window call.
func (w *Window) Open(staff, name string, now time.Time) error {
	w.State, w.Staff, w.Name, w.Since, w.Reason, w.Return = WindowOpenState, staff, name, now, "", time.Time{}
	return nil
}

// Pause stops calling for a while; whoever pauses says why and when the window is back.
func (w *Window) Pause(reason string, back, now time.Time) error {
	switch {
	case w.State != WindowOpenState:
		return ErrWindowClosed
	case reason == "":
		return ErrReasonRequired
	case !back.After(now) || back.Sub(now) > 4*time.Hour:
		return ErrReturnTime
	}
	w.State, w.Reason, w.Return, w.Since = WindowPausedState, reason, back, now
	return nil
}

// Close ends the window's day; a visit under way is ended first.
func (w *Window) Close(now time.Time) error {
	if w.Ticket != "" {
		return errs.New(errs.Conflict, "window.close.busy")
	}
	w.State, w.Since, w.Reason, w.Return, w.Staff, w.Name = WindowClosedState, now, "", time.Time{}, "", ""
	return nil
}

// ServesLine tells whether the window takes ordinary tickets of a line.
func (w *Window) ServesLine(line string) bool {
	for _, s := range w.Serves {
		if s.Line == line {
			return true
		}
	}
	return false
}

// Estimate is how long a new ticket waits, as a range in whole minutes: ahead people, windows open, a usual length of visit. It is
// honest about not knowing: the range is wide, and with no window open there is none (ok false).
func Estimate(ahead, windows, minutes int) (from, to int, ok bool) {
	if windows <= 0 {
		return 0, 0, false
	}
	mean := float64(ahead*minutes) / float64(windows)
	return int(mean * 0.7), int(mean*1.3 + 0.5), true
}
