package gateway

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"syscall"
	"time"

	"yichuang/internal/message"
)

// Headers of a call. The signature is hex(HMAC-SHA256(key, timestamp + "." + body)) after "v1=".
const (
	TimestampHeader = "X-Yichuang-Timestamp" // seconds since 1970
	SignatureHeader = "X-Yichuang-Signature"
	OnceHeader      = "Idempotency-Key" // the message's id, the same at every attempt
)

// HTTPConfig names a gateway.
type HTTPConfig struct {
	URL          string
	Key          []byte        // shared with the gateway, at least 16 bytes
	AllowPrivate bool          // a gateway inside the hall's own network, and plain http
	Timeout      time.Duration // 10 s when 0
}

// HTTP posts messages as JSON to a gateway for SMS, calls or mail.
type HTTP struct {
	url    string
	key    []byte
	client *http.Client
}

// NewHTTP checks the configuration.
func NewHTTP(cfg HTTPConfig) (*HTTP, error) {
	u, err := url.Parse(cfg.URL)
	switch {
	case err != nil || u.Host == "" || u.User != nil:
		return nil, errors.New("the address of the message gateway is not a plain URL")
	case u.Scheme != "https" && (u.Scheme != "http" || !cfg.AllowPrivate):
		return nil, errors.New("the message gateway must be reached by https")
	case len(cfg.Key) < 16:
		return nil, errors.New("the key of the message gateway is shorter than 16 bytes")
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = 10 * time.Second
	}
	dialer := &net.Dialer{Timeout: cfg.Timeout}
	if !cfg.AllowPrivate {
		dialer.Control = onlyPublic
	}
	return &HTTP{url: cfg.URL, key: cfg.Key, client: &http.Client{
		Timeout:       cfg.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{ // no Proxy: the address check would see the proxy's
			DialContext: dialer.DialContext, ForceAttemptHTTP2: true, MaxIdleConns: 4,
			IdleConnTimeout: time.Minute, TLSHandshakeTimeout: cfg.Timeout,
		},
	}}, nil
}

type posted struct {
	ID      string       `json:"id"`
	Kind    message.Kind `json:"kind"`
	To      string       `json:"to"`
	Lang    string       `json:"lang"`
	Subject string       `json:"subject"`
	Body    string       `json:"body"`
}

// Send posts one message; any 2xx means that the gateway took it.
func (h *HTTP) Send(ctx context.Context, m message.Outgoing) error {
	body, err := json.Marshal(posted{ID: m.ID, Kind: m.Kind, To: m.To.Reveal(), Lang: string(m.Lang), Subject: m.Subject, Body: m.Body})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(body))
	if err != nil {
		return settings(err)
	}
	at := strconv.FormatInt(m.At.Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(OnceHeader, m.ID)
	req.Header.Set(TimestampHeader, at)
	req.Header.Set(SignatureHeader, Sign(h.key, at, body))
	res, err := h.client.Do(req)
	if err != nil {
		if errors.Is(err, errPrivate) {
			return settings(err)
		}
		return err
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // so that the connection can be used again
	return answer(res.StatusCode)
}

// Sign makes the signature of a body; a gateway computes the same and compares.
func Sign(key []byte, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(timestamp + "."))
	mac.Write(body)
	return "v1=" + hex.EncodeToString(mac.Sum(nil))
}

// answer reads a status: 4xx refuses the message for good, but for those that speak of load or of the key.
func answer(status int) error {
	err := fmt.Errorf("status %d", status)
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly, status == http.StatusTooManyRequests, status >= 500:
		return &message.Failure{Reason: "busy", Cause: err}
	case status == http.StatusUnauthorized, status < 400: // a wrong key, a redirect that is not followed
		return settings(err)
	default:
		return &message.Failure{Permanent: true, Reason: "refused", Cause: err}
	}
}

var errPrivate = errors.New("the message gateway lies at a private address")

// onlyPublic sees the address that is really dialled, after every name was resolved.
func onlyPublic(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !public(at.Addr()) {
		return errPrivate
	}
	return nil
}

// reserved are ranges that netip has no word for: this network, shared (carrier), protocol, documentation, benchmark, reserved and
// the translations of IPv4 into IPv6.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2001:db8::/32"),
}

func public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
