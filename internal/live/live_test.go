package live

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestStreamCarriesOnlyItsTopics(t *testing.T) {
	defer goleak.VerifyNone(t)
	h := NewHub()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.Stream(w, r, []string{"case:1"}) }))
	defer srv.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, "GET", srv.URL, nil)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer http.DefaultClient.CloseIdleConnections()
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	nudged := false
	for lines.Scan() {
		switch line := lines.Text(); {
		case line == "data: case:1" && !nudged: // the greeting names the topics; only now is the stream open
			nudged = true
			h.Publish([]string{"case:2", "case:1"})
		case line == "data: case:1":
			cancel()
			return
		case strings.Contains(line, "case:2"):
			t.Fatal("a topic nobody asked for")
		}
	}
	t.Fatal("the nudge did not come", lines.Err())
}

func TestSlowListenerLosesRepetitionsNotTopics(t *testing.T) {
	h := NewHub()
	_, take, leave := h.Listen([]string{"a", "b"})
	for range 1000 {
		h.Publish([]string{"a"})
	}
	h.Publish([]string{"b"})
	if got := take(); len(got) != 2 {
		t.Fatal(got)
	}
	leave()
	if h.Listeners() != 0 || len(h.topics) != 0 {
		t.Fatal("a listener that left holds nothing")
	}
}
