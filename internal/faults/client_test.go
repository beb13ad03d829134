package faults

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/halltest"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
)

type object = map[string]any

// amount is the small count of every run, or the full one under YICHUANG_LONG.
func amount(small, full int) int {
	if os.Getenv("YICHUANG_LONG") != "" {
		return full
	}
	return small
}

// seeded is a source of chance whose seed stands in the log of a failed test.
func seeded(t *testing.T, seed uint64) *rand.Rand {
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// client does commands over the API, each under a key of its own, and repeats one until it is told how it ended.
type client struct {
	t     *testing.T
	http  *http.Client
	base  string
	token string
	tries *atomic.Int64 // requests sent
}

// maxTries is more than chance needs; a command that is refused so often is refused for good.
const maxTries = 200

// do returns the answer of a command that was done; ok is false when it was refused, which is noted as a fault unless it is expected.
func (c client) do(method, path string, body any, expected ...string) (answer object, ok bool) {
	raw, err := json.Marshal(body)
	if err != nil {
		c.t.Error(err)
		return nil, false
	}
	key, status := ids.New(), 0
	for range maxTries {
		c.tries.Add(1)
		if status, answer, err = c.send(method, path, key, raw); err == nil && status < 500 && status != http.StatusTooManyRequests {
			break
		}
	}
	if err == nil && status < 300 {
		return answer, true
	}
	for _, code := range expected {
		if answer["code"] == code {
			return answer, false
		}
	}
	c.t.Errorf("%s %s: %d %v %v", method, path, status, answer, err)
	return nil, false
}

func (c client) send(method, path, key string, raw []byte) (status int, answer object, err error) {
	req, err := http.NewRequest(method, c.base+path, bytes.NewReader(raw))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", key)
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusNoContent && strings.Contains(res.Header.Get("Content-Type"), "json") {
		err = json.NewDecoder(res.Body).Decode(&answer)
	}
	return res.StatusCode, answer, err
}

// hands are the clients of a hall: machines at the door, people at windows and posts.
type hands struct {
	*halltest.Hall
	t     *testing.T
	http  *http.Client
	base  string
	tries atomic.Int64
}

func handsOn(t *testing.T, h *halltest.Hall) *hands {
	_, base := h.Browser()
	return &hands{Hall: h, t: t, base: base, http: &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 32}}}
}

func (h *hands) client(token string) client { return client{h.t, h.http, h.base, token, &h.tries} }

func (h *hands) paired(d identity.Device) client {
	d.Hall = halltest.City
	_, code, err := h.Identity.CreateDevice(h.Ctx, ids.TheSystem(halltest.City), d)
	h.Must(err)
	_, token, err := h.Identity.Pair(h.Ctx, code, "127.0.0.1")
	h.Must(err)
	return h.client(token)
}

// kiosks are machines at the door; each gives twenty numbers a minute, and the clock stands still.
func (h *hands) kiosks(tickets int) (out []client) {
	for i := range tickets/20 + 1 {
		out = append(out, h.paired(identity.Device{Kind: identity.Kiosk, Name: fmt.Sprint("kiosk ", i)}))
	}
	return out
}

// at is the person of a window, as a program that works for it.
func (h *hands) at(no string) (c client, window string) {
	a := h.At(no)
	return h.paired(identity.Device{Kind: identity.Partner, Name: no, Staff: a.ID, Window: a.Window}), a.Window
}

// holder is the A of a post.
func (h *hands) holder(post string) client {
	return h.paired(identity.Device{Kind: identity.Partner, Name: post, Staff: h.Holder(post).ID})
}

// firm is a made-up credit code with a right check digit.
const firm = "11990000MB9900013U"

func visitOf(ticket, matter any) casework.Visit {
	return casework.Visit{Ticket: fmt.Sprint(ticket), Matter: fmt.Sprint(matter)}
}
