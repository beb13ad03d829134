package faults

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"yichuang/internal/app"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/halltest"
)

// errLost is what a caller hears of a write whose answer never came.
var errLost = errors.New("the connection to the database was lost")

// troubled stands round every write: it refuses one before it begins, cancels one while it runs, and, worst of all, lets one be done
// and says that it was not.
type troubled struct {
	on             atomic.Bool
	mu             sync.Mutex
	rand           *rand.Rand
	lost, refused  atomic.Int64
	cancelled, all atomic.Int64
}

// Shares of all writes, in percent.
const (
	lostShare, refusedShare, cancelledShare = 8, 4, 4
)

func (f *troubled) around(ctx context.Context, write func(context.Context) error) error {
	if !f.on.Load() {
		return write(ctx)
	}
	f.all.Add(1)
	f.mu.Lock()
	n := f.rand.IntN(100)
	f.mu.Unlock()
	switch {
	case n < lostShare:
		if err := write(ctx); err != nil {
			return err
		}
		f.lost.Add(1)
		return errLost
	case n < lostShare+refusedShare:
		f.refused.Add(1)
		return errLost
	case n < lostShare+refusedShare+cancelledShare:
		f.cancelled.Add(1)
		ctx, cancel := context.WithCancel(ctx)
		go cancel()
		return write(ctx)
	}
	return write(ctx)
}

// CR-4: whatever a caller was told, a command that is repeated with the same key until it is acknowledged has exactly one effect.
func TestCR4_LostAnswersHaveExactlyOneEffectForEachKey(t *testing.T) {
	f := &troubled{rand: seeded(t, 4)}
	halltest.EachAs(t, func(cfg *app.Config) { cfg.Around = f.around }, func(t *testing.T, hall *halltest.Hall) {
		h := handsOn(t, hall)
		d := newDay(h, amount(32, 900))
		f.on.Store(true)
		d.run()
		f.on.Store(false)
		t.Logf("%d commands in %d requests; of %d writes %d were done and told otherwise, %d refused, %d cancelled",
			d.commands(), h.tries.Load(), f.all.Swap(0), f.lost.Swap(0), f.refused.Swap(0), f.cancelled.Swap(0))
		d.compare()
		d.numbersWithoutGaps()
		hall.Verified()
	})
}

// day is people who come for one item; every command that was acknowledged is counted under the act that it performs.
type day struct {
	*hands
	tickets int
	posts   map[string]client
	windows map[string]client
	kiosk   []client

	mu   sync.Mutex
	done map[string]int // act → acknowledged commands
}

const item = "SB-01"

func newDay(h *hands, tickets int) *day {
	d := &day{hands: h, tickets: tickets, posts: map[string]client{}, windows: map[string]client{}, kiosk: h.kiosks(tickets), done: map[string]int{}}
	for _, no := range []string{"03", "04", "05", "06"} {
		c, window := h.at(no)
		d.windows[window] = c
	}
	it, _ := h.Catalogue.Item(item)
	for _, s := range it.Steps {
		if s.Post != catalogue.AtWindow {
			d.posts[s.Post] = h.holder(s.Post)
		}
	}
	return d
}

func (d *day) note(act string) {
	d.mu.Lock()
	d.done[act]++
	d.mu.Unlock()
}

func (d *day) commands() (n int) {
	for _, k := range d.done {
		n += k
	}
	return n
}

// run lets four machines give the numbers and then four windows serve them, while machines go on.
func (d *day) run() {
	var all sync.WaitGroup
	next := make(chan client)
	for range 4 {
		all.Go(func() {
			for k := range next {
				if _, ok := k.do("POST", "/api/v1/halls/shi/tickets", object{"items": []string{item}}); ok {
					d.note("ticket.taken")
				}
			}
		})
	}
	for i := range d.tickets {
		next <- d.kiosk[i/20]
	}
	close(next)
	all.Wait()
	for window, c := range d.windows {
		all.Go(func() { d.serve(c, "/api/v1/windows/"+window) })
	}
	all.Wait()
}

// serve works at a window until nobody waits.
func (d *day) serve(c client, at string) {
	if _, ok := c.do("POST", at+"/open", nil); !ok {
		return
	}
	d.note("window.opened")
	for visit := 0; ; visit++ {
		t, ok := c.do("POST", at+"/call", nil, "ticket.call.nobody")
		if !ok {
			return
		}
		d.note("ticket.called")
		if !d.visit(c, at, t, visit%4 == 3) {
			return
		}
	}
}

// visit is one person at the window, from arriving to the rating; the case goes through its posts and is handed out, or a notice is given.
func (d *day) visit(c client, at string, t object, lacks bool) bool {
	here, matter := at+"/tickets/"+fmt.Sprint(t["id"]), t["matters"].([]any)[0].(map[string]any)["id"]
	do := func(act, path string, body object) (object, bool) {
		out, ok := c.do("POST", path, body)
		if ok {
			d.note(act)
		}
		return out, ok
	}
	if _, ok := do("ticket.arrived", here+"/arrive", nil); !ok {
		return false
	}
	k, ok := do("case.received", at+"/cases", d.papers(t["id"], matter))
	if !ok {
		return false
	}
	path := "/api/v1/cases/" + fmt.Sprint(k["id"])
	if k, ok = do("case.checked", path+"/check", object{"edition": k["edition"], "rows": rows(k, lacks)}); !ok {
		return false
	}
	visit := object{"edition": k["edition"], "ticket": t["id"], "matter": matter}
	if lacks {
		_, ok = do("case.noticed", path+"/notice", visit)
	} else {
		k, ok = do("case.accepted", path+"/accept", visit)
	}
	if !ok {
		return false
	}
	end, ok := do("ticket.finished", here+"/finish", nil)
	if !ok {
		return false
	}
	if _, ok = d.client("").do("POST", "/api/v1/ratings", object{"token": end["rating"], "level": 2}); !ok {
		return false
	}
	d.note("rating.given")
	return lacks || d.inside(c, path, k)
}

func (d *day) papers(ticket, matter any) object {
	in := d.Intake(item, visitOf(ticket, matter))
	answers := map[string]string{}
	it, _ := d.Catalogue.Item(item)
	for _, q := range it.Situations {
		answers[q.ID] = map[string]string{"yes_no": "yes", "number": "1"}[q.Kind]
		if len(q.Options) > 0 {
			answers[q.ID] = q.Options[0].Value
		}
	}
	return object{"ticket": ticket, "matter": matter, "item": item, "applicant_kind": in.Kind, "name": in.Applicant.Name, "id_kind": "uscc",
		"id": firm, "answers": answers}
}

// rows answers the whole checklist; who lacks something has no first paper.
func rows(k object, lacks bool) (out []object) {
	for i, r := range k["checklist"].([]any) {
		row := object{"material": r.(map[string]any)["material"], "answer": "ok", "original_verified": true}
		if i == 0 && lacks {
			row["answer"], row["fault"], row["original_verified"] = "missing", "absent", false
		}
		out = append(out, row)
	}
	return out
}

// inside lets the posts decide and the window hand the result out.
func (d *day) inside(c client, path string, k object) bool {
	for _, outcome := range []string{"pass", "grant"} {
		st, ok := openStep(k)
		if !ok {
			d.t.Errorf("no open step: %v", k)
			return false
		}
		if k, ok = d.posts[fmt.Sprint(st["post"])].do("POST", "/api/v1/steps/"+fmt.Sprint(st["id"])+"/decide", object{"outcome": outcome}); !ok {
			return false
		}
		d.note("case.step_decided")
	}
	_, ok := c.do("POST", path+"/deliver", object{"edition": k["edition"], "identity_seen": "营业执照", "id_tail": firm[len(firm)-4:]})
	if ok {
		d.note("case.delivered")
	}
	return ok
}

func openStep(k object) (object, bool) {
	steps, _ := k["steps"].([]any)
	for _, s := range steps {
		if s := s.(map[string]any); s["open"] == true {
			return s, true
		}
	}
	return nil, false
}

// compare holds what was acknowledged against the acts of the journal, and the rows of one act's making against both.
func (d *day) compare() {
	acts, rows := actsOf(d.Hall), map[string]int{}
	d.Read(func(q *db.Q) error {
		for act, table := range map[string]string{"ticket.taken": "ticket", "case.received": "service_case", "case.noticed": "notice", "rating.given": "rating"} {
			n, err := db.One(q, db.Value[int], `SELECT count(*) FROM `+table)
			if err != nil {
				return err
			}
			rows[act] = n
		}
		return nil
	})
	if d.done["ticket.taken"] != d.tickets || d.done["ticket.called"] != d.tickets || d.done["case.delivered"] == 0 || d.done["case.noticed"] == 0 {
		d.t.Errorf("the day was not lived to its end: %v", d.done)
	}
	for act, n := range d.done {
		if acts[act] != n {
			d.t.Errorf("%s: %d commands were acknowledged and %d acts were done", act, n, acts[act])
		}
	}
	for act, n := range rows {
		if d.done[act] != n {
			d.t.Errorf("%s: %d commands were acknowledged and %d rows made", act, d.done[act], n)
		}
	}
}

// actsOf counts the acts of the journal by their type.
func actsOf(h *halltest.Hall) map[string]int {
	out := map[string]int{}
	h.Read(func(q *db.Q) error {
		list, err := q.Query(`SELECT type, count(*) FROM journal GROUP BY type`)
		if err != nil {
			return err
		}
		defer list.Close()
		for list.Next() {
			var act string
			var n int
			if err := list.Scan(&act, &n); err != nil {
				return err
			}
			out[act] = n
		}
		return list.Err()
	})
	return out
}

// numbersWithoutGaps: as many numbers of a letter as the highest of them says (I1).
func (d *day) numbersWithoutGaps() {
	d.Read(func(q *db.Q) error {
		n, last, err := 0, "", error(nil)
		err = q.QueryRow(`SELECT count(DISTINCT number), max(number) FROM ticket`).Scan(&n, &last)
		if err == nil && last[1:] != fmt.Sprintf("%03d", n) {
			d.t.Errorf("%d numbers and the last one is %s", n, last)
		}
		return err
	})
}
