package site

import (
	"bytes"
	"embed"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"yichuang/internal/text"
	"yichuang/internal/web"
)

// Texts are the words of this package, for text.Must.
//
//go:embed text.zh-CN.yaml text.en.yaml
var Texts embed.FS

// Surface is the kind of screen a page is made for: it sets density, background and the size of targets.
type Surface string

const (
	Citizen Surface = "citizen" // phone first, one column
	Staff   Surface = "staff"   // dense consoles
	Kiosk   Surface = "kiosk"   // 1080×1920, targets of 96 px
	Display Surface = "display" // 1920×1080, read from afar
	Print   Surface = "print"   // A4 and 80 mm
)

// Hall is what every page says about the hall it belongs to.
type Hall struct {
	ID, Name         string
	Host             string // 主办单位
	SiteCode, Record string // 标识码, 备案号; left out when empty
	Phone            string
	SupervisionPhone string // 监督电话
	Address, Hours   string
	Home             string // path of the hall's public home page
	Accessibility    string // path of the accessibility statement, or empty
}

// User is the signed-in person in the staff bar. On-duty staff are shown by name (decision 16).
type User struct {
	Name, Badge string
	Post        string // shown beside the name, for example 值班主任
	Window      string // two digits, empty without a window
	Business    string // what the window serves
	Duty        string // for example A 岗 何静 在岗
	Partner     string // for example B 岗 孟凡（07 号窗）
	Covering    string // not empty while this person holds somebody else's post: an orange strip says so
	Alerts      int
	AlertsHref  string
	LogoutPath  string // a POST ends the session
}

// Initial is the first character of the name, for the avatar.
func (u User) Initial() string {
	for _, r := range u.Name {
		return string(r)
	}
	return ""
}

// NavItem is one entry of the main navigation.
type NavItem struct {
	Icon, Label, Href string
	Current           bool
}

// KioskFrame is what the kiosk layout needs besides the page.
type KioskFrame struct {
	Place    string // 1 号自助机·大厅东入口
	Home     string // where the time-out leads
	Help     string // path of 叫人帮忙, a POST
	Timeout  int    // seconds until Home, 0 for none; always extendable (WCAG 2.2.1)
	DoneText string // label of the button that returns at once; only with a time-out
}

// Page is everything a layout needs. Fill it with Site.Page and add what the page has.
type Page struct {
	Modes
	Surface Surface
	Title   string
	// HasErrors starts the title with 有错误 so that a screen reader says it first.
	HasErrors bool
	Hall      Hall
	User      *User
	Demo      bool // every page of the demo says that it is one
	Nav       []NavItem
	Back      string // path of the back link on citizen pages
	Class     string // extra class of <body>
	// OwnMain is for consoles whose <main id="main"> is only one of several columns: the layout then writes none.
	OwnMain bool
	// Console lets the keyboard map act on this page (F2, F3 … inside [data-console]).
	Console bool
	Kiosk   KioskFrame
	Silent  bool     // a display that makes no sound: nothing to turn on
	Topics  []string // live topics
	Refresh int      // seconds between reloads for browsers without JavaScript, 0 for never
	Flash   string   // something that has already worked, shown as a toast
	Find    string   // path of the staff search form, empty for none
	Path    string   // of this page, so that a change of mode returns to it
	Now     time.Time
	T       func(key string, pairs ...any) string

	assets *Assets
	words  *text.Bundle
}

// FullTitle is the text of <title>.
func (p *Page) FullTitle() string {
	title := p.Title
	if p.Hall.Name != "" && title != p.Hall.Name {
		title = strings.Join([]string{title, p.Hall.Name}, " · ")
	}
	if p.HasErrors {
		title = p.T("site.error.title", "title", title)
	}
	return title
}

// Site makes pages. Safe for concurrent use.
type Site struct {
	words  *text.Bundle
	assets *Assets
	demo   bool
}

// New joins the words and the assets.
func New(words *text.Bundle, assets *Assets, demo bool) *Site {
	return &Site{words: words, assets: assets, demo: demo}
}

// Page starts a page for a request; now is the hall's clock.
func (s *Site) Page(r *http.Request, surface Surface, hall Hall, title string, now time.Time) *Page {
	m := ModesOf(r)
	return &Page{
		Modes: m, Surface: surface, Title: title, Hall: hall, Demo: s.demo, Path: returnPath(r), Now: now,
		T:      func(key string, pairs ...any) string { return s.words.T(m.Lang, key, pairs...) },
		assets: s.assets, words: s.words,
	}
}

// Write answers with a whole page. It is drawn before the first byte goes out, so a page that fails becomes an error page.
func (s *Site) Write(w http.ResponseWriter, r *http.Request, status int, p *Page, body templ.Component) error {
	if key := web.TakeFlash(w, r); key != "" && p.Flash == "" {
		p.Flash = p.T(key)
	}
	return write(w, r, status, p.View(body))
}

// Fragment answers with a part of a page, for a refetch after a nudge.
func (s *Site) Fragment(w http.ResponseWriter, r *http.Request, part templ.Component) error {
	return write(w, r, http.StatusOK, part)
}

func write(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	var b bytes.Buffer
	if err := c.Render(r.Context(), &b); err != nil {
		return fmt.Errorf("draw page: %w", err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if w.Header().Get("Cache-Control") == "" {
		w.Header().Set("Cache-Control", "no-store") // pages hold what only this reader may see
	}
	w.WriteHeader(status)
	_, _ = b.WriteTo(w) // the browser is gone: nobody to tell
	return nil
}

// View is the whole document: the layout of the page's surface around the body.
func (p *Page) View(body templ.Component) templ.Component {
	switch p.Surface {
	case Staff:
		return staffLayout(p, body)
	case Kiosk:
		return kioskLayout(p, body)
	case Display:
		return displayLayout(p, body)
	case Print:
		return printLayout(p, body)
	}
	return citizenLayout(p, body)
}
