package app

import (
	"context"
	"fmt"
	"io"
	"math"
	"sort"
	"time"

	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/jobs"
	"yichuang/internal/promise"
	"yichuang/internal/web"
)

// comparing is the job that compares all clocks with the naive oracle and all figures with the journal, once a night. It looks often, so
// that a night on which the program stood still is made up for.
type comparing struct{}

// Kind names the job.
func (comparing) Kind() string { return "promise.verify" }

const (
	auditAt    = 3 // o'clock: after the backup has begun
	auditLooks = 15 * time.Minute
	auditLimit = 4 * time.Hour
)

func (a *App) auditNightly() {
	jobs.HandleLong(a.Jobs, auditLimit, func(ctx context.Context, _ comparing) error { return a.Audit(ctx) })
	a.Jobs.Every(auditLooks, comparing{})
}

// Audit compares when the comparison of the night is due and no change of the calendar is being applied.
func (a *App) Audit(ctx context.Context) error {
	var due bool
	if err := a.DB.Read(ctx, func(q *db.Q) (err error) {
		if due, err = a.Clocks.AuditDue(q, lastNight(a.Now())); err != nil || !due {
			return err
		}
		left, _, err := a.Almanac.Progress(q)
		due = left == 0
		return err
	}); err != nil || !due {
		return err
	}
	found, err := a.Clocks.RunAudit(ctx, a.DB)
	for hall, e := range found {
		if e.Findings > 0 {
			a.Config.Log.Error("clocks: the comparison found differences", "hall", hall, "findings", e.Findings, "first", e.First)
		}
	}
	return err
}

// lastNight is the instant from which the present night's comparison counts.
func lastNight(now time.Time) time.Time {
	now = now.In(clock.Zone)
	due := time.Date(now.Year(), now.Month(), now.Day(), auditAt, 0, 0, 0, clock.Zone)
	if now.Before(due) {
		return due.AddDate(0, 0, -1)
	}
	return due
}

// VerifyClocks compares all clocks and figures now, writes what it found and returns how many findings there are.
func (a *App) VerifyClocks(ctx context.Context, to io.Writer) (findings int, err error) {
	var found map[string]promise.ClocksVerified
	if err := a.DB.Read(ctx, func(q *db.Q) (err error) {
		found, err = a.Clocks.Audit(q)
		return err
	}); err != nil {
		return 0, err
	}
	var halls []string
	for hall := range found {
		halls = append(halls, hall)
	}
	sort.Strings(halls)
	for _, hall := range halls {
		e := found[hall]
		for _, line := range e.First {
			fmt.Fprintf(to, "fault: %s\n", line)
		}
		fmt.Fprintf(to, "%s: %d clocks and %d figures compared, %d differ\n", hall, e.Clocks, e.Figures, e.Findings)
		findings += e.Findings
	}
	return findings, nil
}

// auditGauge tells /metrics what the last comparison found; -1 while there was none.
func (a *App) auditGauge() web.Gauge {
	return web.Gauge{Name: "yichuang_clock_findings", Help: "Clocks and figures that the last nightly comparison found to differ; -1 before the first.", Value: func() float64 {
		sum, seen := 0, false
		err := a.DB.Read(context.Background(), func(q *db.Q) error {
			for _, hall := range a.Catalogue.Halls {
				_, e, ok, err := promise.LastAudit(q, hall.Code)
				if err != nil {
					return err
				}
				sum, seen = sum+e.Findings, seen || ok
			}
			return nil
		})
		switch {
		case err != nil:
			return math.NaN()
		case !seen:
			return -1
		}
		return float64(sum)
	}}
}
