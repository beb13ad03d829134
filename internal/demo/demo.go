package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"yichuang"
	"yichuang/internal/app"
	"yichuang/internal/calendar"
	"yichuang/internal/clock"
	"yichuang/internal/message"
	"yichuang/internal/message/gateway"
	"yichuang/internal/pii"
)

// City is the folder of the catalogue.
const City = "linxi"

// historyDays is how far back the demo's history goes, in natural days; visitsADay is how many people came.
const (
	historyDays = 88
	visitsADay  = 20
)

// Config says where the demo lives.
type Config struct {
	Dir      string
	Log      *slog.Logger
	Base     string    // address under which the pages are reached
	Progress io.Writer // told how far the history is; may be nil
}

// Open makes the city with its history on the first call; later it reopens it and, on a later day, lives through the days between.
func Open(ctx context.Context, cfg Config) (*app.App, error) {
	city, err := fs.Sub(yichuang.Catalogue(), City)
	if err != nil {
		return nil, err
	}
	keyFile := filepath.Join(cfg.Dir, "keys.json")
	load := pii.LoadKeyFile
	if _, err := os.Stat(keyFile); errors.Is(err, fs.ErrNotExist) {
		load = pii.CreateKeyFile
	}
	keys, err := load(keyFile)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(cfg.Dir, "hall.db")
	_, err = os.Stat(file)
	fresh := errors.Is(err, fs.ErrNotExist)
	today := Morning(clock.System{}.Now())
	now := clock.NewMoving(today)
	if fresh {
		now.Set(today.AddDate(0, 0, -historyDays))
	}
	a, err := app.Open(ctx, app.Config{DSN: "sqlite:" + file, Keys: keys, Catalogue: city, Files: filepath.Join(cfg.Dir, "files"), Voice: filepath.Join(cfg.Dir, "voice"),
		Clock: now, Demo: true, Base: cfg.Base, Unsafe: true, Log: cfg.Log, Jobs: true,
		Senders: senders(cfg)})
	if err != nil {
		return nil, err
	}
	a.Messages.Hold(true) // what happened in the past is told to nobody
	if fresh {
		err = a.Seed(ctx)
	}
	if err == nil {
		err = live(ctx, cfg, a, now, today, fresh)
	}
	if err == nil {
		err = a.DB.Durable(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, a.Close(ctx))
	}
	a.Messages.Hold(false)
	return a, nil
}

// senders print what would be sent.
func senders(cfg Config) map[message.Kind]message.Sender {
	var out io.Writer = io.Discard
	if cfg.Progress != nil {
		out = cfg.Progress
	}
	console := gateway.NewConsole(out)
	return map[message.Kind]message.Sender{message.SMS: console, message.Mail: console, message.Call: console}
}

// Morning is 10:00 on the last working day up to an instant: the hour at which the demo begins.
func Morning(t time.Time) time.Time {
	view := calendar.NewView(calendar.Builtin(), calendar.StandardHall(), calendar.Policy{})
	d := calendar.DateOf(t)
	for !view.IsWorkingDay(d) {
		d--
	}
	day := t.In(clock.Zone).AddDate(0, 0, int(d-calendar.DateOf(t)))
	return time.Date(day.Year(), day.Month(), day.Day(), 10, 0, 0, 0, clock.Zone)
}

// Welcome lists where everything is.
func Welcome(a *app.App, base string) string {
	hall := a.Catalogue.DefaultHall()
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s (demo)\n\n", hall.Name.ZH)
	for _, line := range [][2]string{{"home", "/"}, {"kiosk", "/kiosk"}, {"hall display", "/screen"}, {"clerk's desk", "/desk"},
		{"approver", "/office"}, {"live board", "/manage"}, {"administration", "/admin"}, {"sign in", "/login"}, {"API", "/api/docs"}} {
		fmt.Fprintf(&b, "  %-16s %s%s\n", line[0], base, line[1])
	}
	fmt.Fprintf(&b, "\nOne click on %s/login signs in as clerk, approver, manager, supervisor, director or administrator.\n\n", base)
	return b.String()
}
