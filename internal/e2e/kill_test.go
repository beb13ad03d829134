package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"yichuang/internal/app"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/ids"
	"yichuang/internal/pii"
)

// ackedEarly is the fault of a server that answers before its commit is durable.
const ackedEarly = "acked_early"

// CR-1: a server that is killed again and again in the middle of its work, while eight clients repeat with the same key what they got
// no answer to. What was acknowledged is there, once; numbers have no gaps; the journal is whole.
func TestKill_CR1_NothingAcknowledgedIsLostOrDoneTwice(t *testing.T) {
	kills := 5
	if os.Getenv("YICHUANG_LONG") != "" {
		kills = 100
	}
	t.Run("sqlite", func(t *testing.T) {
		killAgainAndAgain(setUpOn(t, "sqlite:"+filepath.Join(t.TempDir(), "hall.db")), kills)
	})
	if t.Failed() {
		return
	}
	t.Run("postgres", func(t *testing.T) { killAgainAndAgain(setUpOn(t, dbtest.PostgresDSN(t)), kills) })
}

func killAgainAndAgain(h *hallOn, kills int) {
	const seed = 1
	h.t.Logf("seed %d", seed)
	m := &mortal{hallOn: h, acts: map[string]int{}, tickets: map[string]bool{}, acked: make(chan struct{})}
	m.prepare(kills * 8)
	m.start()
	stop := make(chan struct{})
	var takers, windows sync.WaitGroup
	for i := range 4 {
		takers.Go(func() { m.take(i, stop) })
	}
	for _, window := range []string{"shi-03", "shi-04", "shi-05", "shi-06"} {
		windows.Go(func() { m.serve(window, stop) })
	}
	restarts := m.killer(kills, rand.New(rand.NewPCG(seed, 0)))
	close(stop)
	go func() { // nobody counts any more
		for range m.acked {
		}
	}()
	takers.Wait()
	windows.Wait()
	close(m.acked)
	m.server.signal(h.t, syscall.SIGKILL)
	_ = m.server.cmd.Wait()
	slices.Sort(restarts)
	h.t.Logf("%d kills, %d acknowledged acts, %d requests; restarted within %v, half of them within %v", kills, m.total(), m.requests,
		restarts[len(restarts)-1].Round(time.Millisecond), restarts[len(restarts)/2].Round(time.Millisecond))
	m.compare()
	nothingIsWrong(h)
}

// mortal is a server that dies and comes back, and what its clients were told.
type mortal struct {
	*hallOn
	server *process
	clerk  map[string]string
	kiosk  []string
	acked  chan struct{} // one for each acknowledged act
	alive  sync.RWMutex  // held for writing while no server runs

	mu       sync.Mutex
	requests int
	acts     map[string]int  // act → acknowledged commands
	tickets  map[string]bool // ids of acknowledged tickets
}

// prepare pairs machines and people before the first server runs.
func (m *mortal) prepare(kiosks int) {
	m.clerk = m.clerks()
	a := m.within()
	defer a.Close(context.Background())
	m.kiosk = m.kiosks(a, kiosks)
}

// within opens the hall in the test itself; the caller closes it.
func (m *mortal) within() *app.App {
	keys, err := pii.LoadKeyFile(filepath.Join(m.data, "keys.json"))
	m.must(err)
	a, err := app.Open(context.Background(), app.Config{DSN: m.dsn, Keys: keys, Catalogue: os.DirFS(filepath.Join(m.data, "catalogue")),
		Files: filepath.Join(m.data, "files")})
	m.must(err)
	return a
}

func (m *mortal) start() { m.server = m.hallOn.serve() }

// killer kills the server just after an act was acknowledged, which act is left to chance, and measures how long it is away.
func (m *mortal) killer(kills int, chance *rand.Rand) (restarts []time.Duration) {
	for range kills {
		for range 10 + chance.IntN(30) {
			<-m.acked
		}
		watch := clock.Stopwatch()
		m.server.signal(m.t, syscall.SIGKILL)
		m.alive.Lock() // whoever asks now waits for the next server
		_ = m.server.cmd.Wait()
		m.start()
		m.alive.Unlock()
		restarts = append(restarts, watch())
	}
	return restarts
}

func (m *mortal) base() string {
	m.alive.RLock()
	defer m.alive.RUnlock()
	return m.server.base
}

// do repeats a command with one key until it is answered; ok is false when it was refused, which is a fault but for an empty line.
func (m *mortal) do(act, token, path string, body any) (answer map[string]any, ok bool) {
	key := ids.New()
	for watch := clock.Stopwatch(); watch() < 2*time.Minute; {
		status, answer, err := askWith(m.base(), token, "POST", path, key, body)
		m.mu.Lock()
		m.requests++
		m.mu.Unlock()
		if err != nil || status >= 500 {
			continue
		}
		if status >= 300 {
			if answer["code"] != "ticket.call.nobody" {
				m.t.Errorf("%s %s: %d %v", act, path, status, answer)
			}
			return answer, false
		}
		m.mu.Lock()
		m.acts[act]++
		m.mu.Unlock()
		m.acked <- struct{}{}
		return answer, true
	}
	m.t.Errorf("%s was never answered", act)
	return nil, false
}

// take gives numbers at the door until it is told to stop; each machine gives no more than it may in a minute.
func (m *mortal) take(hand int, stop chan struct{}) {
	for i := hand; i/15 < len(m.kiosk); i += 4 {
		select {
		case <-stop:
			return
		default:
		}
		if t, ok := m.do("ticket.taken", m.kiosk[i/15], "/api/v1/halls/shi/tickets", map[string]any{"items": []string{"SB-01"}}); ok {
			m.mu.Lock()
			m.tickets[fmt.Sprint(t["id"])] = true
			m.mu.Unlock()
		}
	}
}

// serve works at a window; when it is told to stop it ends the visit that it has begun.
func (m *mortal) serve(window string, stop chan struct{}) {
	token, at := m.clerk[window], "/api/v1/windows/"+window
	if _, ok := m.do("window.opened", token, at+"/open", nil); !ok {
		return
	}
	for {
		select {
		case <-stop:
			return
		default:
		}
		t, ok := m.do("ticket.called", token, at+"/call", nil)
		if !ok {
			if t["code"] != "ticket.call.nobody" {
				return
			}
			continue
		}
		here := at + "/tickets/" + fmt.Sprint(t["id"])
		matter := t["matters"].([]any)[0].(map[string]any)["id"]
		_, ok = m.do("ticket.arrived", token, here+"/arrive", nil)
		if ok {
			_, ok = m.do("ticket.matter_decided", token, here+"/matters/"+fmt.Sprint(matter)+"/outcome", map[string]any{"outcome": "consultation"})
		}
		if ok {
			_, ok = m.do("ticket.finished", token, here+"/finish", nil)
		}
		if !ok {
			return
		}
	}
}

func (m *mortal) total() (n int) {
	for _, k := range m.acts {
		n += k
	}
	return n
}

// compare looks into what the killed servers have left.
func (m *mortal) compare() {
	a := m.within()
	defer a.Close(context.Background())
	m.must(a.DB.Read(context.Background(), func(q *db.Q) error {
		for act, acked := range m.acts {
			n, err := db.One(q, db.Value[int], `SELECT count(*) FROM journal WHERE type = $1`, act)
			if err != nil {
				return err
			}
			if n != acked {
				m.t.Errorf("%s: %d commands were acknowledged and %d acts are there", act, acked, n)
			}
		}
		there, err := db.All(q, db.Value[string], `SELECT id FROM ticket`)
		if err != nil {
			return err
		}
		for id := range m.tickets {
			if !slices.Contains(there, id) {
				m.t.Errorf("ticket %s was acknowledged and is lost", id)
			}
		}
		gaps, err := db.One(q, db.Value[int], `SELECT count(*) FROM (SELECT day, substr(number, 1, 1), count(DISTINCT number) AS n, count(*) AS all_of,
			max(CAST(substr(number, 2) AS INTEGER)) AS last FROM ticket GROUP BY day, substr(number, 1, 1)) x WHERE n <> last OR all_of <> n`)
		if err == nil && gaps > 0 {
			m.t.Errorf("the numbers of %d letters have gaps or stand on two slips", gaps)
		}
		return err
	}))
}
