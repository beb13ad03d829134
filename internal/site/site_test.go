package site

import (
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	qrcode "github.com/skip2/go-qrcode"
	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"yichuang/internal/clock"
	"yichuang/internal/errs"
	"yichuang/internal/text"
	"yichuang/internal/web"
)

func TestStaticFilesAreKeptByHash(t *testing.T) {
	a := testSite(t).assets
	fetch := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		a.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w
	}
	w := fetch(a.URL("app.js"))
	if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/javascript") {
		t.Errorf("app.js: %d %v", w.Code, w.Header())
	}
	if w := fetch("/static/icons.svg"); w.Code != 200 || strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("the sprite without a hash must be checked again: %d %v", w.Code, w.Header())
	}
	if w := fetch("/static/000000000000/app.js"); w.Code != 200 || strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("an old hash must not be kept for ever: %v", w.Header())
	}
	for _, path := range []string{"/static/fonts/NotoSansSC_400Regular.ttf", "/static/../page.go", "/static/", "/static/x/y/z"} {
		if w := fetch(path); w.Code != 404 {
			t.Errorf("%s: %d, want 404", path, w.Code)
		}
	}
	r := httptest.NewRequest("GET", "/static/icons.svg", nil)
	r.Header.Set("If-None-Match", a.etag)
	w = httptest.NewRecorder()
	if a.ServeHTTP(w, r); w.Code != 304 || w.Body.Len() > 0 {
		t.Errorf("unchanged sprite: %d", w.Code)
	}
}

func TestANewFileChangesTheHash(t *testing.T) {
	if NewAssets(nil).hash == testSite(t).assets.hash {
		t.Error("third-party files do not count in the hash")
	}
}

// Following the switch on the page must bring the page back in the other mode.
func TestModeSwitchesWorkWithoutScript(t *testing.T) {
	h := server(testSite(t))
	for _, c := range []struct{ link, attr, want string }{
		{"size=elder", "data-size", "elder"}, {"contrast=high", "data-contrast", "high"}, {"lang=en", "lang", "en"},
	} {
		page := get(t, h, "/gallery?surface=citizen")
		href := ""
		every(tree(t, page.Body.String()), func(n *html.Node) {
			if strings.Contains(attr(n, "href"), c.link) {
				href = attr(n, "href")
			}
		})
		if href == "" {
			t.Fatalf("no switch for %s", c.link)
		}
		moved := get(t, h, href)
		back := get(t, h, moved.Header().Get("Location"), moved.Result().Cookies()[0].String())
		if back.Code != 200 || moved.Header().Get("Location") != "/gallery?surface=citizen" {
			t.Errorf("%s: %d from %q", c.link, back.Code, moved.Header().Get("Location"))
		}
		every(tree(t, back.Body.String()), func(n *html.Node) {
			if n.Data == "html" && attr(n, c.attr) != c.want {
				t.Errorf("%s: %s = %q", c.link, c.attr, attr(n, c.attr))
			}
		})
	}
}

func TestAfterAFormTheModesReturnToThePageWithTheForm(t *testing.T) {
	r := httptest.NewRequest("POST", "/cases/1/accept", nil)
	for referer, want := range map[string]string{
		"": "/", "http://example.com/desk?case=1": "/desk?case=1", "https://evil.example/desk": "/", "::": "/", "http://example.com": "/",
	} {
		r.Header.Set("Referer", referer)
		if got := returnPath(r); got != want {
			t.Errorf("from %q: %q, want %q", referer, got, want)
		}
	}
}

func TestAModeNeverLeadsToAnotherSite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &Page{Path: rapid.String().Draw(t, "path")}
		if got, err := url.Parse(p.modeURL("size", "elder")); err != nil || got.Host != "" || got.Query().Get("size") != "elder" {
			t.Fatalf("leads to %v, %v", got, err)
		}
	})
}

func TestErrorPageSaysWhatNowAndWhomToCall(t *testing.T) {
	w := get(t, server(testSite(t)), "/no/such/page", "lang=en")
	if w.Code != 404 {
		t.Fatal(w.Code)
	}
	for _, want := range []string{"This page does not exist", "0990-5550100", w.Header().Get("X-Request-Id")} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the error page lacks %q", want)
		}
	}
}

func TestFormKeepsWhatWasTyped(t *testing.T) {
	p := testSite(t).Page(httptest.NewRequest("GET", "/", nil), Citizen, Hall{}, "预约", galleryNow)
	f := web.Blank("phone", "1380000", "secret", "hunter2")
	f.Fail(errs.New(errs.Invalid, "web.not_found").At("phone"))
	if in := p.With(f, Input{Name: "phone"}); in.Value != "1380000" || in.Error == "" {
		t.Errorf("%+v", in)
	}
	if in := p.With(f, Input{Name: "secret", Type: "password"}); in.Value != "" {
		t.Error("a password was sent back")
	}
	if list := p.Errors(f); len(list) != 1 || list[0].Field != "phone" || !p.HasErrors {
		t.Errorf("%+v", list)
	}
}

// The drawn runs must cover exactly the black modules of the code.
func TestQRPathDrawsTheCode(t *testing.T) {
	const content = "https://hall.example/t/8fk2m4x7q9"
	path, size, err := qrPath(content)
	if err != nil {
		t.Fatal(err)
	}
	drawn := make([][]bool, size)
	for i := range drawn {
		drawn[i] = make([]bool, size)
	}
	for _, m := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`).FindAllStringSubmatch(path, -1) {
		x, _ := strconv.Atoi(m[1])
		y, _ := strconv.Atoi(m[2])
		n, _ := strconv.Atoi(m[3])
		for i := range n {
			drawn[y][x+i] = true
		}
	}
	code, err := qrcode.New(content, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	code.DisableBorder = true
	for y, row := range code.Bitmap() {
		for x, want := range row {
			if drawn[y][x] != want {
				t.Fatalf("module %d,%d is %v, want %v", x, y, drawn[y][x], want)
			}
		}
	}
}

func TestDaysStripRingsToday(t *testing.T) {
	for _, c := range []struct {
		total, today int
		want         string
	}{{5, 3, "on on today - -"}, {3, 4, "on on on"}, {2, 0, "- -"}, {0, 1, ""}} {
		got := strings.Join(dayClasses(c.total, c.today), "|")
		want := strings.ReplaceAll(strings.ReplaceAll(c.want, " ", "|"), "-", "")
		if got != want {
			t.Errorf("%d of %d: %q, want %q", c.today, c.total, got, want)
		}
	}
}

func TestDatesNameTheWeekdayInBothLanguages(t *testing.T) {
	s := testSite(t)
	at := time.Date(2026, 12, 2, 23, 30, 0, 0, time.UTC) // 3 December 07:30 in Beijing, a Thursday
	for lang, want := range map[string][3]string{
		"zh-CN": {"12 月 3 日（周四）", "12 月 3 日（周四）07:30", "2026 年 12 月 3 日"},
		"en":    {"3 Dec (Thu)", "3 Dec (Thu) 07:30", "3 Dec 2026"},
	} {
		p := s.Page(httptest.NewRequest("GET", "/", nil), Citizen, Hall{}, "", at)
		p.T = func(key string, pairs ...any) string { return s.words.T(text.Lang(lang), key, pairs...) }
		if got := [3]string{p.Day(at), p.DayTime(at), p.FullDay(at)}; got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

func TestRunningClockAndMoney(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "0:00", 462 * time.Second: "7:42", 3725 * time.Second: "1:02:05", -time.Minute: "0:00"} {
		if got := elapsed(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
	for fen, want := range map[int64]string{0: "0.00", 5: "0.05", 1250: "12.50", -1: "-0.01"} {
		if got := Yuan(fen); got != want {
			t.Errorf("%d fen: %q, want %q", fen, got, want)
		}
	}
}

func TestTitleStartsWithTheError(t *testing.T) {
	p := testSite(t).Page(httptest.NewRequest("GET", "/", nil), Citizen, Hall{Name: "大厅"}, "预约", time.Date(2026, 1, 5, 9, 0, 0, 0, clock.Zone))
	p.HasErrors = true
	if got := p.FullTitle(); got != "有错误：预约 · 大厅" {
		t.Error(got)
	}
}

func TestLiveFragmentListensToEachTopic(t *testing.T) {
	a := Live("queue", "/h/city/desk/queue", "desk:city", "window:w1")
	if a["hx-trigger"] != "live:desk:city from:body, live:window:w1 from:body, refresh" || a["id"] != "queue" || a["hx-swap"] != "outerHTML" {
		t.Errorf("%v", a)
	}
}
