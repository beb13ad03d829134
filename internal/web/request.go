package web

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"yichuang/internal/ids"
	"yichuang/internal/once"
	"yichuang/internal/text"
)

// Request is what is known of a request before any feature sees it.
type Request struct {
	ID       string
	Actor    ids.Actor
	Lang     text.Lang
	Elder    bool // 大字版
	Contrast bool // 高对比
	Address  string
}

type contextKey struct{}

// From is the request's own data; the zero Request outside the server.
func From(r *http.Request) *Request {
	return FromContext(r.Context())
}

// FromContext is the request's own data for code that has only a context.
func FromContext(ctx context.Context) *Request {
	if q, ok := ctx.Value(contextKey{}).(*Request); ok {
		return q
	}
	return &Request{Lang: text.ZH}
}

func with(r *http.Request, q *Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), contextKey{}, q))
}

// Actor is who asks.
func Actor(r *http.Request) ids.Actor { return From(r).Actor }

// Hall is the hall in the path.
func Hall(r *http.Request) string { return r.PathValue("hall") }

// The display modes and their cookies: name of the query parameter and cookie, allowed values.
var modes = map[string][]string{"reach": {"normal", "low"}, "lang": {"zh-CN", "en"}, "size": {"normal", "elder"}, "contrast": {"normal", "high"}}

// chooseMode answers a link like ?size=elder: it keeps the choice in a cookie and goes back to the same page. It works without
// scripts, and the page then comes in the right mode from the server, so nothing flashes.
func chooseMode(w http.ResponseWriter, r *http.Request) bool {
	q := r.URL.Query()
	chosen := false
	for name, allowed := range modes {
		for _, v := range allowed {
			if q.Get(name) == v {
				http.SetCookie(w, &http.Cookie{Name: name, Value: v, Path: "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteLaxMode, HttpOnly: true})
				q.Del(name)
				chosen = true
			}
		}
	}
	if !chosen || r.Method != http.MethodGet {
		return false
	}
	target := url.URL{Path: r.URL.Path, RawQuery: q.Encode()}
	if strings.HasPrefix(target.Path, "//") {
		return false
	}
	http.Redirect(w, r, target.String(), http.StatusSeeOther)
	return true
}

func cookie(r *http.Request, name string) string {
	if c, err := r.Cookie(name); err == nil {
		return c.Value
	}
	return ""
}

// address is the client's address; a proxy's word is taken only from a trusted proxy.
func address(r *http.Request, trusted []netip.Prefix) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	for _, p := range trusted {
		if p.Contains(ip.Unmap()) {
			hops := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
			if last := strings.TrimSpace(hops[len(hops)-1]); last != "" {
				return last
			}
		}
	}
	return host
}

// Secure tells whether the browser speaks HTTPS to us or to a trusted proxy.
func Secure(r *http.Request) bool {
	return r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"
}

// OnceKey is the idempotency key of a form (field _key) or of an API call (header Idempotency-Key).
func OnceKey(r *http.Request) once.Key {
	key := r.Header.Get("Idempotency-Key")
	if key == "" && r.Form != nil {
		key = r.Form.Get("_key")
	}
	if key == "" {
		return once.Key{}
	}
	body := url.Values{}
	for name, v := range r.Form {
		if name != "_key" {
			body[name] = v
		}
	}
	return once.Key{Scope: Actor(r).Key() + " " + r.Method + " " + r.URL.Path, Key: key, Body: once.Digest([]byte(body.Encode()))}
}
