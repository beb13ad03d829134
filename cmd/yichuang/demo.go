package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"yichuang/internal/demo"
)

// demoCmd opens the demo city.
type demoCmd struct {
	Addr  string `help:"Address to listen on." default:"127.0.0.1:8080"`
	Data  string `help:"Directory of the demo; a new one is filled with history." default:"data/demo" type:"path"`
	Crowd bool   `help:"Let made-up visitors come and be served, so that the screens live."`
}

// Run makes or reopens the city and serves it until it is interrupted.
func (c *demoCmd) Run(s streams) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	if f, err := os.OpenFile(filepath.Join(c.Data, "demo.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err == nil {
		defer f.Close()
		log = slog.New(slog.NewTextHandler(f, nil))
	}
	slog.SetDefault(log)
	a, err := demo.Open(ctx, demo.Config{Dir: c.Data, Log: log, Base: "http://" + c.Addr, Progress: s.err})
	if err != nil {
		return err
	}
	if err := a.Start(ctx); err != nil {
		return err
	}
	if c.Crowd {
		go demo.Crowd(ctx, a)
	}
	fmt.Fprint(s.out, demo.Welcome(a, "http://"+c.Addr))
	err = serve(ctx, s.out, a, c.Addr, "", "")
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
