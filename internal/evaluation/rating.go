package evaluation

import (
	"slices"
	"time"
	"unicode/utf8"

	"yichuang/internal/clock"
	"yichuang/internal/errs"
)

// Best and Worst bound the five levels; BadFrom and below are 差评.
const (
	Best    = 5
	Worst   = 1
	BadFrom = 2
)

// Bad tells whether a level is one of the two lowest.
func Bad(level int) bool { return level >= Worst && level <= BadFrom }

// Aspect is something that was not well (差评内容).
type Aspect string

// Aspects lists what can be ticked, in the order of the page.
var Aspects = []Aspect{"attitude", "wait", "slow", "unclear", "round_trip", "asked_more", "absent", "fee", "place"}

// Channel is the way by which a rating came.
type Channel string

const (
	Phone Channel = "phone" // the person's own device
	Pad   Channel = "pad"   // a paired device at the window
)

// longestComment is in characters.
const longestComment = 500

// Answer is what somebody says; without a channel it comes from the own device.
type Answer struct {
	Level   int
	Aspects []Aspect
	Comment string
	Channel Channel
}

// check names everything that is wrong with an answer.
func (a Answer) check() error {
	var bad []*errs.Error
	if a.Level < Worst || a.Level > Best {
		bad = append(bad, errs.New(errs.Invalid, "rating.level").At("level"))
	}
	for _, x := range a.Aspects {
		if !slices.Contains(Aspects, x) {
			bad = append(bad, errs.New(errs.Invalid, "rating.aspect").At("aspect"))
			break
		}
	}
	if utf8.RuneCountInString(a.Comment) > longestComment {
		bad = append(bad, errs.New(errs.Invalid, "rating.comment_long", "max", longestComment).At("comment"))
	}
	if a.Channel != Phone && a.Channel != Pad {
		bad = append(bad, errs.New(errs.Internal, "rating.channel"))
	}
	return errs.Join(bad...)
}

// Rating is one answer as it was given. It never changes.
type Rating struct {
	ID      string
	Hall    string
	Ticket  string
	Seq     int // 1 for the first, 2 for the revision
	Level   int
	Aspects []Aspect
	Comment string
	Channel Channel
	Window  string
	At      time.Time
}

// Settings are the hall's own terms (本大厅规定); days are natural days unless they say otherwise.
type Settings struct {
	Open    int // days after the visit in which a first rating is taken
	Revise  int // days after the first rating in which it can be revised
	Contact int // working days in which a bad rating is looked into
	Rectify int // working days in which it is put right
}

// Defaults as the hall publishes them.
var Defaults = Settings{Open: 30, Revise: 5, Contact: 1, Rectify: 5}

// The pad at a window takes an answer only from shortly after the visit, when the person has had time to read, until the next one
// may have sat down (reliability.md K15).
const (
	padFrom  = 3 * time.Second
	padUntil = time.Minute
)

// Visit is an ended visit with what was said about it so far.
type Visit struct {
	Ticket  string
	Hall    string
	Number  string
	Window  string
	Staff   string
	Ended   time.Time
	Ratings []Rating // by Seq
	Answers []Handling
}

// Last is the rating that counts; ok is false for a visit that nobody rated.
func (v Visit) Last() (r Rating, ok bool) {
	if len(v.Ratings) == 0 {
		return r, false
	}
	return v.Ratings[len(v.Ratings)-1], true
}

// FirstUntil is the instant until which a first rating is taken.
func (v Visit) FirstUntil(s Settings) time.Time { return endOfDay(v.Ended, s.Open) }

// ReviseUntil is the instant until which the first rating can be revised; zero when there is nothing to revise.
func (v Visit) ReviseUntil(s Settings) time.Time {
	if len(v.Ratings) != 1 {
		return time.Time{}
	}
	return endOfDay(v.Ratings[0].At, s.Revise)
}

// May tells why a visit cannot be rated at an instant by a channel; nil when it can.
func (v Visit) May(s Settings, c Channel, now time.Time) error {
	since := now.Sub(v.Ended)
	switch {
	case len(v.Ratings) > 1:
		return errs.New(errs.Conflict, "rating.revised")
	case len(v.Ratings) == 1 && c == Pad:
		return errs.New(errs.Conflict, "rating.again")
	case len(v.Ratings) == 1 && !now.Before(v.ReviseUntil(s)):
		return errs.New(errs.Conflict, "rating.revise_late")
	case len(v.Ratings) == 0 && !now.Before(v.FirstUntil(s)):
		return errs.New(errs.Conflict, "rating.late")
	case c == Pad && (since < padFrom || since > padUntil):
		return errs.New(errs.Conflict, "rating.pad")
	}
	return nil
}

// firstBad is the bad rating that clocks run for; nil when there is none.
func (v Visit) firstBad() *Rating {
	i := slices.IndexFunc(v.Ratings, func(r Rating) bool { return Bad(r.Level) })
	if i < 0 {
		return nil
	}
	return &v.Ratings[i]
}

// endOfDay is the end of the nth day after an instant, in Beijing.
func endOfDay(t time.Time, days int) time.Time {
	t = t.In(clock.Zone)
	return time.Date(t.Year(), t.Month(), t.Day()+days+1, 0, 0, 0, 0, clock.Zone)
}

// HandlingKind is a step in answering a bad rating.
type HandlingKind string

const (
	Contacted HandlingKind = "contact" // 核实: looked into, the person reached where that is possible
	Rectified HandlingKind = "rectify" // 整改: what was put right, or why nothing was wrong
)

// Handling is what was done about a bad rating; its words are shown to whoever holds the token.
type Handling struct {
	ID     string
	Rating string
	Kind   HandlingKind
	Words  string
	At     time.Time
}
