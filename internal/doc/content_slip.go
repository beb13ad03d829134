package doc

// Ticket is the 80 mm queue ticket (HAL-1). It carries no name.
type Ticket struct {
	Number   string     `json:"number"`             // A001
	Matters  []string   `json:"matters"`            // one or several
	Zone     string     `json:"zone,omitempty"`     // where to wait
	Windows  string     `json:"windows,omitempty"`  // 03 – 07
	Ahead    int        `json:"ahead"`              // people before; 0: no wait
	From     int64      `json:"from,omitempty"`     // µs UTC, expected call, earliest
	To       int64      `json:"to,omitempty"`       // µs UTC, expected call, latest
	Priority string     `json:"priority,omitempty"` // reason of a priority ticket, in words
	Booked   int64      `json:"booked,omitempty"`   // µs UTC, the appointment's time
	Bring    []Material `json:"bring,omitempty"`    // what to bring; shared ones are exempt
	Code     string     `json:"code,omitempty"`     // secret to follow or give back the ticket
	Back     *Back      `json:"back,omitempty"`     // the rule for a missed call
}

// Back is the hall's rule for a missed call (过号): back within Minutes, called after Tickets others.
type Back struct {
	Minutes int `json:"minutes"`
	Tickets int `json:"tickets"`
}

// Outcome of one matter of a visit (doc.outcome.*).
type Outcome string

const (
	OutcomeFinished  Outcome = "finished"  // 当场办结
	OutcomeAccepted  Outcome = "accepted"  // 已受理
	OutcomeNoticed   Outcome = "noticed"   // 一次性告知
	OutcomeRefused   Outcome = "refused"   // 不予受理
	OutcomeConsulted Outcome = "consulted" // 已咨询
	OutcomeCollected Outcome = "collected" // 已领取结果
	OutcomeLeft      Outcome = "left"      // 离开未办
)

// Done is one matter with its outcome; Number is the case or letter number.
type Done struct {
	Matter  string  `json:"matter"`
	Outcome Outcome `json:"outcome"`
	Number  string  `json:"number,omitempty"`
}

// VisitSlip ends a visit: what came of it, and the token for rating it (SUP-1). The address is in Head.Verify.
type VisitSlip struct {
	Ticket   string `json:"ticket"`
	Window   string `json:"window"`
	Clerk    string `json:"clerk"`
	Badge    string `json:"badge,omitempty"`
	Matters  []Done `json:"matters"`
	EndedAt  int64  `json:"ended_at"`            // µs UTC
	RateDays int    `json:"rate_days,omitempty"` // natural days in which a rating can be changed
	Code     string `json:"code,omitempty"`      // the token as letters, for people without a camera
}

func (*Ticket) Kind() Kind    { return KindTicket }
func (*VisitSlip) Kind() Kind { return KindVisitSlip }
