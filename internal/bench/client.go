package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"

	"yichuang/internal/app"
	"yichuang/internal/catalogue"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/org"
)

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

// staff pairs a token for each window at which choose finds an item.
func staff(ctx context.Context, a *app.App, base string, choose func(c *catalogue.Catalogue, w *catalogue.Window) *catalogue.Item) ([]*desk, error) {
	hall := a.Catalogue.DefaultHall().Code
	kiosk, err := pair(ctx, a, identity.Device{Hall: hall, Kind: identity.Kiosk, Name: "bench"})
	if err != nil {
		return nil, err
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	var desks []*desk
	for _, w := range a.Catalogue.WindowsOf(hall) {
		item := choose(a.Catalogue, w)
		if item == nil {
			continue
		}
		d := &desk{client: client, base: base, window: org.WindowID(hall, w.No), line: hall + ":" + item.Queue, item: item, kiosk: kiosk, answers: answersTo(item)}
		if d.token, err = atPost(ctx, a, w.Post, d.window); err != nil {
			return nil, err
		}
		if err := d.send(http.MethodPost, base+"/api/v1/windows/"+d.window+"/open", nil, nil); err != nil {
			return nil, err
		}
		desks = append(desks, d)
	}
	return desks, nil
}

// atPost is a token of whoever holds a post, at a window or at none.
func atPost(ctx context.Context, a *app.App, id, window string) (string, error) {
	var post org.Post
	if err := a.DB.Read(ctx, func(q *db.Q) (err error) {
		post, err = org.PostByID(q, id)
		return err
	}); err != nil {
		return "", err
	}
	return pair(ctx, a, identity.Device{Hall: a.Catalogue.DefaultHall().Code, Kind: identity.Partner, Name: "bench " + id, Staff: post.A, Window: window})
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
