package casework

import (
	"time"

	"yichuang/internal/catalogue"
	"yichuang/internal/notice"
	"yichuang/internal/pii"
	"yichuang/internal/promise"
)

// State is where a case stands. The numbers of the national exchange stand in National.
type State string

const (
	Received  State = "received"  // 收件: papers are here, nothing is accepted yet
	Noticed   State = "noticed"   // 补正: a one-time notice is out
	Accepted  State = "accepted"  // 受理: the limits run
	Decided   State = "decided"   // 办结: decided, the result is being or has been made ready
	Delivered State = "delivered" // 送达
	Filed     State = "filed"     // 归档
	Rejected  State = "rejected"  // 不受理, 不予受理
	Withdrawn State = "withdrawn" // 撤回, by the applicant

	Terminated State = "terminated" // 终止: ends without a decision
	Revoked    State = "revoked"    // 撤销: a granted decision is taken back by the agency
)

// Decision is the outcome of a case.
type Decision string

const (
	NoDecision Decision = ""
	Granted    Decision = "granted"
	Refused    Decision = "refused"
	Maintained Decision = "maintained" // 复查: the first decision stands
	Changed    Decision = "changed"    // 复查: it is changed
)

// Party is who applies or acts for somebody. Names and numbers are stored sealed.
type Party struct {
	Name  string
	ID    pii.Number
	Phone pii.Number
}

// Masked is the name as colleagues see it who do not own the case.
func (p Party) Masked() string { return pii.MaskName(p.Name) }

// Case is one filing handled by the hall (办件).
type Case struct {
	ID         string // random
	Hall       string
	No         string // 办件编号, people read it
	Item       string
	Version    int // of the item
	Department string
	State      State
	Decision   Decision
	Ground     Ground // why it was not taken
	Urgent     string // why it goes before others (特事特办, LIM-4); empty for most
	Twin       string // first case of the story, when the same wish ended without success within 30 days before (K6)
	Kind       string // of applicant: person, enterprise …
	Applicant  Party
	Agent      *Party
	Authority  string // what shows that the agent may act (授权委托书)
	Answers    catalogue.Answers
	Rows       []notice.Row
	Handler    string // 承办人 (CAS-2)
	Post       string // the window post that received it
	Window     string
	Received   time.Time
	Completed  time.Time // complete receipt: the last answer that made the checklist complete
	Accepted   time.Time
	DecidedAt  time.Time
	Ready      time.Time // the result can be handed out
	Delivered  time.Time
	FiledAt    time.Time
	Ended      time.Time // rejected or withdrawn
	Notices    int
	Visits     int
	Edition    int // row version for concurrent changes

	Entry       promise.Outside // 迁移 or 补录, for ever; empty when it was taken in at a window of this program
	EntrySource string          // file or paper number behind it
	EntryAt     time.Time       // when it was entered; Received and Accepted are the paper's
}

// Step is one piece of work of a case at a post (环节).
type Step struct {
	ID      string
	Hall    string
	Case    string
	Step    string // id in the item's version
	Post    string
	Seq     int
	Opened  time.Time
	Done    time.Time
	By      string
	As      string // A or B of the post
	Outcome string
	Reason  string
}

// Open tells whether the step waits for its post.
func (s Step) Open() bool { return s.Done.IsZero() }

// Whose is the subject whose clocks a case has.
const (
	SubjectCase = "case"
	SubjectStep = "step"
)
