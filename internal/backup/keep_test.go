package backup_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yichuang/internal/backup"
	"yichuang/internal/clock"
	"yichuang/internal/halltest"
)

func at(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, clock.Zone)
}

func TestBAK1_ABackupIsDueOnceEachNightAndWhenANightWasMissed(t *testing.T) {
	for _, c := range []struct {
		name        string
		latest, now time.Time
		want        bool
	}{
		{"never made", time.Time{}, at(24, 10, 0), true},
		{"made this night", at(24, 2, 0), at(24, 10, 0), false},
		{"before two", at(23, 2, 5), at(24, 1, 59), false},
		{"at two", at(23, 2, 5), at(24, 2, 0), true},
		{"by hand last evening", at(23, 22, 0), at(24, 2, 0), true},
		{"night missed", at(23, 2, 5), at(24, 15, 0), true},
		{"missed the night before, asked before two", at(22, 2, 5), at(24, 1, 0), true},
		{"asked in another zone", at(24, 2, 0), at(24, 10, 0).UTC(), false},
	} {
		if got := backup.Due(c.latest, c.now); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// A backup made when one is due is never due again before the next night, whatever the hour.
func TestBAK1_PropertyOneBackupANight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := at(1, 2, 0).Add(time.Duration(rapid.IntRange(0, 40*24*3600).Draw(t, "s")) * time.Second)
		if backup.Due(now, now) {
			t.Fatalf("due again at %v", now)
		}
		if !backup.Due(now, now.Add(24*time.Hour)) {
			t.Fatalf("not due a day after %v", now)
		}
	})
}

// The newest stay; what did not come from a backup is not touched, and a half-written one only when it is a day old.
func TestBAK1_OnlyTheOldestBackupsGo(t *testing.T) {
	dir := t.TempDir()
	foreign := []string{"yichuang-20260101-000000.tar.old", "notes.txt", "other-20260101-000000.tar", "yichuang-2026.tar"}
	ours := []string{"yichuang-20261120-020000.tar", "yichuang-20261121-020000.tar", "yichuang-20261122-020000.tar"}
	for _, name := range append(slices.Clone(foreign), ours...) {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	now := at(24, 10, 0)
	for name, age := range map[string]time.Duration{".yichuang-backup-1": 25 * time.Hour, ".yichuang-backup-2": time.Hour} {
		path := filepath.Join(dir, name)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if err := backup.Keep(dir, 2, now); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	want := append(slices.Clone(foreign), ours[1], ours[2], ".yichuang-backup-2")
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("left %v, want %v", got, want)
	}
	if err := backup.Keep(dir, 0, now); err != nil {
		t.Fatal(err)
	}
	if list, err := backup.Archives(dir); err != nil || !slices.Equal(list, ours[2:]) {
		t.Errorf("%v: the last one always stays: %v", list, err)
	}
}

// A hall whose journal has been changed can still be copied; it is the restore that refuses it.
func TestBAK2_AChangedJournalIsCopiedAndNotRestored(t *testing.T) {
	each(t, func(t *testing.T, h *halltest.Hall) {
		h.Must(h.Runner.Drain(h.Ctx))
		damage(t, h, `DELETE FROM journal WHERE idx = (SELECT max(idx) FROM journal)`)
		made, err := backup.Make(h.Ctx, sourceOf(h), t.TempDir())
		h.Must(err)
		to := emptyPlace(t, h)
		if _, err := backup.Restore(h.Ctx, made.Path, to); err == nil {
			t.Error("a journal without its last act came back")
		}
		untouched(t, h, to)
	})
}
