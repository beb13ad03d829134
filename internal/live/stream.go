package live

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	beat       = 15 * time.Second
	writeLimit = 10 * time.Second
)

// Stream serves one browser: it writes a nudge for each topic that changed, and a beat so that both sides notice a dead line.
// The caller has authorised the topics. It returns when the browser goes or does not read.
func (h *Hub) Stream(w http.ResponseWriter, r *http.Request, topics []string) {
	rc := http.NewResponseController(w)
	head := w.Header()
	head.Set("Content-Type", "text/event-stream")
	head.Set("Cache-Control", "no-store")
	head.Set("X-Accel-Buffering", "no")
	next, take, leave := h.Listen(topics)
	defer leave()
	tick := time.NewTicker(beat)
	defer tick.Stop()
	send := func(s string) bool {
		_ = rc.SetWriteDeadline(deadline()) // not every writer has one; the write itself then tells
		if _, err := fmt.Fprint(w, s); err != nil {
			return false
		}
		return rc.Flush() == nil
	}
	if !send("retry: 2000\nevent: hello\ndata: " + strings.Join(topics, ",") + "\n\n") {
		return
	}
	for {
		select {
		case <-r.Context().Done():
			return
		case <-tick.C:
			if !send(": beat\n\n") {
				return
			}
		case <-next:
			var b strings.Builder
			for _, t := range take() {
				b.WriteString("event: nudge\ndata: " + t + "\n\n")
			}
			if !send(b.String()) {
				return
			}
		}
	}
}

// Follow brings the nudges of other processes on the same PostgreSQL to this hub until ctx ends; it reconnects by itself.
func (h *Hub) Follow(ctx context.Context, dsn string) {
	for ctx.Err() == nil {
		h.followOnce(ctx, dsn)
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

func (h *Hub) followOnce(ctx context.Context, dsn string) {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "LISTEN yichuang_live"); err != nil {
		return
	}
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return
		}
		h.Publish(strings.Split(n.Payload, "\n"))
	}
}
