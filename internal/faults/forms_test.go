package faults

import (
	"net/http"
	"net/url"
	"testing"

	"yichuang/internal/app"
	"yichuang/internal/halltest"
)

const desk = "/h/shi/desk"

// browser is somebody at a window who presses a button again whenever the page says that something went wrong.
type browser struct {
	*halltest.Client
	page halltest.Answer
	sent int
}

// press posts a form of the page, as it stands, until it is answered, and goes where the answer leads.
func (b *browser) press(path string, fields map[string]string) {
	b.T.Helper()
	f, found := b.page.Form(desk + path)
	if !found {
		b.T.Fatalf("no form to %s", path)
	}
	for name, v := range fields {
		f.Set(name, v)
	}
	b.until(func() halltest.Answer { b.sent++; return b.Post(desk+path, f) })
	if b.page.Status != http.StatusSeeOther {
		b.T.Fatalf("%s: %d", path, b.page.Status)
	}
	next, err := url.Parse(b.page.Location)
	b.Must(err)
	b.open(next.RequestURI())
}

func (b *browser) open(path string) { b.until(func() halltest.Answer { return b.Get(path) }) }

func (b *browser) until(do func() halltest.Answer) {
	b.T.Helper()
	for range maxTries {
		if b.page = do(); b.page.Status < http.StatusInternalServerError {
			return
		}
	}
	b.T.Fatalf("refused %d times: %d", maxTries, b.page.Status)
}

// CR-4 for people: a form that is sent again because its answer was lost does what it says exactly once.
func TestCR4_AFormSentAgainActsExactlyOnce(t *testing.T) {
	f := &troubled{rand: seeded(t, 5)}
	visits := amount(15, 400)
	halltest.EachAs(t, func(cfg *app.Config) { cfg.Around = f.around }, func(t *testing.T, h *halltest.Hall) {
		b := &browser{Client: h.SignIn("E-SB-06", "shi-06")}
		f.on.Store(false)
		b.T = t
		for range visits {
			h.Ticket(item)
		}
		f.on.Store(true)
		b.open(desk)
		b.press("/window/open", nil)
		for range visits {
			b.press("/call", nil)
			b.press("/arrive", nil)
			b.press("/outcome", map[string]string{"outcome-plain": "consultation"})
			b.press("/finish", nil)
		}
		f.on.Store(false)
		t.Logf("%d forms sent %d times; %d writes were done and told otherwise", 4*visits+1, b.sent, f.lost.Swap(0))
		acts := actsOf(h)
		for act, want := range map[string]int{"window.opened": 1, "ticket.called": visits, "ticket.arrived": visits,
			"ticket.matter_decided": visits, "ticket.finished": visits} {
			if acts[act] != want {
				t.Errorf("%s: %d forms were answered and %d acts done", act, want, acts[act])
			}
		}
		h.Verified()
	})
}
