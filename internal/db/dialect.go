package db

// Lock ends a SELECT that takes the row for the rest of the transaction. SQLite has one writer, so nothing is needed there.
func (t *Tx) Lock() string {
	if t.engine == Postgres {
		return " FOR UPDATE"
	}
	return ""
}

// LockFree ends a SELECT that takes the first row which nobody else holds.
func (t *Tx) LockFree() string {
	if t.engine == Postgres {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// LockName serialises transactions that name the same thing until they end; SQLite writes are serial anyway.
func (t *Tx) LockName(name string) error {
	if t.engine != Postgres {
		return nil
	}
	_, err := t.Exec(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, name)
	return err
}
