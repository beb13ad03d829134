package site

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/net/html"

	"yichuang/internal/ids"
	"yichuang/internal/text"
	"yichuang/internal/web"
)

func testSite(t *testing.T) *Site {
	t.Helper()
	third := fstest.MapFS{"htmx.min.js": {Data: []byte("//")}, "icons.svg": {Data: []byte("<svg/>")},
		"fonts/NotoSansSC_400Regular.ttf": {Data: []byte("ttf")}}
	return New(text.Must(Texts), NewAssets(third), true)
}

// server serves the site's own addresses behind the program's real front.
func server(s *Site) http.Handler {
	hall := func(*http.Request) Hall { return Hall{Name: "大厅", Phone: "0990-5550100"} }
	return (&web.Server{
		Routes:       s.Routes(),
		Authenticate: func(*http.Request) (ids.Actor, error) { return ids.Actor{Kind: ids.Anonymous}, nil },
		Words:        s.words,
		ErrorPage:    s.ErrorPage(hall, func() time.Time { return galleryNow }),
		Log:          slog.New(slog.DiscardHandler),
	}).Handler()
}

func get(t *testing.T, h http.Handler, path string, cookies ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	r.Header.Set("Cookie", strings.Join(cookies, "; "))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// sheet gets the component sheet with cookies and returns its tree.
func sheet(t *testing.T, s *Site, surface Surface, cookies ...string) *html.Node {
	t.Helper()
	w := get(t, server(s), "/gallery?surface="+string(surface), cookies...)
	if w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return tree(t, w.Body.String())
}

func tree(t *testing.T, page string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func every(n *html.Node, visit func(*html.Node)) {
	if n.Type == html.ElementNode {
		visit(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		every(c, visit)
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

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func words(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return strings.TrimSpace(b.String())
}

var surfaces = []Surface{Citizen, Staff, Kiosk, Display, Print}

// everySheet runs check on the sheet of each surface in both languages.
func everySheet(t *testing.T, check func(t *testing.T, doc *html.Node)) {
	t.Helper()
	s := testSite(t)
	for _, surface := range surfaces {
		for _, lang := range []string{"zh-CN", "en"} {
			t.Run(string(surface)+" "+lang, func(t *testing.T) { check(t, sheet(t, s, surface, "lang="+lang)) })
		}
	}
}

func TestNoInlineStyleOrScript(t *testing.T) {
	everySheet(t, func(t *testing.T, doc *html.Node) {
		every(doc, func(n *html.Node) {
			if has(n, "style") || n.Data == "style" {
				t.Errorf("<%s class=%q> has inline style, which the CSP forbids", n.Data, attr(n, "class"))
			}
			if n.Data == "script" && (attr(n, "src") == "" || words(n) != "") {
				t.Error("inline script")
			}
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") {
					t.Errorf("inline handler %s", a.Key)
				}
			}
		})
	})
}

func TestIdsLabelsAndReferences(t *testing.T) {
	everySheet(t, func(t *testing.T, doc *html.Node) {
		ids := map[string]int{}
		every(doc, func(n *html.Node) {
			if id := attr(n, "id"); id != "" {
				ids[id]++
			}
		})
		for id, n := range ids {
			if n > 1 {
				t.Errorf("id %s stands %d times", id, n)
			}
		}
		labelled := map[string]bool{}
		every(doc, func(n *html.Node) {
			if n.Data == "label" {
				labelled[attr(n, "for")] = true
			}
			for _, name := range []string{"for", "aria-describedby", "aria-labelledby"} {
				for _, ref := range strings.Fields(attr(n, name)) {
					if ids[ref] == 0 {
						t.Errorf("%s=%q points nowhere", name, ref)
					}
				}
			}
			if href := attr(n, "href"); n.Data == "a" && strings.HasPrefix(href, "#") && ids[href[1:]] == 0 {
				t.Errorf("link %s points nowhere", href)
			}
		})
		every(doc, func(n *html.Node) {
			control := n.Data == "select" || n.Data == "textarea" || n.Data == "input" && attr(n, "type") != "hidden"
			if control && attr(n, "aria-label") == "" && !labelled[attr(n, "id")] && !inside(n, "label") {
				t.Errorf("control %q has no label", attr(n, "name"))
			}
		})
	})
}

func inside(n *html.Node, tag string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == tag {
			return true
		}
	}
	return false
}

func TestNamesHeadingsAndLandmarks(t *testing.T) {
	everySheet(t, func(t *testing.T, doc *html.Node) {
		level, h1, mains := 0, 0, 0
		every(doc, func(n *html.Node) {
			switch n.Data {
			case "a", "button", "summary":
				if words(n) == "" && attr(n, "aria-label") == "" {
					t.Errorf("<%s class=%q> has no name", n.Data, attr(n, "class"))
				}
			case "nav":
				if attr(n, "aria-label") == "" {
					t.Error("nav without a name")
				}
			case "main":
				mains++
			case "h1", "h2", "h3":
				if now := int(n.Data[1] - '0'); now > level+1 {
					t.Errorf("<%s>%s follows a heading of level %d", n.Data, words(n), level)
				}
				level = int(n.Data[1] - '0')
				if level == 1 {
					h1++
				}
			case "th":
				if attr(n, "scope") == "" {
					t.Errorf("th %q without scope", words(n))
				}
			case "svg":
				if attr(n, "aria-hidden") != "true" && attr(n, "aria-label") == "" {
					t.Error("svg is neither hidden nor named")
				}
			case "html":
				if attr(n, "lang") == "" {
					t.Error("html without lang")
				}
			}
		})
		if h1 > 1 || mains != 1 {
			t.Errorf("%d h1, %d main; want at most one h1 and one main", h1, mains)
		}
	})
}

func TestEveryLampHasAWord(t *testing.T) {
	everySheet(t, func(t *testing.T, doc *html.Node) {
		lamps := 0
		every(doc, func(n *html.Node) {
			if slices.Contains(strings.Fields(attr(n, "class")), "lamp") {
				lamps++
				if words(n) == "" {
					t.Error("a lamp without a word")
				}
			}
		})
		if lamps < 6 {
			t.Errorf("only %d lamps on the sheet", lamps)
		}
	})
}

func TestPUB_NoWordIsMissing(t *testing.T) {
	everySheet(t, func(t *testing.T, doc *html.Node) {
		if all := words(doc); strings.Contains(all, "⟦") || strings.Contains(all, "{") {
			t.Errorf("a missing word or an unfilled place: …%s…", around(all, "⟦", "{"))
		}
	})
}

func around(s string, marks ...string) string {
	for _, m := range marks {
		if i := strings.Index(s, m); i >= 0 {
			return s[max(0, i-30):min(len(s), i+40)]
		}
	}
	return ""
}

func TestModesAreWrittenByTheServer(t *testing.T) {
	doc := sheet(t, testSite(t), Citizen, "size=elder", "contrast=high", "lang=en", "reach=sideways")
	every(doc, func(n *html.Node) {
		if n.Data != "html" {
			return
		}
		if attr(n, "data-size") != "elder" || attr(n, "data-contrast") != "high" || attr(n, "lang") != "en" {
			t.Errorf("modes are lost: %v", n.Attr)
		}
		if has(n, "data-reach") {
			t.Error("an unknown value of a mode was taken")
		}
	})
}

func TestBareCloneHasNoIconsAndNoHtmx(t *testing.T) {
	s := New(text.Must(Texts), NewAssets(nil), false)
	doc := sheet(t, s, Citizen)
	every(doc, func(n *html.Node) {
		if n.Data == "html" && attr(n, "data-icons") != "none" {
			t.Error("the style sheet is not told that icons are missing")
		}
		if strings.Contains(attr(n, "src"), "htmx") || strings.Contains(attr(n, "href"), "fonts.css") {
			t.Error("a page links a file that is not there")
		}
	})
}

func TestRatingHasNoDefault_SUP1(t *testing.T) {
	found := 0
	every(sheet(t, testSite(t), Citizen), func(n *html.Node) {
		if attr(n, "name") == "rating" {
			found++
			if has(n, "checked") {
				t.Error("a level is chosen beforehand")
			}
		}
	})
	if found != 5 {
		t.Errorf("%d levels, want five", found)
	}
}

func TestIconsAreOnTheList(t *testing.T) {
	list := strings.Fields(readFile(t, "icons.txt"))
	if !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) {
		t.Error("icons.txt must be sorted and without doubles")
	}
	used := regexp.MustCompile(`(?:Icon|IconOnly)\("([a-z0-9-]+)"`)
	for _, name := range sourceFiles(t, ".templ", ".go") {
		for _, m := range used.FindAllStringSubmatch(readFile(t, name), -1) {
			if !slices.Contains(list, m[1]) {
				t.Errorf("%s names icon %s, which is not in icons.txt", name, m[1])
			}
		}
	}
}

func TestEveryClassOfTheSheetHasAStyle(t *testing.T) {
	css := allCSS(t)
	known := map[string]bool{}
	for _, m := range regexp.MustCompile(`\.([a-z][a-z0-9-]*)`).FindAllStringSubmatch(css, -1) {
		known[m[1]] = true
	}
	plain := []string{"live-wait", "icon-label"} // markers with a style of their own elsewhere, or none
	everySheet(t, func(t *testing.T, doc *html.Node) {
		every(doc, func(n *html.Node) {
			for _, c := range strings.Fields(attr(n, "class")) {
				if !known[c] && !slices.Contains(plain, c) {
					t.Errorf("class %s has no style", c)
				}
			}
		})
	})
}

func allCSS(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, name := range sheets {
		b.WriteString(readFile(t, "static/"+name))
	}
	return b.String()
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// sourceFiles are the hand-written files of this package with the given endings, tests left out.
func sourceFiles(t *testing.T, endings ...string) []string {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		hand := !strings.HasSuffix(e.Name(), "_templ.go") && !strings.HasSuffix(e.Name(), "_test.go")
		if hand && slices.ContainsFunc(endings, func(end string) bool { return strings.HasSuffix(e.Name(), end) }) {
			out = append(out, e.Name())
		}
	}
	return out
}
