package calendar

import (
	"strings"
	"time"

	"yichuang/internal/errs"
)

// longestEvent bounds an event of an ICS file: no break is longer, a wrong year would be.
const longestEvent = 31

// event is one VEVENT of an ICS file (RFC 5545).
type event struct {
	line               int
	start, end         string
	summary, category  string
	special            string // X-APPLE-SPECIAL-DAY
	datesOnly, anyDate bool
}

// readICS reads whole-day events. Whether an event is a day off or a working day has to be said: by CATEGORIES (HOLIDAY, WORKDAY),
// by X-APPLE-SPECIAL-DAY, or by a mark in the summary. What says nothing is refused, never guessed.
func readICS(content string, m Marks) (list []Listed, faults []*errs.Error) {
	var e *event
	for i, line := range unfold(content) {
		if line == "" {
			continue
		}
		name, value, _ := strings.Cut(line, ":")
		name, params, _ := strings.Cut(strings.ToUpper(name), ";")
		value = strings.TrimSpace(value)
		switch {
		case name == "BEGIN" && strings.EqualFold(value, "VEVENT"):
			e = &event{line: i + 1}
		case e == nil:
		case name == "END" && strings.EqualFold(value, "VEVENT"):
			days, wrong := e.days(m)
			list = append(list, days...)
			if wrong != nil {
				faults = append(faults, wrong)
			}
			e = nil
		case name == "DTSTART":
			e.start, e.anyDate, e.datesOnly = value, true, strings.Contains(params, "VALUE=DATE") || len(value) == len("20060102")
		case name == "DTEND":
			e.end = value
		case name == "SUMMARY":
			e.summary = plain(value)
		case name == "CATEGORIES":
			e.category = strings.ToUpper(value)
		case name == "X-APPLE-SPECIAL-DAY":
			e.special = strings.ToUpper(value)
		}
	}
	return list, faults
}

// unfold joins continuation lines to the line that they continue, and leaves empty lines in their places so that numbers hold.
func unfold(content string) []string {
	lines := strings.Split(strings.ReplaceAll(content, "\r\n", "\n"), "\n")
	last := 0
	for i := 1; i < len(lines); i++ {
		if strings.HasPrefix(lines[i], " ") || strings.HasPrefix(lines[i], "\t") {
			lines[last] += lines[i][1:]
			lines[i] = ""
		} else {
			last = i
		}
	}
	return lines
}

var escapes = strings.NewReplacer(`\,`, ",", `\;`, ";", `\n`, " ", `\N`, " ", `\\`, `\`)

func plain(s string) string { return strings.TrimSpace(escapes.Replace(s)) }

// days are the dates of an event; its end is the day after the last one.
func (e *event) days(m Marks) ([]Listed, *errs.Error) {
	first, err := icsDate(e.start)
	if err != nil || !e.anyDate || !e.datesOnly {
		return nil, fault("date", e.line, "DTSTART", "value", e.start)
	}
	after := first + 1
	if e.end != "" {
		if after, err = icsDate(e.end); err != nil || after <= first || after > first+longestEvent {
			return nil, fault("date", e.line, "DTEND", "value", e.end)
		}
	}
	work, said := e.works(m)
	switch {
	case e.summary == "":
		return nil, fault("name", e.line, "SUMMARY")
	case !said:
		return nil, fault("kind", e.line, "CATEGORIES", "value", e.summary)
	}
	var out []Listed
	for d := first; d < after; d++ {
		out = append(out, Listed{e.line, Entry{Date: d, Work: work, Name: e.name(m)}})
	}
	return out, nil
}

// works tells whether the event is a working day; said is false when nothing tells, or two things contradict each other.
func (e *event) works(m Marks) (work, said bool) {
	work = strings.Contains(e.category, "WORKDAY") || e.special == "ALTERNATE-WORKDAY" || m.Work != "" && strings.Contains(e.summary, m.Work)
	rest := strings.Contains(e.category, "HOLIDAY") || e.special == "WORK-HOLIDAY" || m.Rest != "" && strings.Contains(e.summary, m.Rest)
	return work, work != rest
}

// name is the summary without its mark in brackets.
func (e *event) name(m Marks) string {
	s := e.summary
	for _, mark := range []string{m.Rest, m.Work} {
		for _, b := range brackets {
			open, shut := string([]rune(b)[0]), string([]rune(b)[1])
			s = strings.ReplaceAll(s, open+mark+shut, "")
		}
	}
	if s = strings.TrimSpace(s); s == "" {
		return e.summary
	}
	return s
}

func icsDate(s string) (Date, error) {
	t, err := time.Parse("20060102", s)
	if err != nil {
		return 0, err
	}
	return Date(t.Unix() / daySeconds), nil
}

// brackets in which summaries put their mark, plain and full-width.
var brackets = []string{"()", "\uff08\uff09", "[]", "\u3010\u3011"}
