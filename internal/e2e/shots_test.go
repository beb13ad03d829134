package e2e

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"yichuang/internal/demo"
	"yichuang/internal/halltest"
)

// screen is a page at its true size.
type screen struct {
	name, path string
	w, h       int64
	role       string // role card of the demo's sign-in page; empty for the public
}

var screens = []screen{
	{"home", "/", 390, 844, ""}, {"search", "/search?q=登记", 390, 844, ""}, {"guide", "/guide/SB-01", 390, 844, ""},
	{"promises", "/promises", 390, 844, ""}, {"hall", "/halls/shi", 390, 844, ""}, {"track", "/track", 390, 844, ""}, {"rate", "/rate", 390, 844, ""},
	{"kiosk", "/h/shi/kiosk", 1080, 1920, ""}, {"kiosk-take", "/h/shi/kiosk/take", 1080, 1920, ""}, {"kiosk-item", "/h/shi/kiosk/item/SB-01", 1080, 1920, ""},
	{"kiosk-line", "/h/shi/kiosk/line/sb", 1080, 1920, ""}, {"kiosk-find", "/h/shi/kiosk/find?q=YL", 1080, 1920, ""}, {"kiosk-help", "/h/shi/kiosk/help", 1080, 1920, ""},
	{"kiosk-identify", "/h/shi/kiosk/identify", 1080, 1920, ""}, {"kiosk-supplement", "/h/shi/kiosk/supplement", 1080, 1920, ""},
	{"screen-east", "/h/shi/screen/east", 1920, 1080, ""}, {"screen", "/h/shi/screen", 1920, 1080, ""}, {"sign", "/h/shi/sign/06", 1024, 600, ""},
	{"login", "/login", 1440, 900, ""}, {"not-found", "/nowhere", 1440, 900, ""}, {"api-docs", "/api/docs", 1440, 900, ""},
	{"desk", "/h/shi/desk", 1440, 900, "clerk"}, {"desk-cases", "/h/shi/desk/cases", 1440, 900, "clerk"}, {"desk-ready", "/h/shi/desk/ready", 1440, 900, "clerk"},
	{"office", "/h/shi/office", 1440, 900, "approver"}, {"notes", "/h/shi/notes", 1440, 900, "approver"},
	{"cards", "/h/shi/supervise/cards", 1440, 900, "supervisor"}, {"objections", "/h/shi/supervise/objections", 1440, 900, "supervisor"},
	{"manage", "/h/shi/manage", 1440, 900, "manager"}, {"manage-clocks", "/h/shi/manage/clocks", 1440, 900, "manager"}, {"manage-entries", "/h/shi/manage/entries", 1440, 900, "manager"},
	{"manage-outages", "/h/shi/manage/outages", 1440, 900, "manager"}, {"messages", "/h/shi/messages", 1440, 900, "manager"},
	{"guide-desk", "/h/shi/guide-desk", 1440, 900, "guide"},
	{"admin", "/h/shi/admin", 1440, 900, "sysadmin"}, {"admin-windows", "/h/shi/admin/windows", 1440, 900, "sysadmin"},
	{"admin-posts", "/h/shi/admin/posts", 1440, 900, "sysadmin"}, {"admin-staff", "/h/shi/admin/staff", 1440, 900, "sysadmin"},
	{"admin-devices", "/h/shi/admin/devices", 1440, 900, "sysadmin"}, {"admin-items", "/h/shi/admin/items", 1440, 900, "sysadmin"},
	{"admin-calendar", "/h/shi/admin/calendar", 1440, 900, "sysadmin"}, {"admin-calendar-new", "/h/shi/admin/calendar/new", 1440, 900, "sysadmin"},
}

// people are who signs in for a role: logins of the demo city.
var people = map[string]string{"clerk": "E-SB-06", "approver": "E-SB-11", "manager": "E-HL-HEAD", "supervisor": "E-HL-SUP", "director": "E-HL-DIR",
	"sysadmin": "E-HL-SYS", "secadmin": "E-HL-SEC", "auditor": "E-HL-AUD", "guide": "E-HL-GD"}

// as signs in by one click of the demo; the public needs none.
func (b *browser) as(role string) {
	b.t.Helper()
	if role == "" {
		return
	}
	window := ""
	if role == "clerk" {
		window = "shi-06"
	}
	b.signIn(people[role], window)
}

// TestPictures keeps a picture of every screen: normal (the demo's history), second (large type, English), empty (a city just
// set up). A word that is missing fails it, and so does a glyph that no font has.
func TestPictures(t *testing.T) {
	dir := os.Getenv("YICHUANG_SHOTS")
	if dir == "" {
		t.Skip("pictures are made by: make shots")
	}
	a, err := demo.Open(context.Background(), demo.Config{Dir: t.TempDir(), Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	// Cleanups run after those of the browsers opened later: a page's live stream would keep the server from closing.
	t.Cleanup(func() { a.Close(context.Background()) })
	srv := httptest.NewServer(a.Handler())
	t.Cleanup(srv.Close)
	takeAll(t, srv.URL, "normal", "")
	takeAll(t, srv.URL, "second", "?size=elder&lang=en")
	takeAll(t, serve(t, halltest.OnSQLite(t)), "empty", "")
}

func takeAll(t *testing.T, base, state, modes string) {
	t.Helper()
	only := os.Getenv("YICHUANG_SHOTS_ONLY")
	browsers := map[string]*browser{} // one for each role
	for _, s := range screens {
		if only != "" && !strings.Contains(","+only+",", ","+s.name+",") {
			continue
		}
		b := browsers[s.role]
		if b == nil {
			b = open(t, base)
			b.as(s.role)
			if modes != "" {
				b.visit("/promises" + modes)
			}
			browsers[s.role] = b
		}
		b.size(s.w, s.h)
		b.visit(s.path)
		b.until("fonts", `document.fonts.status === "loaded"`)
		if words := b.text("body"); strings.Contains(words, "⟦") || strings.Contains(words, "\uFFFD") {
			t.Errorf("%s (%s) lacks a word or a glyph", s.name, state)
		}
		if boxes := eval[string](b, missingGlyphs); boxes != "" {
			t.Errorf("%s (%s): no font has %s", s.name, state, boxes)
		}
		b.picture(s.name + "-" + state)
	}
}

// missingGlyphs lists the characters of a page that are drawn as the box of a character which no font has.
const missingGlyphs = `(() => { const c = document.createElement("canvas"); c.width = c.height = 40; const x = c.getContext("2d", {willReadFrequently: true});
	const draw = s => { x.clearRect(0, 0, 40, 40); x.font = "28px " + getComputedStyle(document.body).fontFamily; x.fillText(s, 4, 32); return c.toDataURL() };
	const box = draw("\u{10FFFD}"), blank = draw(" ");
	return [...new Set(document.body.innerText)].filter(s => s.trim()).filter(s => { const d = draw(s); return d === box && d !== blank }).join(" ") })()`
