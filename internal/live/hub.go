package live

import (
	"maps"
	"slices"
	"sync"
)

// Hub spreads nudges inside one process. It is safe for concurrent use.
type Hub struct {
	mu     sync.RWMutex
	topics map[string]map[*listener]struct{}
	count  int
}

// NewHub makes an empty hub.
func NewHub() *Hub { return &Hub{topics: map[string]map[*listener]struct{}{}} }

// listener gathers the topics that were nudged since it last looked; a slow reader loses repetitions, never a topic.
type listener struct {
	mu      sync.Mutex
	pending map[string]struct{}
	signal  chan struct{}
}

func (l *listener) add(topic string) {
	l.mu.Lock()
	l.pending[topic] = struct{}{}
	l.mu.Unlock()
	select {
	case l.signal <- struct{}{}:
	default:
	}
}

func (l *listener) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := slices.Sorted(maps.Keys(l.pending))
	clear(l.pending)
	return out
}

// Publish nudges everybody who listens to one of the topics.
func (h *Hub) Publish(topics []string) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, t := range topics {
		for l := range h.topics[t] {
			l.add(t)
		}
	}
}

// Listen subscribes to topics: next waits for nudges, leave ends it.
func (h *Hub) Listen(topics []string) (next <-chan struct{}, take func() []string, leave func()) {
	l := &listener{pending: map[string]struct{}{}, signal: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range topics {
		if h.topics[t] == nil {
			h.topics[t] = map[*listener]struct{}{}
		}
		h.topics[t][l] = struct{}{}
	}
	h.count++
	return l.signal, l.take, func() { h.leave(l, topics) }
}

func (h *Hub) leave(l *listener, topics []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range topics {
		delete(h.topics[t], l)
		if len(h.topics[t]) == 0 {
			delete(h.topics, t)
		}
	}
	h.count--
}

// Listeners is how many streams are open.
func (h *Hub) Listeners() int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.count
}
