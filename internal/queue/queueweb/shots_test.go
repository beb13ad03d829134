package queueweb

import (
	"context"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/once"
	"yichuang/internal/queue"
)

// TestShots draws the public screens of the demo city into the directory named by YICHUANG_SHOTS, to be looked at beside the
// design. It checks nothing but that they can be drawn.
func TestShots(t *testing.T) {
	dir := os.Getenv("YICHUANG_SHOTS")
	if dir == "" {
		t.Skip("set YICHUANG_SHOTS to a directory to draw the screens with chromium")
	}
	city, err := fs.Sub(yichuang.Catalogue(), "linxi")
	if err != nil {
		t.Fatal(err)
	}
	cat, err := catalogue.Load(city)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, cat, "shi")
	device := ids.Actor{Kind: ids.Device, ID: "k1", Hall: "shi", Roles: []ids.Role{ids.RoleDevice}}
	w.as(device)
	busy(w, device)
	w.web.Place = func(ids.Actor, string) string { return "1 号自助机·大厅东入口" }
	w.web.Promises = func(context.Context, string) (out []PromiseFigure) {
		for i, p := range cat.Promises[:5] {
			out = append(out, PromiseFigure{Title: p.Title, Target: p.Target, Unit: p.Unit, Value: []float64{98.6, 100, 97.2, 100, 99.1}[i]})
		}
		return out
	}
	item := w.cat.PopularItems()[0]
	items := w.get("/h/shi/kiosk/item/" + item.Code + "?" + item.Code + "._all=1")
	tk := w.press(items, "/kiosk/take")
	w.as(ids.Actor{Kind: ids.Staff, ID: "E-HL-GD", Name: "林小满", Hall: "shi", Roles: []ids.Role{ids.RoleGuide}})
	w.press(w.get("/h/shi/guide-desk"), "/guide-desk/take", "line", "sb", "priority", "pregnant")
	w.as(device)
	shot := func(name, size, path string) {
		t.Helper()
		out := filepath.Join(dir, name+".png")
		cmd := exec.Command("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
			"--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--virtual-time-budget=1500",
			"--user-data-dir="+t.TempDir(), "--window-size="+size, "--screenshot="+out, w.url+path)
		if msg, err := cmd.CombinedOutput(); err != nil {
			t.Fatal(err, string(msg))
		}
	}
	taken, err := w.svc.Take(context.Background(), device, "shi", queue.Request{Line: "shi:sb", Origin: "x", Items: []string{item.Code}, Lines: []string{"shi:sb"}}, once.Key{})
	if err != nil {
		t.Fatal(err)
	}
	w.extra = []*http.Cookie{{Name: secretCookie, Value: taken.Secret}}
	all := []struct{ name, size, path string }{
		{"kiosk-home", "1080,1920", "/h/shi/kiosk"}, {"kiosk-take", "1080,1920", "/h/shi/kiosk/take"}, {"kiosk-line", "1080,1920", "/h/shi/kiosk/line/sb"},
		{"kiosk-find", "1080,1920", "/h/shi/kiosk/find?q=YL"}, {"kiosk-ask", "1080,1920", "/h/shi/kiosk/item/" + item.Code},
		{"kiosk-item", "1080,1920", items.url.Path + "?" + items.url.RawQuery}, {"kiosk-ticket", "1080,1920", tk.url.Path + "?print=ok"},
		{"kiosk-identify", "1080,1920", "/h/shi/kiosk/identify"}, {"kiosk-supplement", "1080,1920", "/h/shi/kiosk/supplement"},
		{"kiosk-slip", "420,1000", tk.url.Path + "/slip"}, {"kiosk-help", "1080,1920", "/h/shi/kiosk/help"},
		{"screen", "1920,1080", "/h/shi/screen"}, {"screen-east", "1920,1080", "/h/shi/screen/east"}, {"sign", "1920,1080", "/h/shi/sign/06"},
		{"sign-away", "1024,600", "/h/shi/sign/04"}, {"phone", "390,1400", "/t/" + taken.Secret}, {"phone-320", "320,1400", "/t/" + taken.Secret},
		{"guide", "1440,900", "/h/shi/guide-desk"},
	}
	for _, s := range all {
		if only := os.Getenv("YICHUANG_SHOT"); only != "" && !strings.Contains(only, s.name) {
			continue
		}
		w.as(device)
		if s.name == "guide" {
			w.as(ids.Actor{Kind: ids.Staff, ID: "E-HL-GD", Name: "林小满", Hall: "shi", Roles: []ids.Role{ids.RoleGuide}})
		}
		shot(s.name, s.size, s.path)
	}
	if os.Getenv("YICHUANG_SHOT") != "" {
		return
	}
	for _, mode := range []*http.Cookie{{Name: "lang", Value: "en"}, {Name: "size", Value: "elder"}, {Name: "contrast", Value: "high"}} {
		w.extra = []*http.Cookie{{Name: secretCookie, Value: taken.Secret}, mode}
		for _, s := range all {
			if slices.Contains([]string{"kiosk-home", "kiosk-item", "kiosk-ticket", "screen", "phone"}, s.name) {
				shot(s.name+"-"+mode.Value, s.size, s.path)
			}
		}
	}
}

// busy fills the hall like the design's hour: six, nine and two wait, one goes ahead, some were called.
func busy(w *world, device ids.Actor) {
	ctx := context.Background()
	w.clock.Set(time.Date(2026, 11, 24, 10, 20, 0, 0, w.web.Now().Location()))
	seat := map[string]ids.Actor{}
	for _, c := range w.cat.WindowsOf("shi") {
		post, _ := w.cat.Post(c.Post)
		person, _ := w.cat.Person(post.A)
		a := ids.Actor{Kind: ids.Staff, ID: person.Code, Name: person.Name.ZH, Hall: "shi", Window: "shi-" + c.No, Roles: []ids.Role{ids.RoleClerk}}
		if err := w.svc.OpenWindow(ctx, a, a.Window); err != nil {
			w.t.Fatal(err)
		}
		seat[c.No] = a
	}
	take := func(line string, class queue.Class, n int) {
		for range n {
			req := queue.Request{Line: "shi:" + line, Class: class, Origin: ids.New()}
			if class == queue.Priority {
				req.Reason = "elder"
			}
			if _, err := w.svc.Take(ctx, device, "shi", req, once.Key{}); err != nil {
				w.t.Fatal(err)
			}
			w.clock.Advance(40 * time.Second)
		}
	}
	for _, line := range []string{"sb", "sw", "cj"} {
		take(line, queue.Ordinary, 8)
	}
	take("sb", queue.Priority, 2)
	for _, no := range []string{"08", "05", "11", "16", "04", "09", "06"} {
		tk, err := w.svc.Call(ctx, seat[no], "shi-"+no)
		if err != nil {
			w.t.Log(no, err)
			continue
		}
		w.clock.Advance(30 * time.Second)
		if no == "09" {
			if _, err := w.svc.Recall(ctx, seat[no], "shi-"+no, tk.ID); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	if _, err := w.svc.Recall(ctx, seat["04"], "shi-04", w.at("shi-04")); err == nil {
		w.clock.Advance(time.Minute)
	}
	w.clock.Advance(time.Minute)
	_ = w.svc.PauseWindow(ctx, seat["03"], "shi-03", "meeting", w.web.Now().Add(10*time.Minute))
	take("jm", queue.Ordinary, 2)
}

// at is the ticket at a window.
func (w *world) at(window string) string {
	var id string
	_ = w.svc.DB.Read(context.Background(), func(q *db.Q) error {
		win, err := queue.GetWindow(q, window)
		id = win.Ticket
		return err
	})
	return id
}
