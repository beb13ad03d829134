package demo

import (
	"container/heap"
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"yichuang/internal/app"
	"yichuang/internal/calendar"
	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/evaluation"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/org"
	"yichuang/internal/queue"
	"yichuang/internal/text"
)

// sim plays a hall's life by performing the real acts at the times at which they are due.
type sim struct {
	ctx     context.Context
	app     *app.App
	hall    string
	rnd     *rand.Rand
	set     func(time.Time) // moves the clock
	events  *schedule       // shared by the halls of a city, so that time runs once
	windows []*window
	slack   time.Time                // from here on some cases are left lying
	free    func(window string) bool // whether nobody real sits there
}

// window is a desk that the simulation staffs.
type window struct {
	queue.Window
	clerk ids.Actor
	busy  bool
}

// event is something that happens at a time; events of the same instant happen in the order in which they were planned.
type event struct {
	at  time.Time
	seq int
	do  func() error
}

type schedule struct {
	list []event
	seq  int
}

func (s schedule) Len() int { return len(s.list) }
func (s schedule) Less(i, j int) bool {
	if s.list[i].at.Equal(s.list[j].at) {
		return s.list[i].seq < s.list[j].seq
	}
	return s.list[i].at.Before(s.list[j].at)
}
func (s schedule) Swap(i, j int) { s.list[i], s.list[j] = s.list[j], s.list[i] }
func (s *schedule) Push(x any)   { s.list = append(s.list, x.(event)) }
func (s *schedule) Pop() any {
	last := s.list[len(s.list)-1]
	s.list = s.list[:len(s.list)-1]
	return last
}

// at plans something.
func (s *sim) at(t time.Time, do func() error) {
	s.events.seq++
	heap.Push(s.events, event{t, s.events.seq, do})
}

// run performs what is planned up to an instant.
func (s *sim) run(until time.Time) error {
	for s.events.Len() > 0 && !s.events.list[0].at.After(until) {
		e := heap.Pop(s.events).(event)
		if e.at.After(s.app.Now()) {
			s.set(e.at)
		}
		if err := e.do(); err != nil {
			return fmt.Errorf("demo at %s: %w", e.at.Format(time.DateTime), err)
		}
	}
	return nil
}

func newSim(ctx context.Context, a *app.App, hall string, seed uint64, events *schedule, set func(time.Time)) (*sim, error) {
	s := &sim{ctx: ctx, events: events, app: a, hall: hall, rnd: rand.New(rand.NewPCG(seed, 7)), set: set, free: func(string) bool { return true }}
	err := a.DB.Read(ctx, func(q *db.Q) error {
		list, err := queue.Windows(q, hall)
		if err != nil {
			return err
		}
		for _, w := range list {
			if len(w.Serves) == 0 {
				continue
			}
			o, err := org.WindowByID(q, w.ID)
			if err != nil {
				return err
			}
			p, err := org.PostByID(q, o.Post)
			if err != nil {
				return err
			}
			clerk, err := identity.ActorOf(q, p.A, w.ID)
			if err != nil {
				return err
			}
			s.windows = append(s.windows, &window{Window: w, clerk: clerk})
		}
		return nil
	})
	return s, err
}

// holder is the A of a post.
func (s *sim) holder(post string) (ids.Actor, error) {
	var a ids.Actor
	err := s.app.DB.Read(s.ctx, func(q *db.Q) error {
		p, err := org.PostByID(q, post)
		if err != nil {
			return err
		}
		a, err = identity.ActorOf(q, p.A, "")
		return err
	})
	return a, err
}

// minutes is a random length.
func (s *sim) minutes(from, to int) time.Duration {
	return time.Duration(from*60+s.rnd.IntN((to-from)*60+1)) * time.Second
}

// openDay opens the windows and plans the day's visitors and its end.
func (s *sim) openDay(day calendar.Date, visitors int) error {
	view := s.app.View(s.hall)
	openings := view.OpeningsOn(day)
	if len(openings) == 0 {
		return nil
	}
	opens, closes := openings[0].From, openings[len(openings)-1].To
	for i, w := range s.windows {
		s.at(opens.Add(-5*time.Minute+time.Duration(i)*time.Second), func() error {
			w.busy = false
			return s.app.Queue.OpenWindow(s.ctx, w.clerk, w.ID)
		})
	}
	items := s.itemsToday()
	for range visitors {
		o := openings[s.rnd.IntN(len(openings))]
		span := o.To.Sub(o.From) - 40*time.Minute
		at := o.From.Add(time.Duration(s.rnd.Int64N(int64(span))))
		item := items[s.rnd.IntN(len(items))]
		s.at(at, func() error { return s.arrive(item) })
	}
	s.at(closes.Add(25*time.Minute), s.closeDay)
	return nil
}

// itemsToday are the items that people come for: the popular ones often, every other one now and then.
func (s *sim) itemsToday() []*catalogue.Item {
	var out []*catalogue.Item
	for _, it := range s.app.Catalogue.ItemsAt(s.hall) {
		times := 1
		if it.Popular > 0 {
			times = 5
		}
		for range times {
			out = append(out, it)
		}
	}
	return out
}

func (s *sim) closeDay() error {
	if _, err := s.app.Queue.EndDay(s.ctx, ids.TheSystem(s.hall), s.hall); err != nil {
		return err
	}
	for _, w := range s.windows {
		if w.busy {
			continue
		}
		if err := s.app.Queue.CloseWindow(s.ctx, w.clerk, w.ID); err != nil {
			return err
		}
	}
	return s.app.Runner.Drain(s.ctx)
}

// arrive takes a ticket at the kiosk; a window that is free calls.
func (s *sim) arrive(it *catalogue.Item) error {
	line := app.LineID(s.hall, it.Queue)
	req := queue.Request{Line: line, Items: []string{it.Code}, Lines: []string{line}, Origin: fmt.Sprint("kiosk-", s.rnd.IntN(3))}
	if s.rnd.IntN(9) == 0 && len(s.app.Catalogue.Priorities) > 0 {
		req.Class, req.Reason = queue.Priority, s.app.Catalogue.Priorities[s.rnd.IntN(len(s.app.Catalogue.Priorities))].Code
	}
	if err := s.take(req); err != nil {
		return err
	}
	s.poke()
	return nil
}

func (s *sim) take(req queue.Request) error {
	device := ids.Actor{Kind: ids.Device, ID: req.Origin, Hall: s.hall, Roles: []ids.Role{ids.RoleDevice}}
	_, err := s.app.Queue.Take(s.ctx, device, s.hall, req, noKey)
	return soft(err)
}

// poke lets every free window look for somebody to call.
func (s *sim) poke() {
	for _, w := range s.windows {
		if !w.busy && s.free(w.ID) {
			w.busy = true
			s.at(s.app.Now().Add(s.minutes(0, 1)), func() error { return s.call(w) })
		}
	}
}

func (s *sim) call(w *window) error {
	t, err := s.app.Queue.Call(s.ctx, w.clerk, w.ID)
	if err != nil {
		w.busy = false
		return soft(err)
	}
	if s.rnd.IntN(25) == 0 {
		s.miss(w, t, 1)
		return nil
	}
	s.at(s.app.Now().Add(s.minutes(0, 1)), func() error {
		if _, err := s.app.Queue.Arrive(s.ctx, w.clerk, w.ID, t.ID); err != nil {
			w.busy = false
			return soft(err)
		}
		s.at(s.app.Now().Add(s.minutes(3, 14)), func() error { return s.serve(w, t) })
		return nil
	})
	return nil
}

// miss recalls until the ticket may be missed.
func (s *sim) miss(w *window, t *queue.Ticket, calls int) {
	s.at(s.app.Now().Add(25*time.Second), func() error {
		var err error
		if calls < queue.Defaults.CallsToMiss {
			_, err = s.app.Queue.Recall(s.ctx, w.clerk, w.ID, t.ID)
			s.miss(w, t, calls+1)
			return soft(err)
		}
		_, err = s.app.Queue.Miss(s.ctx, w.clerk, w.ID, t.ID)
		w.busy = false
		s.poke()
		return soft(err)
	})
}

// serve ends the visit with its outcome: a case, a notice or an answer.
func (s *sim) serve(w *window, t *queue.Ticket) error {
	v := casework.Visit{Ticket: t.ID, Matter: t.Matters[0].ID}
	if err := soft(s.handle(w, t, v)); err != nil {
		return err
	}
	done, err := s.app.Queue.Finish(s.ctx, w.clerk, w.ID, t.ID)
	w.busy = false
	s.poke()
	if err != nil {
		return soft(err)
	}
	if s.rnd.IntN(10) < 6 && done.Rating != "" {
		level := []int{5, 5, 5, 5, 4, 4, 4, 3, 5, 5, 4, 5, 5, 4, 3, 5, 5, 4, 5, 2, 5, 5, 4, 5, 1}[s.rnd.IntN(25)]
		s.at(s.app.Now().Add(s.minutes(1, 3)), func() error { return s.rate(done.Rating, level) })
	}
	return nil
}

// rate is the person's own act, with the token of the slip (SUP-1).
func (s *sim) rate(token string, level int) error {
	citizen := ids.Actor{Kind: ids.Anonymous, Roles: []ids.Role{ids.RoleCitizen}}
	r, err := s.app.Ratings.Rate(s.ctx, citizen, token, evaluation.Answer{Level: level}, noKey)
	if err == nil && level <= 2 {
		s.answer(r.ID)
	}
	return soft(err)
}

// answer plans what follows a bad rating: somebody calls the next morning, and what was wrong is put right two days later.
func (s *sim) answer(rating string) {
	view := s.app.View(s.hall)
	next := view.NextWorkingDay(calendar.DateOf(s.app.Now()))
	head, _ := s.app.Catalogue.Hall(s.hall)
	who := ids.Actor{Kind: ids.Staff, ID: head.Head, Hall: s.hall, Roles: []ids.Role{ids.RoleManager}}
	handle := func(day calendar.Date, kind evaluation.HandlingKind, said string) {
		s.at(view.OpeningsOn(day)[0].From.Add(s.minutes(5, 60)), func() error {
			_, err := s.app.Ratings.Handle(s.ctx, who, rating, kind, said, "")
			return soft(err)
		})
	}
	handle(next, evaluation.Contacted, words.T(text.ZH, "demo.contacted"))
	handle(view.NextWorkingDay(view.NextWorkingDay(next)), evaluation.Rectified, words.T(text.ZH, "demo.rectified"))
}

// pickUp takes over the visits that were under way at the windows when the program stopped.
func (s *sim) pickUp() error {
	for _, w := range s.windows {
		var t *queue.Ticket
		err := s.app.DB.Read(s.ctx, func(q *db.Q) error {
			now, err := queue.GetWindow(q, w.ID)
			if err != nil || now.Ticket == "" {
				return err
			}
			t, err = queue.Get(q, now.Ticket)
			return err
		})
		if err != nil {
			return err
		}
		if t == nil || !s.free(w.ID) {
			continue
		}
		w.busy = true
		s.at(s.app.Now().Add(s.minutes(0, 2)), func() error {
			if t.State == queue.Called {
				if _, err := s.app.Queue.Arrive(s.ctx, w.clerk, w.ID, t.ID); err != nil {
					w.busy = false
					return soft(err)
				}
			}
			s.at(s.app.Now().Add(s.minutes(1, 6)), func() error { return s.serve(w, t) })
			return nil
		})
	}
	return nil
}
