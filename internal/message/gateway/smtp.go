package gateway

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"strings"
	"time"

	"yichuang/internal/message"
)

// TLS says how a connection to a mail server is kept private.
type TLS string

const (
	StartTLS TLS = "starttls" // plain first, then TLS or nothing (port 587); the default
	Direct   TLS = "tls"      // TLS from the first byte (port 465)
	Plain    TLS = "plain"    // none: only for a server on the same machine
)

// SMTP sends mail through one server.
type SMTP struct {
	Addr     string // host:port
	From     string // address, with or without a name
	User     string // no authentication when empty
	Password string
	TLS      TLS
	Roots    *x509.CertPool // the machine's own when nil
	Name     string         // that this program greets with; "localhost" when empty
}

// Send hands one mail over and returns when the server took it.
func (s *SMTP) Send(ctx context.Context, m message.Outgoing) error {
	from, err := mail.ParseAddress(s.From)
	if err != nil {
		return settings(err)
	}
	c, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := handOver(c, from.Address, m.To.Reveal(), compose(from, m)); err != nil {
		return reply(err)
	}
	_ = c.Quit() // the mail is taken whatever becomes of the farewell
	return nil
}

// open connects, greets, makes the connection private and signs in. Whatever fails here is no fault of the message.
func (s *SMTP) open(ctx context.Context) (*smtp.Client, error) {
	host, _, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return nil, settings(err)
	}
	conn, err := s.dial(ctx, host)
	if err != nil {
		return nil, err
	}
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		conn.Close()
		return nil, trouble(err)
	}
	if err := s.enter(c, host); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func (s *SMTP) dial(ctx context.Context, host string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.Addr)
	if err != nil {
		return nil, err
	}
	if end, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(end); err != nil {
			conn.Close()
			return nil, err
		}
	}
	if s.TLS != Direct {
		return conn, nil
	}
	private := tls.Client(conn, s.tls(host))
	if err := private.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, trouble(err)
	}
	return private, nil
}

func (s *SMTP) tls(host string) *tls.Config {
	return &tls.Config{ServerName: host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}
}

func (s *SMTP) enter(c *smtp.Client, host string) error {
	name := s.Name
	if name == "" {
		name = "localhost"
	}
	if err := c.Hello(name); err != nil {
		return trouble(err)
	}
	if s.TLS == StartTLS || s.TLS == "" {
		if ok, _ := c.Extension("STARTTLS"); !ok { // never fall back to plain text: somebody may have cut the offer out
			return settings(errors.New("the server offers no STARTTLS"))
		}
		if err := c.StartTLS(s.tls(host)); err != nil {
			return trouble(err)
		}
	}
	if s.User == "" {
		return nil
	}
	if err := c.Auth(smtp.PlainAuth("", s.User, s.Password, host)); err != nil {
		return settings(err)
	}
	return nil
}

func handOver(c *smtp.Client, from, to string, body []byte) error {
	if err := c.Mail(from); err != nil {
		return err
	}
	if err := c.Rcpt(to); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(body); err != nil {
		return err
	}
	return w.Close()
}

// compose writes a mail in UTF-8. Its Message-ID stays the same at every attempt, so that a server can drop a repetition.
func compose(from *mail.Address, m message.Outgoing) []byte {
	_, domain, _ := strings.Cut(from.Address, "@")
	var b bytes.Buffer
	for _, h := range [][2]string{
		{"From", from.String()},
		{"To", "<" + m.To.Reveal() + ">"},
		{"Subject", mime.BEncoding.Encode("utf-8", strings.Join(strings.Fields(m.Subject), " "))},
		{"Date", m.At.Format(time.RFC1123Z)},
		{"Message-ID", "<" + m.ID + "@" + domain + ">"},
		{"Auto-Submitted", "auto-generated"},
		{"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=utf-8"},
		{"Content-Language", string(m.Lang)},
		{"Content-Transfer-Encoding", "base64"},
	} {
		fmt.Fprintf(&b, "%s: %s\r\n", h[0], h[1])
	}
	b.WriteString("\r\n")
	for coded := base64.StdEncoding.EncodeToString([]byte(m.Body + "\n")); coded != ""; {
		n := min(76, len(coded))
		b.WriteString(coded[:n] + "\r\n")
		coded = coded[n:]
	}
	return b.Bytes()
}

// reply reads what the server said to the message: 5xx is for good, 4xx for now (RFC 5321 §4.2.1).
func reply(err error) error {
	var said *textproto.Error
	switch {
	case !errors.As(err, &said):
		return err
	case said.Code >= 500:
		return &message.Failure{Permanent: true, Reason: "refused", Cause: err}
	default:
		return &message.Failure{Reason: "busy", Cause: err}
	}
}

// trouble is with the server itself: for now, whatever its code.
func trouble(err error) error {
	var said *textproto.Error
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &said):
		return &message.Failure{Reason: "busy", Cause: err}
	case errors.As(err, &certificate):
		return settings(err)
	default:
		return err
	}
}

// settings are wrong: temporary, because somebody will put them right and the message is good.
func settings(err error) error { return &message.Failure{Reason: "settings", Cause: err} }
