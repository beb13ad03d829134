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

// Rates a second. A hall's screens and windows share one address behind a router, so an address as such is only kept from flooding;
// who is not signed in has less. The narrow limits on secrets (codes, passwords) stand with those.
const (
	addressRate   = 3000
	anonymousRate = 100
	maxAddresses  = 20_000
)

type limiter struct {
	mu   sync.Mutex
	rate int
	of   map[string]*rate.Limiter
}

func newLimiter(perSecond int) *limiter {
	return &limiter{rate: perSecond, of: map[string]*rate.Limiter{}}
}

func (l *limiter) allow(address string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.of) > maxAddresses { // forget everybody rather than grow without bound
		clear(l.of)
	}
	if l.of[address] == nil {
		l.of[address] = rate.NewLimiter(rate.Limit(l.rate), 4*l.rate)
	}
	return l.of[address].AllowN(clock.System{}.Now(), 1)
}

type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	handler  http.Handler
}

// Gauge is a figure that is looked up when somebody asks; seconds where it is a duration.
type Gauge struct {
	Name, Help string
	Value      func() float64
}

func newMetrics(gauges []Gauge) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "yichuang_requests_total", Help: "Requests by route and status."}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "yichuang_request_seconds", Help: "Time to answer by route.",
			Buckets: []float64{.001, .005, .02, .1, .5, 2}}, []string{"route"}),
	}
	m.registry.MustRegister(m.requests, m.seconds)
	for _, g := range gauges {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: g.Name, Help: g.Help}, g.Value))
	}
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
