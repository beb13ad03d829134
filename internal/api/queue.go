package api

import (
	"context"
	"net/http"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/once"
	"yichuang/internal/queue"
)

// Ticket is a ticket as programs see it.
type Ticket struct {
	ID      string    `json:"id"`
	Number  string    `json:"number" example:"A001"`
	Line    string    `json:"line"`
	Class   string    `json:"class" enum:"ordinary,priority,appointment,return"`
	State   string    `json:"state" enum:"waiting,called,serving,parked,missed,done,cancelled,expired"`
	Window  string    `json:"window,omitempty"`
	Taken   time.Time `json:"taken_at"`
	Calls   int       `json:"calls"`
	Matters []Matter  `json:"matters"`
}

// Matter is one thing that the person came for.
type Matter struct {
	ID      string `json:"id"`
	Item    string `json:"item,omitempty"`
	Outcome string `json:"outcome,omitempty"`
}

func ticketOf(t *queue.Ticket) Ticket {
	out := Ticket{ID: t.ID, Number: t.Number, Line: t.Line, Class: string(t.Class), State: string(t.State), Window: t.Window, Taken: t.Taken, Calls: t.Calls}
	for _, m := range t.Matters {
		out.Matters = append(out.Matters, Matter{m.ID, m.Item, string(m.Outcome)})
	}
	return out
}

type ticketAnswer struct{ Body Ticket }

type takeInput struct {
	Repeatable
	Hall string `path:"hall"`
	Body struct {
		Line  string   `json:"line,omitempty" doc:"Business queue; the first item's when items are named."`
		Items []string `json:"items,omitempty" maxItems:"5" doc:"Codes of the catalogue, in the order in which the person named them."`
		Class string   `json:"class,omitempty" enum:"ordinary,priority" default:"ordinary"`
		Why   string   `json:"why,omitempty" maxLength:"40" doc:"Priority class."`
	}
}

type takenAnswer struct {
	Body struct {
		Ticket
		Secret string `json:"secret" doc:"Stands on the slip; given once."`
		Ahead  int    `json:"ahead"`
	}
}

// WindowPath names a window.
type WindowPath struct {
	Repeatable
	Window string `path:"window"`
}

// TicketPath names a ticket at a window.
type TicketPath struct {
	Repeatable
	Window string `path:"window"`
	ID     string `path:"id"`
}

type reasoned struct {
	TicketPath
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"200"`
		Line   string `json:"line,omitempty"`
	}
}

func (a *API) queueOperations() {
	op(a, "POST", "/api/v1/halls/{hall}/tickets", "queue.ticket.take", "Take a ticket", http.StatusCreated, a.take)
	op(a, "GET", "/api/v1/halls/{hall}/lines", "queue.view", "How full each line is", 0, a.lines)
	op(a, "GET", "/api/v1/tickets/{id}", "queue.ticket.view", "One ticket", 0, a.ticket)
	op(a, "POST", "/api/v1/windows/{window}/open", "queue.window.open", "Open the window", http.StatusNoContent, a.open)
	op(a, "POST", "/api/v1/windows/{window}/close", "queue.window.close", "Close the window", http.StatusNoContent, a.close)
	op(a, "POST", "/api/v1/windows/{window}/call", "queue.ticket.call", "Call the next person by policy", 0, a.call)
	at := func(verb, act, summary string, do func(ctx context.Context, who ids.Actor, window, id string) (*queue.Ticket, error)) {
		op(a, "POST", "/api/v1/windows/{window}/tickets/{id}/"+verb, act, summary, 0, func(ctx context.Context, in *TicketPath) (*ticketAnswer, error) {
			t, err := do(ctx, actor(ctx), in.Window, in.ID)
			if err != nil {
				return nil, err
			}
			return &ticketAnswer{ticketOf(t)}, nil
		})
	}
	at("recall", "queue.ticket.recall", "Call once more", a.Queue.Recall)
	at("arrive", "queue.ticket.arrive", "The person is at the window", a.Queue.Arrive)
	at("miss", "queue.ticket.miss", "Nobody came", a.Queue.Miss)
	at("resume", "queue.ticket.resume", "Go on with a parked visit", a.Queue.Resume)
	why := func(verb, act, summary string, do func(ctx context.Context, in *reasoned) (*queue.Ticket, error)) {
		op(a, "POST", "/api/v1/windows/{window}/tickets/{id}/"+verb, act, summary, 0, func(ctx context.Context, in *reasoned) (*ticketAnswer, error) {
			t, err := do(ctx, in)
			if err != nil {
				return nil, err
			}
			return &ticketAnswer{ticketOf(t)}, nil
		})
	}
	why("park", "queue.ticket.park", "Let the visit wait", func(ctx context.Context, in *reasoned) (*queue.Ticket, error) {
		return a.Queue.Park(ctx, actor(ctx), in.Window, in.ID, in.Body.Reason)
	})
	why("undo-call", "queue.ticket.undo_call", "Take a wrong call back", func(ctx context.Context, in *reasoned) (*queue.Ticket, error) {
		return a.Queue.UndoCall(ctx, actor(ctx), in.Window, in.ID, in.Body.Reason)
	})
	why("transfer", "queue.ticket.transfer", "Send on to another line", func(ctx context.Context, in *reasoned) (*queue.Ticket, error) {
		return a.Queue.Transfer(ctx, actor(ctx), in.Window, in.ID, in.Body.Line, in.Body.Reason)
	})
	op(a, "POST", "/api/v1/windows/{window}/tickets/{id}/matters/{matter}/outcome", "queue.ticket.decide_matter", "A matter that needs no other act", http.StatusNoContent, a.outcome)
	op(a, "POST", "/api/v1/windows/{window}/tickets/{id}/finish", "queue.ticket.finish", "End the visit", 0, a.finish)
}

func (a *API) take(ctx context.Context, in *takeInput) (*takenAnswer, error) {
	req := queue.Request{Line: in.Body.Line, Class: queue.Class(in.Body.Class), Reason: in.Body.Why, Origin: actor(ctx).Key()}
	for _, code := range in.Body.Items {
		it, ok := a.Catalogue().Item(code)
		if !ok {
			return nil, errs.New(errs.Invalid, "api.no_item", "item", code).At("items")
		}
		req.Items, req.Lines = append(req.Items, code), append(req.Lines, in.Hall+":"+it.Queue)
	}
	got, err := a.Queue.Take(ctx, actor(ctx), in.Hall, req, once.From(ctx))
	if err != nil {
		return nil, err
	}
	var out takenAnswer
	out.Body.Ticket, out.Body.Secret, out.Body.Ahead = ticketOf(got.Ticket), got.Secret, got.Ahead
	return &out, nil
}

type linesInput struct {
	Hall string `path:"hall"`
}

// Load is how full a line is.
type Load struct {
	Line    string `json:"line"`
	Name    string `json:"name"`
	Letter  string `json:"letter"`
	Waiting int    `json:"waiting"`
	Windows string `json:"windows"`
	Open    int    `json:"open_windows"`
	From    int    `json:"wait_from_minutes"`
	To      int    `json:"wait_to_minutes"`
	Known   bool   `json:"wait_known"`
}

type linesAnswer struct{ Body []Load }

func (a *API) lines(ctx context.Context, in *linesInput) (*linesAnswer, error) {
	var out linesAnswer
	err := a.DB.Read(ctx, func(q *db.Q) error {
		loads, err := queue.Loads(q, in.Hall)
		for _, l := range loads {
			out.Body = append(out.Body, Load{l.Line.ID, l.Line.NameZH, l.Line.Letter, l.Waiting, l.Windows, l.Open, l.From, l.To, l.Known})
		}
		return err
	})
	return &out, err
}

type idInput struct {
	ID string `path:"id"`
}

func (a *API) ticket(ctx context.Context, in *idInput) (*ticketAnswer, error) {
	var out ticketAnswer
	err := a.DB.Read(ctx, func(q *db.Q) error {
		t, err := queue.Get(q, in.ID)
		if err != nil {
			return err
		}
		if who := actor(ctx); who.Hall != t.Hall {
			return queue.ErrNoSuchTicket
		}
		out.Body = ticketOf(t)
		return nil
	})
	return &out, err
}

type nothing struct{}

func (a *API) open(ctx context.Context, in *WindowPath) (*nothing, error) {
	return nil, a.Queue.OpenWindow(ctx, actor(ctx), in.Window)
}

func (a *API) close(ctx context.Context, in *WindowPath) (*nothing, error) {
	return nil, a.Queue.CloseWindow(ctx, actor(ctx), in.Window)
}

func (a *API) call(ctx context.Context, in *WindowPath) (*ticketAnswer, error) {
	t, err := a.Queue.Call(ctx, actor(ctx), in.Window)
	if err != nil {
		return nil, err
	}
	return &ticketAnswer{ticketOf(t)}, nil
}

type outcomeInput struct {
	TicketPath
	Matter string `path:"matter"`
	Body   struct {
		Outcome string `json:"outcome" enum:"consultation,left"`
	}
}

func (a *API) outcome(ctx context.Context, in *outcomeInput) (*nothing, error) {
	return nil, a.Queue.DecidePlain(ctx, actor(ctx), in.Window, in.ID, in.Matter, queue.Outcome(in.Body.Outcome))
}

type finishedAnswer struct {
	Body struct {
		Ticket
		Rating string `json:"rating,omitempty" doc:"Token for rating this visit; given once. Empty when the ticket was sent on."`
	}
}

func (a *API) finish(ctx context.Context, in *TicketPath) (*finishedAnswer, error) {
	f, err := a.Queue.Finish(ctx, actor(ctx), in.Window, in.ID)
	if err != nil {
		return nil, err
	}
	var out finishedAnswer
	out.Body.Ticket, out.Body.Rating = ticketOf(f.Ticket), f.Rating
	return &out, nil
}
