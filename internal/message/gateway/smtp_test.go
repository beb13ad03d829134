package gateway_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"math/big"
	"mime"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/message"
	"yichuang/internal/message/gateway"
	"yichuang/internal/pii"
	"yichuang/internal/text"
)

// mailbox is a mail server on loopback. say answers in place of its own reply when it names the command.
type mailbox struct {
	addr   string
	roots  *x509.CertPool
	cert   tls.Certificate
	hide   bool              // offers no STARTTLS
	direct bool              // TLS from the first byte
	silent bool              // says nothing
	say    map[string]string // command → reply

	mu       sync.Mutex
	commands []string
	mails    []string
	private  bool // the mail came over TLS
}

func newMailbox(t *testing.T, set func(*mailbox)) *mailbox {
	t.Helper()
	m := &mailbox{}
	m.cert, m.roots = certificate(t)
	if set != nil {
		set(m)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m.addr = l.Addr().String()
	var wg sync.WaitGroup
	t.Cleanup(func() { l.Close(); wg.Wait() })
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { m.serve(c) })
		}
	})
	return m
}

func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	spec := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, spec, spec, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

func (m *mailbox) serve(c net.Conn) {
	defer func() { c.Close() }()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	if m.silent {
		_, _ = io.Copy(io.Discard, c) // until the other side goes
		return
	}
	private := m.direct
	if m.direct {
		c = tls.Server(c, &tls.Config{Certificates: []tls.Certificate{m.cert}})
	}
	in := bufio.NewReader(c)
	write := func(s string) { _, _ = io.WriteString(c, s+"\r\n") }
	reply := func(command, usual string) {
		if said := m.say[command]; said != "" {
			usual = said
		}
		write(usual)
	}
	reply("", "220 mail.example.test")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSpace(line)
		command := strings.ToUpper(strings.Fields(line + " ?")[0])
		m.mu.Lock()
		m.commands = append(m.commands, line)
		m.mu.Unlock()
		switch command {
		case "EHLO":
			offers := "250-mail.example.test\r\n250-AUTH PLAIN\r\n"
			if !m.hide && !private {
				offers += "250-STARTTLS\r\n"
			}
			write(offers + "250 8BITMIME")
		case "STARTTLS":
			write("220 go")
			c = tls.Server(c, &tls.Config{Certificates: []tls.Certificate{m.cert}})
			in, private = bufio.NewReader(c), true
		case "AUTH":
			reply(command, "235 welcome")
		case "DATA":
			if said := m.say[command]; said != "" {
				write(said)
				continue
			}
			write("354 go on")
			var body strings.Builder
			for {
				l, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if l == ".\r\n" {
					break
				}
				body.WriteString(strings.TrimPrefix(l, "."))
			}
			m.mu.Lock()
			m.mails, m.private = append(m.mails, body.String()), private
			m.mu.Unlock()
			reply(".", "250 taken")
		case "QUIT":
			write("221 bye")
			return
		default:
			reply(command, "250 fine")
		}
	}
}

func (m *mailbox) saw(prefix string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.commands {
		if strings.HasPrefix(c, prefix) {
			return c
		}
	}
	return ""
}

func (m *mailbox) letters() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]string(nil), m.mails...)
}

func (m *mailbox) sender() *gateway.SMTP {
	return &gateway.SMTP{Addr: m.addr, From: "临溪政务 <hall@example.test>", Roots: m.roots}
}

func outgoing(to message.Recipient, kind message.Kind) message.Outgoing {
	return message.Outgoing{ID: "m1", Kind: kind, To: to, Lang: text.ZH, At: time.Date(2026, 11, 24, 10, 0, 0, 0, clock.Zone),
		Content: message.Content{Subject: "已受理：社会保险登记\r\nBcc: all@example.test", Body: strings.Repeat("您申请的“社会保险登记”已受理。", 12) + "\n.\n完"}}
}

func post(t *testing.T, s message.Sender, m message.Outgoing) *message.Failure {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	err := s.Send(ctx, m)
	if err == nil {
		return nil
	}
	var f *message.Failure
	if !errors.As(err, &f) {
		return &message.Failure{Reason: "untyped", Cause: err}
	}
	return f
}

var heJing = message.ToMail("he.jing@example.test")

func TestMailOverStartTLSWithSignIn(t *testing.T) {
	m := newMailbox(t, nil)
	s := m.sender()
	s.User, s.Password = "hall", "secret"
	sent := outgoing(heJing, message.Mail)
	if f := post(t, s, sent); f != nil {
		t.Fatal(f, f.Cause)
	}
	if !m.private {
		t.Error("the mail went in plain text")
	}
	auth, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(m.saw("AUTH PLAIN "), "AUTH PLAIN "))
	if string(auth) != "\x00hall\x00secret" || m.saw("MAIL FROM:<hall@example.test>") == "" || m.saw("RCPT TO:<he.jing@example.test>") == "" {
		t.Errorf("%q %v", auth, m.commands)
	}
	got, err := mail.ReadMessage(strings.NewReader(m.letters()[0]))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
	if err != nil || subject != "已受理：社会保险登记 Bcc: all@example.test" || got.Header.Get("Bcc") != "" {
		t.Errorf("subject %q, Bcc %q: %v", subject, got.Header.Get("Bcc"), err)
	}
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, got.Body))
	if err != nil || string(body) != sent.Body+"\n" {
		t.Errorf("%q %v", body, err)
	}
	for h, want := range map[string]string{"Message-Id": "<m1@example.test>", "To": "<he.jing@example.test>",
		"Date": "Tue, 24 Nov 2026 10:00:00 +0800", "Auto-Submitted": "auto-generated"} {
		if got.Header.Get(h) != want {
			t.Errorf("%s: %q, want %q", h, got.Header.Get(h), want)
		}
	}
	for _, line := range strings.Split(m.letters()[0], "\r\n") {
		if len(line) > 998 {
			t.Error("a line longer than RFC 5322 allows")
		}
	}
}

func TestMailOverDirectTLSAndPlain(t *testing.T) {
	direct := newMailbox(t, func(m *mailbox) { m.direct = true })
	s := direct.sender()
	s.TLS = gateway.Direct
	if f := post(t, s, outgoing(heJing, message.Mail)); f != nil || !direct.private {
		t.Fatal(f, direct.private)
	}
	plain := newMailbox(t, func(m *mailbox) { m.hide = true })
	s = plain.sender()
	s.TLS = gateway.Plain
	if f := post(t, s, outgoing(heJing, message.Mail)); f != nil || len(plain.letters()) != 1 {
		t.Fatal(f)
	}
}

func TestWhatAServerSaysDecidesHowItGoesOn(t *testing.T) {
	for command, codes := range map[string]map[string]message.Failure{
		"":     {"554 not here": {Reason: "busy"}, "421 later": {Reason: "busy"}},
		"AUTH": {"535 wrong": {Reason: "settings"}},
		"MAIL": {"550 no": {Permanent: true, Reason: "refused"}, "451 later": {Reason: "busy"}},
		"RCPT": {"550 no such he.jing@example.test": {Permanent: true, Reason: "refused"}, "450 mailbox busy": {Reason: "busy"}},
		"DATA": {"554 no": {Permanent: true, Reason: "refused"}, "452 full": {Reason: "busy"}},
		".":    {"552 too big": {Permanent: true, Reason: "refused"}, "451 later": {Reason: "busy"}},
	} {
		for said, want := range codes {
			t.Run(command+" "+said, func(t *testing.T) {
				s := newMailbox(t, func(m *mailbox) { m.say = map[string]string{command: said} }).sender()
				s.User, s.Password = "hall", "secret"
				f := post(t, s, outgoing(heJing, message.Mail))
				if f == nil || f.Permanent != want.Permanent || f.Reason != want.Reason {
					t.Fatalf("%+v, want %+v", f, want)
				}
				if strings.Contains(f.Error(), "example.test") {
					t.Error("the failure repeats the address:", f)
				}
			})
		}
	}
}

func TestMailNeverFallsBackToPlainText(t *testing.T) {
	for name, set := range map[string]func(*mailbox){
		"the offer is cut out":    func(m *mailbox) { m.hide = true },
		"somebody else's machine": func(m *mailbox) { m.roots = x509.NewCertPool() },
	} {
		t.Run(name, func(t *testing.T) {
			m := newMailbox(t, set)
			s := m.sender()
			s.User, s.Password = "hall", "secret"
			if f := post(t, s, outgoing(heJing, message.Mail)); f == nil || f.Reason != "settings" || f.Permanent {
				t.Fatalf("%+v", f)
			}
			if m.saw("AUTH") != "" || m.saw("MAIL") != "" {
				t.Fatal("it went on:", m.commands)
			}
		})
	}
}

func TestASilentMailServerIsLeftInTime(t *testing.T) {
	m := newMailbox(t, func(m *mailbox) { m.silent = true })
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	err := m.sender().Send(ctx, outgoing(heJing, message.Mail))
	var slow interface{ Timeout() bool }
	if !errors.As(err, &slow) || !slow.Timeout() {
		t.Fatal(err)
	}
}

// The outbox with a real mail server: busy first, then well.
func TestOutboxByMail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		m := newMailbox(t, func(m *mailbox) { m.say = map[string]string{"RCPT": "450 later"} })
		cipher, err := pii.NewCipher(pii.GenerateKeys())
		if err != nil {
			t.Fatal(err)
		}
		s := message.New(message.Config{DB: e.DB, Cipher: cipher, Senders: map[message.Kind]message.Sender{message.Mail: m.sender()},
			Hall: func(string, text.Lang) string { return "Linxi Service Hall" }}, nil)
		err = e.DB.Write(context.Background(), func(tx *db.Tx) error {
			return s.Queue(tx, "h1", message.Message{Event: "a", Kind: message.Mail, To: heJing, Template: message.CaseWithdrawn, Lang: text.EN,
				Params: map[string]string{"item": "Registration", "number": "17"}})
		})
		if err != nil {
			t.Fatal(err)
		}
		wait, err := s.Deliver(context.Background(), "a")
		if err != nil || wait != time.Minute || len(m.letters()) != 0 {
			t.Fatal(wait, err)
		}
		m.mu.Lock()
		m.say = nil
		m.mu.Unlock()
		e.Clock.Advance(wait)
		if wait, err = s.Deliver(context.Background(), "a"); err != nil || wait != 0 || len(m.letters()) != 1 {
			t.Fatal(wait, err)
		}
		if l := m.letters()[0]; !strings.Contains(l, base64.StdEncoding.EncodeToString([]byte("[Linxi Service Hall] Your"))[:20]) {
			t.Error(l)
		}
	})
}
