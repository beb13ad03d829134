package app

import (
	"context"
	"io/fs"
	"strings"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/clock"
	"yichuang/internal/pii"
)

// A hall whose clock lies before its last act accepts nothing: it does not open.
func TestAClockBehindTheLastActIsNotTrusted(t *testing.T) {
	city, err := fs.Sub(yichuang.Catalogue(), "linxi")
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	cfg := Config{DSN: "sqlite:" + t.TempDir() + "/hall.db", Keys: pii.GenerateKeys(), Catalogue: city, Files: t.TempDir(),
		Clock: clock.NewManual(clock.System{}.Now().Add(time.Hour))}
	a, err := Open(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Seed(ctx); err != nil {
		t.Fatal(err)
	}
	a.Close(ctx)
	cfg.Clock = clock.System{}
	if _, err := Open(ctx, cfg); err == nil || !strings.Contains(err.Error(), "before the last act") {
		t.Fatalf("opened with a clock an hour behind: %v", err)
	}
}
