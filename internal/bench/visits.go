package bench

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"yichuang/internal/app"
	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/once"
)

// measuredEvent stands for an act in the raw measurement.
type measuredEvent struct {
	N int `json:"n"`
}

// EventType names it.
func (measuredEvent) EventType() string { return "bench.measured" }

var _ = journal.Register(measuredEvent{})

// visits is P1: eight requests a visit, each answered after its own durable commit, through /api/v1 with tokens.
func visits(ctx context.Context, o Options, out io.Writer) error {
	return onEach(ctx, o.Database, func(ctx context.Context, p place) error {
		return p.serve(ctx, func(a *app.App, base string) error {
			desks, err := staff(ctx, a, base, immediate)
			if err != nil {
				return err
			}
			work := work{pieces: visitsARound, requests: 8, do: (*desk).visit}
			r, err := work.measure(ctx, a, desks)
			if err != nil {
				return err
			}
			goal := "goal ≥ 40 %"
			if p.server != "" {
				goal = "P2 asks for ≥ 60 % of the same rows written by pgbench"
			}
			heading(out, fmt.Sprintf("P1: a visit over HTTP, %s with full syncing, %d windows at once", p.engine, len(desks)), "a second")
			fmt.Fprintf(out, "| visits, eight requests each | %v |\n", spreadOf(r.done))
			r.limits(out, work)
			fmt.Fprintf(out, "\nRatio to 1/(8 echoes + one raw visit): %v %% (%s). A visit here is: take, call, arrive, receive, check, finish now, finish, rate; "+
				"finish now alone accepts, decides and delivers with three clocks and two letters.\n\n", spreadOf(r.ratio), goal)
			return nil
		})
	})
}

// work is a chain of requests by one person, and how often it is done a round.
type work struct {
	pieces, requests int
	do               func(d *desk) error
}

// figures are the rounds of a work beside the two things that it cannot be faster than.
type figures struct{ done, echoes, raw, ratio []float64 }

// measure does the work, sends as many echoes, and writes as many durable acts without HTTP, in turn.
func (w work) measure(ctx context.Context, a *app.App, desks []*desk) (figures, error) {
	var f figures
	echo, shut, err := listen(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.Copy(w, r.Body) }))
	if err != nil {
		return f, err
	}
	defer shut()
	for range Rounds {
		v, err := together(desks, w.pieces, func(d *desk, n int) error { return w.do(d) })
		if err != nil {
			return f, err
		}
		e, err := together(desks, w.requests*w.pieces, func(d *desk, n int) error {
			return d.send(http.MethodPost, echo, object{"items": []string{"SB-01"}}, nil)
		})
		if err != nil {
			return f, err
		}
		g, err := together(desks, w.pieces, func(d *desk, n int) error { return rawActs(ctx, a.DB, n, w.requests) })
		if err != nil {
			return f, err
		}
		f.done, f.echoes, f.raw = append(f.done, v), append(f.echoes, e), append(f.raw, g)
		f.ratio = append(f.ratio, v*(float64(w.requests)/e+1/g)*100)
	}
	return f, nil
}

func (f figures) limits(out io.Writer, w work) {
	fmt.Fprintf(out, "| limit: HTTP echoes of a small body, same clients | %v |\n| limit: %d acts of two rows each, as durable and as grouped, without HTTP | %v |\n",
		spreadOf(f.echoes), w.requests, spreadOf(f.raw))
}

const visitsARound = 120

// rawActs writes what a chain of requests writes at the least: as many durable transactions of an act and a row each.
func rawActs(ctx context.Context, d *db.DB, n, acts int) error {
	who, object := ids.TheSystem("bench"), ids.New()
	for i := range acts {
		err := d.Write(ctx, func(tx *db.Tx) error {
			key := once.Key{Scope: "bench", Key: fmt.Sprint(object, i)}
			if _, _, err := once.Do(tx, key, func() (string, error) { return object, nil }); err != nil {
				return err
			}
			return journal.Record(tx, "bench", who, journal.Ref{Type: "bench", ID: object}, measuredEvent{n})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// visit is eight requests from the ticket to the rating.
func (d *desk) visit() error {
	atKiosk := *d
	atKiosk.token = d.kiosk
	var ticket struct {
		ID      string `json:"id"`
		Matters []struct{ ID string }
		Rating  string `json:"rating"`
	}
	w := d.base + "/api/v1/windows/" + d.window
	if err := atKiosk.send(http.MethodPost, d.base+"/api/v1/halls/shi/tickets", object{"items": []string{d.item.Code}}, &ticket); err != nil {
		return err
	}
	if err := d.send(http.MethodPost, w+"/call", nil, &ticket); err != nil {
		return err
	}
	at := w + "/tickets/" + ticket.ID
	if err := d.send(http.MethodPost, at+"/arrive", nil, nil); err != nil {
		return err
	}
	if err := d.handle(w, ticket.ID, ticket.Matters[0].ID); err != nil {
		return err
	}
	if err := d.send(http.MethodPost, at+"/finish", nil, &ticket); err != nil {
		return err
	}
	citizen := *d
	citizen.token = "" // whoever holds the slip's token
	return citizen.send(http.MethodPost, d.base+"/api/v1/ratings", object{"token": ticket.Rating, "level": 5}, nil)
}

// handle receives, checks and finishes an immediate item.
func (d *desk) handle(w, ticket, matter string) error {
	c, tail, err := d.takeIn(w, ticket, matter)
	if err != nil {
		return err
	}
	return d.send(http.MethodPost, d.base+"/api/v1/cases/"+c.ID+"/finish-now", object{"edition": c.Edition, "ticket": ticket, "matter": matter,
		"identity_seen": "ID", "id_tail": tail}, nil)
}

// taken is a case as the API answers.
type taken struct {
	ID        string `json:"id"`
	Edition   int    `json:"edition"`
	State     string `json:"state"`
	Checklist []struct {
		Material string `json:"material"`
	} `json:"checklist"`
	Steps []struct {
		ID   string `json:"id"`
		Step string `json:"step"`
		Post string `json:"post"`
		Open bool   `json:"open"`
	} `json:"steps"`
}

// takeIn receives papers and finds all of them in order; tail is what the applicant's number ends with.
func (d *desk) takeIn(w, ticket, matter string) (c taken, tail string, err error) {
	kind, idKind, number := "person", "resident_id", "990000199001010017"
	if len(d.item.Applicants) > 0 && d.item.Applicants[0] != "person" {
		kind, idKind, number = d.item.Applicants[0], "uscc", "11990000MB9900013U"
	}
	if err := d.send(http.MethodPost, w+"/cases", object{"ticket": ticket, "matter": matter, "item": d.item.Code, "applicant_kind": kind, "name": "罗雨薇",
		"id_kind": idKind, "id": number, "answers": d.answers}, &c); err != nil {
		return c, "", err
	}
	var rows []object
	for _, r := range c.Checklist {
		rows = append(rows, object{"material": r.Material, "answer": "ok"})
	}
	err = d.send(http.MethodPost, d.base+"/api/v1/cases/"+c.ID+"/check", object{"edition": c.Edition, "rows": rows}, &c)
	return c, number[len(number)-4:], err
}
