package app_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang/internal/app"
	"yichuang/internal/backup"
	"yichuang/internal/halltest"
)

// heard passes on what is logged.
type heard struct {
	slog.Handler
	lines chan string
}

func (h heard) Enabled(context.Context, slog.Level) bool { return true }

func (h heard) Handle(_ context.Context, r slog.Record) error {
	select {
	case h.lines <- r.Message:
	default:
	}
	return nil
}

// One backup a night, the newest stay, and one that fails takes none away.
func TestBAK1_TheHallIsBackedUpEachNightAndTheNewestStay(t *testing.T) {
	dir := t.TempDir()
	halltest.EachAs(t, func(cfg *app.Config) { cfg.Audited, cfg.Backups = false, app.Backups{Dir: dir, Keep: 2} }, func(t *testing.T, h *halltest.Hall) {
		defer func() { h.Must(os.RemoveAll(dir)); h.Must(os.Mkdir(dir, 0o700)) }()
		names := func() []string {
			list, err := backup.Archives(dir)
			h.Must(err)
			return list
		}
		h.Must(h.BackUp(h.Ctx)) // Tuesday 10:00: none has been made
		h.Wait(time.Hour)
		h.Must(h.BackUp(h.Ctx))
		if got := names(); !slices.Equal(got, []string{"yichuang-20261124-100000.tar"}) {
			t.Fatal(got)
		}
		h.Wait(15 * time.Hour)
		h.Must(h.BackUp(h.Ctx))
		h.Wait(24 * time.Hour)
		h.Must(h.BackUp(h.Ctx))
		want := []string{"yichuang-20261125-020000.tar", "yichuang-20261126-020000.tar"}
		if got := names(); !slices.Equal(got, want) {
			t.Fatal(got)
		}
		h.Wait(24 * time.Hour)
		ended, cancel := context.WithCancel(h.Ctx)
		cancel()
		if h.BackUp(ended) == nil || !slices.Equal(names(), want) {
			t.Errorf("after a failure: %v", names())
		}
		for _, name := range want {
			if _, err := backup.Check(h.Ctx, filepath.Join(dir, name), h.Config.Keys); err != nil {
				t.Error(err)
			}
		}
	})
}

// The job is wired: a hall that starts to work without a backup makes one, and /metrics tells its age.
func TestBAK1_AStartingHallMakesTheMissingBackup(t *testing.T) {
	dir, log := t.TempDir(), heard{lines: make(chan string, 100)}
	change := func(cfg *app.Config) {
		cfg.Audited, cfg.Jobs, cfg.Backups, cfg.Log = false, true, app.Backups{Dir: dir, Keep: 1}, slog.New(log)
	}
	h := halltest.Open(t, "sqlite:"+t.TempDir()+"/hall.db", change)
	ctx, stop := context.WithCancel(h.Ctx)
	defer stop()
	h.Must(h.Start(ctx))
	late := time.After(time.Minute)
	for line := ""; line != "the hall is backed up"; {
		select {
		case line = <-log.lines:
		case <-late:
			t.Fatal("no backup was made")
		}
	}
	h.Wait(time.Hour)
	if got := h.SignIn(h.First("sysadmin").ID, "").Get("/metrics").Body; !strings.Contains(got, "yichuang_backup_age_seconds 3600\n") {
		t.Errorf("no age of an hour in /metrics: %s", got)
	}
}
