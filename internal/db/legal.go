package db

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
)

//go:embed legal.txt
var legalList string

// Legal lists the tables of legal meaning with their key column: table → key. Each change of such a row is touched and has an act.
func Legal() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(legalList) {
		line, _, _ = strings.Cut(line, "#")
		if f := strings.Fields(line); len(f) == 2 {
			out[f[0]] = f[1]
		}
	}
	return out
}

// installAudit makes triggers that write down each change of a legal table, for tests (decision 23).
func (d *DB) installAudit(ctx context.Context) error {
	stmts := []string{`CREATE TABLE IF NOT EXISTS test_change (tab TEXT NOT NULL, rowkey TEXT NOT NULL)`}
	for table, key := range Legal() {
		for _, op := range []string{"INSERT", "UPDATE", "DELETE"} {
			stmts = append(stmts, d.auditTrigger(table, key, op)...)
		}
	}
	for _, s := range stmts {
		if _, err := d.writes.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("audit trigger: %w in %s", err, s)
		}
	}
	return nil
}

func (d *DB) auditTrigger(table, key, op string) []string {
	which := "NEW"
	if op == "DELETE" {
		which = "OLD"
	}
	name := "test_" + table + "_" + strings.ToLower(op)
	body := fmt.Sprintf("INSERT INTO test_change (tab, rowkey) VALUES ('%s', %s.%s)", table, which, key)
	if d.engine == SQLite {
		return []string{fmt.Sprintf("CREATE TRIGGER IF NOT EXISTS %s AFTER %s ON %s BEGIN %s; END", name, op, table, body)}
	}
	return []string{
		fmt.Sprintf("CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN %s; RETURN NULL; END $$", name, body),
		fmt.Sprintf("CREATE OR REPLACE TRIGGER %s AFTER %s ON %s FOR EACH ROW EXECUTE FUNCTION %s()", name, op, table, name),
	}
}

// compareAudit refuses a transaction that changed a legal row without touching it.
func (t *Tx) compareAudit() error {
	mine := ""
	if t.engine == Postgres { // other transactions leave rows too
		mine = " WHERE xmin = pg_current_xact_id()::xid"
	}
	rows, err := All(t, func(s Scanner) (Row, error) {
		var r Row
		return r, s.Scan(&r.Table, &r.Key)
	}, `SELECT tab, rowkey FROM test_change`+mine)
	if err != nil {
		return err
	}
	known := map[Row]bool{}
	for _, r := range t.touched {
		known[r] = true
	}
	for _, r := range rows {
		if !known[r] {
			return fmt.Errorf("db: changed %s %s without Touch", r.Table, r.Key)
		}
	}
	if len(rows) > 0 {
		_, err = t.Exec(`DELETE FROM test_change` + mine)
	}
	return err
}
