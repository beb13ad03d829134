package app

import (
	"context"
	"log/slog"
	"math"
	"time"

	"yichuang/internal/backup"
	"yichuang/internal/jobs"
	"yichuang/internal/web"
)

// Backups says where nightly copies go and how many are held.
type Backups struct {
	Dir  string // a folder that exists, best on another disk; no backups when empty
	Keep int    // the newest that stay
}

// nightly is the job that copies the hall. It looks often, so that a night on which the program stood still is made up for.
type nightly struct{}

// Kind names the job.
func (nightly) Kind() string { return "hall.backup" }

const (
	backupLooks = 15 * time.Minute
	backupLimit = 4 * time.Hour
)

func (a *App) backUpNightly() {
	if a.Config.Backups.Dir == "" {
		return
	}
	jobs.HandleLong(a.Jobs, backupLimit, func(ctx context.Context, _ nightly) error { return a.BackUp(ctx) })
	a.Jobs.Every(backupLooks, nightly{})
}

// BackUp copies the hall when the copy of the night is due, and removes the oldest beyond the number held. The old ones stay when the
// new one fails.
func (a *App) BackUp(ctx context.Context) error {
	b := a.Config.Backups
	latest, err := backup.Latest(b.Dir)
	if err != nil {
		return err
	}
	if !backup.Due(latest, a.Now()) {
		return nil
	}
	made, err := backup.Make(ctx, backup.Source{DSN: a.Config.DSN, Files: a.Files, Catalogue: a.Config.Catalogue, Keys: a.Config.Keys,
		Clock: a.Config.Clock}, b.Dir)
	if err != nil {
		a.Config.Log.Error("the hall could not be backed up", "error", err)
		return err
	}
	level := slog.LevelInfo
	if len(made.Manifest.Lost) > 0 {
		level = slog.LevelWarn
	}
	a.Config.Log.Log(ctx, level, "the hall is backed up", "file", made.Path, "bytes", made.Bytes, "acts", made.Manifest.Head.Size,
		"root", made.Manifest.Head.Root, "damaged files", len(made.Manifest.Lost))
	return backup.Keep(b.Dir, b.Keep, a.Now())
}

// backupGauges tells /metrics how old the newest backup is: infinite when there is none, nothing where no folder was given.
func (a *App) backupGauges() []web.Gauge {
	b := a.Config.Backups
	if b.Dir == "" {
		return nil
	}
	return []web.Gauge{{Name: "yichuang_backup_age_seconds", Help: "Time since the newest backup was begun.", Value: func() float64 {
		latest, err := backup.Latest(b.Dir)
		if err != nil || latest.IsZero() {
			return math.Inf(1)
		}
		return a.Now().Sub(latest).Seconds()
	}}}
}
