package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"yichuang"
	"yichuang/internal/app"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/message"
	"yichuang/internal/message/gateway"
	"yichuang/internal/pii"
)

// hallDir is the directory of a real hall: database, keys, files, and optionally a catalogue of its own.
type hallDir struct {
	Data string `help:"Directory of the hall." default:"data" type:"path" env:"YICHUANG_DATA"`
	DSN  string `help:"Address of a PostgreSQL database; the embedded one in the directory when empty." name:"database" env:"YICHUANG_DATABASE"`
}

func (d hallDir) dsn() string {
	if d.DSN != "" {
		return d.DSN
	}
	return "sqlite:" + filepath.Join(d.Data, "hall.db")
}

func (d hallDir) keyFile() string   { return filepath.Join(d.Data, "keys.json") }
func (d hallDir) catalogue() string { return filepath.Join(d.Data, "catalogue") }

// config reads what a hall needs to run; what is missing is said in one sentence.
func (d hallDir) config() (app.Config, error) {
	if _, err := os.Stat(d.Data); err != nil {
		return app.Config{}, fmt.Errorf("there is no hall in %s: set one up with yichuang init --data %s", d.Data, d.Data)
	}
	keys, err := pii.LoadKeyFile(d.keyFile())
	if err != nil {
		return app.Config{}, fmt.Errorf("the key file %s cannot be used: %w", d.keyFile(), err)
	}
	var city fs.FS = os.DirFS(d.catalogue())
	if _, err := os.Stat(d.catalogue()); err != nil {
		return app.Config{}, fmt.Errorf("the hall has no catalogue in %s: copy one there or run init again", d.catalogue())
	}
	return app.Config{DSN: d.dsn(), Keys: keys, Catalogue: city, Files: filepath.Join(d.Data, "files"), Voice: filepath.Join(d.Data, "voice")}, nil
}

// serveCmd runs the hall.
type serveCmd struct {
	hallDir `embed:""`
	Addr    string         `help:"Address to listen on." default:"127.0.0.1:8080"`
	Cert    string         `help:"Certificate file for HTTPS." type:"existingfile"`
	Key     string         `help:"Key file of the certificate." type:"existingfile"`
	Trusted []netip.Prefix `help:"Networks of proxies whose X-Forwarded headers are believed." name:"trusted-proxies"`
	Base    string         `help:"Address under which the public reaches the hall, for QR codes: https://hall.example." name:"base-url"`
	senders `embed:""`
	nightly `embed:""`
}

// senders say through what messages go out; without any they are kept and wait.
type senders struct {
	SMTP     string `help:"Mail server, HOST:PORT." name:"smtp"`
	SMTPFrom string `help:"Sender's address of mails." name:"smtp-from"`
	SMTPUser string `help:"User at the mail server." name:"smtp-user"`
	SMTPPass string `help:"Password at the mail server." name:"smtp-password" env:"YICHUANG_SMTP_PASSWORD"`
	SMSURL   string `help:"Address of the gateway that takes SMS and calls as signed JSON." name:"sms-url"`
	SMSKey   string `help:"Key shared with the gateway, at least 16 characters." name:"sms-key" env:"YICHUANG_SMS_KEY"`
}

func (c senders) open() (map[message.Kind]message.Sender, error) {
	out := map[message.Kind]message.Sender{}
	if c.SMTP != "" {
		out[message.Mail] = &gateway.SMTP{Addr: c.SMTP, From: c.SMTPFrom, User: c.SMTPUser, Password: c.SMTPPass, TLS: gateway.StartTLS}
	}
	if c.SMSURL != "" {
		h, err := gateway.NewHTTP(gateway.HTTPConfig{URL: c.SMSURL, Key: []byte(c.SMSKey)})
		if err != nil {
			return nil, fmt.Errorf("the message gateway: %w", err)
		}
		out[message.SMS] = h
	}
	return out, nil
}

// Run serves until it is interrupted.
func (c *serveCmd) Run(s streams) error {
	if err := c.check(); err != nil {
		return err
	}
	cfg, err := c.config()
	if err != nil {
		return err
	}
	cfg.Trusted, cfg.Jobs, cfg.Base = c.Trusted, true, c.Base
	if cfg.Backups, err = c.folder(); err != nil {
		return err
	}
	if cfg.Senders, err = c.open(); err != nil {
		return err
	}
	cfg.Log = slog.New(slog.NewJSONHandler(s.err, nil))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a, err := app.Open(ctx, cfg)
	if err != nil {
		return err
	}
	seeded, err := a.Seeded(ctx)
	if err == nil && !seeded {
		err = fmt.Errorf("the database has no hall yet: run yichuang init --data %s first", c.Data)
	}
	if err != nil {
		return errors.Join(err, a.Close(ctx))
	}
	if err := a.Start(ctx); err != nil {
		return errors.Join(err, a.Close(ctx))
	}
	return serve(ctx, s.out, a, c.Addr, c.Cert, c.Key)
}

// check refuses plain HTTP beyond this machine (decision 15).
func (c *serveCmd) check() error {
	if (c.Cert == "") != (c.Key == "") {
		return errors.New("HTTPS needs both --cert and --key")
	}
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return fmt.Errorf("--addr must be HOST:PORT, got %q", c.Addr)
	}
	ip := net.ParseIP(host)
	local := host == "localhost" || (ip != nil && ip.IsLoopback())
	if !local && c.Cert == "" && len(c.Trusted) == 0 {
		return fmt.Errorf("%s can be reached by others, and plain HTTP would send personal data readable: give --cert and --key, or name the HTTPS proxy with --trusted-proxies", c.Addr)
	}
	return nil
}

// serve answers until ctx ends, then lets running requests finish.
func serve(ctx context.Context, out io.Writer, a *app.App, addr, cert, key string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: a.Handler(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		BaseContext: func(net.Listener) context.Context { return ctx }}
	done := make(chan error, 1)
	go func() {
		if cert != "" {
			done <- srv.ServeTLS(l, cert, key)
		} else {
			done <- srv.Serve(l)
		}
	}()
	fmt.Fprintln(out, "serving on", l.Addr())
	select {
	case err = <-done:
	case <-ctx.Done():
		wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		err = srv.Shutdown(wait)
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, a.Close(context.WithoutCancel(ctx)))
}

// initCmd sets a hall up.
type initCmd struct {
	hallDir  `embed:""`
	From     string `help:"Catalogue folder to start from; the built-in city when empty." type:"existingdir"`
	Admin    string `help:"Badge number of the first administrator, a person of the catalogue." required:""`
	Password string `help:"First password of the administrator." required:"" env:"YICHUANG_ADMIN_PASSWORD"`
}

// Run makes the directory, the keys, the catalogue copy, the schema, the hall and the administrator's password.
func (c *initCmd) Run(s streams) error {
	ctx := context.Background()
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	if _, err := pii.CreateKeyFile(c.keyFile()); err != nil {
		return fmt.Errorf("the keys cannot be made: %w", err)
	}
	var from fs.FS = os.DirFS(c.From)
	if c.From == "" {
		var err error
		if from, err = fs.Sub(yichuang.Catalogue(), builtin); err != nil {
			return err
		}
	}
	if err := os.CopyFS(c.catalogue(), from); err != nil {
		return fmt.Errorf("the catalogue cannot be copied to %s: %w", c.catalogue(), err)
	}
	cfg, err := c.config()
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, cfg)
	if err != nil {
		return err
	}
	if err := errors.Join(a.Seed(ctx), a.FirstAdministrator(ctx, c.Admin, c.Password), a.Runner.Drain(ctx)); err != nil {
		return errors.Join(err, a.Close(ctx))
	}
	fmt.Fprintf(s.out, "The hall is set up in %s. Keep %s apart from every backup of the database.\nRun it with: yichuang serve --data %s\n", c.Data, c.keyFile(), c.Data)
	return a.Close(ctx)
}

// verifyCmd checks the journal.
type verifyCmd struct {
	hallDir `embed:""`
}

// Run prints what it found; a fault makes the command fail.
func (c *verifyCmd) Run(s streams) error {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Config{DSN: c.dsn()})
	if err != nil {
		return err
	}
	defer d.Close()
	var report journal.Report
	if err := d.Read(ctx, func(q *db.Q) (err error) {
		report, err = journal.Verify(q)
		return err
	}); err != nil {
		return err
	}
	printReport(s.out, report)
	differ, err := c.clocks(ctx, s.out)
	if err != nil {
		return err
	}
	if n := len(report.Faults()) + differ; n > 0 {
		return fmt.Errorf("%d faults", n)
	}
	return nil
}

// clocks compares all clocks with the oracle and all figures with the journal. It needs the hall's timetable; where only the database is
// at hand, it says so.
func (c *verifyCmd) clocks(ctx context.Context, out io.Writer) (findings int, err error) {
	cfg, err := c.config()
	if err != nil {
		fmt.Fprintf(out, "note: clocks and figures are not compared: %v\n", err)
		return 0, nil
	}
	a, err := app.Open(ctx, cfg)
	if err != nil {
		return 0, err
	}
	findings, err = a.VerifyClocks(ctx, out)
	return findings, errors.Join(err, a.Close(ctx))
}

// printReport says what a verification found.
func printReport(out io.Writer, report journal.Report) {
	for _, f := range report.Findings {
		kind := "fault"
		if f.Note {
			kind = "note"
		}
		fmt.Fprintf(out, "%s: %s\n", kind, f)
	}
	fmt.Fprintf(out, "%d acts in order, %d waiting for the seal, root %s\n", report.Acts, report.Unsealed, report.Root)
}

// tokenCmd gives a device or a system its token on the command line, where no administrator need sit.
type tokenCmd struct {
	hallDir `embed:""`
	Kind    string `help:"What it is." enum:"kiosk,display,evaluator,bridge,system" default:"system"`
	Name    string `help:"What it is called." required:""`
	Hall    string `help:"Hall that it belongs to; the first one when empty."`
	Window  string `help:"Window that it stands at, such as shi-06."`
	Staff   string `help:"Person that it acts as, for measurements only."`
}

// Run prints the token; it is shown once.
func (c *tokenCmd) Run(s streams) error {
	ctx := context.Background()
	cfg, err := c.config()
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer a.Close(ctx)
	if c.Hall == "" {
		c.Hall = a.Catalogue.DefaultHall().Code
	}
	_, code, err := a.Identity.CreateDevice(ctx, ids.TheSystem(c.Hall), identity.Device{Hall: c.Hall, Kind: identity.DeviceKind(c.Kind), Name: c.Name,
		Window: c.Window, Staff: c.Staff})
	if err != nil {
		return err
	}
	_, token, err := a.Identity.Pair(ctx, code, "127.0.0.1")
	if err != nil {
		return err
	}
	fmt.Fprintln(s.out, token)
	return nil
}
