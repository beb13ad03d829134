package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"yichuang/internal/app"
	"yichuang/internal/calendar"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/mutant"
	"yichuang/internal/pii"
)

// hallOn is a hall that init has set up on a database, for any number of real server processes.
type hallOn struct {
	t         *testing.T
	bin, data string
	dsn       string
}

// process is one server: the program as it is delivered, in a process of its own.
type process struct {
	base string
	cmd  *exec.Cmd
}

// setUp sets a hall up on PostgreSQL.
func setUp(t *testing.T) *hallOn {
	t.Helper()
	return setUpOn(t, dbtest.PostgresDSN(t))
}

// setUpOn builds the program and sets a hall up that is open around the clock, since real processes live by the machine's clock.
func setUpOn(t *testing.T, dsn string) *hallOn {
	t.Helper()
	h := &hallOn{t: t, dsn: dsn, bin: filepath.Join(t.TempDir(), "yichuang"), data: filepath.Join(t.TempDir(), "hall")}
	city := filepath.Join(t.TempDir(), "city")
	h.must(os.CopyFS(city, os.DirFS("../../catalogue/linxi")))
	h.rewrite(filepath.Join(city, "halls.yaml"), `open: \[.*\]`, `open: ["00:00-24:00"]`)
	for _, name := range []string{"shebao.yaml", "shuiwu.yaml", "hall-department.yaml", "jumin.yaml", "chengjian.yaml"} {
		h.rewrite(filepath.Join(city, name), `cutoff: \d+`, `cutoff: 0`)
	}
	flags := ""
	if mutant.On(ackedEarly) { // the fault is in the server, so it is built into that too
		flags = "-X yichuang/internal/mutant.name=" + ackedEarly
	}
	build := exec.Command("go", "build", "-overlay", h.workToday(), "-ldflags", flags, "-o", h.bin, "yichuang/cmd/yichuang")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	h.run("init", "--from", city, "--admin", people["sysadmin"], "--password", "a long sentence for the first day")
	return h
}

// workToday is an overlay for the build: on a day off the built-in calendar gets one more line that makes today a working day.
func (h *hallOn) workToday() string {
	h.t.Helper()
	const days = "../calendar/holidays.csv"
	today := calendar.DateOf(clock.System{}.Now())
	replace := map[string]string{}
	if !calendar.NewView(calendar.Builtin(), calendar.StandardHall(), calendar.Policy{}).IsWorkingDay(today) {
		raw, err := os.ReadFile(days)
		h.must(err)
		var keep []string
		for line := range strings.Lines(string(raw)) {
			if !strings.HasPrefix(line, today.String()) {
				keep = append(keep, line)
			}
		}
		with := filepath.Join(h.t.TempDir(), "holidays.csv")
		h.must(os.WriteFile(with, []byte(strings.Join(keep, "")+today.String()+",workday,测试\n"), 0o600))
		real, err := filepath.Abs(days)
		h.must(err)
		replace[real] = with
	}
	raw, err := json.Marshal(map[string]any{"Replace": replace})
	h.must(err)
	overlay := filepath.Join(h.t.TempDir(), "overlay.json")
	h.must(os.WriteFile(overlay, raw, 0o600))
	return overlay
}

func (h *hallOn) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *hallOn) rewrite(file, pattern, with string) {
	h.t.Helper()
	raw, err := os.ReadFile(file)
	h.must(err)
	changed := regexp.MustCompile(pattern).ReplaceAll(raw, []byte(with))
	if bytes.Equal(raw, changed) {
		h.t.Fatalf("%s has nothing like %s", file, pattern)
	}
	h.must(os.WriteFile(file, changed, 0o600))
}

// run is one command of the program on this hall; it returns what was printed.
func (h *hallOn) run(args ...string) string {
	h.t.Helper()
	out, err := h.command(args...)
	h.must(err)
	return out
}

func (h *hallOn) command(args ...string) (string, error) {
	var out, errs bytes.Buffer
	cmd := exec.Command(h.bin, append(args, "--data", h.data, "--database", h.dsn)...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("yichuang %s: %w\n%s%s", args[0], err, out.String(), errs.String())
	}
	return out.String(), nil
}

// serve starts a server and waits until it says where it listens.
func (h *hallOn) serve() *process {
	h.t.Helper()
	cmd := exec.Command(h.bin, "serve", "--addr", net.JoinHostPort("127.0.0.1", "0"), "--data", h.data, "--database", h.dsn)
	out, err := cmd.StdoutPipe()
	h.must(err)
	log, err := os.Create(filepath.Join(h.t.TempDir(), "log"))
	h.must(err)
	cmd.Stderr = log
	h.must(cmd.Start())
	h.t.Cleanup(func() {
		_ = cmd.Process.Kill() // a process that has ended is no fault here
		_ = cmd.Wait()
		log.Close()
		if raw, err := os.ReadFile(log.Name()); err == nil && h.t.Failed() {
			h.t.Logf("server %d:\n%s", cmd.Process.Pid, raw[max(0, len(raw)-3000):])
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	addr, ok := strings.CutPrefix(strings.TrimSpace(line), "serving on ")
	if err != nil || !ok {
		h.t.Fatalf("the server said %q: %v", line, err)
	}
	return &process{"http://" + addr, cmd}
}

func (p *process) signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// inside opens the same hall in the test itself, to pair many kiosks quickly and to look at the seal.
func (h *hallOn) inside() *app.App {
	h.t.Helper()
	keys, err := pii.LoadKeyFile(filepath.Join(h.data, "keys.json"))
	h.must(err)
	a, err := app.Open(context.Background(), app.Config{DSN: h.dsn, Keys: keys, Catalogue: os.DirFS(filepath.Join(h.data, "catalogue")),
		Files: filepath.Join(h.data, "files")})
	h.must(err)
	h.t.Cleanup(func() { a.Close(context.Background()) })
	return a
}

// kiosks pairs machines; each may give twenty numbers a minute.
func (h *hallOn) kiosks(a *app.App, n int) []string {
	h.t.Helper()
	var out []string
	for i := range n {
		_, code, err := a.Identity.CreateDevice(context.Background(), ids.TheSystem("shi"),
			identity.Device{Hall: "shi", Kind: identity.Kiosk, Name: fmt.Sprint("kiosk ", i)})
		h.must(err)
		_, token, err := a.Identity.Pair(context.Background(), code, "127.0.0.1")
		h.must(err)
		out = append(out, token)
	}
	return out
}

// clerks gives every window of two businesses a token on the command line; one after the other, since several codes that are tried at
// once from one address are taken for guessing.
func (h *hallOn) clerks() map[string]string {
	h.t.Helper()
	staff := map[string]string{"shi-03": "E-SB-03", "shi-04": "E-SB-04", "shi-05": "E-SB-05", "shi-06": "E-SB-06", "shi-08": "E-SW-08", "shi-09": "E-SW-09"}
	out := map[string]string{}
	for window, who := range staff {
		out[window] = strings.TrimSpace(h.run("token", "--kind", "system", "--name", window, "--staff", who, "--window", window))
	}
	return out
}

// seal is who orders the journal now, and for how many holders it has been so.
func seal(t *testing.T, a *app.App) (holder string, term int64) {
	t.Helper()
	err := a.DB.Read(context.Background(), func(q *db.Q) error {
		return q.QueryRow(`SELECT holder, term FROM journal_head WHERE id = 1`).Scan(&holder, &term)
	})
	if err != nil {
		t.Fatal(err)
	}
	return holder, term
}

// await looks again and again until something is so.
func await(t *testing.T, what string, limit time.Duration, so func() bool) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for watch := clock.Stopwatch(); watch() < limit; <-tick.C {
		if so() {
			return
		}
	}
	t.Fatalf("%s did not come within %s", what, limit)
}

// ask sends a request of the interface and decodes the answer; the code is that of the problem when there is one.
func ask(base, token, method, path string, body any) (status int, answer map[string]any, err error) {
	return askWith(base, token, method, path, "", body)
}

// askWith sends a request under an idempotency key.
func askWith(base, token, method, path, key string, body any) (status int, answer map[string]any, err error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return 0, nil, err
	}
	req, err := http.NewRequest(method, base+path, bytes.NewReader(raw))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Idempotency-Key", key)
	res, err := (&http.Client{Timeout: 30 * time.Second}).Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusNoContent {
		return res.StatusCode, nil, nil
	}
	err = json.NewDecoder(res.Body).Decode(&answer)
	return res.StatusCode, answer, err
}
