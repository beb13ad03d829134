package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"yichuang/internal/app"
	"yichuang/internal/backup"
	"yichuang/internal/blob"
	"yichuang/internal/db"
)

// nightly says where the running hall is copied each night.
type nightly struct {
	BackupDir  string `help:"Folder for a backup each night at two, best on another disk; none when empty." name:"backup-dir" type:"existingdir" env:"YICHUANG_BACKUP_DIR"`
	BackupKeep int    `help:"How many of the newest backups stay in the folder." name:"backup-keep" default:"14"`
}

func (c nightly) folder() (app.Backups, error) {
	if c.BackupKeep < 1 {
		return app.Backups{}, fmt.Errorf("--backup-keep must be at least 1, got %d", c.BackupKeep)
	}
	return app.Backups{Dir: c.BackupDir, Keep: c.BackupKeep}, nil
}

// backupCmd copies a hall, which may be working.
type backupCmd struct {
	hallDir `embed:""`
	To      string `help:"File to write, or a folder, where the name is made of the time." required:"" type:"path"`
}

// Run writes the archive and prints what is in it, and what is not.
func (c *backupCmd) Run(s streams) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cfg, err := c.config()
	if err != nil {
		return err
	}
	files, err := blob.Open(cfg.Files)
	if err != nil {
		return err
	}
	defer files.Close()
	made, err := backup.Make(ctx, backup.Source{DSN: cfg.DSN, Files: files, Catalogue: cfg.Catalogue, Keys: cfg.Keys}, c.To)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s: %d bytes, read back and whole\n%s\n", made.Path, made.Bytes, made.Manifest.Head)
	for _, hash := range made.Manifest.Lost {
		fmt.Fprintf(s.out, "note: the stored file %s is missing or damaged in the hall and not in the backup\n", hash)
	}
	fmt.Fprintf(s.out, "The keys are not in it. Keep a copy of %s in another place: without it nobody can restore.\n", c.keyFile())
	return nil
}

// restoreCmd brings a hall back.
type restoreCmd struct {
	hallDir `embed:""`
	Backup  string `arg:"" help:"The backup." type:"existingfile"`
	Keys    string `help:"Key file of the hall, kept apart from the backups." required:"" type:"existingfile"`
}

// Run restores and prints the head to which the hall came back.
func (c *restoreCmd) Run(s streams) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	back, err := backup.Restore(ctx, c.Backup, backup.Target{Dir: c.Data, KeyFile: c.Keys, DSN: c.DSN})
	if err != nil {
		return err
	}
	printReport(s.out, back.Verified)
	m := back.Manifest
	fmt.Fprintf(s.out, "The hall is back in %s as it was at %s. The head is the one of the manifest; compare it with the last one that was printed or seen elsewhere.\n",
		filepath.Clean(c.Data), db.FromMicro(m.Made).Format("2006-01-02 15:04:05"))
	for _, hash := range m.Lost {
		fmt.Fprintf(s.out, "note: the stored file %s was lost before the backup\n", hash)
	}
	run := "yichuang serve --data " + c.Data
	if c.DSN != "" {
		run += " --database …"
	}
	fmt.Fprintf(s.out, "The journal has an act that says so. Run it with: %s\n", run)
	return nil
}
