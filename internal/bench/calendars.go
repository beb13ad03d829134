package bench

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"yichuang/internal/almanac"
	"yichuang/internal/app"
	"yichuang/internal/calendar"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/promise"
)

const (
	runningClocks = 100_000
	openedAtOnce  = 500
)

// calendars is CAL: what a change of the calendar would do to 100,000 running clocks, shown before it is confirmed, and the moving of
// them afterwards, each move an act of its own.
func calendars(ctx context.Context, _ Options, out io.Writer) error {
	return inPlace(ctx, "", func(ctx context.Context, p place) error { return changeOfCalendar(ctx, p, out) })
}

func changeOfCalendar(ctx context.Context, p place, out io.Writer) error {
	a, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close(ctx)
	if err := openClocks(ctx, a); err != nil {
		return err
	}
	hall := a.Catalogue.DefaultHall().Code
	draft := almanac.Content{Kind: almanac.Region, Year: a.Now().Year(), Region: "bench", Reason: "bench"}
	list := []calendar.Listed{{Entry: calendar.Entry{Date: calendar.DateOf(a.Now()) + 3, Name: "bench"}}}
	admin := ids.Actor{Kind: ids.System, ID: "bench", Hall: hall, Roles: []ids.Role{ids.RoleSystem}}
	id, err := a.Almanac.Enter(ctx, admin, hall, draft, list)
	if err != nil {
		return err
	}
	var previews, reads []float64
	var shown almanac.Preview
	for range Rounds {
		took, err := reading(ctx, a, func(q *db.Q) error {
			c, err := almanac.ByID(q, id)
			if err == nil {
				shown, err = a.Almanac.Preview(q, &c)
			}
			return err
		})
		if err != nil {
			return err
		}
		previews = append(previews, took)
		took, err = reading(ctx, a, readClocks)
		if err != nil {
			return err
		}
		reads = append(reads, took)
	}
	second := ids.Actor{Kind: ids.Staff, ID: "bench-2", Hall: hall, Roles: []ids.Role{ids.RoleManager}}
	if err := a.Almanac.Confirm(ctx, second, id, "bench"); err != nil {
		return err
	}
	moved, rate, err := applyFor(ctx, a, applyTime)
	if err != nil {
		return err
	}
	heading(out, fmt.Sprintf("CAL: a change of the calendar over %d running clocks, SQLite with full syncing", shown.Seen), "seconds")
	fmt.Fprintf(out, "| preview of what moves: %d clocks (goal ≤ 2) | %v |\n", len(shown.Shifts), spreadOf(previews))
	fmt.Fprintf(out, "| limit: reading one column of the same rows | %v |\n| applying it in the background, at %.0f clocks a second over the first %d | %.0f |\n\n",
		spreadOf(reads), rate, moved, float64(len(shown.Shifts))/rate)
	return nil
}

// applyTime is how long the moving of clocks is watched; all of them would take minutes.
const applyTime = 15 * time.Second

// applyFor moves clocks for so long and tells how many followed and how many a second that is.
func applyFor(ctx context.Context, a *app.App, long time.Duration) (moved int, rate float64, err error) {
	watch := clock.Stopwatch()
	if _, err = a.Almanac.Apply(ctx, long); err != nil {
		return 0, 0, err
	}
	took := watch()
	err = a.DB.Read(ctx, func(q *db.Q) error {
		return q.QueryRow(`SELECT count(*) FROM journal WHERE type = 'promise.recomputed'`).Scan(&moved)
	})
	return moved, float64(moved) / took.Seconds(), err
}

func reading(ctx context.Context, a *app.App, do func(q *db.Q) error) (float64, error) {
	watch := clock.Stopwatch()
	err := a.DB.Read(ctx, do)
	return watch().Seconds(), err
}

func readClocks(q *db.Q) error {
	list, err := db.All(q, db.Value[int64], `SELECT due_at FROM promise_clock WHERE state = 'open'`)
	sink += int64(len(list))
	return err
}

// openClocks opens clocks of all lengths, two for each subject as cases have them.
func openClocks(ctx context.Context, a *app.App) error {
	hall := a.Catalogue.DefaultHall().Code
	for n := 0; n < runningClocks; n += openedAtOnce {
		err := a.DB.Write(ctx, func(tx *db.Tx) error {
			for i := n; i < n+openedAtOnce; i++ {
				t := promise.Terms{Hall: hall, Kind: promise.CaseWhole, Subject: promise.Subject{Type: "bench", ID: strconv.Itoa(i / 2)}, Post: "bench",
					Source: promise.Statutory, StartEvent: "accepted", Start: tx.Time(), Limit: calendar.Limit{N: 1 + i%30, Unit: calendar.WorkingDays}}
				if _, err := a.Clocks.Open(tx, ids.TheSystem(hall), t); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
