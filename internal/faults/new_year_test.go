package faults

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"yichuang/internal/app"
	"yichuang/internal/calendar"
	"yichuang/internal/casework"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/doc"
	"yichuang/internal/errs"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/letter"
	"yichuang/internal/once"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
)

// CLK-1, CAL-1: the hall goes on into a year whose notice of days off nobody has loaded. Dates that reach into it say 暂定 on the page
// and on the paper, nothing is overdue before its day, and work goes on.
func TestCLK1_IntoAYearWithoutACalendar(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		if h.Almanac.Calendar().Loaded(2027) {
			t.Skip("the notice for 2027 is built in now: move this test on by a year")
		}
		h.Clock.Set(time.Date(2026, 10, 12, 10, 0, 0, 0, clock.Zone))
		d := h.Sit("06")
		said(h, d.Accept(item), false)
		h.Clock.Set(time.Date(2026, 12, 28, 10, 0, 0, 0, clock.Zone))
		c := d.Accept(item)
		said(h, c, true)
		whole := clocksOf(h, c.ID)
		for _, k := range whole {
			if want := counted(k.Start, k.Limit.N); k.State == promise.Open && (!k.Result.Provisional || calendar.DateOf(k.Result.Due) != want) {
				t.Errorf("%s: due %v, provisional %v; want %v, provisional", k.Kind, k.Result.Due, k.Result.Provisional, want)
			}
		}
		h.Clock.Set(time.Date(2027, 1, 1, 10, 0, 0, 0, clock.Zone))
		line := app.LineID(halltest.City, "sb")
		if _, err := h.Queue.Take(h.Ctx, h.Kiosk(), halltest.City, queue.Request{Line: line, Origin: ids.New()}, once.Key{}); !errors.Is(err, errs.New(errs.Conflict, "ticket.take.closed_today")) {
			t.Errorf("a number on New Year's Day: %v", err)
		}
		h.Clock.Set(time.Date(2027, 1, 4, 10, 0, 0, 0, clock.Zone))
		if got := h.Ticket(item).Ticket; got.Number != "A001" || got.Day != "2027-01-04" {
			t.Errorf("the first number of the year is %s of %s", got.Number, got.Day)
		}
		falseOverdue(h)
		h.Verified()
	})
}

// said looks whether the page of a case and its acceptance letter call the date provisional.
func said(h *halltest.Hall, c *casework.Case, provisional bool) {
	h.T.Helper()
	page := h.SignIn("E-SB-06", "shi-06").Get(desk + "/case/" + c.ID).Body
	for where, words := range map[string]string{"page": page, "letter": acceptance(h, c)} {
		if strings.Contains(words, "暂定") != provisional {
			h.T.Errorf("the %s of a case accepted on %v: provisional is to be said: %v", where, c.Accepted, provisional)
		}
	}
}

func clocksOf(h *halltest.Hall, caseID string) (out []promise.Clock) {
	h.Read(func(q *db.Q) (err error) {
		out, err = promise.OfSubject(q, promise.Subject{Type: casework.SubjectCase, ID: caseID})
		return err
	})
	return out
}

// counted is the nth working day after a start, on fingers: weekends and New Year's Day are off, nothing else is known of the year.
func counted(start time.Time, n int) calendar.Date {
	day := start.In(clock.Zone)
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		if w := day.Weekday(); w != time.Saturday && w != time.Sunday && day.YearDay() != 1 {
			n--
		}
	}
	return calendar.DateOf(day)
}

// falseOverdue looks at every open clock each noon of January: late is late, and only that.
func falseOverdue(h *halltest.Hall) {
	h.T.Helper()
	late, open := 0, 0
	for day := time.Date(2026, 12, 28, 12, 0, 0, 0, clock.Zone); day.Month() != time.February; day = day.AddDate(0, 0, 1) {
		h.Clock.Set(day)
		h.Read(func(q *db.Q) error {
			list, err := promise.OpenOfHall(q, halltest.City, 100)
			for _, s := range h.Clocks.Standings(q, list) {
				if s.Limit.Unit != calendar.WorkingDays {
					continue
				}
				over := calendar.DateOf(day) > counted(s.Start, s.Limit.N)
				if open++; over {
					late++
				}
				if (s.Lamp == promise.LampOver) != over {
					h.T.Errorf("%v: %s of %d days from %v shows %s", day, s.Kind, s.Limit.N, s.Start, s.Lamp)
				}
			}
			return err
		})
	}
	if late == 0 || late == open {
		h.T.Errorf("of %d looks %d were at something late: the test says nothing", open, late)
	}
}

// acceptance is the first letter of a case as it is read.
func acceptance(h *halltest.Hall, c *casework.Case) string {
	var out bytes.Buffer
	h.Read(func(q *db.Q) error {
		list, err := letter.Of(q, journal.Ref{Type: "case", ID: c.ID})
		if err != nil {
			return err
		}
		_, l, err := h.Letters.Thaw(q, list[0].ID)
		if err != nil {
			return err
		}
		return doc.Fragment(&out, l, doc.Options{})
	})
	return out.String()
}
