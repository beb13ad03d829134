package message

import (
	"context"
	"encoding/json"
	"time"

	"yichuang/internal/db"
)

// DeskTopic is the live topic of what lies on a person's desk.
func DeskTopic(staff string) string { return "staff:" + staff }

// Note is a message on the desk of one of the staff (站内提醒).
type Note struct {
	ID       string
	Hall     string
	Template Template
	Created  time.Time
	Read     time.Time // zero: unread
	Content
}

// Notes lists what lies on a person's desk, the newest first; unread ones only, or all.
func (s *Service) Notes(q db.Querier, staff string, unread bool, limit int) ([]Note, error) {
	type stored struct {
		row
		read int64
	}
	rows, err := db.All(q, func(sc db.Scanner) (r stored, err error) {
		return r, sc.Scan(&r.id, &r.hall, &r.template, &r.content, &r.createdAt, &r.read)
	}, `SELECT id, hall_id, template, content, created_at, read_at FROM message WHERE recipient_index = $1 AND kind = 'desk' AND ($2 = 0 OR read_at = 0)
		ORDER BY created_at DESC, id DESC LIMIT $3`, s.desk(staff), db.Bool(unread), limit)
	out := make([]Note, 0, len(rows))
	for _, r := range rows {
		n := Note{ID: r.id, Hall: r.hall, Template: r.template, Created: db.FromMicro(r.createdAt), Read: db.FromMicro(r.read)}
		plain, err := s.Cipher.OpenText(r.content, place("content", r.id))
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(plain), &n.Content); err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, err
}

// Unread counts what a person has not read.
func (s *Service) Unread(q db.Querier, staff string) (n int, err error) {
	err = q.QueryRow(`SELECT count(*) FROM message WHERE recipient_index = $1 AND kind = 'desk' AND read_at = 0`, s.desk(staff)).Scan(&n)
	return n, err
}

// MarkRead notes that a person has read a note, or with an empty id all of them. Another's note is not found by it. It is no act.
func (s *Service) MarkRead(ctx context.Context, staff, id string) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		tx.Nudge(DeskTopic(staff))
		_, err := tx.Exec(`UPDATE message SET read_at = $1 WHERE recipient_index = $2 AND kind = 'desk' AND read_at = 0 AND ($3 = '' OR id = $3)`,
			tx.Now(), s.desk(staff), id)
		return err
	})
}

func (s *Service) desk(staff string) string { return s.Cipher.Index(ToStaff(staff).indexed()) }
