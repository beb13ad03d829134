package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"

	"yichuang/internal/calendar"
	"yichuang/internal/catalogue"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/jobs"
	"yichuang/internal/journal"
	"yichuang/internal/live"
	"yichuang/internal/message"
	"yichuang/internal/pii"
	"yichuang/internal/queue"
)

// Config says what to run.
type Config struct {
	DSN       string   // of the database
	Keys      pii.Keys // for personal data; they stand outside the database
	Catalogue fs.FS    // the folder of the city
	Files     string   // directory of stored files
	Voice     string   // directory of the hall's own recordings for calls; it may be absent
	Clock     clock.Clock
	Demo      bool         // one click signs in; every page says that it is a demo
	Base      string       // address under which the public reaches the program, for QR codes
	Audited   bool         // tests: compare what changed with what was touched
	Around    db.Around    // tests: stands round every write
	Guard     *clock.Guard // watches Clock; the machine's own guard when Clock is the machine's and this is nil
	Unsafe    bool         // write with less syncing while history is made
	Jobs      bool         // work in the background: messages, sweeps
	Senders   map[message.Kind]message.Sender
	Backups   Backups // nightly copies of the hall; none when its folder is empty
	Trusted   []netip.Prefix
	Log       *slog.Logger
	Passwords argon2id.Params // identity's own strong choice when zero
}

// App is the running program.
type App struct {
	Config    Config
	DB        *db.DB
	Hub       *live.Hub
	Catalogue *catalogue.Catalogue
	Cipher    *pii.Cipher
	Identity  *identity.Service
	Runner    *journal.Runner
	Jobs      *jobs.Queue // nil without background work
	Messages  *message.Service
	features

	mu    sync.RWMutex
	views map[string]*calendar.View
}

// Open builds the program; nothing runs in the background until Start.
func Open(ctx context.Context, cfg Config) (*App, error) {
	if cfg.Clock == nil {
		cfg.Clock = clock.System{}
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	a := &App{Config: cfg, Hub: live.NewHub(), views: map[string]*calendar.View{}}
	var err error
	if a.Catalogue, err = catalogue.Load(cfg.Catalogue); err != nil {
		return nil, fmt.Errorf("the catalogue cannot be read: %w", err)
	}
	if a.Cipher, err = pii.NewCipher(cfg.Keys); err != nil {
		return nil, err
	}
	guard := cfg.Guard
	if _, real := cfg.Clock.(clock.System); real && guard == nil {
		guard = clock.NewGuard()
	}
	if a.DB, err = db.Open(ctx, db.Config{DSN: cfg.DSN, Clock: cfg.Clock, Guard: guard, Unsafe: cfg.Unsafe, Audited: cfg.Audited, Around: cfg.Around}); err != nil {
		return nil, err
	}
	if err := a.trustClock(ctx, guard); err != nil {
		return nil, errors.Join(err, a.DB.Close())
	}
	a.DB.OnNudge(a.Hub.Publish)
	if a.Identity, err = identity.New(a.DB, identity.Config{Params: cfg.Passwords, Demo: cfg.Demo}); err != nil {
		return nil, errors.Join(err, a.DB.Close())
	}
	if err := a.openJobs(ctx); err != nil {
		return nil, errors.Join(err, a.DB.Close())
	}
	if err := a.build(); err != nil {
		return nil, errors.Join(err, a.DB.Close())
	}
	if err := a.Almanac.Reload(ctx); err != nil {
		return nil, errors.Join(err, a.DB.Close())
	}
	a.Runner = journal.NewRunner(a.DB, a.subscribers()...)
	return a, nil
}

// trustClock compares the machine's clock with the database's and with the last act before anything is accepted (decision 2).
func (a *App) trustClock(ctx context.Context, guard *clock.Guard) error {
	if guard == nil {
		return nil // a clock that is set by hand: tests and the demo
	}
	skew, err := a.DB.Skew(ctx)
	if err != nil {
		return err
	}
	if skew.Abs() > db.MaxSkew {
		return fmt.Errorf("this machine's clock and the database's lie %v apart: set them right before acts are accepted", skew.Round(time.Millisecond))
	}
	var last int64
	if err := a.DB.Read(ctx, func(q *db.Q) error { return q.QueryRow(`SELECT coalesce(max(at), 0) FROM journal`).Scan(&last) }); err != nil {
		return err
	}
	if back := guard.Since(db.FromMicro(last)); last > 0 && back != 0 {
		return fmt.Errorf("this machine's clock lies %v before the last act of the hall: set it right before acts are accepted", back.Abs().Round(time.Second))
	}
	return nil
}

// Start runs what works in the background until ctx ends.
func (a *App) Start(ctx context.Context) error {
	go a.Runner.Run(ctx)
	go a.followCalendar(ctx)
	go a.beat(ctx)
	if a.Jobs != nil {
		if err := a.Jobs.Start(context.WithoutCancel(ctx)); err != nil { // Close stops it, after the last request
			return err
		}
	}
	if a.DB.Engine() == db.Postgres {
		go a.Hub.Follow(ctx, a.Config.DSN)
	}
	return nil
}

// Close stops the program cleanly.
func (a *App) Close(ctx context.Context) error {
	var err error
	if a.Jobs != nil {
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		err = a.Jobs.Stop(ctx)
	}
	return errors.Join(err, a.Runner.Release(ctx), a.DB.Close())
}

// Now is the present instant in Beijing time.
func (a *App) Now() time.Time { return a.DB.Now().In(clock.Zone) }

// View is the compiled calendar of a hall.
func (a *App) View(hall string) *calendar.View {
	a.mu.RLock()
	v := a.views[hall]
	a.mu.RUnlock()
	if v != nil {
		return v
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	v = calendar.NewView(a.Almanac.Calendar(), a.Almanac.Hall(hall), calendar.Policy{})
	a.views[hall] = v
	return v
}

// timetable is the hall's office hours; lint refuses a catalogue whose hours cannot be read, so an unknown hall gets the standard.
func (a *App) timetable(hall string) calendar.Hall {
	if h, ok := a.Catalogue.Hall(hall); ok {
		if t, err := h.Timetable(); err == nil {
			return t
		}
	}
	return calendar.StandardHall()
}

// On tells when a hall opens and closes on the day of an instant; ok is false on a closed day. It is queue.Hours.
func (a *App) On(hall string, t time.Time) (opens, closes time.Time, ok bool) {
	list := a.View(hall).OpeningsOn(calendar.DateOf(t))
	if len(list) == 0 {
		return time.Time{}, time.Time{}, false
	}
	return list[0].From, list[len(list)-1].To, true
}

var _ queue.Hours = (*App)(nil)
