package gateway_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yichuang/internal/message"
	"yichuang/internal/message/gateway"
	"yichuang/internal/pii"
)

var (
	key       = []byte("a key for tests only, 32 bytes!!")
	dengPhone = message.ToPhone(pii.New(pii.Phone, "13800001234"))
)

func sender(t *testing.T, cfg gateway.HTTPConfig) *gateway.HTTP {
	t.Helper()
	cfg.Key = key
	s, err := gateway.NewHTTP(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The signature is the one that RFC 2104 with SHA-256 gives for "1700000000.{}"; computed with openssl dgst -sha256 -hmac.
func TestSignatureIsAnHMACOverTimeAndBody(t *testing.T) {
	const want = "v1=381c3f13adce6b108a53ede761a3cba0dbc833dde6f9ff907ce7c53d47d85650"
	if got := gateway.Sign(key, "1700000000", []byte("{}")); got != want {
		t.Fatalf("%s, want %s", got, want)
	}
}

func TestAnswersOfAGateway(t *testing.T) {
	for status, want := range map[int]*message.Failure{
		200: nil, 202: nil, 204: nil,
		302: {Reason: "settings"}, 307: {Reason: "settings"}, 401: {Reason: "settings"},
		400: {Permanent: true, Reason: "refused"}, 404: {Permanent: true, Reason: "refused"}, 422: {Permanent: true, Reason: "refused"},
		408: {Reason: "busy"}, 429: {Reason: "busy"}, 500: {Reason: "busy"}, 503: {Reason: "busy"},
	} {
		elsewhere := atomic.Int32{}
		other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", other.URL)
			w.WriteHeader(status)
		}))
		f := post(t, sender(t, gateway.HTTPConfig{URL: server.URL, AllowPrivate: true}), outgoing(dengPhone, message.SMS))
		if (f == nil) != (want == nil) || f != nil && (f.Permanent != want.Permanent || f.Reason != want.Reason) {
			t.Errorf("%d: %+v, want %+v", status, f, want)
		}
		if elsewhere.Load() != 0 {
			t.Errorf("%d: followed to another server", status)
		}
		server.Close()
		other.Close()
	}
}

func TestPrivateAddressesAreNotDialled(t *testing.T) {
	var reached atomic.Int32
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	defer server.Close()
	port := server.URL[strings.LastIndexByte(server.URL, ':'):]
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "127.1", "0.0.0.0", "[::1]"} {
		s := sender(t, gateway.HTTPConfig{URL: "https://" + host + port})
		if f := post(t, s, outgoing(dengPhone, message.SMS)); f == nil || f.Permanent {
			t.Errorf("%s: %+v", host, f)
		} else if host != "127.1" && f.Reason != "settings" { // a name that is no name may fail earlier
			t.Errorf("%s: %+v %v", host, f, f.Cause)
		}
	}
	if reached.Load() != 0 {
		t.Fatal("the server was reached")
	}
}

func TestPublicAddresses(t *testing.T) {
	for addr, want := range map[string]bool{
		"8.8.8.8": true, "2400:3200::1": true,
		"10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false, "100.64.0.1": false, "100.128.0.1": true,
		"0.0.0.0": false, "224.0.0.1": false, "255.255.255.255": false, "198.18.0.1": false,
		"::1": false, "fe80::1": false, "fd00::1": false, "::ffff:10.0.0.1": false, "::ffff:100.64.0.1": false, "64:ff9b::a00:1": false, "2002:a00:1::": false, "2001:db8::1": false,
	} {
		if got := gateway.Public(addr); got != want {
			t.Errorf("%s: %v, want %v", addr, got, want)
		}
	}
}

func TestConfigurationsThatAreRefused(t *testing.T) {
	for name, cfg := range map[string]gateway.HTTPConfig{
		"plain http":   {URL: "http://sms.example.test/send", Key: key},
		"short key":    {URL: "https://sms.example.test/send", Key: []byte("short")},
		"no host":      {URL: "https:///send", Key: key},
		"file":         {URL: "file:///etc/passwd", Key: key, AllowPrivate: true},
		"with sign-in": {URL: "https://a:b@sms.example.test/", Key: key},
	} {
		if _, err := gateway.NewHTTP(cfg); err == nil {
			t.Error(name)
		}
	}
}

func TestASlowGatewayIsLeftInTime(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer server.Close()
	defer close(release)
	err := sender(t, gateway.HTTPConfig{URL: server.URL, AllowPrivate: true, Timeout: 50 * time.Millisecond}).
		Send(context.Background(), outgoing(dengPhone, message.SMS))
	var slow interface{ Timeout() bool }
	if !errors.As(err, &slow) || !slow.Timeout() {
		t.Fatal(err)
	}
}

func TestTheConsoleShowsMasks(t *testing.T) {
	var out bytes.Buffer
	m := outgoing(dengPhone, message.SMS)
	m.Body = "进度：https://hall.example.test/t/ABCDEFGHJK 电话13800001234"
	if err := gateway.NewConsole(&out).Send(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), "[10:00:00] sms → 138****1234: 进度：") {
		t.Error(out.String())
	}
	for _, plain := range []string{"13800001234", "ABCDEF"} {
		if strings.Contains(out.String(), plain) {
			t.Errorf("%q on the console: %s", plain, out.String())
		}
	}
}
