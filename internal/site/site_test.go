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
	"pgregory.net/rapid"

	"yichuang/internal/clock"
	"yichuang/internal/text"
)

func TestStaticFilesAreKeptByHash(t *testing.T) {
	a := testSite(t).assets
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		a.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w
	}
	w := get(a.URL("app.js"))
	if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/javascript") {
		t.Errorf("app.js: %d %v", w.Code, w.Header())
	}
	if w := get("/static/icons.svg"); w.Code != 200 || strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("the sprite without a hash must be checked again: %d %v", w.Code, w.Header())
	}
	if w := get("/static/000000000000/app.js"); w.Code != 200 || strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("an old hash must not be kept for ever: %v", w.Header())
	}
	for _, path := range []string{"/static/fonts/NotoSansSC_400Regular.ttf", "/static/../page.go", "/static/", "/static/x/y/z"} {
		if w := get(path); w.Code != 404 {
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

func postMode(t *testing.T, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("POST", "/mode", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	setModes(w, r)
	return w
}

func TestChangingAModeComesBack(t *testing.T) {
	w := postMode(t, url.Values{"size": {"elder"}, "lang": {"fr"}, "back": {"/h/a/track?no=1"}})
	if w.Code != 303 || w.Header().Get("Location") != "/h/a/track?no=1" {
		t.Errorf("%d to %q", w.Code, w.Header().Get("Location"))
	}
	r := httptest.NewRequest("GET", "/", nil)
	for _, c := range w.Result().Cookies() {
		r.AddCookie(c)
	}
	if m := ModesOf(r); m.Size != "elder" || m.Lang != text.ZH || m.Contrast != "" {
		t.Errorf("modes %+v", m)
	}
	for _, c := range postMode(t, url.Values{"size": {""}}).Result().Cookies() {
		if c.Name == "yc-size" && c.MaxAge >= 0 {
			t.Error("the default must drop the cookie")
		}
	}
}

func TestAModeNeverLeadsToAnotherSite(t *testing.T) {
	for _, back := range []string{"", "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "x", "/a\r\nSet-Cookie: b=c"} {
		if got := localPath(back); got != "/" {
			t.Errorf("%q leads to %q", back, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		got, err := url.Parse(localPath(rapid.String().Draw(t, "back")))
		if err != nil || got.Host != "" || got.Scheme != "" || !strings.HasPrefix(got.Path, "/") {
			t.Fatalf("leads to %v", got)
		}
	})
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
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Cookie", "yc-lang="+lang)
		p := s.Page(r, Citizen, Hall{}, "", at)
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
