package bench

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"yichuang/internal/db"
)

// rowsAtOnce is how many rows one transaction copies.
const rowsAtOnce = 100_000

// copies multiplies a row: of every copy the named columns get the value of an SQL expression over g.n, which counts from 1.
type copies struct {
	table, id string            // the row that is copied
	of        map[string]string // column to expression
}

// make writes n copies. They are rows without acts: the figures ask how lists and look-ups grow, the journal does not come into it.
func (c copies) make(ctx context.Context, d *db.DB, n int) error {
	for from := 0; from < n; from += rowsAtOnce {
		err := d.Write(ctx, func(tx *db.Tx) error {
			columns, err := columnsOf(tx, c.table)
			if err != nil {
				return err
			}
			values := make([]string, len(columns))
			for i, name := range columns {
				if values[i] = c.of[name]; values[i] == "" {
					values[i] = "r." + name
				}
			}
			_, err = tx.Exec(fmt.Sprintf(`INSERT INTO %s (%s) WITH RECURSIVE g (n) AS (SELECT %d UNION ALL SELECT n + 1 FROM g WHERE n < %d)
				SELECT %s FROM g CROSS JOIN %s r WHERE r.id = $1`, c.table, strings.Join(columns, ", "), from+1, min(from+rowsAtOnce, n),
				strings.Join(values, ", "), c.table), c.id)
			return err
		})
		if err != nil {
			return fmt.Errorf("copy %s with %v: %w", c.table, slices.Sorted(maps.Keys(c.of)), err)
		}
	}
	return nil
}

func columnsOf(q db.Querier, table string) ([]string, error) {
	rows, err := q.Query(`SELECT * FROM ` + table + ` LIMIT 1`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return rows.Columns()
}
