package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/text"
)

// deadlineCmd computes due dates on the built-in calendar, one from flags or many from a file.
type deadlineCmd struct {
	Received   string   `help:"When it was received: RFC 3339, or yyyy-mm-ddThh:mm in Beijing time." placeholder:"TIME"`
	Limit      int      `help:"Length of the limit; 0 means at once." default:"-1" placeholder:"N"`
	Unit       string   `help:"What the limit counts: working_days, natural_days, months or hours." default:"working_days"`
	Suspend    []string `help:"Time that does not count, FROM..TO with dates (last day included) or instants; an empty TO has no end yet. May be repeated." sep:"none" placeholder:"FROM..TO"`
	Office     string   `help:"Office hours of every working day." default:"09:00-12:00,13:00-17:00" placeholder:"HH:MM-HH:MM,…"`
	AfterHours string   `help:"The start day of what is received outside office hours: same_day or next_workday." default:"same_day"`
	Explain    bool     `help:"Say of each day whether it counted, and why."`
	JSON       bool     `help:"Write JSON." name:"json"`
	Lang       string   `help:"Language of the explanation." enum:"zh-CN,en" default:"zh-CN"`
	CSV        string   `help:"Compute every row of a file with the columns id, received_at, limit_value, limit_unit, suspensions; writes id,due,provisional." name:"csv" placeholder:"FILE"`
}

// streams are where a command writes; tests read them.
type streams struct{ out, err io.Writer }

// Run computes and prints.
func (c *deadlineCmd) Run(s streams) error {
	v, err := c.view()
	if err != nil {
		return err
	}
	if c.CSV != "" {
		return c.file(v, s)
	}
	return c.one(v, s.out)
}

// view compiles the built-in calendar with the office hours and the policy of the flags.
func (c *deadlineCmd) view() (*calendar.View, error) {
	var p calendar.Policy
	if err := p.AfterHours.UnmarshalText([]byte(c.AfterHours)); err != nil {
		return nil, fmt.Errorf("--after-hours: %w", err)
	}
	hours, err := calendar.ParseSessions(c.Office)
	if err != nil {
		return nil, fmt.Errorf("--office: %w", err)
	}
	hall := calendar.Hall{Timetables: []calendar.Timetable{{Sessions: hours}}}
	return calendar.NewView(calendar.Builtin(), hall, p), nil
}

func (c *deadlineCmd) one(v *calendar.View, out io.Writer) error {
	start, l, ex, err := c.input()
	if err != nil {
		return err
	}
	x := v.Explain(start, l, ex)
	switch {
	case c.JSON:
		return writeJSON(out, x, c.Explain)
	case c.Explain:
		words := text.Must(calendar.Texts)
		for _, step := range x.Steps {
			fmt.Fprintf(out, "%s %s  %s\n", step.Date, step.Date.Words(words, text.Lang(c.Lang)), step.Words(words, text.Lang(c.Lang)))
		}
	}
	_, err = fmt.Fprintln(out, plain(x.Result))
	return err
}

func (c *deadlineCmd) input() (start time.Time, l calendar.Limit, ex []calendar.Exclusion, err error) {
	if c.Received == "" || c.Limit == -1 {
		return start, l, nil, errors.New("--received and --limit are needed, or --csv FILE")
	}
	if start, err = calendar.ParseInstant(c.Received); err != nil {
		return start, l, nil, fmt.Errorf("--received: %w", err)
	}
	l.N = c.Limit
	if l.Unit, err = calendar.ParseUnit(c.Unit); err != nil {
		return start, l, nil, fmt.Errorf("--unit: %w", err)
	}
	if err = l.Check(); err != nil {
		return start, l, nil, fmt.Errorf("--limit: %w", err)
	}
	for _, s := range c.Suspend {
		e, err := calendar.ParseExclusion(s)
		if err != nil {
			return start, l, nil, fmt.Errorf("--suspend: %w", err)
		}
		ex = append(ex, e)
	}
	return start, l, ex, nil
}

// due is the form in which results are printed: RFC 3339 at +08:00, or SUSPENDED.
func due(r calendar.Result) string {
	if r.Suspended {
		return "SUSPENDED"
	}
	return r.Due.Format(time.RFC3339Nano)
}

func plain(r calendar.Result) string {
	if r.Provisional {
		return due(r) + " provisional"
	}
	return due(r)
}

type deadlineJSON struct {
	Received        time.Time            `json:"received"`
	Limit           calendar.Limit       `json:"limit"`
	Suspended       []calendar.Exclusion `json:"suspensions"`
	Due             string               `json:"due"`
	Provisional     bool                 `json:"provisional"`
	Policy          calendar.Policy      `json:"policy"`
	CalendarVersion string               `json:"calendar_version"`
	Steps           []calendar.Step      `json:"steps,omitempty"`
}

func writeJSON(out io.Writer, x calendar.Explanation, steps bool) error {
	j := deadlineJSON{x.Received, x.Limit, x.Excluded, due(x.Result), x.Result.Provisional, x.Policy, x.Version, nil}
	if j.Suspended == nil {
		j.Suspended = []calendar.Exclusion{}
	}
	if steps {
		j.Steps = x.Steps
	}
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(j)
}

func (c *deadlineCmd) file(v *calendar.View, s streams) error {
	f, err := os.Open(c.CSV)
	if err != nil {
		return err
	}
	defer f.Close()
	return deadlines(v, f, s)
}
