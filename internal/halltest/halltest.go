// Package halltest is a whole hall for tests: the made-up city on a real database and a clock that stands still.
//
// What it is: Open wires the program as it runs, with the built-in catalogue; builders walk people through it; golden files.
// Words: hall, actor, builder.
// Invariants: nothing is faked but the clock; every change is audited for Touch.
// Sources: CONTRIBUTING, "Tests that mean something".
// What it does not do: it is compiled into no binary.
// Start reading at: Open.
package halltest

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"yichuang"
	"yichuang/internal/app"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/org"
	"yichuang/internal/pii"
)

// City is the hall in which tests happen.
const City = "shi"

// Hall is a running city under test.
type Hall struct {
	*app.App
	T     testing.TB
	Clock *clock.Manual
	Ctx   context.Context
}

// Cheap is a password hash that costs a test nothing.
var Cheap = argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 8, KeyLength: 16}

// Each runs fn with a city on SQLite and on PostgreSQL.
func Each(t *testing.T, fn func(t *testing.T, h *Hall)) {
	t.Helper()
	EachAs(t, func(*app.Config) {}, fn)
}

// EachAs runs fn on both engines with a city that is wired otherwise.
func EachAs(t *testing.T, change func(cfg *app.Config), fn func(t *testing.T, h *Hall)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, Open(t, "sqlite:"+t.TempDir()+"/hall.db", change)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Open(t, dbtest.PostgresDSN(t), change)) })
}

// OnSQLite opens the city on a fresh embedded database.
func OnSQLite(t testing.TB) *Hall { return Open(t, "sqlite:"+t.TempDir()+"/hall.db") }

// Open opens the city on a database at Tuesday 24 November 2026, 10:00. A test that needs the program wired otherwise changes that.
func Open(t testing.TB, dsn string, change ...func(cfg *app.Config)) *Hall {
	t.Helper()
	c := clock.NewManual(dbtest.Start)
	h := &Hall{T: t, Clock: c, Ctx: context.Background()}
	city, err := fs.Sub(yichuang.Catalogue(), "linxi")
	h.Must(err)
	cfg := app.Config{DSN: dsn, Keys: pii.GenerateKeys(), Catalogue: city, Files: t.TempDir(), Clock: c, Demo: true,
		Passwords: Cheap, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Audited: true}
	for _, f := range change {
		f(&cfg)
	}
	h.App, err = app.Open(h.Ctx, cfg)
	h.Must(err)
	t.Cleanup(func() { h.App.Close(h.Ctx) })
	h.Must(h.Seed(h.Ctx))
	return h
}

// Must ends the test on an error.
func (h *Hall) Must(err error) {
	h.T.Helper()
	if err != nil {
		h.T.Fatal(err)
	}
}

// At is the A of a window's post, signed in there.
func (h *Hall) At(no string) ids.Actor {
	h.T.Helper()
	window := org.WindowID(City, no)
	var a ids.Actor
	h.Read(func(q *db.Q) error {
		w, err := org.WindowByID(q, window)
		if err != nil {
			return err
		}
		p, err := org.PostByID(q, w.Post)
		if err != nil {
			return err
		}
		a, err = identity.ActorOf(q, p.A, window)
		return err
	})
	return a
}

// Holder is the A of a post.
func (h *Hall) Holder(post string) ids.Actor {
	h.T.Helper()
	var a ids.Actor
	h.Read(func(q *db.Q) error {
		p, err := org.PostByID(q, post)
		if err != nil {
			return err
		}
		a, err = identity.ActorOf(q, p.A, "")
		return err
	})
	return a
}

// First is the first active person with a role.
func (h *Hall) First(role ids.Role) (out identity.Staff) {
	h.T.Helper()
	h.Read(func(q *db.Q) error {
		list, err := identity.StaffOf(q, City)
		if i := slices.IndexFunc(list, func(st identity.Staff) bool { return slices.Contains(st.Roles, role) }); i >= 0 {
			out = list[i]
		}
		return err
	})
	if out.ID == "" {
		h.T.Fatalf("nobody is %s", role)
	}
	return out
}

// Kiosk is the ticket machine at the door.
func (h *Hall) Kiosk() ids.Actor {
	return ids.Actor{Kind: ids.Device, ID: "kiosk-1", Hall: City, Roles: []ids.Role{ids.RoleDevice}}
}

// Read runs fn in a snapshot.
func (h *Hall) Read(fn func(q *db.Q) error) {
	h.T.Helper()
	h.Must(h.DB.Read(h.Ctx, fn))
}

// Verified seals what waits, derives the journal anew and fails on any fault.
func (h *Hall) Verified() {
	h.T.Helper()
	h.Must(h.Runner.Drain(h.Ctx))
	h.Read(func(q *db.Q) error {
		r, err := journal.Verify(q)
		for _, f := range r.Faults() {
			h.T.Error(f)
		}
		return err
	})
}

// Wait moves the clock.
func (h *Hall) Wait(d time.Duration) { h.Clock.Advance(d) }

// Browser is a client with cookies that follows no redirect, on a server of its own.
func (h *Hall) Browser() (*http.Client, string) {
	srv := httptest.NewServer(h.Handler())
	h.T.Cleanup(srv.Close)
	jar, err := cookiejar.New(nil)
	h.Must(err)
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, srv.URL
}
