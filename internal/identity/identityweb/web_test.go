package identityweb_test

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/halltest"
	"yichuang/internal/identity"
	"yichuang/internal/identity/identityweb"
	"yichuang/internal/ids"
	"yichuang/internal/org"
	"yichuang/internal/text"
)

const password = "口令-足够长-42"

// person gives somebody a password.
func person(h *halltest.Hall, id string) identity.Staff {
	h.T.Helper()
	hash, err := h.Identity.Hash(h.Ctx, password)
	h.Must(err)
	var st identity.Staff
	h.Must(h.DB.Write(h.Ctx, func(tx *db.Tx) (err error) {
		if st, err = identity.StaffByID(tx, id); err != nil {
			return err
		}
		return identity.SavePassword(tx, ids.TheSystem(halltest.City), id, hash)
	}))
	return st
}

type browser struct {
	*http.Client
	t    *testing.T
	base string
}

func open(t *testing.T, h *halltest.Hall) *browser {
	c, base := h.Browser()
	return &browser{c, t, base}
}

func (b *browser) do(resp *http.Response, err error) (int, string, *http.Response) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if i := strings.Index(string(body), "⟦"); i >= 0 {
		b.t.Errorf("a key has no words: %.60s", string(body)[i:])
	}
	return resp.StatusCode, string(body), resp
}

func (b *browser) get(path string) (int, string, *http.Response) {
	b.t.Helper()
	return b.do(b.Get(b.base + path))
}

func (b *browser) post(path string, pairs ...string) (int, string, *http.Response) {
	b.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return b.do(b.PostForm(b.base+path, v))
}

// leads asserts that an answer sends the browser to a path.
func leads(t *testing.T, resp *http.Response, want string) {
	t.Helper()
	if got := resp.Header.Get("Location"); resp.StatusCode != http.StatusSeeOther || got != want {
		t.Errorf("status %d to %q, want 303 to %q", resp.StatusCode, got, want)
	}
}

const outside = "/login?next=%2Faccount" // where somebody without a session lands

func TestSignInLeadsToTheOwnWorkPlace(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		clerk := person(h, h.At("01").ID)
		b := open(t, h)
		_, body, _ := b.get("/login")
		if !strings.Contains(body, `name="window"`) || !strings.Contains(body, "shi-01") {
			t.Error("no choice of windows")
		}
		status, body, _ := b.post("/login", "login", clerk.Login, "password", "falsch-falsch", "window", "shi-01")
		if status != http.StatusUnauthorized || !strings.Contains(body, "工号或密码不对") || !strings.Contains(body, `value="`+clerk.Login+`"`) || strings.Contains(body, "falsch") {
			t.Errorf("a wrong password: %d; the account stays typed, the password never", status)
		}
		_, _, resp := b.post("/login", "login", clerk.BadgeNo, "password", password, "window", "shi-01")
		leads(t, resp, "/h/shi/desk")
		i := slices.IndexFunc(resp.Cookies(), func(c *http.Cookie) bool { return c.Name == "session" })
		if c := resp.Cookies()[i]; !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Secure {
			t.Errorf("cookie %+v", c)
		}
		_, body, _ = b.get("/account")
		if !strings.Contains(body, clerk.Name) || !strings.Contains(body, "A 岗在岗") || !strings.Contains(body, "本机") {
			t.Error("the account page does not say who and where")
		}
		_, _, resp = b.get("/login")
		leads(t, resp, "/h/shi/desk")
		_, _, resp = b.post("/logout")
		leads(t, resp, "/login")
		_, _, resp = b.get("/account")
		leads(t, resp, outside)
	})
}

func TestBehindHTTPSTheCookieIsSecure(t *testing.T) {
	h := halltest.OnSQLite(t)
	b := open(t, h)
	form := url.Values{"login": {h.First(ids.RoleManager).Login}}
	req, err := http.NewRequest("POST", b.base+"/login/demo", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Forwarded-Proto", "https")
	_, _, resp := b.do(b.Do(req))
	if !slices.ContainsFunc(resp.Cookies(), func(c *http.Cookie) bool { return c.Name == "session" && c.Secure }) {
		t.Error("no secure session cookie")
	}
}

func TestAfterSignInOnlyPathsOfThisProgramAreGoneTo(t *testing.T) {
	h := halltest.OnSQLite(t)
	st := person(h, h.First(ids.RoleManager).ID)
	for next, want := range map[string]string{
		"/h/shi/manage?day=1": "/h/shi/manage?day=1", "https://evil.example/x": "/h/shi/manage", "//evil.example": "/h/shi/manage",
		"/\\evil.example": "/h/shi/manage", "javascript:alert(1)": "/h/shi/manage", "": "/h/shi/manage", "/logout": "/h/shi/manage",
	} {
		_, _, resp := open(t, h).post("/login", "login", st.Login, "password", password, "next", next)
		leads(t, resp, want)
	}
}

func TestGuessingIsAnsweredWithAGrowingDelay(t *testing.T) {
	h := halltest.OnSQLite(t)
	st := person(h, h.First(ids.RoleSysAdmin).ID)
	b := open(t, h)
	for range 4 {
		b.post("/login", "login", st.Login, "password", "wrong-wrong")
	}
	status, body, resp := b.post("/login", "login", st.Login, "password", password)
	if status != http.StatusTooManyRequests || !strings.Contains(body, "请等 1 秒再试") || resp.Header.Get("Retry-After") != "1" {
		t.Errorf("status %d, retry after %q", status, resp.Header.Get("Retry-After"))
	}
	h.Wait(time.Second)
	_, _, resp = b.post("/login", "login", st.Login, "password", password)
	leads(t, resp, "/h/shi/admin")
}

func TestTakingAWindowOverAsksWhy(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		first := person(h, h.At("01").ID)
		var other string
		h.Read(func(q *db.Q) error {
			win, err := org.WindowByID(q, "shi-01")
			if err != nil {
				return err
			}
			post, err := org.PostByID(q, win.Post)
			other = post.B
			return err
		})
		second := person(h, other)
		one, two := open(t, h), open(t, h)
		_, _, resp := one.post("/login", "login", first.Login, "password", password, "window", "shi-01")
		leads(t, resp, "/h/shi/desk")
		_, body, _ := two.get("/login")
		if !strings.Contains(body, "现由 "+first.Name+" 使用") {
			t.Error("the list of windows does not say who sits there")
		}
		status, body, _ := two.post("/login", "login", second.Login, "password", password, "window", "shi-01")
		if status != http.StatusConflict || !strings.Contains(body, first.Name) || !strings.Contains(body, `name="takeover"`) {
			t.Fatalf("status %d: taking over must ask why", status)
		}
		_, _, resp = two.post("/login", "login", second.Login, "password", password, "window", "shi-01", "takeover", "交接班")
		leads(t, resp, "/h/shi/desk")
		_, _, resp = one.get("/account")
		leads(t, resp, outside)
		if _, body, _ = two.get("/account"); !strings.Contains(body, second.Name) {
			t.Error("the one who took over is not signed in")
		}
	})
}

func TestRoleChangeEndsTheSession(t *testing.T) {
	h := halltest.OnSQLite(t)
	st := h.First(ids.RoleDirector)
	b := open(t, h)
	_, _, resp := b.post("/login/demo", "login", st.Login)
	leads(t, resp, "/h/shi/manage")
	secadmin := h.First(ids.RoleSecAdmin)
	actor := ids.Actor{Kind: ids.Staff, ID: secadmin.ID, Hall: halltest.City, Roles: secadmin.Roles}
	h.Must(h.Identity.SetRoles(h.Ctx, actor, st.ID, []ids.Role{ids.RoleDivision}, "调岗"))
	_, _, resp = b.get("/account")
	leads(t, resp, outside)
}

func TestDemoCardsSignInByOneClickAndARealHallHasNone(t *testing.T) {
	h := halltest.OnSQLite(t)
	_, body, _ := open(t, h).get("/login")
	cards := regexp.MustCompile(`(?s)action="/login/demo">.{0,10}<input type="hidden" name="login" value="([^"]*)".*?name="window" value="([^"]*)"`).FindAllStringSubmatch(body, -1)
	homes := map[string]bool{}
	for _, c := range cards {
		_, _, resp := open(t, h).post("/login/demo", "login", c[1], "window", c[2])
		if resp.StatusCode != http.StatusSeeOther {
			t.Errorf("card %v: status %d", c[1:], resp.StatusCode)
		}
		homes[resp.Header.Get("Location")] = true
	}
	for _, want := range []string{"/h/shi/desk", "/h/shi/office", "/h/shi/manage", "/h/shi/guide-desk", "/h/shi/admin"} {
		if !homes[want] {
			t.Errorf("no card leads to %s", want)
		}
	}
	if len(cards) < 11 || !strings.Contains(body, `href="/track"`) {
		t.Fatalf("%d cards", len(cards))
	}
	h.Identity.Demo = false
	_, body, _ = open(t, h).get("/login")
	if strings.Contains(body, "/login/demo") {
		t.Error("a real hall offers role cards")
	}
	if status, _, resp := open(t, h).post("/login/demo", "login", cards[0][1]); status != http.StatusNotFound || len(resp.Cookies()) > 0 {
		t.Errorf("a real hall signs in by one click: %d", status)
	}
}

func TestPasswordIsChangedInTheAccount(t *testing.T) {
	h := halltest.OnSQLite(t)
	st := person(h, h.First(ids.RoleManager).ID)
	b, elsewhere := open(t, h), open(t, h)
	b.post("/login", "login", st.Login, "password", password)
	elsewhere.post("/login", "login", st.Login, "password", password)
	const fresh = "全新口令-7731"
	for _, c := range [][4]string{{password, fresh, "x", "两次输入的新密码不一样"}, {"x", fresh, fresh, "现在的密码不对"}, {password, "短", "短", "至少 8 个字"}} {
		status, body, _ := b.post("/account", "old", c[0], "password", c[1], "again", c[2])
		if status != http.StatusUnprocessableEntity || !strings.Contains(body, c[3]) {
			t.Errorf("%s: status %d", c[3], status)
		}
	}
	_, _, resp := b.post("/account", "old", password, "password", fresh, "again", fresh)
	leads(t, resp, "/account")
	if _, body, _ := b.get("/account"); !strings.Contains(body, "密码已改") {
		t.Error("a session that is over still answers, or says nothing")
	}
	_, _, resp = elsewhere.get("/account")
	leads(t, resp, outside)
	elsewhere.post("/login", "login", st.Login, "password", fresh)
	if _, body, _ := b.get("/account"); !strings.Contains(body, "退出其他登录") {
		t.Error("the other session is not listed")
	}
	_, _, resp = b.post("/account/others")
	leads(t, resp, "/account")
	_, _, resp = elsewhere.get("/account")
	leads(t, resp, outside)
}

func TestPairingMakesABrowserADevice(t *testing.T) {
	h := halltest.OnSQLite(t)
	manager := h.First(ids.RoleManager)
	actor := ids.Actor{Kind: ids.Staff, ID: manager.ID, Hall: halltest.City, Roles: manager.Roles}
	_, code, err := h.Identity.CreateDevice(h.Ctx, actor, identity.Device{Hall: halltest.City, Kind: identity.Display, Name: "东区大屏", Zone: "shi-east"})
	h.Must(err)
	b := open(t, h)
	status, body, _ := b.post("/pair", "code", "WRONG-CODE")
	if status != http.StatusUnprocessableEntity || !strings.Contains(body, "配对码不对") {
		t.Errorf("a wrong code: %d", status)
	}
	_, _, resp := b.post("/pair", "code", " "+code[:5]+"-"+code[5:])
	leads(t, resp, "/pair")
	if _, body, _ = b.get("/pair"); !strings.Contains(body, "东区大屏") || !strings.Contains(body, "/h/shi/screen/east") {
		t.Error("the page does not say what the device is")
	}
	_, code, err = h.Identity.CreateDevice(h.Ctx, actor, identity.Device{Hall: halltest.City, Kind: identity.Bridge, Name: "外设桥"})
	h.Must(err)
	status, body, resp = open(t, h).post("/pair", "code", code)
	if status != http.StatusOK || !strings.Contains(body, "<code>") {
		t.Errorf("a bridge is told its token: %d", status)
	}
	if slices.ContainsFunc(resp.Cookies(), func(c *http.Cookie) bool { return c.Name == "device" }) {
		t.Error("a bridge's token became a cookie")
	}
}

func TestPagesHaveWordsInBothLanguages(t *testing.T) {
	if missing := text.Must(identityweb.Texts).Check(); len(missing) > 0 {
		t.Error(missing)
	}
	h := halltest.OnSQLite(t)
	b := open(t, h)
	b.post("/login/demo", "login", h.First(ids.RoleManager).Login)
	b.get("/pair?lang=en")
	for path, want := range map[string]string{"/login?switch=1": "Staff sign-in", "/account": "My account", "/pair": "Pair a device"} {
		if status, body, _ := b.get(path); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: %d", path, status)
		}
	}
}

// codes are the error codes that the sources of some packages name.
func codes(t *testing.T, dirs ...string) (out []string) {
	t.Helper()
	named := regexp.MustCompile(`errs\.New\(errs\.\w+, "([a-z_.]+)"[,)]`)
	for _, dir := range dirs {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			raw, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range named.FindAllStringSubmatch(string(raw), -1) {
				out = append(out, m[1])
			}
		}
	}
	if len(out) < 20 {
		t.Fatalf("%d codes found", len(out))
	}
	return out
}

// Every code of a refusal has words in both languages.
func TestEveryRefusalOfIdentityAndOrgHasWords(t *testing.T) {
	b := text.Must(identityweb.Texts)
	for _, code := range codes(t, "..", "../../org") {
		for _, lang := range []text.Lang{text.ZH, text.EN} {
			if !b.Has(lang, "error."+code) {
				t.Errorf("%s has no words in %s", code, lang)
			}
		}
	}
}
