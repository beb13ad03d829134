package journal

import "yichuang/internal/db"

// Filter says which acts Last lists; an empty field asks for everything.
type Filter struct {
	Hall   string
	Type   string // one event type, or a beginning that ends in "."
	Object Ref    // Type alone, or both
	Actor  string // staff id
}

// Last lists the newest acts first, from an offset, and tells how many there are in all.
func Last(q db.Querier, f Filter, offset, limit int) (rows []Row, total int, err error) {
	const where = ` FROM journal WHERE ($1 = '' OR hall_id = $1) AND ($2 = '' OR type = $2 OR type LIKE $3) AND ($4 = '' OR object_type = $4)
		AND ($5 = '' OR object_id = $5) AND ($6 = '' OR actor LIKE $7)`
	prefix := ""
	if n := len(f.Type); n > 0 && f.Type[n-1] == '.' {
		prefix = f.Type + "%"
	}
	args := []any{f.Hall, f.Type, prefix, f.Object.Type, f.Object.ID, f.Actor, `%"id":"` + f.Actor + `"%`}
	if err := q.QueryRow(`SELECT count(*)`+where, args...).Scan(&total); err != nil {
		return nil, 0, err
	}
	rows, err = db.All(q, scanRow, `SELECT `+columns+where+` ORDER BY at DESC, idx DESC, id LIMIT $8 OFFSET $9`, append(args, limit, offset)...)
	return rows, total, err
}

// Cursor is how far a subscriber has come.
type Cursor struct {
	Subscriber string
	Next       int64 // the first act that it has not seen
	Parked     int64 // acts that it could not handle
}

// State is how the journal stands.
type State struct {
	Size     int64  // sealed acts
	Root     string // of the tree over them
	Unsealed int64
	Cursors  []Cursor
}

// StateOf reads how the journal stands; subscribers that have not begun are among the cursors with 0.
func StateOf(q db.Querier, subscribers ...string) (s State, err error) {
	if s.Size, s.Root, err = Head(q); err != nil {
		return s, err
	}
	if err = q.QueryRow(`SELECT count(*) FROM journal WHERE idx IS NULL`).Scan(&s.Unsealed); err != nil {
		return s, err
	}
	for _, name := range subscribers {
		c := Cursor{Subscriber: name}
		if err = q.QueryRow(`SELECT coalesce(max(next), 0) FROM journal_cursor WHERE subscriber = $1`, name).Scan(&c.Next); err != nil {
			return s, err
		}
		if err = q.QueryRow(`SELECT count(*) FROM journal_parked WHERE subscriber = $1`, name).Scan(&c.Parked); err != nil {
			return s, err
		}
		s.Cursors = append(s.Cursors, c)
	}
	return s, nil
}
