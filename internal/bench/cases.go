package bench

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"yichuang/internal/app"
	"yichuang/internal/catalogue"
)

const (
	casesARound  = 60
	caseRequests = 7 // receive, check, accept, three posts, hand out
	fourSteps    = 4
	temporal     = 23 // four-step workflows a second of Temporal on SQLite with full syncing, on the machine of performance.md
)

// cases is P3: a case from the papers to the result through three posts, each request answered after its own durable commit.
func cases(ctx context.Context, o Options, out io.Writer) error {
	return onEach(ctx, o.Database, func(ctx context.Context, p place) error {
		return p.serve(ctx, func(a *app.App, base string) error {
			desks, err := staff(ctx, a, base, inFourSteps)
			if err != nil {
				return err
			}
			tokens := map[string]string{}
			for _, d := range desks {
				for _, s := range d.item.Steps[:fourSteps-1] {
					if tokens[s.Post] == "" {
						if tokens[s.Post], err = atPost(ctx, a, s.Post, ""); err != nil {
							return err
						}
					}
				}
			}
			atOnce := desks
			for len(atOnce) < clients { // several people at one window, as their tokens are of no use elsewhere
				atOnce = append(atOnce, desks...)
			}
			work := work{pieces: casesARound, requests: caseRequests, do: func(d *desk) error { return d.throughPosts(tokens) }}
			r, err := work.measure(ctx, a, atOnce)
			if err != nil {
				return err
			}
			heading(out, fmt.Sprintf("P3: a four-step case over HTTP, %s with full syncing, %d clients at once", p.engine, len(atOnce)), "a second")
			fmt.Fprintf(out, "| cases, seven requests each | %v |\n", spreadOf(r.done))
			r.limits(out, work)
			fmt.Fprintf(out, "\nRatio to 1/(7 echoes + one raw case): %v %%. A case here is: receive, check, accept, review, decide, print, hand out; each post has a clock of "+
				"its own, and letters are issued on acceptance and decision. Temporal did %d four-step workflows a second on SQLite with full syncing on the machine of the goals, "+
				"not in this run: %.1f times that (goal ≥ 50).\n\n", spreadOf(r.ratio), temporal, spreadOf(r.done).median/temporal)
			return nil
		})
	})
}

// clients is how many people work at once at the least.
const clients = 12

// inFourSteps is an item that three posts and the window work on.
func inFourSteps(c *catalogue.Catalogue, w *catalogue.Window) *catalogue.Item {
	if w.Kind == catalogue.PriorityW || len(w.Queues) == 0 {
		return nil
	}
	for i := range c.Items {
		it := &c.Items[i]
		if it.Queue == w.Queues[0] && len(it.Steps) == fourSteps && it.Otherwise == nil && straight(it) {
			return it
		}
	}
	return nil
}

// straight tells whether the first outcome of each step leads to the next one, so that every post says yes once.
func straight(it *catalogue.Item) bool {
	for i, s := range it.Steps[:len(it.Steps)-1] {
		if s.Kind == "site" || s.Post == "window" || len(s.Outcomes) == 0 || s.Outcomes[0].Next != it.Steps[i+1].ID {
			return false
		}
	}
	return true
}

// throughPosts takes a case from the papers to the result.
func (d *desk) throughPosts(tokens map[string]string) error {
	c, tail, err := d.takeIn(d.base+"/api/v1/windows/"+d.window, "", "")
	if err != nil {
		return err
	}
	at := d.base + "/api/v1/cases/" + c.ID
	if err := d.send(http.MethodPost, at+"/accept", object{"edition": c.Edition}, &c); err != nil {
		return err
	}
	for i, s := range d.item.Steps[:fourSteps-1] {
		post := *d
		post.token = tokens[s.Post]
		if err := post.send(http.MethodPost, d.base+"/api/v1/steps/"+c.Steps[i].ID+"/decide", object{"edition": c.Edition, "outcome": s.Outcomes[0].ID}, &c); err != nil {
			return err
		}
	}
	return d.send(http.MethodPost, at+"/deliver", object{"edition": c.Edition, "identity_seen": "ID", "id_tail": tail}, nil)
}
