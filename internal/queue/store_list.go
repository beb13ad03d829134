package queue

import (
	"strconv"
	"strings"
	"time"

	"yichuang/internal/db"
)

// Lines lists a hall's business queues in their order.
func Lines(q db.Querier, hall string) ([]Line, error) {
	return db.All(q, scanLine, `SELECT `+lineColumns+` FROM queue_line WHERE hall_id = $1 ORDER BY position, code`, hall)
}

// GetLine reads one line.
func GetLine(q db.Querier, id string) (Line, error) { return line(q, id) }

// Windows lists a hall's windows by number with what they serve.
func Windows(q db.Querier, hall string) ([]Window, error) {
	list, err := db.All(q, scanWindow, `SELECT `+windowColumns+` FROM queue_window WHERE hall_id = $1 ORDER BY no`, hall)
	if err != nil {
		return nil, err
	}
	type served struct {
		window string
		Serves
	}
	all, err := db.All(q, func(s db.Scanner) (served, error) {
		var v served
		var only int64
		err := s.Scan(&v.window, &v.Line, &only)
		v.PriorityOnly = only == 1
		return v, err
	}, `SELECT window_id, line_id, priority_only FROM queue_serves WHERE hall_id = $1 ORDER BY window_id, rank`, hall)
	for i := range list {
		for _, v := range all {
			if v.window == list[i].ID {
				list[i].Serves = append(list[i].Serves, v.Serves)
			}
		}
	}
	return list, err
}

// Ahead counts who will be called before a waiting ticket: everybody of a class that goes first, and who came before in its own.
func Ahead(q db.Querier, t *Ticket) (int, error) {
	var n int
	err := q.QueryRow(`SELECT count(*) FROM ticket WHERE line_id = $1 AND state = 'waiting' AND id <> $2 AND
		((class = $3 AND order_at < $4) OR ($3 = 'ordinary' AND class <> 'ordinary') OR ($3 = 'return' AND class IN ('priority', 'appointment')))`,
		t.Line, t.ID, string(t.Class), db.Micro(t.Order)).Scan(&n)
	return n, err
}

// Load is how full one line is: what kiosk, display and the home page show.
type Load struct {
	Line    Line
	Waiting int
	Open    int    // windows that serve it and are open
	Windows string // their numbers as people say them: "03–07" or "01、03"
	From    int    // minutes that a new ticket waits, as a range
	To      int
	Known   bool // false when no window is open
}

// Loads lists how full each line of a hall is.
func Loads(q db.Querier, hall string) ([]Load, error) {
	lines, err := Lines(q, hall)
	if err != nil {
		return nil, err
	}
	windows, err := Windows(q, hall)
	if err != nil {
		return nil, err
	}
	waiting, err := waitingByLine(q, hall)
	if err != nil {
		return nil, err
	}
	out := make([]Load, 0, len(lines))
	for _, l := range lines {
		load := Load{Line: l, Waiting: waiting[l.ID]}
		var numbers []string
		for _, w := range windows {
			for _, s := range w.Serves {
				if s.Line != l.ID || s.PriorityOnly {
					continue
				}
				numbers = append(numbers, w.No)
				if w.State == WindowOpenState {
					load.Open++
				}
			}
		}
		load.Windows = Ranges(numbers)
		load.From, load.To, load.Known = Estimate(load.Waiting, load.Open, l.Minutes)
		out = append(out, load)
	}
	return out, nil
}

func waitingByLine(q db.Querier, hall string) (map[string]int, error) {
	rows, err := q.Query(`SELECT line_id, count(*) FROM ticket WHERE hall_id = $1 AND state = 'waiting' AND ended_at = 0 GROUP BY line_id`, hall)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var id string
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return nil, err
		}
		out[id] = n
	}
	return out, rows.Err()
}

// PriorityWaiting counts waiting priority tickets of a hall.
func PriorityWaiting(q db.Querier, hall string) (int, error) {
	var n int
	err := q.QueryRow(`SELECT count(*) FROM ticket WHERE hall_id = $1 AND ended_at = 0 AND state = 'waiting' AND class = 'priority'`, hall).Scan(&n)
	return n, err
}

// Call is one call as the displays show it. It names a ticket and a window, never a person (decision 16).
type Call struct {
	ID       string
	Number   string
	WindowNo string
	Reason   string // why it goes ahead, when it does
	Again    bool   // a recall
	At       time.Time
}

// Calls lists the latest call of each ticket in a zone ("" = the whole hall), the newest first.
func Calls(q db.Querier, hall, zone string, since time.Time, limit int) ([]Call, error) {
	all, err := db.All(q, func(s db.Scanner) (Call, error) {
		var c Call
		var again, at int64
		err := s.Scan(&c.ID, &c.Number, &c.WindowNo, &c.Reason, &again, &at)
		c.Again, c.At = again == 1, db.FromMicro(at)
		return c, err
	}, `SELECT id, number, window_no, reason, again, at FROM ticket_call WHERE hall_id = $1 AND ($2 = '' OR zone = $2) AND at >= $3
		ORDER BY at DESC, id LIMIT $4`, hall, zone, db.Micro(since), limit*4)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var out []Call
	for _, c := range all {
		if !seen[c.Number] && len(out) < limit {
			out = append(out, c)
		}
		seen[c.Number] = true
	}
	return out, nil
}

// Place is a ticket in a list at a window.
type Place struct {
	Ticket *Ticket
	Line   Line
}

// Queue lists who waits for a window's lines in the order in which the policy would call them now, up to limit.
func Queue(q db.Querier, w Window, s Settings, now time.Time, limit int) ([]Place, error) {
	lines := map[string]Line{}
	var waiting []head
	tickets := map[string]*Ticket{}
	for rank, serves := range w.Serves {
		l, err := line(q, serves.Line)
		if err != nil {
			return nil, err
		}
		lines[l.ID] = l
		list, err := db.All(q, scanTicket, `SELECT `+ticketColumns+` FROM ticket WHERE line_id = $1 AND state = 'waiting'
			AND ($2 = 0 OR class = 'priority') ORDER BY order_at LIMIT $3`, l.ID, db.Bool(serves.PriorityOnly), limit)
		if err != nil {
			return nil, err
		}
		for _, t := range list {
			tickets[t.ID] = t
			waiting = append(waiting, head{t.ID, t.Line, t.Class, t.Order, t.Taken, t.Number, rank, l.Run})
		}
	}
	var out []Place
	for _, h := range predict(waiting, s, now, limit) {
		t := tickets[h.ID]
		var err error
		if t.Matters, err = db.All(q, scanMatter, `SELECT id, item, line_id, outcome, ref, decided_at FROM ticket_matter
			WHERE ticket_id = $1 ORDER BY position`, t.ID); err != nil {
			return nil, err
		}
		out = append(out, Place{t, lines[t.Line]})
	}
	return out, nil
}

// predict plays the policy forward over those who wait.
func predict(waiting []head, s Settings, now time.Time, limit int) []head {
	var out []head
	runs := map[string]int{}
	for _, h := range waiting {
		runs[h.Line] = h.Run
	}
	for len(out) < limit {
		for i := range waiting {
			waiting[i].Run = runs[waiting[i].Line]
		}
		h, ok := choose(waiting, s, now)
		if !ok {
			break
		}
		out = append(out, h)
		runs[h.Line] = nextRun(h.Run, h.Class)
		for i := range waiting {
			if waiting[i].ID == h.ID {
				waiting = append(waiting[:i], waiting[i+1:]...)
				break
			}
		}
	}
	return out
}

// ParkedAt lists the parked tickets of the lines that a window serves.
func ParkedAt(q db.Querier, w Window) ([]*Ticket, error) {
	return db.All(q, scanTicket, `SELECT `+ticketColumns+` FROM ticket WHERE hall_id = $1 AND ended_at = 0 AND state = 'parked'
		AND line_id IN (SELECT line_id FROM queue_serves WHERE window_id = $2) ORDER BY taken_at`, w.Hall, w.ID)
}

// MissedNow lists the missed tickets of a hall that may still come back.
func MissedNow(q db.Querier, hall string, since time.Time) ([]*Ticket, error) {
	return db.All(q, scanTicket, `SELECT `+ticketColumns+` FROM ticket WHERE hall_id = $1 AND ended_at = 0 AND state = 'missed'
		AND missed_at >= $2 ORDER BY missed_at DESC`, hall, db.Micro(since))
}

// ByNumber finds a ticket of a day by the number that people read.
func ByNumber(q db.Querier, hall, day, number string) (*Ticket, error) {
	var id string
	err := q.QueryRow(`SELECT id FROM ticket WHERE hall_id = $1 AND day = $2 AND number = $3`, hall, day, strings.ToUpper(number)).Scan(&id)
	if db.None(err) {
		return nil, ErrNoSuchTicket
	}
	if err != nil {
		return nil, err
	}
	return Get(q, id)
}

// Span is one interval of a visit.
type Span struct {
	State  State
	Line   string
	Window string
	Staff  string
	Since  time.Time
	Until  time.Time // zero while it lasts
	Reason string
}

// Spans lists every interval of a visit in order.
func Spans(q db.Querier, ticketID string) ([]Span, error) {
	return db.All(q, func(s db.Scanner) (Span, error) {
		var v Span
		var since, until int64
		err := s.Scan(&v.State, &v.Line, &v.Window, &v.Staff, &since, &until, &v.Reason)
		v.Since, v.Until = db.FromMicro(since), db.FromMicro(until)
		return v, err
	}, `SELECT state, line_id, window_id, staff, since, until, reason FROM ticket_span WHERE ticket_id = $1 ORDER BY seq`, ticketID)
}

// Day is what a window or a hall did today.
type Day struct {
	Served  int
	Seconds int // mean length of a visit
	Waited  int // mean wait in seconds
	Longest int // longest wait of those served, in seconds
	Left    int // tickets that ended otherwise
}

// DayOf sums up a hall's day, or one window's when window is not empty.
func DayOf(q db.Querier, hall, window string, from time.Time) (Day, error) {
	var d Day
	err := q.QueryRow(`SELECT coalesce(sum(CASE WHEN state = 'done' THEN 1 ELSE 0 END), 0),
		coalesce(avg(CASE WHEN state = 'done' THEN (ended_at - served_at) / 1000000 END), 0),
		coalesce(avg(CASE WHEN state = 'done' THEN (called_at - taken_at) / 1000000 END), 0),
		coalesce(max(CASE WHEN state = 'done' THEN (called_at - taken_at) / 1000000 END), 0),
		coalesce(sum(CASE WHEN state <> 'done' THEN 1 ELSE 0 END), 0)
		FROM ticket WHERE hall_id = $1 AND ended_at >= $2 AND ended_at > 0 AND ($3 = '' OR window_id = $3)`, hall, db.Micro(from), window).
		Scan(&d.Served, round{&d.Seconds}, round{&d.Waited}, &d.Longest, &d.Left)
	return d, err
}

// round scans a mean, which one engine gives as a number and the other as text.
type round struct{ to *int }

// Scan implements sql.Scanner.
func (r round) Scan(v any) error {
	switch x := v.(type) {
	case int64:
		*r.to = int(x)
	case float64:
		*r.to = int(x + 0.5)
	case string:
		whole, _, _ := strings.Cut(x, ".")
		n, err := strconv.Atoi(whole)
		*r.to = n
		return err
	case []byte:
		return r.Scan(string(x))
	}
	return nil
}
