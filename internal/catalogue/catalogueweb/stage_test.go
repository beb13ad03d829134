package catalogueweb

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"yichuang"
	"yichuang/internal/calendar"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/ids"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/text"
	"yichuang/internal/web"
)

const english = "lang=en"

// linxi is the built-in city.
var linxi = sync.OnceValue(func() *catalogue.Catalogue {
	city, err := fs.Sub(yichuang.Catalogue(), "linxi")
	if err != nil {
		panic(err)
	}
	c, err := catalogue.Load(city)
	if err != nil {
		panic(err)
	}
	return c
})

// stage is the city on a database, at Tuesday 24 November 2026, 10:00, in front of the program's real web server.
type stage struct {
	t   *testing.T
	e   dbtest.Env
	w   *Web
	now time.Time
	// waiting is what Loads answers for every line; open windows.
	waiting, open int
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{t: t, e: dbtest.SQLite(t), now: dbtest.Start, waiting: 3, open: 2}
	c := linxi()
	err := s.e.DB.Write(context.Background(), func(tx *db.Tx) error { return c.Settle(tx, ids.TheSystem(c.DefaultHall().Code)) })
	if err != nil {
		t.Fatal(err)
	}
	views := map[string]*calendar.View{}
	for i := range c.Halls {
		table, err := c.Halls[i].Timetable()
		if err != nil {
			t.Fatal(err)
		}
		views[c.Halls[i].Code] = calendar.NewView(calendar.Builtin(), table, calendar.Policy{})
	}
	s.w = &Web{
		Site: site.New(text.Must(site.Texts, catalogue.Texts, calendar.Texts, Texts), site.NewAssets(yichuang.ThirdParty()), true),
		DB:   s.e.DB, Catalogue: c, Now: func() time.Time { return s.now },
		Hall: func(*http.Request) site.Hall {
			return site.Hall{ID: "shi", Name: "临溪市政务服务大厅", Host: "临溪市政务服务管理局", Phone: "0990-5550100", SupervisionPhone: "0990-5550103", Home: "/"}
		},
		View:  func(hall string) *calendar.View { return views[hall] },
		Loads: s.loads,
	}
	return s
}

func (s *stage) loads(_ context.Context, hall string) ([]queue.Load, error) {
	var out []queue.Load
	for _, q := range s.w.Catalogue.QueuesOf(hall) {
		l := queue.Load{Line: queue.Line{Code: q.Code, Letter: q.Letter, NameZH: q.Name.ZH, NameEN: q.Name.EN}, Waiting: s.waiting, Windows: "3–5"}
		l.From, l.To, l.Known = queue.Estimate(s.waiting, s.open, q.Minutes)
		out = append(out, l)
	}
	return out, nil
}

func (s *stage) handler() http.Handler {
	return (&web.Server{Routes: s.w.Routes(), Words: text.Must(Texts, site.Texts), Log: slog.New(slog.DiscardHandler),
		Authenticate: func(*http.Request) (ids.Actor, error) { return ids.Actor{Kind: ids.Anonymous}, nil }}).Handler()
}

// page gets an address; want is the status that it must have.
func (s *stage) page(path string, want int, cookies ...string) string {
	s.t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	r.RemoteAddr = fmt.Sprintf("10.0.%d.%d:1", len(path)%250, int(path[len(path)-1])) // the rate limit is per address
	r.Header.Set("Cookie", strings.Join(cookies, "; "))
	rw := httptest.NewRecorder()
	s.handler().ServeHTTP(rw, r)
	if rw.Code != want {
		s.t.Fatalf("%s: %d, want %d\n%s", path, rw.Code, want, rw.Body)
	}
	return rw.Body.String()
}

func (s *stage) has(body string, words ...string) {
	s.t.Helper()
	plain := plainText(s.t, body)
	for _, w := range words {
		if !strings.Contains(plain, w) {
			s.t.Errorf("the page lacks %q", w)
		}
	}
}

func (s *stage) hasNot(body string, words ...string) {
	s.t.Helper()
	plain := plainText(s.t, body)
	for _, w := range words {
		if strings.Contains(plain, w) {
			s.t.Errorf("the page says %q", w)
		}
	}
}

// plainText is what somebody reads: the text nodes with single spaces.
func plainText(t *testing.T, body string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range doc.Descendants() {
		if n.Type == html.TextNode && !slices.Contains([]string{"script", "style"}, n.Parent.Data) {
			b.WriteString(n.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
