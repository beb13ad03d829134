package identity

import (
	"time"

	"yichuang/internal/errs"
)

// Limits of a session.
type Limits struct {
	IdleAtWindow time.Duration // without a request, at a window (reliability.md O3)
	Idle         time.Duration // elsewhere
	Absolute     time.Duration // after sign-in, whatever happens
}

// Defaults are the limits of a real hall.
var Defaults = Limits{IdleAtWindow: 15 * time.Minute, Idle: 30 * time.Minute, Absolute: 10 * time.Hour}

// seenEvery is how often, at most, a session's last request is written down.
const seenEvery = time.Minute

// Reasons why a session ended.
const (
	EndLogout   = "logout"
	EndIdle     = "idle"
	EndAbsolute = "absolute"
	EndTakeover = "takeover" // another person took the window over and said why
	EndMoved    = "moved"    // the same person signed in again or at another window
	EndRoles    = "roles"
	EndLeft     = "left"
	EndPassword = "password"
	EndByAdmin  = "admin"
)

// Session is a signed-in person, at a window or not; instants in microseconds UTC.
type Session struct {
	ID     string
	Hall   string
	Staff  string
	Window string
	Opened int64
	Seen   int64
	Ended  int64
	Reason string
}

// over is the reason why a session no longer holds at an instant; "" when it does.
func (s Session) over(now int64, l Limits) string {
	idle := l.Idle
	if s.Window != "" {
		idle = l.IdleAtWindow
	}
	switch {
	case s.Ended != 0:
		return s.Reason
	case now-s.Opened >= l.Absolute.Microseconds():
		return EndAbsolute
	case now-s.Seen >= idle.Microseconds():
		return EndIdle
	}
	return ""
}

// DeviceKind says what a paired thing is.
type DeviceKind string

const (
	Kiosk     DeviceKind = "kiosk"
	Display   DeviceKind = "display"
	Evaluator DeviceKind = "evaluator"
	Bridge    DeviceKind = "bridge" // the loopback bridge to printer, card reader and scanner (decision 14)
	Partner   DeviceKind = "system" // another agency's or a measuring program
)

// codeLife is how long a pairing code can be used.
const codeLife = 10 * time.Minute

// Device is a paired thing or system; instants in microseconds UTC, 0 for never.
type Device struct {
	ID      string     `json:"id"`
	Hall    string     `json:"hall"`
	Kind    DeviceKind `json:"kind"`
	Name    string     `json:"name"`
	Zone    string     `json:"zone,omitempty"`
	Window  string     `json:"window,omitempty"`
	Staff   string     `json:"staff,omitempty"` // acts as this person: for measurements only (decision 22)
	Created int64      `json:"-"`
	Paired  int64      `json:"-"`
	Seen    int64      `json:"-"`
	Revoked int64      `json:"-"`
}

// Check tells what is wrong with a device's data.
func (d Device) Check() error {
	return errs.Join(need("hall", d.Hall), need("name", d.Name), d.checkKind())
}

func (d Device) checkKind() *errs.Error {
	switch d.Kind {
	case Kiosk, Display, Evaluator, Bridge, Partner:
		return nil
	}
	return errs.New(errs.Invalid, "identity.device.kind", "kind", d.Kind).At("kind")
}
