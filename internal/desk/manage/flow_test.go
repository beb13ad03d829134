package manage_test

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/queue"
)

var flowRow = regexp.MustCompile(`(?s)<td class="num">(\d\d:\d\d)</td>\s*<td class="r num">([^<]*)</td>\s*<td class="r num">([^<]*)</td>\s*<td class="r num">([^<]*)</td>`)

// flowTable reads the figures under the picture by the time of day: came, expected, capacity.
func flowTable(body string) map[string][3]string {
	out := map[string][3]string{}
	for _, m := range flowRow.FindAllStringSubmatch(body, -1) {
		out[m[1]] = [3]string{m[2], m[3], m[4]}
	}
	return out
}

// visit is a ticket as a naive reader sees it.
type visit struct {
	taken         time.Time
	state         queue.State
	served, ended time.Time
}

func visits(h *halltest.Hall) (list []visit) {
	h.Read(func(q *db.Q) error {
		rows, err := q.Query(`SELECT taken_at, state, served_at, ended_at FROM ticket`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var v visit
			var taken, served, ended int64
			if err := rows.Scan(&taken, &v.state, &served, &ended); err != nil {
				return err
			}
			v.taken, v.served, v.ended = db.FromMicro(taken), db.FromMicro(served), db.FromMicro(ended)
			list = append(list, v)
		}
		return rows.Err()
	})
	return list
}

func slotOf(t time.Time) string {
	return fmt.Sprintf("%02d:%02d", t.Hour(), t.Minute()/30*30)
}

// weeksOfTuesdays fills five past Tuesdays, one of them a day on which nobody came, and ends on the sixth at ten.
func weeksOfTuesdays(h *halltest.Hall) {
	for _, come := range [][2]int{{9, 9}, {4, 2}, {1, 7}, {0, 0}, {2, 5}} {
		for range come[0] {
			h.Ticket("SB-01")
		}
		h.Wait(35 * time.Minute)
		for range come[1] {
			h.Ticket("SB-01")
		}
		_, err := h.Queue.EndDay(h.Ctx, ids.TheSystem(halltest.City), halltest.City)
		h.Must(err)
		h.Clock.Set(h.Clock.Now().AddDate(0, 0, 7).Add(-35 * time.Minute))
	}
}

func TestTheFlowCountsWhatANaiveCountCounts(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		weeksOfTuesdays(h)
		d := h.Sit("06")
		h.Sit("07")
		h.Ticket("SB-01")
		x, v := d.Next()
		h.Wait(12 * time.Minute)
		h.Must(h.Queue.DecidePlain(h.Ctx, d.Clerk, d.Window, x.ID, v.Matter, queue.Consultation))
		_, err := h.Queue.Finish(h.Ctx, d.Clerk, d.Window, x.ID)
		h.Must(err)
		h.Wait(19 * time.Minute) // 10:31
		h.Ticket("SB-01")
		h.Ticket("SB-05")

		now := h.Clock.Now().In(clock.Zone)
		came, past, days, minutes, done := map[string]int{}, map[string]int{}, map[string]bool{}, 0.0, 0.0
		for _, v := range visits(h) {
			ago := int(now.Sub(v.taken).Hours()/24 + 0.5)
			switch {
			case v.taken.Format(time.DateOnly) == now.Format(time.DateOnly):
				came[slotOf(v.taken)]++
			case ago <= 28 && v.taken.Weekday() == now.Weekday():
				past[slotOf(v.taken)]++
				days[v.taken.Format(time.DateOnly)] = true
			}
			if v.state == queue.Done {
				done, minutes = done+1, minutes+v.ended.Sub(v.served).Minutes()
			}
		}
		if len(days) != 3 || came["10:00"] != 1 || came["10:30"] != 2 || done != 1 {
			t.Fatalf("the test shows nothing: %v %v %v", days, came, done)
		}
		body := head(h).Get(home).Body
		table := flowTable(body)
		if len(table) < 10 {
			t.Fatalf("the day has %d half hours", len(table))
		}
		for at, row := range table {
			if at <= "10:30" && row[0] != strconv.Itoa(came[at]) {
				t.Errorf("%s: %s came, counted %d", at, row[0], came[at])
			}
			for i, want := range []float64{float64(past[at]) / float64(len(days)), 2 * 30 / (minutes / done)} {
				if got, err := strconv.ParseFloat(row[i+1], 64); err != nil || math.Abs(got-want) > 0.1 {
					t.Errorf("%s, column %d: %s, counted %.2f", at, i+1, row[i+1], want)
				}
			}
		}
		if table["11:30"][0] != "–" {
			t.Error("nobody can have come in a half hour that has not begun")
		}
	})
}

// flowPart is the panel of the flow.
func flowPart(t *testing.T, body string) string {
	t.Helper()
	_, rest, ok := strings.Cut(body, `<section class="panel mg-flow">`)
	if !ok {
		t.Fatal("no flow on the board")
	}
	part, _, _ := strings.Cut(rest, "</section>")
	return part
}

func TestTheFlowIsDrawnWithoutStylesAndSaysWhenThereIsNothing(t *testing.T) {
	h := halltest.OnSQLite(t)
	if part := flowPart(t, head(h).Get(home).Body); strings.Contains(part, "<svg class=\"mg-bars\"") || !strings.Contains(part, "今天还没有人取号") {
		t.Error("an empty day is not drawn")
	}
	weeksOfTuesdays(h)
	h.Ticket("SB-01")
	part := flowPart(t, head(h).Get(home).Body)
	if !strings.Contains(part, "<svg class=\"mg-bars\"") || strings.Contains(part, "style=") {
		t.Error("the picture has classes only")
	}
	if !strings.Contains(part, "算不出能办多少人") || strings.Contains(part, "capacity-words") {
		t.Error("without an open window nobody knows how many can be served")
	}
}

func TestTheFlowSaysFromWhenMoreComeThanCanBeServed(t *testing.T) {
	h := halltest.OnSQLite(t)
	weeksOfTuesdays(h)
	d := h.Sit("06")
	h.Ticket("SB-01")
	x, v := d.Next()
	h.Wait(10 * time.Minute) // one window at ten minutes a visit: 3 in half an hour; 14/3 are expected at 10:30 and 7/3 at ten
	h.Must(h.Queue.DecidePlain(h.Ctx, d.Clerk, d.Window, x.ID, v.Matter, queue.Consultation))
	_, err := h.Queue.Finish(h.Ctx, d.Clerk, d.Window, x.ID)
	h.Must(err)
	if part := flowPart(t, head(h).Get(home).Body); !strings.Contains(part, "约 10:30 起会超过能力：半小时预计来 4.6 人，现在开着的窗口能办 3 人") {
		t.Error(part[strings.Index(part, `class="note"`):])
	}
	h.Sit("07")
	if part := flowPart(t, head(h).Get(home).Body); strings.Contains(part, "会超过能力") || !strings.Contains(part, "预计办得过来") {
		t.Error("two windows serve six")
	}
}

var minutesFell = regexp.MustCompile(`开 (\d\d) 号窗：[^<]*等候约从 (\d+) 分降到 (\d+) 分`)

func TestHAL1_ASuggestionStandsOnlyWhenSomebodyWaitsLongerThanPromised(t *testing.T) {
	h := halltest.OnSQLite(t)
	h.Sit("06")
	var line string
	for range 6 {
		line = h.Ticket("SB-01").Ticket.Line
	}
	m := head(h)
	if body := m.Get(home).Body; strings.Contains(body, "mg-sug") {
		t.Error("nobody waits longer than promised yet")
	}
	h.Wait(16 * time.Minute)
	body := m.Get(home).Body
	got := minutesFell.FindStringSubmatch(body)
	if got == nil {
		t.Fatal("no suggestion")
	}
	h.Read(func(q *db.Q) error {
		l, err := queue.GetLine(q, line)
		h.Must(err)
		for i, open := range []int{1, 2} { // 06 alone, then the second window too
			want := float64(6*l.Minutes) / float64(open)
			if n, _ := strconv.Atoi(got[i+2]); math.Abs(float64(n)-want) > 1 {
				t.Errorf("with %d windows: %d minutes, reckoned %.1f", open, n, want)
			}
		}
		windows, err := queue.Windows(q, halltest.City)
		for _, w := range windows {
			if w.No == got[1] && (w.State == queue.WindowOpenState || !w.ServesLine(line)) {
				t.Errorf("window %s is open or does not serve the line", w.No)
			}
		}
		return err
	})
	if !strings.Contains(body, `href="`+home+"/window/"+got[1]+`"`) {
		t.Error("a suggestion leads to its window")
	}
}
