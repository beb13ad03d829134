package queueweb

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"yichuang"
	"yichuang/internal/catalogue"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/once"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/text"
	"yichuang/internal/web"
)

// dayHours is a hall that is open from nine to five every day.
type dayHours struct{}

func (dayHours) On(_ string, t time.Time) (time.Time, time.Time, bool) {
	t = t.In(clock.Zone)
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, clock.Zone)
	return day.Add(9 * time.Hour), day.Add(17 * time.Hour), true
}

const hallCode = "main"

var (
	atKiosk = ids.Actor{Kind: ids.Device, ID: "k1", Hall: hallCode, Roles: []ids.Role{ids.RoleDevice}}
	aGuide  = ids.Actor{Kind: ids.Staff, ID: "g1", Name: "林小满", Hall: hallCode, Roles: []ids.Role{ids.RoleGuide}}
	nobody  = ids.Actor{Kind: ids.Anonymous}
)

func clerkAt(no, staff string) ids.Actor {
	return ids.Actor{Kind: ids.Staff, ID: staff, Name: "何静", Hall: hallCode, Window: hallCode + "-" + no, Roles: []ids.Role{ids.RoleClerk}}
}

// world is a small hall behind a real HTTP server.
type world struct {
	t     *testing.T
	web   *Web
	svc   *queue.Service
	clock *clock.Manual
	cat   *catalogue.Catalogue
	url   string
	who   *ids.Actor
	c     *http.Client
	extra []*http.Cookie // of a browser that is not w.c
}

func words() *text.Bundle { return text.Must(site.Texts, Texts) }

func newWorld(t *testing.T, cat *catalogue.Catalogue, hall string) *world {
	t.Helper()
	e := dbtest.SQLite(t)
	w := &world{t: t, clock: e.Clock, cat: cat, who: new(ids.Actor)}
	*w.who = atKiosk
	w.svc = &queue.Service{DB: e.DB, Hours: dayHours{}, Settings: queue.Defaults}
	bundle := words()
	s := site.New(bundle, site.NewAssets(yichuang.ThirdParty()), true)
	w.web = &Web{Site: s, DB: e.DB, Queue: w.svc, Catalogue: func() *catalogue.Catalogue { return w.cat },
		Now: func() time.Time { return e.Clock.Now().In(clock.Zone) }, Person: func(kind, no string) string { return kind + ids.Hash(no) }}
	now := w.web.Now
	front := (&web.Server{Routes: append(w.web.Routes(), s.Routes()...), Words: bundle, Log: slog.New(slog.DiscardHandler),
		Authenticate: func(*http.Request) (ids.Actor, error) { return *w.who, nil },
		Allow:        func(_ context.Context, a ids.Actor, act, hall string) error { return identity.May(a, act, hall) },
		ErrorPage:    s.ErrorPage(func(*http.Request) site.Hall { return site.Hall{Name: "厅", Phone: "0990-5550100"} }, now)}).Handler()
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		for _, c := range w.extra {
			r.AddCookie(c)
		}
		front.ServeHTTP(rw, r)
	}))
	t.Cleanup(srv.Close)
	jar, _ := cookiejar.New(nil)
	w.url, w.c = srv.URL, &http.Client{Jar: jar}
	w.setUp(hall)
	return w
}

func (w *world) setUp(hall string) {
	var lines []queue.Line
	var windows []queue.Window
	for i, q := range w.cat.QueuesOf(hall) {
		lines = append(lines, queue.Line{ID: hall + ":" + q.Code, Hall: hall, Code: q.Code, Letter: q.Letter, NameZH: q.Name.ZH, NameEN: q.Name.EN,
			Minutes: q.Minutes, Cutoff: q.Cutoff, Position: i})
	}
	for _, c := range w.cat.WindowsOf(hall) {
		out := queue.Window{ID: hall + "-" + c.No, Hall: hall, No: c.No, Zone: c.Zone}
		for _, code := range c.Queues {
			out.Serves = append(out.Serves, queue.Serves{Line: hall + ":" + code, PriorityOnly: c.Kind == catalogue.PriorityW})
		}
		windows = append(windows, out)
	}
	err := w.svc.DB.Write(context.Background(), func(tx *db.Tx) error { return w.svc.SetUp(tx, ids.TheSystem(hall), lines, windows) })
	if err != nil {
		w.t.Fatal(err)
	}
}

func small(t *testing.T) *world {
	t.Helper()
	cat, err := catalogue.Load(os.DirFS("../../catalogue/testdata/good"))
	if err != nil {
		t.Fatal(err)
	}
	return newWorld(t, cat, hallCode)
}

// open lets a clerk of the catalogue sit down at a window.
func (w *world) open(no, staff string) ids.Actor {
	w.t.Helper()
	c := clerkAt(no, staff)
	if err := w.svc.OpenWindow(context.Background(), c, c.Window); err != nil {
		w.t.Fatal(err)
	}
	return c
}

// number takes a ticket behind the pages.
func (w *world) number(req queue.Request) queue.Taken {
	w.t.Helper()
	req.Origin = ids.New()
	got, err := w.svc.Take(context.Background(), atKiosk, hallCode, req, once.Key{})
	if err != nil {
		w.t.Fatal(err)
	}
	w.clock.Advance(time.Millisecond) // two people never arrive at the same instant
	return got
}

// page is an answer with its tree.
type page struct {
	status int
	url    *url.URL
	raw    string
	tree   *html.Node
}

func (w *world) answer(res *http.Response, err error) page {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, _ := io.ReadAll(res.Body)
	tree, err := html.Parse(strings.NewReader(string(raw)))
	if err != nil {
		w.t.Fatal(err)
	}
	return page{res.StatusCode, res.Request.URL, string(raw), tree}
}

func (w *world) get(path string) page {
	w.t.Helper()
	return w.answer(w.c.Get(w.url + path))
}

func (w *world) post(path string, pairs ...string) page {
	w.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return w.answer(w.c.PostForm(w.url+path, form))
}

func (w *world) as(a ids.Actor) { *w.who = a }

func (p page) must(t *testing.T, status int, wanted ...string) page {
	t.Helper()
	if p.status != status {
		t.Fatalf("%s: %d, want %d\n%s", p.url, p.status, status, p.text())
	}
	for _, want := range wanted {
		if !strings.Contains(p.text(), want) {
			t.Fatalf("%s lacks %q:\n%s", p.url, want, p.text())
		}
	}
	return p
}

func each(n *html.Node, do func(*html.Node)) {
	do(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		each(c, do)
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func words1(n *html.Node) string {
	var b strings.Builder
	each(n, func(n *html.Node) {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "noscript" {
			b.WriteString(n.Data + " ")
		}
	})
	return strings.Join(strings.Fields(b.String()), " ")
}

// text is what a person reads.
func (p page) text() string { return words1(p.tree) }

// hrefs are the links whose words contain some words.
func (p page) href(t *testing.T, contains string) string {
	t.Helper()
	found := ""
	each(p.tree, func(n *html.Node) {
		if n.Data == "a" && found == "" && strings.Contains(words1(n), contains) {
			found = attr(n, "href")
		}
	})
	if found == "" {
		t.Fatalf("%s has no link %q:\n%s", p.url, contains, p.text())
	}
	return found
}

// form are the values of the form that posts to a path ending so.
func (p page) form(t *testing.T, ending string) (action string, pairs []string) {
	t.Helper()
	each(p.tree, func(n *html.Node) {
		if n.Data != "form" || !strings.HasSuffix(attr(n, "action"), ending) || action != "" {
			return
		}
		action = attr(n, "action")
		each(n, func(c *html.Node) {
			if c.Data == "input" && (attr(c, "type") == "hidden") {
				pairs = append(pairs, attr(c, "name"), attr(c, "value"))
			}
		})
	})
	if action == "" {
		t.Fatalf("%s has no form %s", p.url, ending)
	}
	return action, pairs
}

func (p page) has(class string) (found *html.Node) {
	each(p.tree, func(n *html.Node) {
		if found == nil && slices.Contains(strings.Fields(attr(n, "class")), class) {
			found = n
		}
	})
	return found
}

// rules are what every page keeps, whoever looks and in whatever mode.
func (p page) rules(t *testing.T) {
	t.Helper()
	fail := func(format string, args ...any) { t.Helper(); t.Errorf("%s: %s", p.url, fmt.Sprintf(format, args...)) }
	if strings.Contains(p.raw, "⟦") {
		fail("a word is missing: %s", regexp.MustCompile(`⟦[^⟧]*⟧`).FindString(p.raw))
	}
	h1, labelled, idsSeen, main := 0, map[string]bool{}, map[string]bool{}, 0
	each(p.tree, func(n *html.Node) {
		if n.Data == "label" {
			labelled[attr(n, "for")] = true
		}
	})
	each(p.tree, func(n *html.Node) {
		if n.Type != html.ElementNode {
			return
		}
		if attr(n, "style") != "" || n.Data == "style" || n.Data == "script" && attr(n, "src") == "" {
			fail("inline style or script in <%s>", n.Data)
		}
		if id := attr(n, "id"); id != "" {
			if idsSeen[id] {
				fail("id %s stands twice", id)
			}
			idsSeen[id] = true
		}
		switch n.Data {
		case "h1":
			h1++
		case "main":
			main++
		case "form":
			if attr(n, "method") == "post" && attr(n, "action") == "" {
				fail("a form without an address")
			}
		case "input", "select", "textarea":
			kind := attr(n, "type")
			inLabel := n.Parent.Data == "label" || n.Parent.Parent != nil && n.Parent.Parent.Data == "label"
			if kind != "hidden" && attr(n, "aria-label") == "" && !labelled[attr(n, "id")] && !inLabel {
				fail("<%s name=%s> has no label", n.Data, attr(n, "name"))
			}
		case "a":
			if attr(n, "href") == "" || attr(n, "href") == "#" {
				fail("a link that leads nowhere: %s", words1(n))
			}
			if words1(n) == "" {
				fail("a link without words")
			}
		case "button":
			if words1(n) == "" && attr(n, "aria-label") == "" {
				fail("a button without words")
			}
		case "th":
			if attr(n, "scope") == "" {
				fail("a table head without scope")
			}
		}
	})
	if h1 != 1 || main != 1 {
		fail("%d h1 and %d main", h1, main)
	}
}

func TestThePageOfAnUnknownHallSaysSo(t *testing.T) {
	w := small(t)
	for _, path := range []string{"/h/nowhere/kiosk", "/h/nowhere/screen", "/h/main/sign/99", "/h/main/kiosk/item/XX", "/h/main/kiosk/line/XX", "/t/ABCDEFGHJK"} {
		w.as(atKiosk)
		if strings.Contains(path, "nowhere/kiosk") {
			a := atKiosk
			a.Hall = "nowhere"
			w.as(a)
		}
		if p := w.get(path); p.status < 400 || p.status >= 500 || strings.Contains(p.raw, "⟦") {
			t.Errorf("%s: %d %s", path, p.status, p.text())
		}
	}
}
