package bench

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os/exec"
	"path/filepath"
	"time"

	"yichuang/internal/app"
	"yichuang/internal/calendar"
	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/notice"
	"yichuang/internal/once"
	"yichuang/internal/org"
	"yichuang/internal/pii"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
)

const (
	few  = 10_000
	many = 1_000_000
	// busy is the share of a hall's cases that one person, one post and the counter for results have: one in a hundred.
	busy = 100
	due  = 100 // reminders whose time has come
)

// year is over how long the open clocks run out.
const year = 365 * 24 * time.Hour

// city is a set-up hall with so many open cases, running clocks and waiting tickets. Nobody waits in the hall of the cases itself: the
// tickets stand in one line of the branch hall, so that the first page of the hall counts no million.
type city struct {
	place
	size    int
	keys    pii.Keys
	app     *app.App
	seat    ids.Actor // at a window of the hall, with cases
	counter ids.Actor // at a window of the branch, with the line
	intake  casework.Intake
	number  pii.Number // of a known person
	no      string     // of the known person's case
	post    string     // with open steps
	rating  string     // token of an ended visit
}

// settle sets a hall up with the program's own init command and fills it.
func (p place) settle(ctx context.Context, program string, size int) (*city, error) {
	c := &city{place: p, size: size, number: pii.New(pii.ResidentID, "990000199001010017")}
	c.dir = filepath.Join(p.dir, "hall")
	args := append([]string{"init", "--admin", "9031", "--password", rand.Text()}, c.flags()...)
	if out, err := exec.CommandContext(ctx, program, args...).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("init: %w: %s", err, out)
	}
	if p.server == "" {
		c.dsn = "sqlite:" + filepath.Join(c.dir, "hall.db")
	}
	var err error
	if c.keys, err = pii.LoadKeyFile(filepath.Join(c.dir, "keys.json")); err != nil {
		return nil, err
	}
	if err := c.open(ctx); err != nil {
		return nil, err
	}
	if err := errors.Join(c.fill(ctx), c.app.Runner.Drain(ctx)); err != nil {
		return nil, errors.Join(err, c.app.Close(ctx))
	}
	return c, nil
}

// flags name the hall to a command of the program.
func (c *city) flags() []string {
	out := []string{"--data", c.dir}
	if c.server != "" {
		out = append(out, "--database", c.dsn)
	}
	return out
}

// open opens the hall on a past working morning: serve, later, refuses acts from the future. Syncing is off on SQLite, so that look-ups
// are seen and not the disk.
func (c *city) open(ctx context.Context) error {
	city, err := builtinCity()
	if err != nil {
		return err
	}
	c.app, err = app.Open(ctx, app.Config{DSN: c.dsn, Keys: c.keys, Catalogue: city, Files: filepath.Join(c.dir, "files"), Unsafe: true,
		Clock: clock.NewMoving(lastMorning()), Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	return err
}

// lastMorning is ten o'clock of the last working day before today.
func lastMorning() time.Time {
	view := calendar.NewView(calendar.Builtin(), calendar.StandardHall(), calendar.Policy{})
	day := calendar.DateOf(clock.System{}.Now()) - 1
	for !view.IsWorkingDay(day) {
		day--
	}
	return day.At(10 * 60)
}

// fill does one of everything through the services and multiplies the rows.
func (c *city) fill(ctx context.Context) error {
	kase, err := c.firstCase(ctx)
	if err != nil {
		return err
	}
	ticket, err := c.firstTicket(ctx)
	if err != nil {
		return err
	}
	var clockID, stepID string
	err = c.app.DB.Read(ctx, func(q *db.Q) error {
		if err := q.QueryRow(`SELECT id FROM promise_clock WHERE subject_type = $1 AND subject_id = $2 AND state = 'open' ORDER BY id LIMIT 1`,
			casework.SubjectCase, kase.ID).Scan(&clockID); err != nil {
			return err
		}
		return q.QueryRow(`SELECT id, post FROM case_step WHERE case_id = $1 AND done_at = 0`, kase.ID).Scan(&stepID, &c.post)
	})
	if err != nil {
		return err
	}
	serial := func(prefix string) string { return `'` + prefix + `' || (1000000000 + g.n)` }
	share := func(column string) string {
		return fmt.Sprintf("CASE WHEN g.n %% %d = 0 THEN r.%s ELSE 'p' || (g.n %% %d) END", busy, column, busy)
	}
	soon := func(from string) string { return fmt.Sprintf("%s + g.n * %d", from, year.Microseconds()/int64(c.size)) }
	cases := map[string]string{"id": serial("c"), "no": serial("n"), "secret_hash": serial("s"), "id_index": serial("i"), "phone_index": serial("t"), "name": `''`,
		"id_sealed": `''`, "phone": `''`, "handler": share("handler"), "received_at": "r.received_at - g.n",
		"state": fmt.Sprintf("CASE WHEN g.n %% %d = 1 THEN 'decided' ELSE r.state END", busy), "ready_at": fmt.Sprintf("CASE WHEN g.n %% %d = 1 THEN r.received_at + g.n ELSE 0 END", busy)}
	clocks := map[string]string{"id": serial("k"), "subject_id": serial("c"), "owner_post": share("owner_post"), "due_at": soon("r.due_at"), "counts_at": soon("r.due_at"),
		"next_rung_at": soon("r.next_rung_at")}
	reminders := map[string]string{"id": serial("l"), "next_rung_at": "r.opened_at - g.n"}
	steps := map[string]string{"id": serial("e"), "case_id": serial("c"), "post": "r.post", "opened_at": "r.opened_at - g.n"}
	tickets := map[string]string{"id": serial("t"), "number": serial("N"), "secret_hash": serial("s"), "order_at": "r.order_at + g.n", "person": `''`, "rating_hash": `''`}
	for _, x := range []struct {
		copies
		n int
	}{
		{copies{"service_case", kase.ID, cases}, c.size}, {copies{"promise_clock", clockID, clocks}, c.size}, {copies{"promise_clock", clockID, reminders}, due},
		{copies{"case_step", stepID, steps}, c.size / busy}, {copies{"ticket", ticket, tickets}, c.size},
	} {
		if err := x.make(ctx, c.app.DB, x.n); err != nil {
			return err
		}
	}
	for _, table := range []string{"service_case", "promise_clock", "case_step", "ticket"} { // what autovacuum does within a minute
		if err := c.onServer(ctx, "ANALYZE "+c.schema+"."+table); err != nil {
			return err
		}
	}
	return nil
}

// firstCase is an accepted case that waits at its first post.
func (c *city) firstCase(ctx context.Context) (*casework.Case, error) {
	a := c.app
	hall := a.Catalogue.DefaultHall().Code
	var item *catalogue.Item
	for _, w := range a.Catalogue.WindowsOf(hall) {
		if item = inFourSteps(a.Catalogue, w); item != nil {
			var err error
			if c.seat, err = c.sit(ctx, org.WindowID(hall, w.No), w.Post); err != nil {
				return nil, err
			}
			break
		}
	}
	if item == nil {
		return nil, errors.New("no window has an item with four steps")
	}
	answers := catalogue.Answers{}
	for _, q := range item.Situations {
		switch q.Kind {
		case "yes_no":
			answers[q.ID] = false
		case "number":
			answers[q.ID] = 1
		default:
			answers[q.ID] = q.Options[0].Value
		}
	}
	c.intake = casework.Intake{Item: item.Code, Kind: "person", Answers: answers, Applicant: casework.Party{Name: "罗雨薇", ID: c.number}}
	if len(item.Applicants) > 0 && item.Applicants[0] != "person" {
		c.number = pii.New(pii.USCC, "11990000MB9900013U")
		c.intake.Kind, c.intake.Applicant.ID = item.Applicants[0], c.number
	}
	opened, err := a.Cases.Receive(ctx, c.seat, c.seat.Window, c.intake)
	if err != nil {
		return nil, err
	}
	c.no = opened.Case.No
	var rows []notice.Row
	for _, r := range opened.Case.Rows {
		rows = append(rows, notice.Row{Material: r.Material, Answer: notice.OK})
	}
	kase, err := a.Cases.Check(ctx, c.seat, opened.Case.ID, opened.Case.Edition, rows)
	if err != nil {
		return nil, err
	}
	return a.Cases.Accept(ctx, c.seat, kase.ID, kase.Edition, casework.Visit{})
}

// firstTicket waits in the line of the branch, after a visit there that ended with a rating token.
func (c *city) firstTicket(ctx context.Context) (string, error) {
	a, hall := c.app, "dong"
	var err error
	if c.counter, err = c.sit(ctx, org.WindowID(hall, "03"), "DC-W03"); err != nil {
		return "", err
	}
	take := func() (queue.Taken, error) {
		line := app.LineID(hall, "sw")
		return a.Queue.Take(ctx, ids.Actor{Kind: ids.Device, ID: "bench", Hall: hall, Roles: []ids.Role{ids.RoleDevice}}, hall,
			queue.Request{Line: line, Lines: []string{line}, Items: []string{"SW-01"}, Origin: "bench"}, once.Key{})
	}
	if _, err := take(); err != nil {
		return "", err
	}
	t, err := a.Queue.Call(ctx, c.counter, c.counter.Window)
	if err != nil {
		return "", err
	}
	if _, err = a.Queue.Arrive(ctx, c.counter, c.counter.Window, t.ID); err != nil {
		return "", err
	}
	if err = a.Queue.DecidePlain(ctx, c.counter, c.counter.Window, t.ID, t.Matters[0].ID, queue.Consultation); err != nil {
		return "", err
	}
	ended, err := a.Queue.Finish(ctx, c.counter, c.counter.Window, t.ID)
	if err != nil {
		return "", err
	}
	c.rating = ended.Rating
	waits, err := take()
	if err != nil {
		return "", err
	}
	return waits.Ticket.ID, nil
}

// sit opens a window with the holder of its post.
func (c *city) sit(ctx context.Context, window, post string) (actor ids.Actor, err error) {
	err = c.app.DB.Read(ctx, func(q *db.Q) error {
		p, err := org.PostByID(q, post)
		if err == nil {
			actor, err = identity.ActorOf(q, p.A, window)
		}
		return err
	})
	if err != nil {
		return actor, err
	}
	return actor, c.app.Queue.OpenWindow(ctx, actor, window)
}

var errUndone = errors.New("undone on purpose")

// undone runs a write and undoes it.
func (c *city) undone(ctx context.Context, do func(tx *db.Tx) error) error {
	err := c.app.DB.Write(ctx, func(tx *db.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		return errUndone
	})
	if errors.Is(err, errUndone) {
		return nil
	}
	return err
}

// board is how many rows a list shows.
const board = 50

// act is something that must not grow with what there is.
type act struct {
	name  string
	times int
	do    func(ctx context.Context, c *city) error
}

func read(what func(c *city, q *db.Q) error) func(ctx context.Context, c *city) error {
	return func(ctx context.Context, c *city) error {
		return c.app.DB.Read(ctx, func(q *db.Q) error { return what(c, q) })
	}
}

// acts are what P7 names: call, sweep, search, lists, and what goes with them at a window.
var acts = []act{
	{"call the next ticket and take the call back", 20, func(ctx context.Context, c *city) error {
		t, err := c.app.Queue.Call(ctx, c.counter, c.counter.Window)
		if err != nil {
			return err
		}
		_, err = c.app.Queue.UndoCall(ctx, c.counter, c.counter.Window, t.ID, "bench")
		return err
	}},
	{"sweep 100 reminders that are due", 2, func(ctx context.Context, c *city) error {
		return c.undone(ctx, func(tx *db.Tx) error {
			n, err := c.app.Clocks.Sweep(tx, due)
			if err == nil && n != due {
				err = fmt.Errorf("%d reminders were due, not %d", n, due)
			}
			return err
		})
	}},
	{"take papers in (a case of the same person is looked for)", 10, func(ctx context.Context, c *city) error {
		_, err := c.app.Cases.Receive(ctx, c.seat, c.seat.Window, c.intake)
		return err
	}},
	{"find a case by its number", 20, read(func(c *city, q *db.Q) error {
		_, err := c.app.Cases.ByNo(q, c.no)
		return err
	})},
	{"find a person's cases", 5, read(func(c *city, q *db.Q) error {
		list, err := c.app.Cases.OfPerson(q, c.seat.Hall, c.number, 5)
		if err == nil && len(list) == 0 {
			err = errors.New("the person's case was not found")
		}
		return err
	})},
	{"find a visit by its rating token, and none by a wrong one", 5, read(func(c *city, q *db.Q) error {
		if _, err := queue.ByRating(q, c.rating); err != nil {
			return err
		}
		if _, err := queue.ByRating(q, "wrong"); !errors.Is(err, queue.ErrNoSuchTicket) {
			return fmt.Errorf("a wrong token found a visit: %w", err)
		}
		return nil
	})},
	{"list what the hall owes", 5, read(func(c *city, q *db.Q) error {
		_, err := promise.OpenOfHall(q, c.seat.Hall, board)
		return err
	})},
	{"list the steps of a post", 3, read(func(c *city, q *db.Q) error {
		_, err := c.app.Cases.Inbox(q, []string{c.post}, board)
		return err
	})},
	{"list a clerk's cases", 3, read(func(c *city, q *db.Q) error {
		_, err := c.app.Cases.OfHandler(q, c.seat.ID, board)
		return err
	})},
	{"list results that wait", 3, read(func(c *city, q *db.Q) error {
		_, err := c.app.Cases.ReadyAt(q, c.seat.Hall, board)
		return err
	})},
}
