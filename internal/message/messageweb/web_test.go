package messageweb_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/identity"
	"yichuang/internal/identity/identityweb"
	"yichuang/internal/ids"
	"yichuang/internal/message"
	"yichuang/internal/message/messageweb"
	"yichuang/internal/pii"
	"yichuang/internal/site"
	"yichuang/internal/text"
	"yichuang/internal/web"
)

var words = text.Must(site.Texts, identityweb.Texts, message.Texts, messageweb.Texts)

// refusing is a gateway that takes nothing.
type refusing struct{}

func (refusing) Send(context.Context, message.Outgoing) error {
	return &message.Failure{Permanent: true, Reason: "refused"}
}

type hall struct {
	dbtest.Env
	t        *testing.T
	messages *message.Service
	server   *httptest.Server
}

// open serves the page; the header Role says who asks, a stand-in for signing in.
func open(t *testing.T, e dbtest.Env) *hall {
	t.Helper()
	cipher, err := pii.NewCipher(pii.GenerateKeys())
	if err != nil {
		t.Fatal(err)
	}
	h := &hall{Env: e, t: t}
	h.messages = message.New(message.Config{DB: e.DB, Cipher: cipher, Senders: map[message.Kind]message.Sender{message.SMS: refusing{}},
		Hall: func(string, text.Lang) string { return "临溪市政务服务大厅" }, Log: slog.New(slog.DiscardHandler)}, nil)
	w := &messageweb.Web{Site: site.New(words, site.NewAssets(fstest.MapFS{}), false), DB: e.DB, Messages: h.messages, Now: func() time.Time { return e.DB.Now() },
		Hall: func(hall, _ string) site.Hall {
			return site.Hall{ID: hall, Name: "临溪市政务服务大厅", Home: "/"}
		}}
	s := &web.Server{Routes: w.Routes(), Words: words, Log: slog.New(slog.DiscardHandler),
		Authenticate: func(r *http.Request) (ids.Actor, error) {
			return ids.Actor{Kind: ids.Staff, ID: "s1", Name: "邓晓岚", Hall: "h1", Roles: []ids.Role{ids.Role(r.Header.Get("Role"))}}, nil
		},
		Allow:     func(_ context.Context, a ids.Actor, act, hall string) error { return identity.May(a, act, hall) },
		Denied:    func(context.Context, ids.Actor, string, string) {},
		ErrorPage: w.Site.ErrorPage(func(*http.Request) site.Hall { return site.Hall{} }, w.Now)}
	h.server = httptest.NewServer(s.Handler())
	t.Cleanup(h.server.Close)
	return h
}

func (h *hall) queue(event string) {
	h.t.Helper()
	err := h.DB.Write(context.Background(), func(tx *db.Tx) error {
		return h.messages.Queue(tx, "h1", message.Message{Event: event, Kind: message.SMS, To: message.ToPhone(pii.New(pii.Phone, "13800001234")),
			Template: message.TicketMissed, Lang: text.ZH, Params: map[string]string{"number": "A001"}})
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.Clock.Advance(time.Second)
}

func (h *hall) get(role ids.Role, path string) (int, string) {
	h.t.Helper()
	req, err := http.NewRequest(http.MethodGet, h.server.URL+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("Role", string(role))
	req.Header.Set("Accept", "text/html")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	if i := strings.Index(string(body), "⟦"); i >= 0 {
		h.t.Errorf("a key has no words: %.60s", string(body)[i:])
	}
	return resp.StatusCode, string(body)
}

func TestWordsInBothLanguages(t *testing.T) {
	if missing := text.Must(messageweb.Texts).Check(); len(missing) > 0 {
		t.Error(missing)
	}
	for _, lang := range []text.Lang{text.ZH, text.EN} {
		for name := range message.Params {
			if !words.Has(lang, "messages.template."+string(name)) {
				t.Errorf("%s lacks %s", lang, name)
			}
		}
	}
}

func TestMessagesPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		h := open(t, e)
		if code, body := h.get(ids.RoleManager, "/h/h1/messages"); code != 200 || !strings.Contains(body, "没有消息") {
			t.Fatal(code, "an empty outbox says so")
		}
		h.queue("a")
		h.queue("b")
		if _, err := h.messages.Deliver(context.Background(), "a"); err != nil {
			t.Fatal(err)
		}
		_, body := h.get(ids.RoleManager, "/h/h1/messages")
		for _, want := range []string{"138****1234", "过号提醒", "待发送 1", "发送失败 1", "发送渠道拒绝了这条消息", `id="messages"`} {
			if !strings.Contains(body, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		for _, secret := range []string{"13800001234", "A001"} {
			if strings.Contains(body, secret) {
				t.Errorf("the page shows %q", secret)
			}
		}
		if _, body = h.get(ids.RoleManager, "/h/h1/messages?status=permanent_failure"); strings.Count(body, "138****1234") != 1 {
			t.Error("the filter does not filter")
		}
		if _, body = h.get(ids.RoleManager, "/h/h1/messages/list"); !regexp.MustCompile(`^\s*<div [^>]*id="messages"`).MatchString(body) {
			t.Errorf("the fragment must be the element that it replaces: %.60s", body)
		}
	})
}

func TestMessagesPageTurns(t *testing.T) {
	h := open(t, dbtest.SQLite(t))
	for i := range 53 {
		h.queue(fmt.Sprint(i))
	}
	_, body := h.get(ids.RoleManager, "/h/h1/messages")
	next := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(body)
	if strings.Count(body, "138****1234") != 50 || next == nil {
		t.Fatal("the first page has fifty and leads on")
	}
	_, body = h.get(ids.RoleManager, strings.ReplaceAll(next[1], "&amp;", "&"))
	if strings.Count(body, "138****1234") != 3 || strings.Contains(body, `rel="next"`) || !strings.Contains(body, "回到最新") {
		t.Fatal("the second page has the other three and ends there")
	}
}

func TestMessagesPageIsForThoseWhoMayViewIt(t *testing.T) {
	h := open(t, dbtest.SQLite(t))
	for role, want := range map[ids.Role]int{ids.RoleManager: 200, ids.RoleSupervisor: 200, ids.RoleAuditor: 200, ids.RoleSysAdmin: 200,
		ids.RoleClerk: 403, ids.RoleApprover: 403, ids.RoleCitizen: 403} {
		if code, _ := h.get(role, "/h/h1/messages"); code != want {
			t.Errorf("%s: %d, want %d", role, code, want)
		}
	}
	if code, _ := h.get(ids.RoleManager, "/h/h2/messages"); code != 403 {
		t.Errorf("another hall: %d", code)
	}
}
