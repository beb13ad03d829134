package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/text"
)

func testServer(log io.Writer, routes ...Route) http.Handler {
	words := fstest.MapFS{"text.zh-CN.yaml": {Data: []byte("error.thing.closed: '{name}已关闭'\n")}, "text.en.yaml": {Data: []byte("error.thing.closed: '{name} is closed'\n")}}
	s := &Server{Routes: routes, Words: text.Must(words), Log: slog.New(slog.NewTextHandler(log, nil)),
		Authenticate: func(r *http.Request) (ids.Actor, error) {
			if r.Header.Get("X-Staff") == "" {
				return ids.Actor{Kind: ids.Anonymous}, nil
			}
			return ids.Actor{Kind: ids.Staff, ID: "s1"}, nil
		},
		Allow: func(_ context.Context, a ids.Actor, act, _ string) error {
			if a.Kind == ids.Anonymous {
				return errs.New(errs.Unauthenticated, "identity.sign_in")
			}
			return nil
		}}
	return s.Handler()
}

func do(h http.Handler, method, target string, edit func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	if edit != nil {
		edit(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestErrorsBecomeProblemsOrPages(t *testing.T) {
	fail := func(http.ResponseWriter, *http.Request) error {
		return errs.New(errs.Conflict, "thing.closed", "name", "A").At("queue")
	}
	h := testServer(io.Discard, Route{"GET", "/api/v1/thing", Public, fail}, Route{"GET", "/thing", Public, fail})
	w := do(h, "GET", "/api/v1/thing", nil)
	if w.Code != 409 || w.Header().Get("Content-Type") != "application/problem+json" || !strings.Contains(w.Body.String(), `"code":"thing.closed","field":"queue"`) {
		t.Fatal(w.Code, w.Body.String())
	}
	w = do(h, "GET", "/thing", func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "lang", Value: "en"}) })
	if w.Code != 409 || !strings.Contains(w.Body.String(), "A is closed") {
		t.Fatal(w.Code, w.Body.String())
	}
}

func TestUnknownPanicAndForeignOrigin(t *testing.T) {
	h := testServer(io.Discard,
		Route{"GET", "/panic", Public, func(http.ResponseWriter, *http.Request) error { panic("x") }},
		Route{"POST", "/act", Public, func(http.ResponseWriter, *http.Request) error { return nil }})
	if w := do(h, "GET", "/panic", nil); w.Code != 500 {
		t.Fatal(w.Code)
	}
	if w := do(h, "GET", "/nowhere", nil); w.Code != 404 {
		t.Fatal(w.Code)
	}
	foreign := func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }
	if w := do(h, "POST", "/act", foreign); w.Code != 403 {
		t.Fatalf("a form from another site: %d", w.Code)
	}
}

func TestSignInPageForPeopleAndLogWithoutQuery(t *testing.T) {
	var log strings.Builder
	h := testServer(&log, Route{"GET", "/desk/{id}", "desk.view", func(http.ResponseWriter, *http.Request) error { return nil }})
	w := do(h, "GET", "/desk/secret-id?phone=13800000000", nil)
	if w.Code != 303 || !strings.HasPrefix(w.Header().Get("Location"), "/login?next=%2Fdesk") {
		t.Fatal(w.Code, w.Header())
	}
	if w := do(h, "GET", "/desk/secret-id", func(r *http.Request) { r.Header.Set("X-Staff", "1") }); w.Code != 200 {
		t.Fatal(w.Code)
	}
	if strings.Contains(log.String(), "13800000000") || strings.Contains(log.String(), "secret-id") {
		t.Fatal("the log holds what it must not: " + log.String())
	}
	if !strings.Contains(log.String(), "staff=s1") {
		t.Fatal("the log names the staff member who acted: " + log.String())
	}
}

func TestModeIsChosenByALink(t *testing.T) {
	h := testServer(io.Discard, Route{"GET", "/x", Public, func(http.ResponseWriter, *http.Request) error { return nil }})
	w := do(h, "GET", "/x?size=elder&q=1", nil)
	if w.Code != 303 || w.Header().Get("Location") != "/x?q=1" || !strings.Contains(w.Header().Get("Set-Cookie"), "size=elder") {
		t.Fatal(w.Code, w.Header())
	}
}

func TestFormKeepsValuesAndSortsErrors(t *testing.T) {
	f := Blank("name", " 何静 ")
	bad := errs.Join(errs.New(errs.Invalid, "a").At("name"), errs.New(errs.Invalid, "b"))
	if !f.Fail(bad) || f.Field["name"] == nil || len(f.General) != 1 || f.Get("name") != "何静" {
		t.Fatalf("%+v", f)
	}
	if f.Fail(errors.New("disk full")) {
		t.Fatal("a fault of the program is no matter of the form")
	}
}
