package e2e

import (
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"yichuang/internal/clock"
	"yichuang/internal/halltest"
)

// browser is one Chromium with its own profile.
type browser struct {
	t    *testing.T
	ctx  context.Context
	base string
}

// chromium finds the browser or skips with the command that brings it.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("YICHUANG_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium: as root run apt-get install -y chromium fonts-noto-cjk")
	return ""
}

// serve runs the hall on loopback.
func serve(t *testing.T, h *halltest.Hall) string {
	srv := httptest.NewServer(h.Handler())
	t.Cleanup(srv.Close)
	return srv.URL
}

// open starts a browser.
func open(t *testing.T, base string) *browser {
	t.Helper()
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.ExecPath(chromium(t)))
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(func() { stop(); stopAlloc() })
	b := &browser{t, ctx, base}
	b.do(chromedp.Navigate("about:blank"))
	return b
}

// tab is a second page of the same browser.
func (b *browser) tab() *browser {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	b.t.Cleanup(cancel)
	n := &browser{b.t, ctx, b.base}
	n.do(chromedp.Navigate("about:blank"))
	return n
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// size sets the true size of a screen.
func (b *browser) size(w, h int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(w, h))
}

// visit opens a path.
func (b *browser) visit(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + path))
}

// eval runs an expression in the page.
func eval[T any](b *browser, expr string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expr))
	if err != nil {
		b.t.Fatalf("%s: %v", expr, err)
	}
	return v
}

// until looks again and again whether an expression has become true; a page that is just being replaced is no failure.
func (b *browser) until(what, expr string) {
	b.t.Helper()
	watch := clock.Stopwatch()
	for watch() < 15*time.Second {
		if ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("!!("+expr+")")); err == nil && ok {
			return
		}
		_, _ = chromedp.Run(b.ctx, chromedp.Sleep(40*time.Millisecond)) // between two looks
	}
	b.t.Fatalf("%s did not come\n%s\n%s", what, b.url(), b.text("body"))
}

// press clicks something that leads to another page, and waits for that page.
func (b *browser) press(selector string) {
	b.t.Helper()
	if !eval[bool](b, `(e => { if (!e) return false; window.__old = true; e.scrollIntoView(); e.click(); return true })(`+find(selector)+`)`) {
		b.t.Fatalf("nothing to press at %s\n%s\n%s", selector, b.url(), b.text("body"))
	}
	b.until("the page after "+selector, `!window.__old && document.readyState === "complete"`)
}

// find is an expression for an element: a CSS selector, or "text=" and the words of a button, link or summary.
func find(selector string) string {
	if words, ok := strings.CutPrefix(selector, "text="); ok {
		return `[...document.querySelectorAll("button,a,summary,label")].find(e => e.innerText.replace(/\s+/g," ").includes(` + quote(words) + `))`
	}
	return `document.querySelector(` + quote(selector) + `)`
}

// click clicks something that stays on the page.
func (b *browser) click(selector string) {
	b.t.Helper()
	if !eval[bool](b, `(e => { if (!e) return false; e.scrollIntoView(); e.click(); return true })(`+find(selector)+`)`) {
		b.t.Fatalf("nothing to click at %s\n%s", selector, b.text("body"))
	}
}

// fill types into a field.
func (b *browser) fill(selector, value string) {
	b.t.Helper()
	ok := eval[bool](b, `(e => { if (!e) return false; e.focus(); e.value = `+quote(value)+`; e.dispatchEvent(new Event("input", {bubbles: true}));
		e.dispatchEvent(new Event("change", {bubbles: true})); return true })(`+find(selector)+`)`)
	if !ok {
		b.t.Fatalf("no field %s\n%s\n%s", selector, b.url(), b.text("body"))
	}
}

// key presses a key as a clerk does.
func (b *browser) key(code string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(code))
}

func (b *browser) url() string {
	u, _ := chromedp.Run(b.ctx, chromedp.Location()) // only for messages
	return u
}

// text is what a person reads in an element; an absent one has no text.
func (b *browser) text(selector string) string {
	s, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`(e => e ? e.innerText : "")(`+find(selector)+`)`))
	return s
}

// says waits until a page says something; the live stream brings it.
func (b *browser) says(selector, want string) {
	b.t.Helper()
	b.until(want, `((`+find(selector)+`)||{innerText:""}).innerText.includes(`+quote(want)+`)`)
}

func quote(s string) string { return "`" + strings.ReplaceAll(s, "`", "\\`") + "`" }

// picture keeps the page as a file when a folder is named.
func (b *browser) picture(name string) {
	b.t.Helper()
	dir := os.Getenv("YICHUANG_SHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(dir+"/"+name+".png", png, 0o644)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}
