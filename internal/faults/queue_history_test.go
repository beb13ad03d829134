package faults

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"yichuang/internal/app"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/errs"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/once"
	"yichuang/internal/org"
	"yichuang/internal/queue"
)

// LIN-2: whatever machines and windows do at once, on one node or on two, there is an order of their acts, each between its beginning
// and its end, that a queue with one hand would have gone through: no number twice or left out, nobody called twice or passed over.
func TestLIN2_TakeCallAndTransferAreLinearizable(t *testing.T) {
	rounds := amount(6, 50)
	var cfg app.Config
	halltest.EachAs(t, func(c *app.Config) { c.Clock = clock.NewMoving(dbtest.Start); cfg = *c }, func(t *testing.T, h *halltest.Hall) {
		nodes := []*queue.Service{h.Queue}
		if h.DB.Engine() == db.Postgres {
			second, err := app.Open(h.Ctx, cfg)
			h.Must(err)
			t.Cleanup(func() { second.Close(h.Ctx) })
			nodes = append(nodes, second.Queue)
		}
		r := newRecorder(t, h, nodes)
		acts := 0
		for seed := range rounds {
			r.round(seeded(t, uint64(seed)))
			if acts += len(r.history); t.Failed() {
				return
			}
		}
		t.Logf("%d acts in %d histories", acts, rounds)
		h.Verified()
	})
}

// recorder writes down what machines and windows asked, when, and what they were told.
type recorder struct {
	*halltest.Hall
	t       *testing.T
	nodes   []*queue.Service
	watch   func() time.Duration
	house   house
	windows []ids.Actor
	lines   []string

	mu      sync.Mutex
	history []porcupine.Operation
}

// newRecorder opens four windows: two serve both lines in opposite order, one a single line, one its priority tickets only.
func newRecorder(t *testing.T, h *halltest.Hall, nodes []*queue.Service) *recorder {
	sb, sw := app.LineID(halltest.City, "sb"), app.LineID(halltest.City, "sw")
	r := &recorder{Hall: h, t: t, nodes: nodes, watch: clock.Stopwatch(), lines: []string{sb, sw},
		house: house{serves: map[string][]queue.Serves{}, letter: map[string]string{}, maxRun: queue.Defaults.PriorityRun}}
	serves := map[string][]queue.Serves{"03": {{Line: sb}, {Line: sw}}, "04": {{Line: sw}, {Line: sb}}, "05": {{Line: sb}},
		"06": {{Line: sw}, {Line: sb, PriorityOnly: true}}}
	for _, no := range []string{"03", "04", "05", "06"} {
		who, v := h.At(no), serves[no]
		r.windows, r.house.serves[who.Window] = append(r.windows, who), v
		h.Must(h.DB.Write(h.Ctx, func(tx *db.Tx) error {
			w, err := org.WindowByID(tx, who.Window)
			if err != nil {
				return err
			}
			lines, err := queue.Lines(tx, halltest.City)
			if err != nil {
				return err
			}
			return h.Queue.SetUp(tx, ids.TheSystem(halltest.City), lines, []queue.Window{{ID: w.ID, Hall: w.Hall, No: w.No, Zone: w.Zone, Serves: v}})
		}))
		h.Must(h.Queue.OpenWindow(h.Ctx, who, who.Window))
	}
	return r
}

// did runs one act and writes it down.
func (r *recorder) did(client int, in any, act func() (any, error)) any {
	begun := r.watch().Nanoseconds()
	out, err := act()
	if err != nil {
		out = refused(errs.Of(err).Error())
	}
	r.mu.Lock()
	r.history = append(r.history, porcupine.Operation{ClientId: client, Input: in, Output: out, Call: begun, Return: r.watch().Nanoseconds()})
	r.mu.Unlock()
	return out
}

// round is machines and windows at work at once until nobody waits; then the history is judged.
func (r *recorder) round(chance *rand.Rand) {
	r.history, r.house.initial = nil, r.state()
	var all, machines sync.WaitGroup
	closed := make(chan struct{})
	for m := range 4 {
		own := rand.New(rand.NewPCG(chance.Uint64(), 0))
		machines.Go(func() {
			for range 8 {
				r.take(m, own)
			}
		})
	}
	for i, who := range r.windows {
		own := rand.New(rand.NewPCG(chance.Uint64(), 0))
		all.Go(func() { r.work(4+i, who, own, closed) })
	}
	machines.Wait()
	close(closed)
	all.Wait()
	for range 3 { // who was sent on after a window had gone home; the first two windows serve everybody
		r.work(4, r.windows[0], chance, closed)
		r.work(5, r.windows[1], chance, closed)
	}
	if result, _ := porcupine.CheckOperationsVerbose(r.house.model(), r.history, time.Minute); result != porcupine.Ok {
		r.t.Errorf("%s: %d acts that no order explains", result, len(r.history))
		for _, o := range r.history {
			r.t.Logf("%d %d–%d %s", o.ClientId, o.Call, o.Return, r.house.model().DescribeOperation(o.Input, o.Output))
		}
	}
}

func (r *recorder) node(chance *rand.Rand) *queue.Service { return r.nodes[chance.IntN(len(r.nodes))] }

func (r *recorder) take(client int, chance *rand.Rand) {
	in := taking{line: r.lines[chance.IntN(2)], priority: chance.IntN(3) == 0}
	req := queue.Request{Line: in.line, Origin: ids.New()}
	if in.priority {
		req.Class, req.Reason = queue.Priority, "elder"
	}
	r.did(client, in, func() (any, error) {
		got, err := r.node(chance).Take(r.Ctx, r.Kiosk(), halltest.City, req, once.Key{})
		if err != nil {
			return nil, err
		}
		t := got.Ticket
		return waiter{t.ID, t.Number, t.Line, t.Class == queue.Priority, t.Order.UnixMicro()}, nil
	})
}

// work calls until the machines have stopped and nobody waits for this window; now and then somebody is sent on to the other line.
func (r *recorder) work(client int, who ids.Actor, chance *rand.Rand, closed chan struct{}) {
	for {
		last := false
		select {
		case <-closed:
			last = true
		default:
		}
		got := r.did(client, calling{who.Window}, func() (any, error) {
			t, err := r.node(chance).Call(r.Ctx, who, who.Window)
			switch {
			case errors.Is(err, queue.ErrNobodyWaiting):
				return "", nil
			case err != nil:
				return nil, err
			}
			return t.ID, nil
		})
		id, called := got.(string)
		if !called || id == "" && last {
			return
		}
		if id != "" {
			r.serve(client, who, id, chance)
		}
	}
}

// serve ends a visit, which the queue does not feel, or sends the person on.
func (r *recorder) serve(client int, who ids.Actor, id string, chance *rand.Rand) {
	if chance.IntN(4) == 0 {
		t := r.ticket(id)
		other := r.lines[0]
		if t.Line == other {
			other = r.lines[1]
		}
		r.did(client, sending{id, other}, func() (any, error) {
			return "", second(r.node(chance).Transfer(r.Ctx, who, who.Window, id, other, "the other counter"))
		})
		return
	}
	n := r.node(chance)
	err := second(n.Arrive(r.Ctx, who, who.Window, id))
	if err == nil {
		err = n.DecidePlain(r.Ctx, who, who.Window, id, r.ticket(id).Matters[0].ID, queue.Consultation)
	}
	if err == nil {
		_, err = n.Finish(r.Ctx, who, who.Window, id)
	}
	if err != nil {
		r.t.Errorf("%s cannot serve whom it called: %v", who.Window, err)
	}
}

func second[T any](_ T, err error) error { return err }

func (r *recorder) ticket(id string) (t *queue.Ticket) {
	if err := r.DB.Read(r.Ctx, func(q *db.Q) (err error) { t, err = queue.Get(q, id); return err }); err != nil {
		r.t.Error(err)
		return &queue.Ticket{Matters: []queue.Matter{{}}}
	}
	return t
}

// state is where a round begins: nobody waits, numbers and runs go on from the round before.
func (r *recorder) state() hall {
	s := hall{here: map[string]waiter{}, last: map[string]int{}, run: map[string]int{}}
	r.Read(func(q *db.Q) error {
		for _, id := range r.lines {
			var letter string
			var run int
			if err := q.QueryRow(`SELECT letter, run FROM queue_line WHERE id = $1`, id).Scan(&letter, &run); err != nil {
				return err
			}
			r.house.letter[id], s.run[id] = letter, run
		}
		rows, err := q.Query(`SELECT letter, last FROM queue_number`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var letter string
			var last int
			if err := rows.Scan(&letter, &last); err != nil {
				return err
			}
			s.last[letter] = last
		}
		var waiting int
		if err := q.QueryRow(`SELECT count(*) FROM ticket WHERE ended_at = 0`).Scan(&waiting); err != nil || waiting > 0 {
			return fmt.Errorf("%d people were left over: %w", waiting, errors.Join(err, rows.Err()))
		}
		return rows.Err()
	})
	return s
}
