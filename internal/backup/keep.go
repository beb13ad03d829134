package backup

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"yichuang/internal/clock"
)

const (
	workPrefix = ".yichuang-backup-"
	nameLayout = "20060102-150405"
	abandoned  = 24 * time.Hour // after which a half-written backup belongs to a dead process
)

var archiveForm = regexp.MustCompile(`^yichuang-(\d{8}-\d{6})\.tar$`)

// nameAt is the name of an archive that was made at an instant, in Beijing time: sorted by name is sorted by age.
func nameAt(t time.Time) string { return "yichuang-" + t.In(clock.Zone).Format(nameLayout) + ".tar" }

// Archives lists the archives of a folder that carry a name made by Make, oldest first.
func Archives(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		if e.Type().IsRegular() && archiveForm.MatchString(e.Name()) {
			out = append(out, e.Name())
		}
	}
	slices.Sort(out)
	return out, nil
}

// Latest is when the newest archive of a folder was made; the zero time when there is none.
func Latest(dir string) (time.Time, error) {
	list, err := Archives(dir)
	if err != nil || len(list) == 0 {
		return time.Time{}, err
	}
	return time.ParseInLocation(nameLayout, archiveForm.FindStringSubmatch(list[len(list)-1])[1], clock.Zone)
}

// Keep removes all archives of a folder but the newest n, and what dead processes left half-written. Other files are not touched.
func Keep(dir string, n int, now time.Time) error {
	list, err := Archives(dir)
	if err != nil {
		return err
	}
	var failed error
	for len(list) > max(n, 1) {
		failed = errors.Join(failed, os.Remove(filepath.Join(dir, list[0])))
		list = list[1:]
	}
	return errors.Join(failed, sweep(dir, now))
}

func sweep(dir string, now time.Time) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) || !e.IsDir() || !strings.HasPrefix(e.Name(), workPrefix) {
			continue
		}
		if err == nil && now.Sub(info.ModTime()) > abandoned {
			err = os.RemoveAll(filepath.Join(dir, e.Name()))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// DueAt is from when the backup of a night is due, in hours after midnight in Beijing.
const DueAt = 2

// Due tells whether the newest archive is older than the last time at which one was due.
func Due(latest, now time.Time) bool {
	now = now.In(clock.Zone)
	due := time.Date(now.Year(), now.Month(), now.Day(), DueAt, 0, 0, 0, clock.Zone)
	if now.Before(due) {
		due = due.AddDate(0, 0, -1)
	}
	return latest.Before(due)
}
