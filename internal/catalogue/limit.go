package catalogue

import (
	"fmt"
	"strings"

	"yichuang/internal/calendar"
)

// StartEvents orders the acts that may start a limit. A smaller rank is never later in a case. The letter, the record with the money,
// the booked hour and the opened box are what "complete receipt" is in the items that have them.
var StartEvents = map[string]int{
	"receipt":                   0, // something was handed in
	"complete_receipt":          1, // the last required paper came in
	"letter_received":           1, // 同意接收函 (CAS-4)
	"record_and_money_received": 1, // both (CAS-4)
	"booked_time":               1, // LIM-10
	"box_opened":                1, // SUP-3
	"accepted":                  2, // 受理 (行政许可法 42)
	"decided":                   3, // for delivery (行政许可法 44)
}

// Calendar is the limit as the engine counts it. Lint has seen to it that the unit is known.
func (l Limit) Calendar() (calendar.Limit, error) {
	u, err := calendar.ParseUnit(l.Unit)
	if err != nil {
		return calendar.Limit{}, err
	}
	out := calendar.Limit{N: l.N, Unit: u}
	return out, out.Check()
}

// String writes the limit as "10 working_days".
func (l Limit) String() string { return fmt.Sprintf("%d %s", l.N, l.Unit) }

// Own tells that no source gives this limit: it is shown as 本厅承诺(示例).
func (l Limit) Own() bool { return l.Source == "own" }

// Timetable is the hall's office hours as the calendar reads them. The last season there holds for every other day; uncovered
// sees to it that this changes nothing.
func (h *Hall) Timetable() (calendar.Hall, error) {
	var out calendar.Hall
	for i, t := range h.Hours {
		sessions, err := calendar.ParseSessions(strings.Join(t.Open, ","))
		if err != nil {
			return out, err
		}
		table := calendar.Timetable{From: t.From, To: t.To, Sessions: sessions}
		if i == len(h.Hours)-1 {
			table.From, table.To = "", ""
		}
		out.Timetables = append(out.Timetables, table)
	}
	return out, out.Check()
}
