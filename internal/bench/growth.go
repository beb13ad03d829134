package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"yichuang/internal/clock"
)

// growth is P7 and P6, which share their halls: one with ten thousand and one with a million open cases, clocks and tickets. What must
// not grow is done in both in turn; then both are started as processes in turn.
func growth(ctx context.Context, o Options, out io.Writer) error {
	return onEach(ctx, o.Database, func(ctx context.Context, small place) error {
		return inPlace(ctx, small.server, func(ctx context.Context, large place) error {
			a, err := small.settle(ctx, o.Program, few)
			if err != nil {
				return err
			}
			watch := clock.Stopwatch()
			b, err := large.settle(ctx, o.Program, many)
			if err != nil {
				return errors.Join(err, a.app.Close(ctx))
			}
			err = errors.Join(grow(ctx, a, b, watch(), out), a.app.Close(ctx), b.app.Close(ctx))
			if err != nil {
				return err
			}
			return start(ctx, a, b, o.Program, out)
		})
	})
}

// grow is P7.
func grow(ctx context.Context, small, large *city, filled time.Duration, out io.Writer) error {
	took := map[string][2][]float64{}
	for range Rounds {
		for _, x := range acts {
			both := took[x.name]
			for i, c := range []*city{small, large} {
				watch := clock.Stopwatch()
				for range x.times {
					if err := x.do(ctx, c); err != nil {
						return fmt.Errorf("%s among %d: %w", x.name, c.size, err)
					}
				}
				both[i] = append(both[i], float64(watch().Microseconds())/1000/float64(x.times))
			}
			took[x.name] = both
		}
	}
	fmt.Fprintf(out, "## P7: growth from %d to %d open cases, clocks and waiting tickets, %s\n\nLoad average afterwards: %s; filling the larger hall took %.0f s.\n\n",
		small.size, large.size, small.engine, load(), filled.Seconds())
	fmt.Fprintf(out, "| what | ms among %d | ms among %d | ratio (goal ≤ 1.3) |\n|---|---|---|---|\n", small.size, large.size)
	for _, x := range acts {
		both := took[x.name]
		fmt.Fprintf(out, "| %s | %v | %v | %v |\n", x.name, spreadOf(both[0]), spreadOf(both[1]), ratioOf(both[1], both[0]))
	}
	_, err := fmt.Fprintf(out, "\nAll in one hall; one clerk, one post and the counter for results have a hundredth of the cases. Syncing is off on SQLite here, so that look-ups are seen and not the disk.\n\n")
	return err
}

// openDatabase opens the database as anybody would and reads one row: what no start can do without.
func (c *city) openDatabase(ctx context.Context) (float64, error) {
	watch := clock.Stopwatch()
	driver, dsn := "sqlite", "file:"+strings.TrimPrefix(c.dsn, "sqlite:")
	if c.server != "" {
		driver, dsn = "pgx", c.dsn
	} else {
		dsn += "?_pragma=journal_mode(WAL)"
	}
	d, err := sql.Open(driver, dsn)
	if err != nil {
		return 0, err
	}
	defer d.Close()
	var id string
	err = d.QueryRowContext(ctx, `SELECT id FROM service_case WHERE no = $1`, c.no).Scan(&id)
	return float64(watch().Microseconds()) / 1000, err
}
