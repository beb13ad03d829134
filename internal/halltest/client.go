package halltest

import (
	"io"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// Client is a browser without scripts on a hall.
type Client struct {
	*Hall
	HTTP *http.Client
	Base string
}

// Answer is what came back.
type Answer struct {
	Status   int
	Location string
	Body     string
	Header   http.Header
}

// Get opens a page.
func (c *Client) Get(path string) Answer {
	c.T.Helper()
	res, err := c.HTTP.Get(c.Base + path)
	c.Must(err)
	return c.read(res)
}

// Post sends a form.
func (c *Client) Post(path string, form url.Values) Answer {
	c.T.Helper()
	res, err := c.HTTP.PostForm(c.Base+path, form)
	c.Must(err)
	return c.read(res)
}

func (c *Client) read(res *http.Response) Answer {
	c.T.Helper()
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	c.Must(err)
	return Answer{res.StatusCode, res.Header.Get("Location"), string(raw), res.Header}
}

// Language chooses zh-CN or en for the pages that follow.
func (c *Client) Language(lang string) { c.Get("/healthz?lang=" + lang) }

// Form reads the fields of the form that is posted to a path, as a browser would send them untouched.
func (a Answer) Form(action string) (url.Values, bool) {
	root, err := html.Parse(strings.NewReader(a.Body))
	if err != nil {
		return nil, false
	}
	form := find(root, func(n *html.Node) bool { return n.Data == "form" && attr(n, "action") == action })
	if form == nil {
		return nil, false
	}
	out := url.Values{}
	walk(form, func(n *html.Node) {
		name := attr(n, "name")
		if name == "" {
			return
		}
		switch {
		case n.Data == "textarea":
			out.Set(name, text(n))
		case n.Data == "input" && attr(n, "type") != "radio" && attr(n, "type") != "checkbox" || has(n, "checked"):
			out.Add(name, attr(n, "value"))
		}
	})
	return out, true
}

func walk(n *html.Node, do func(*html.Node)) {
	if n.Type == html.ElementNode {
		do(n)
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		walk(k, do)
	}
}

func find(n *html.Node, want func(*html.Node) bool) (found *html.Node) {
	walk(n, func(n *html.Node) {
		if found == nil && want(n) {
			found = n
		}
	})
	return found
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
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func text(n *html.Node) string {
	var b strings.Builder
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if k.Type == html.TextNode {
			b.WriteString(k.Data)
		}
	}
	return b.String()
}
