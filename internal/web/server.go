package web

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"yichuang/internal/clock"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/text"
)

// Handler answers a request or returns why it cannot.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Public is the act of a route that anybody may use.
const Public = "public"

// Route is one line in a feature's table of routes. Act is the act of authz.csv that the route performs, or Public.
type Route struct {
	Method string
	Path   string
	Act    string
	Do     Handler
}

// Server joins the routes with what they share. Its fields are set before the first request.
type Server struct {
	Routes []Route
	// Authenticate tells who asks, from cookie or bearer token; the anonymous actor when nobody is signed in.
	Authenticate func(r *http.Request) (ids.Actor, error)
	// Allow tells whether an actor may perform an act on anything at all; the services check the object.
	Allow func(ctx context.Context, a ids.Actor, act, hall string) error
	// Denied writes a refused act down, in a transaction of its own (decision 23).
	Denied func(ctx context.Context, a ids.Actor, act, hall string)
	// ErrorPage draws an error for people.
	ErrorPage func(w http.ResponseWriter, r *http.Request, e *errs.Error)
	// Words are the messages of error codes, for problem documents.
	Words          *text.Bundle
	Trusted        []netip.Prefix
	Log            *slog.Logger
	Gauges         []Gauge // further figures of /metrics
	metrics        *metrics
	all, anonymous *limiter
}

const csp = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Handler is the whole program as one http.Handler.
func (s *Server) Handler() http.Handler {
	if s.Log == nil {
		s.Log = slog.Default()
	}
	s.metrics, s.all, s.anonymous = newMetrics(s.Gauges), newLimiter(addressRate), newLimiter(anonymousRate)
	mux := http.NewServeMux()
	for _, r := range s.Routes {
		mux.Handle(r.Method+" "+r.Path, s.wrap(r))
	}
	mux.Handle("GET /metrics", s.wrap(Route{"GET", "/metrics", "system.metrics", s.metrics.serve}))
	if !s.has("GET", "/{$}") {
		mux.Handle("/{$}", s.wrap(Route{"GET", "/{$}", Public, notFound}))
	}
	mux.Handle("/", s.wrap(Route{"", "/", Public, notFound}))
	return http.NewCrossOriginProtection().Handler(s.shared(mux))
}

func (s *Server) has(method, path string) bool {
	for _, r := range s.Routes {
		if r.Method == method && r.Path == path {
			return true
		}
	}
	return false
}

var errTooMany = errs.New(errs.TooMany, "web.too_many", "seconds", 10)

// ErrNotFound says that there is nothing at this address.
var ErrNotFound = errs.New(errs.NotFound, "web.not_found")

func notFound(http.ResponseWriter, *http.Request) error { return ErrNotFound }

// shared sets what every answer carries and finds out who asks.
func (s *Server) shared(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
		if chooseMode(w, r) {
			return
		}
		q := &Request{ID: ids.New()[:12], Lang: text.ZH, Address: address(r, s.Trusted)}
		if cookie(r, "lang") == string(text.EN) {
			q.Lang = text.EN
		}
		q.Elder, q.Contrast = cookie(r, "size") == "elder", cookie(r, "contrast") == "high"
		h.Set("X-Request-Id", q.ID)
		next.ServeHTTP(w, with(r, q))
	})
}

// wrap runs one route: rate, identity, permission, handler, error, log, metric.
func (s *Server) wrap(route Route) http.Handler {
	name := strings.TrimSpace(route.Method + " " + route.Path)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		watch := clock.Stopwatch()
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		err := s.run(rec, r, route)
		if err != nil {
			s.fail(rec, r, route, errs.Of(err))
		}
		s.note(r, name, rec.status, watch(), err)
	})
}

func (s *Server) run(w http.ResponseWriter, r *http.Request, route Route) (err error) {
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			s.Log.Error("panic", "request", From(r).ID, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = errs.New(errs.Internal, "internal")
		}
	}()
	q := From(r)
	if !s.all.allow(q.Address) {
		return errTooMany
	}
	if q.Actor, err = s.Authenticate(r); err != nil {
		return err
	}
	if q.Actor.Kind == ids.Anonymous && r.Method != http.MethodGet && !s.anonymous.allow(q.Address) {
		return errTooMany
	}
	if route.Act != Public {
		if err := s.Allow(r.Context(), q.Actor, route.Act, Hall(r)); err != nil {
			return err
		}
	}
	return route.Do(w, r)
}

// fail answers an error: a problem document for programs, the sign-in page for somebody who is not signed in, else an error page.
func (s *Server) fail(w *recorder, r *http.Request, route Route, e *errs.Error) {
	if w.wrote {
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	if e.Kind == errs.Forbidden && s.Denied != nil {
		s.Denied(r.Context(), Actor(r), route.Act, Hall(r))
	}
	switch {
	case strings.HasPrefix(r.URL.Path, "/api/"):
		s.Problem(w, r, e)
	case e.Kind == errs.Unauthenticated && r.Method == http.MethodGet && r.Header.Get("Hx-Request") == "":
		http.Redirect(w, r, "/login?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
	case s.ErrorPage != nil:
		s.ErrorPage(w, r, e)
	default:
		http.Error(w, Message(s.Words, From(r).Lang, e), e.Kind.Status())
	}
}

// Problem writes an RFC 9457 problem document.
func (s *Server) Problem(w http.ResponseWriter, r *http.Request, e *errs.Error) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(e.Kind.Status())
	_ = json.NewEncoder(w).Encode(NewProblem(s.Words, From(r).Lang, e)) // the client is gone: nobody to tell
}

func (s *Server) note(r *http.Request, route string, status int, took time.Duration, err error) {
	s.metrics.count(route, status, took)
	q := From(r)
	attrs := []any{"request", q.ID, "route", route, "status", status, "ms", float64(took.Microseconds()) / 1000, "actor", string(q.Actor.Kind)}
	if q.Actor.Kind == ids.Staff {
		attrs = append(attrs, "staff", q.Actor.ID)
	}
	if e := errs.Of(err); e != nil {
		attrs = append(attrs, "code", e.Code)
		if e.Kind == errs.Internal {
			s.Log.Error("request failed", append(attrs, "error", err)...)
			return
		}
	}
	s.Log.Info("request", attrs...)
}

// recorder remembers the status for the log.
type recorder struct {
	http.ResponseWriter
	status int
	wrote  bool
}

func (r *recorder) WriteHeader(status int) {
	r.status, r.wrote = status, true
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	r.wrote = true
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
