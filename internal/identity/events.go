package identity

import (
	"yichuang/internal/ids"
	"yichuang/internal/journal"
)

// StaffSaved: a person was taken on or the data changed.
type StaffSaved struct {
	Staff Staff `json:"staff"`
}

// StaffDeactivated: a person left and lost all rights; the history stays.
type StaffDeactivated struct {
	Staff  string `json:"staff"`
	Reason string `json:"reason,omitempty"`
}

// RolesSet: a person's roles changed.
type RolesSet struct {
	Staff  string     `json:"staff"`
	Old    []ids.Role `json:"old"`
	New    []ids.Role `json:"new"`
	Reason string     `json:"reason,omitempty"`
}

// PasswordSet: a password was set, by the person or by an administrator, who says why.
type PasswordSet struct {
	Staff  string `json:"staff"`
	Reason string `json:"reason,omitempty"`
}

// SessionOpened: somebody signed in.
type SessionOpened struct {
	Staff  string `json:"staff"`
	Window string `json:"window,omitempty"`
}

// SessionEnded: a session ended before the person signed out, or by that. Note is why a window was taken over.
type SessionEnded struct {
	Staff  string `json:"staff"`
	Window string `json:"window,omitempty"`
	Reason string `json:"reason"`
	Note   string `json:"note,omitempty"`
}

// LoginDelayed: guessing went on beyond the free guesses.
type LoginDelayed struct {
	Address string `json:"address"`
	Fails   int64  `json:"fails"`
	Seconds int64  `json:"seconds"`
}

// DeviceCreated: a device may be paired.
type DeviceCreated struct {
	Device Device `json:"device"`
}

// DevicePaired: a device has its token.
type DevicePaired struct {
	Device string `json:"device"`
}

// DeviceRevoked: a device's token is worth nothing any more.
type DeviceRevoked struct {
	Device string `json:"device"`
}

// Denied: somebody tried what he may not do. Suppressed counts the equal tries since the last one written down.
type Denied struct {
	Act        string `json:"act"`
	Hall       string `json:"hall,omitempty"`
	Department string `json:"department,omitempty"`
	Suppressed int    `json:"suppressed,omitempty"`
}

func (StaffSaved) EventType() string       { return "identity.staff.saved" }
func (StaffDeactivated) EventType() string { return "identity.staff.deactivated" }
func (RolesSet) EventType() string         { return "identity.roles.set" }
func (PasswordSet) EventType() string      { return "identity.password.set" }
func (SessionOpened) EventType() string    { return "identity.session.opened" }
func (SessionEnded) EventType() string     { return "identity.session.ended" }
func (LoginDelayed) EventType() string     { return "identity.login.delayed" }
func (DeviceCreated) EventType() string    { return "identity.device.created" }
func (DevicePaired) EventType() string     { return "identity.device.paired" }
func (DeviceRevoked) EventType() string    { return "identity.device.revoked" }
func (Denied) EventType() string           { return "identity.denied" }

var _ = journal.Register(StaffSaved{}, StaffDeactivated{}, RolesSet{}, PasswordSet{}, SessionOpened{}, SessionEnded{}, LoginDelayed{},
	DeviceCreated{}, DevicePaired{}, DeviceRevoked{}, Denied{})
