package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"yichuang"
	"yichuang/internal/app"
	"yichuang/internal/catalogue"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/once"
	"yichuang/internal/org"
	"yichuang/internal/pii"
)

// measuredEvent stands for an act in the raw measurement.
type measuredEvent struct {
	N int `json:"n"`
}

// EventType names it.
func (measuredEvent) EventType() string { return "bench.measured" }

var _ = journal.Register(measuredEvent{})

// open makes a throw-away city on an embedded database with full syncing.
func open(ctx context.Context, dir string) (*app.App, error) {
	city, err := fs.Sub(yichuang.Catalogue(), "linxi")
	if err != nil {
		return nil, err
	}
	a, err := app.Open(ctx, app.Config{DSN: "sqlite:" + filepath.Join(dir, "hall.db"), Keys: pii.GenerateKeys(), Catalogue: city,
		Files: filepath.Join(dir, "files"), Clock: clock.NewMoving(workingMorning), Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		return nil, err
	}
	return a, a.Seed(ctx)
}

// visits is P1: eight requests a visit, each answered after its own durable commit, through /api/v1 with tokens.
func visits(ctx context.Context, out io.Writer) error {
	dir, err := os.MkdirTemp("", "yichuang-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	a, err := open(ctx, dir)
	if err != nil {
		return err
	}
	defer a.Close(ctx)
	a.Queue.Settings.KioskPerMinute = 1 << 30 // one machine stands for all the doors of the day
	run, stop := context.WithCancel(ctx)
	defer stop()
	if err := a.Start(run); err != nil {
		return err
	}
	base, shut, err := listen(a.Handler())
	if err != nil {
		return err
	}
	defer shut()
	desks, err := staff(ctx, a, base)
	if err != nil {
		return err
	}
	echo, shutEcho, err := listen(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.Copy(w, r.Body) }))
	if err != nil {
		return err
	}
	defer shutEcho()
	var perVisit, echoes, raw, ratio []float64
	for range Rounds {
		v, err := together(desks, visitsARound, func(d *desk, n int) error { return d.visit() })
		if err != nil {
			return err
		}
		e, err := together(desks, 8*visitsARound, func(d *desk, n int) error {
			return d.send(http.MethodPost, echo, object{"items": []string{"SB-01"}}, nil)
		})
		if err != nil {
			return err
		}
		g, err := together(desks, visitsARound, func(d *desk, n int) error { return rawVisit(ctx, a.DB, n) })
		if err != nil {
			return err
		}
		perVisit, echoes, raw = append(perVisit, v), append(echoes, e), append(raw, g)
		ratio = append(ratio, v*(8/e+1/g)*100)
	}
	fmt.Fprintf(out, "## P1: a visit over HTTP, SQLite with full syncing, %d windows at once\n\n| what | a second |\n|---|---|\n", len(desks))
	fmt.Fprintf(out, "| visits, eight requests each | %v |\n| limit: HTTP echoes of a small body, same clients | %v |\n| limit: eight group-committed acts of two rows each, without HTTP | %v |\n\n",
		spreadOf(perVisit), spreadOf(echoes), spreadOf(raw))
	fmt.Fprintf(out, "Ratio to 1/(8 echoes + one raw visit): %v %% (goal ≥ 40 %%). A visit here is: take, call, arrive, receive, check, finish now, finish, rate; "+
		"finish now alone accepts, decides and delivers with three clocks and two letters.\n\n", spreadOf(ratio))
	return nil
}

const visitsARound = 120

// rawVisit writes what a visit writes at the least: eight durable transactions of an act and a row each.
func rawVisit(ctx context.Context, d *db.DB, n int) error {
	who, object := ids.TheSystem("bench"), ids.New()
	for i := range 8 {
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

// together lets every desk work until n pieces are done and returns pieces a second.
func together(desks []*desk, n int, do func(d *desk, n int) error) (float64, error) {
	work := make(chan int, n)
	for i := range n {
		work <- i
	}
	close(work)
	watch := clock.Stopwatch()
	var wg sync.WaitGroup
	failures := make([]error, len(desks))
	for i, d := range desks {
		wg.Go(func() {
			for n := range work {
				if failures[i] = do(d, n); failures[i] != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	return float64(n) / watch().Seconds(), errors.Join(failures...)
}

func listen(h http.Handler) (base string, shut func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	srv := &http.Server{Handler: h}
	go srv.Serve(l)
	return "http://" + l.Addr().String(), func() { srv.Close() }, nil
}

// workingMorning is when the measured hall is open: Tuesday 24 November 2026, 10:00.
var workingMorning = time.Date(2026, 11, 24, 10, 0, 0, 0, clock.Zone)

type object = map[string]any

// desk is a window with the tokens that its visits need.
type desk struct {
	client  *http.Client
	base    string
	window  string
	line    string
	item    *catalogue.Item
	kiosk   string
	token   string
	answers map[string]string
}

// staff pairs a token for each window that serves an immediate item with papers.
func staff(ctx context.Context, a *app.App, base string) ([]*desk, error) {
	hall := a.Catalogue.DefaultHall().Code
	kiosk, err := pair(ctx, a, identity.Device{Hall: hall, Kind: identity.Kiosk, Name: "bench"})
	if err != nil {
		return nil, err
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	var desks []*desk
	for _, w := range a.Catalogue.WindowsOf(hall) {
		item := immediate(a.Catalogue, w)
		if item == nil {
			continue
		}
		d := &desk{client: client, base: base, window: org.WindowID(hall, w.No), line: hall + ":" + item.Queue, item: item, kiosk: kiosk, answers: answersTo(item)}
		var post org.Post
		if err := a.DB.Read(ctx, func(q *db.Q) (err error) {
			post, err = org.PostByID(q, w.Post)
			return err
		}); err != nil {
			return nil, err
		}
		if d.token, err = pair(ctx, a, identity.Device{Hall: hall, Kind: identity.Partner, Name: "bench " + w.No, Staff: post.A, Window: d.window}); err != nil {
			return nil, err
		}
		if err := d.send(http.MethodPost, base+"/api/v1/windows/"+d.window+"/open", nil, nil); err != nil {
			return nil, err
		}
		desks = append(desks, d)
	}
	return desks, nil
}

func pair(ctx context.Context, a *app.App, d identity.Device) (string, error) {
	_, code, err := a.Identity.CreateDevice(ctx, ids.TheSystem(d.Hall), d)
	if err != nil {
		return "", err
	}
	_, token, err := a.Identity.Pair(ctx, code, "127.0.0.1")
	return token, err
}

func immediate(c *catalogue.Catalogue, w *catalogue.Window) *catalogue.Item {
	if w.Kind == catalogue.PriorityW || len(w.Queues) == 0 {
		return nil
	}
	for i := range c.Items {
		it := &c.Items[i]
		if it.Queue == w.Queues[0] && it.Class == catalogue.Immediate && it.Otherwise == nil && len(it.Materials) > 0 && len(it.Steps) == 1 {
			return it
		}
	}
	return nil
}

func answersTo(it *catalogue.Item) map[string]string {
	out := map[string]string{}
	for _, q := range it.Situations {
		out[q.ID] = map[string]string{"yes_no": "no", "number": "1"}[q.Kind]
		if len(q.Options) > 0 {
			out[q.ID] = q.Options[0].Value
		}
	}
	return out
}

// send makes one request; an answer that is no success is an error.
func (d *desk) send(method, url string, body, out any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(method, url, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if d.token != "" {
		req.Header.Set("Authorization", "Bearer "+d.token)
	}
	res, err := d.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %d %s", method, url, res.StatusCode, answer)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer, out)
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
	kind, idKind, number := "person", "resident_id", "990000199001010017"
	if len(d.item.Applicants) > 0 && d.item.Applicants[0] != "person" {
		kind, idKind, number = d.item.Applicants[0], "uscc", "11990000MB9900013U"
	}
	var c struct {
		ID        string `json:"id"`
		Edition   int    `json:"edition"`
		Checklist []struct {
			Material string `json:"material"`
		} `json:"checklist"`
	}
	if err := d.send(http.MethodPost, w+"/cases", object{"ticket": ticket, "matter": matter, "item": d.item.Code, "applicant_kind": kind, "name": "罗雨薇",
		"id_kind": idKind, "id": number, "answers": d.answers}, &c); err != nil {
		return err
	}
	var rows []object
	for _, r := range c.Checklist {
		rows = append(rows, object{"material": r.Material, "answer": "ok"})
	}
	cs := d.base + "/api/v1/cases/" + c.ID
	if err := d.send(http.MethodPost, cs+"/check", object{"edition": c.Edition, "rows": rows}, &c); err != nil {
		return err
	}
	return d.send(http.MethodPost, cs+"/finish-now", object{"edition": c.Edition, "ticket": ticket, "matter": matter, "identity_seen": "ID", "id_tail": number[len(number)-4:]}, nil)
}
