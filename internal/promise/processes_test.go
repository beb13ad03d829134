package promise

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
)

// sweeperDSN makes this test binary a process that sweeps; it holds the database.
const sweeperDSN = "YICHUANG_TEST_SWEEPER"

const sweeperAt = "2026-03-13T09:01"

// TestSweeperProcess is no test of its own: it is the body of the processes that the next test starts.
func TestSweeperProcess(t *testing.T) {
	dsn := os.Getenv(sweeperDSN)
	if dsn == "" {
		return
	}
	d, err := db.Open(context.Background(), db.Config{DSN: dsn, Clock: clock.NewManual(at(sweeperAt))})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	s := service()
	failed := 0
	for n := 1; n > 0; {
		err := d.Write(context.Background(), func(tx *db.Tx) (err error) { n, err = s.Sweep(tx, 3); return err })
		if err == nil {
			fmt.Println("swept", n)
			continue
		}
		// Stopped inside a transaction, the database has ended it meanwhile; the next minute's sweep begins anew.
		if failed++; failed > 3 {
			t.Fatal(err)
		}
		n = 1
	}
}

// sweeper is a process of its own.
func sweeper(t *testing.T, dsn string) (cmd *exec.Cmd, lines *bufio.Scanner) {
	t.Helper()
	cmd = exec.Command(os.Args[0], "-test.run=^TestSweeperProcess$")
	cmd.Env = append(os.Environ(), sweeperDSN+"="+dsn)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // one that has ended is no fault
	return cmd, bufio.NewScanner(out)
}

// Two processes on one PostgreSQL: one is stopped in the middle of its sweeping for longer than the lease of any seal (10 s), the
// other says what is left; awake again, the first says what it holds. Each rung once in all.
func TestLIM11_AProcessThatSleepsBeyondItsLeaseRepeatsNoRung(t *testing.T) {
	dsn := dbtest.PostgresDSN(t)
	e := dbtest.Open(t, dsn)
	e.Clock.Set(at("2026-03-02T10:00"))
	var list []string
	for range 60 {
		list = append(list, opened(t, e, service(), terms("2026-03-02T10:00", 10, calendar.WorkingDays)))
	}
	a, said := sweeper(t, dsn)
	for range 4 {
		if !said.Scan() {
			t.Fatal("the first process said nothing")
		}
	}
	if err := a.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	asleep := clock.Stopwatch()
	b, rest := sweeper(t, dsn)
	swept := 0
	for rest.Scan() {
		swept++
	}
	if err := b.Wait(); err != nil || swept < 2 {
		t.Fatalf("the process that is awake swept %d times: %v", swept, err)
	}
	for tick := time.NewTicker(100 * time.Millisecond); asleep() < 11*time.Second; <-tick.C {
	}
	if err := a.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	for said.Scan() {
	}
	if err := a.Wait(); err != nil {
		t.Fatal("the process that slept: ", err)
	}
	sweep(t, e, service(), sweeperAt, 0)
	for _, id := range list {
		if got := rungs(t, e, id); got != "used before" {
			t.Errorf("rungs: %s", got)
		}
	}
}
