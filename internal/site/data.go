package site

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// LampKind is the state of a clock as the lamp shows it: colour, shape and word, always all three.
type LampKind string

const (
	LampOK   LampKind = "ok"   // 正常 ●
	LampWarn LampKind = "warn" // 预警 ▲
	LampOver LampKind = "over" // 超期 ■
	LampHalt LampKind = "halt" // 中止 ‖
	LampDone LampKind = "done" // 办结 ✓
)

func (k LampKind) class() string {
	if k == LampOK || k == "" {
		return "lamp"
	}
	return "lamp lamp-" + string(k)
}

// StepState is where a step stands.
type StepState string

const (
	StepDone StepState = "done"
	StepNow  StepState = "now"
	StepTodo StepState = "todo"
)

// Step is one word of the horizontal tracker.
type Step struct {
	Label string
	State StepState
}

// Leg is one entry of the vertical timeline, with its dates.
type Leg struct {
	State       StepState
	Title, Tag  string
	Lines       []string
	LinkText    string
	LinkHref    string
	LinkNewPage bool
}

// Tile is one figure: number, unit and one line of context.
type Tile struct {
	Label, Value, Unit, Context string
	Tone                        string // "", "warn" or "over"
	Icon                        string
	Href                        string
}

// Option is one choice of a list, a radio group or the four answers.
type Option struct {
	Value, Label, Hint string
	Class              string // of the four answers: ok, miss, bad, soft
	Disabled           bool
}

// Input is one form field. It keeps what was typed: the caller passes Value back after an error.
type Input struct {
	Name, Label, Hint, Error, Value string
	Type                            string // text (default), tel, number, date, time, password, search, textarea, select, radio, file
	Options                         []Option
	Rows                            int  // of a textarea, 3 by default
	Optional                        bool // says 可不填; required is the normal case and is not marked
	Autocomplete, InputMode         string
	Accept                          string // of a file field
	Max                             int    // longest input in characters, 0 for no limit
	Key                             string // keyboard map entry, "/" for search
}

// ID is the id of the control, the target of the error summary's links.
func (in Input) ID() string { return "f-" + in.Name }

func (in Input) describedBy() string {
	var ids []string
	if in.Hint != "" {
		ids = append(ids, in.ID()+"-hint")
	}
	if in.Error != "" {
		ids = append(ids, in.ID()+"-error")
	}
	return strings.Join(ids, " ")
}

// FieldError is one line of the error summary.
type FieldError struct{ Field, Message string }

// Ask is a confirmation with a reason. Without JavaScript it unfolds in place; with it, it opens as a dialog.
type Ask struct {
	ID           string
	Trigger      string // word on the button that opens it
	TriggerIcon  string
	TriggerClass string // btn, btn btn-danger …; btn when empty
	Key          string // keyboard map entry
	Title        string
	Warning      string // says what happens and who will be told
	Action       string // where the form is posted
	Submit       string // the verb
	Open         bool   // after an error
	Files        bool   // the form carries files
	Hidden       map[string]string
}

func (a Ask) triggerClass() string {
	if a.TriggerClass == "" {
		return "btn"
	}
	return a.TriggerClass
}

// Chip is a filter: a link, so that what is on the screen can be shared.
type Chip struct {
	Label, Href string
	On          bool
	Lamp        LampKind // shows the lamp's shape before the label when set
}

// Counter is the card of one service window on the manager's plan.
type Counter struct {
	No, Business, Who string
	Big               string // the ticket, or the word of the state
	Line              string
	State             string // "", idle, long, away, empty, off
	BigIsWord         bool
	Href              string
	Covering          bool // somebody stands in
}

func (c Counter) class() string {
	if c.State == "" {
		return "win"
	}
	return "win win-" + c.State
}

// Pager is one page of a list; the caller makes the addresses so that filters stay in them.
type Pager struct {
	Page, Pages int
	Prev, Next  string
}

// percentClass is the rung of the class ladder for a share of 0 to 100, in steps of five: a style attribute would break the CSP.
func percentClass(percent int) string {
	return "p-" + strconv.Itoa(max(0, min(100, (percent+2)/5*5)))
}

// dayClasses are the boxes of a days strip, one a working day: days past are filled, today is ringed.
func dayClasses(total, today int) []string {
	out := make([]string, max(0, total))
	for i := range out {
		switch day := i + 1; {
		case day == today:
			out[i] = "today"
		case day < today:
			out[i] = "on"
		}
	}
	return out
}

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }
