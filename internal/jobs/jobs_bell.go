package jobs

import (
	"context"
	"log/slog"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riversqlite"
)

// sqliteDriver is River's driver with a bell in place of its listener, which would read the file twenty times a second and write a
// row for every job.
type sqliteDriver struct {
	*riversqlite.Driver
	bell *bell
}

// GetListener gives the bell.
func (d *sqliteDriver) GetListener(*riverdriver.GetListenenerParams) riverdriver.Listener {
	return d.bell
}

// SupportsListenNotify is false: inserting a job writes no notification row.
func (d *sqliteDriver) SupportsListenNotify() bool { return false }

// bell wakes the workers of this process after a commit. Another process on the same file sees the job at its next poll.
type bell struct{ rung chan struct{} }

func newBell() *bell { return &bell{rung: make(chan struct{}, 1)} }

func (b *bell) ring() {
	select {
	case b.rung <- struct{}{}:
	default: // it is ringing already
	}
}

// WaitForNotification waits for the bell and says what River's insert says.
func (b *bell) WaitForNotification(ctx context.Context) (*riverdriver.Notification, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-b.rung:
		return &riverdriver.Notification{Topic: "river_insert", Payload: `{"queue":"default"}`}, nil
	}
}

// The rest of River's listener has nothing to do: there is no connection.

func (b *bell) Close(context.Context) error            { return nil }
func (b *bell) Connect(context.Context) error          { return nil }
func (b *bell) Listen(context.Context, string) error   { return nil }
func (b *bell) Unlisten(context.Context, string) error { return nil }
func (b *bell) Ping(context.Context) error             { return nil }
func (b *bell) Schema() string                         { return "" }
func (b *bell) SetAfterConnectExec(string)             {}

// quiet lets River's warnings and errors through; its notes on starting and stopping are left out.
func quiet(l *slog.Logger) *slog.Logger { return slog.New(warnings{l.Handler()}) }

type warnings struct{ slog.Handler }

func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.Handler.Enabled(ctx, level)
}
func (w warnings) WithAttrs(a []slog.Attr) slog.Handler { return warnings{w.Handler.WithAttrs(a)} }
func (w warnings) WithGroup(name string) slog.Handler   { return warnings{w.Handler.WithGroup(name)} }
