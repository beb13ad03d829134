package promise

import (
	"strings"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/mutant"
)

// Outage is the ground of a measured failure of power or network: the one ground that is no special procedure, and the one
// that stops the promised limit only (decision 5).
const Outage = "outage"

// Stop is a wish to stop clocks (LIM-12). A special procedure begins with the act and ends with Resume; an outage was measured, so
// it has both ends and lies in the past.
type Stop struct {
	Ground   string    `json:"ground"`
	Reason   string    `json:"reason"`
	Document string    `json:"document,omitempty"` // the written notice to the applicant (特别程序告知书)
	Second   string    `json:"second,omitempty"`   // staff id of the second person, where the hall asks for one
	From     time.Time `json:"from,omitzero"`      // outage only
	To       time.Time `json:"to,omitzero"`        // outage only
}

// Check says what is missing from a stop.
func (s Stop) Check(now time.Time) error {
	switch {
	case s.Ground == "":
		return ErrGround
	case strings.TrimSpace(s.Reason) == "":
		return ErrReason
	case s.Ground != Outage && s.Document == "":
		return ErrNoNotice
	case s.Ground == Outage && (s.From.IsZero() || !s.To.After(s.From) || s.To.After(now)):
		return ErrNotMeasured
	case s.Ground != Outage && !(s.From.IsZero() && s.To.IsZero()):
		return ErrBackdated
	}
	return nil
}

// Exclude adds the time of a stop to an open clock; ok is false when the stop does not concern it.
func (c *Clock) Exclude(s Stop, now time.Time) (ok bool, err error) {
	if err := s.Check(now); err != nil {
		return false, err
	}
	if c.State != Open || !c.Agreed.IsZero() || s.Ground == Outage && c.Source == Statutory && !mutant.On("outage_stops_statute") {
		return false, nil
	}
	e := calendar.Exclusion{From: now, Ground: s.Ground}
	if s.Ground == Outage {
		e.From, e.To = s.From, s.To
	}
	c.Exclusions = append(c.Exclusions, e)
	return true, nil
}
