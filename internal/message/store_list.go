package message

import (
	"time"

	"yichuang/internal/db"
	"yichuang/internal/text"
)

// Line is a message as staff see it: never its content, and of the recipient the mask.
type Line struct {
	ID       string
	Event    string
	Template Template
	Kind     Kind
	Lang     text.Lang
	To       string // masked; empty when the keys do not open it
	Status   Status
	Held     bool
	Attempts int
	Reason   string // message.reason.*
	Created  time.Time
	Changed  time.Time
	Next     time.Time // of the next attempt; zero when there is none
}

// Filter chooses lines; the zero Filter takes the newest fifty of every status.
type Filter struct {
	Status Status
	After  string // id of the last line of the page before
	Limit  int
}

// List reads a hall's messages, newest first. The caller has asked for message.view.
func (s *Service) List(q db.Querier, hall string, f Filter) ([]Line, error) {
	if f.Limit < 1 || f.Limit > 200 {
		f.Limit = 50
	}
	rows, err := db.All(q, scanRow, `SELECT `+columns+` FROM message
		WHERE hall_id = $1 AND ($2 = '' OR status = $2)
		AND ($3 = '' OR (created_at, id) < (SELECT created_at, id FROM message WHERE id = $3))
		ORDER BY created_at DESC, id DESC LIMIT $4`, hall, string(f.Status), f.After, f.Limit)
	if err != nil {
		return nil, err
	}
	out := make([]Line, len(rows))
	for i, r := range rows {
		out[i] = s.line(r)
	}
	return out, nil
}

func (s *Service) line(r row) Line {
	l := Line{ID: r.id, Event: r.event, Template: r.template, Kind: r.kind, Lang: r.lang, Status: r.status, Held: r.held,
		Attempts: r.attempts, Reason: r.reason, Created: db.FromMicro(r.createdAt), Changed: db.FromMicro(r.changedAt)}
	if to, err := s.openRecipient(r); err == nil {
		l.To = to.String()
	}
	if !r.held && !r.status.final() {
		l.Next = db.FromMicro(r.nextAt)
	}
	return l
}

// Counts are the numbers of a hall's messages by status since an instant; held ones are left out.
func Counts(q db.Querier, hall string, since time.Time) (map[Status]int, error) {
	out := map[Status]int{}
	rows, err := q.Query(`SELECT status, count(*) FROM message WHERE hall_id = $1 AND created_at >= $2 AND held = 0 GROUP BY status`,
		hall, db.Micro(since))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var st Status
		var n int
		if err := rows.Scan(&st, &n); err != nil {
			return nil, err
		}
		out[st] = n
	}
	return out, rows.Err()
}
