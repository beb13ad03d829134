package almanac

import (
	"strings"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/mutant"
)

// Kind says what a change is.
type Kind string

const (
	National   Kind = "notice"     // 国务院办公厅 …部分节假日安排的通知
	Correction Kind = "correction" // an own edit of a year's list, without a notice
	Region     Kind = "region"     // days that the region sets (全国年节及纪念日放假办法 4)
	Closing    Kind = "closure"    // a hall is shut for some time
)

// Kinds lists them in the order in which pages offer them.
var Kinds = []Kind{National, Region, Closing, Correction}

// Own tells whether a change of this kind is an edit of the hall's or an administrator's own, which keeps earlier dates.
func (k Kind) Own() bool { return k == Correction || k == Region }

// State is how far a change has come.
type State string

const (
	Draft     State = "draft"     // entered, in force for nobody
	Confirmed State = "confirmed" // in force
	Withdrawn State = "withdrawn" // given up before it was in force; a closure also afterwards
)

// Content is what a person enters.
type Content struct {
	Kind   Kind
	Year   int    // of the list; 0 for a closure
	Title  string // of the notice
	Number string // of the notice's document; empty while nobody has seen it
	Issued string // yyyy-mm-dd, may be empty
	Region string // for a region's days
	Days   []calendar.Entry
	From   time.Time // closure
	To     time.Time // closure, exclusive
	Reason string
}

// Step is who took a step, when and why.
type Step struct {
	By     string // staff id
	At     time.Time
	Reason string
}

// Change is one version of the calendar.
type Change struct {
	ID   string
	Hall string // where it was entered; a closure is of this hall, anything else of all
	Content
	State   State
	Entered Step
	Agreed  Step // by the supervision office
	Ended   Step // withdrawn

	Confirmed Step
	Seq       int64 // order of confirmation, from 1

	// What applying it has done so far.
	Clocks, Moved, Kept int
	Applied             time.Time // zero while it runs
}

// check says what is missing; the days themselves are checked by package calendar.
func (c Content) check(now time.Time) error {
	switch {
	case !c.Kind.known():
		return ErrKind
	case strings.TrimSpace(c.Reason) == "":
		return ErrReason
	case c.Kind == Closing:
		return c.checkClosure(now)
	case c.Year < 2000 || c.Year > 2100:
		return ErrYear
	case c.Kind == National && strings.TrimSpace(c.Title) == "":
		return ErrTitle
	case c.Kind == Region && strings.TrimSpace(c.Region) == "":
		return ErrRegion
	}
	if c.Issued != "" {
		if d, err := calendar.ParseDate(c.Issued); err != nil || d > calendar.DateOf(now) {
			return ErrIssued
		}
	}
	return nil
}

func (c Content) checkClosure(now time.Time) error {
	switch {
	case c.From.IsZero():
		return ErrFrom
	case !c.To.After(c.From):
		return ErrTo
	case !c.To.After(now):
		return ErrPast
	}
	return nil
}

func (k Kind) known() bool {
	for _, x := range Kinds {
		if x == k {
			return true
		}
	}
	return false
}

// Keeps tells whether applying the change keeps earlier dates: an own edit to which the supervision office has not agreed.
func (c *Change) Keeps() bool { return c.Kind.Own() && c.Agreed.By == "" }

// Agree is the supervision office's consent that dates may move later (K9). It has to come before the confirmation, so that nobody is
// told two dates.
func (c *Change) Agree(by, reason string, now time.Time) error {
	switch {
	case c.State != Draft:
		return errState(c)
	case !c.Kind.Own():
		return ErrNoConsent
	case c.Agreed.By != "":
		return ErrAgreedAlready
	case by == c.Entered.By:
		return ErrSamePerson
	case strings.TrimSpace(reason) == "":
		return ErrReason
	}
	c.Agreed = Step{by, now, strings.TrimSpace(reason)}
	return nil
}

// Confirm puts the change in force: by another person than the one who entered it.
func (c *Change) Confirm(by, reason string, now time.Time) error {
	switch {
	case c.State != Draft:
		return errState(c)
	case by == c.Entered.By && !mutant.On("confirm_own_calendar"):
		return ErrSamePerson
	case strings.TrimSpace(reason) == "":
		return ErrReason
	}
	c.State, c.Confirmed = Confirmed, Step{by, now, strings.TrimSpace(reason)}
	if c.Kind == Closing {
		c.Applied = now
	}
	return nil
}

// Withdraw gives a draft up, or opens a hall again that was to be shut. Days in force are changed by a later version only.
func (c *Change) Withdraw(by, reason string, now time.Time) error {
	switch {
	case c.State != Draft && !(c.State == Confirmed && c.Kind == Closing):
		return errState(c)
	case strings.TrimSpace(reason) == "":
		return ErrReason
	}
	c.State, c.Ended = Withdrawn, Step{by, now, strings.TrimSpace(reason)}
	return nil
}

// Notice is the source as the calendar shows it.
func (c *Change) Notice() calendar.Notice {
	return calendar.Notice{Year: c.Year, Title: c.Title, Number: c.Number, Issued: c.Issued, ImportedBy: c.Entered.By}
}

// Over lays the change over a calendar.
func (c *Change) Over(cal *calendar.Calendar) *calendar.Calendar {
	switch c.Kind {
	case National, Correction:
		return cal.WithVersion(c.Notice(), c.Days)
	case Region:
		return cal.WithOverlay(c.Region, c.Year, c.Days)
	}
	return cal
}

// Compose lays confirmed changes over the built-in calendar, in the order of their confirmation.
func Compose(base *calendar.Calendar, confirmed []Change) *calendar.Calendar {
	for i := range confirmed {
		base = confirmed[i].Over(base)
	}
	return base
}

// Closures are those of a hall among confirmed changes.
func Closures(hall string, confirmed []Change) []calendar.Closure {
	var out []calendar.Closure
	for _, c := range confirmed {
		if c.Kind == Closing && c.Hall == hall {
			out = append(out, calendar.Closure{From: c.From, To: c.To, Reason: c.Reason})
		}
	}
	return out
}
