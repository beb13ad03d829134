package web

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/time/rate"

	"yichuang/internal/clock"
)

// Rates per address. A hall's screens and windows share one address behind a router, so they are wide; the narrow limits on
// secrets (codes, passwords) stand with those.
const (
	readsPerSecond  = 400
	writesPerSecond = 200
	maxAddresses    = 20_000
)

type limiter struct {
	mu     sync.Mutex
	reads  map[string]*rate.Limiter
	writes map[string]*rate.Limiter
}

func newLimiter() *limiter {
	return &limiter{reads: map[string]*rate.Limiter{}, writes: map[string]*rate.Limiter{}}
}

func (l *limiter) allow(address, method string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	set, perSecond := l.writes, writesPerSecond
	if method == http.MethodGet || method == http.MethodHead {
		set, perSecond = l.reads, readsPerSecond
	}
	if len(set) > maxAddresses { // forget everybody rather than grow without bound
		clear(set)
	}
	if set[address] == nil {
		set[address] = rate.NewLimiter(rate.Limit(perSecond), 4*perSecond)
	}
	return set[address].AllowN(clock.System{}.Now(), 1)
}

type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	handler  http.Handler
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "yichuang_requests_total", Help: "Requests by route and status."}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "yichuang_request_seconds", Help: "Time to answer by route.",
			Buckets: []float64{.001, .005, .02, .1, .5, 2}}, []string{"route"}),
	}
	m.registry.MustRegister(m.requests, m.seconds)
	m.handler = promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
	return m
}

func (m *metrics) count(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}

func (m *metrics) serve(w http.ResponseWriter, r *http.Request) error {
	m.handler.ServeHTTP(w, r)
	return nil
}
