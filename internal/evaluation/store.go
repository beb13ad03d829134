package evaluation

import (
	"encoding/json"

	"yichuang/internal/db"
	"yichuang/internal/mutant"
	"yichuang/internal/pii"
	"yichuang/internal/queue"
)

const columns = `id, hall_id, subject_id, seq, level, aspects, comment, channel, window_id, at`

func (s *Service) scan(row db.Scanner) (Rating, error) {
	var r Rating
	var aspects, comment string
	var at int64
	if err := row.Scan(&r.ID, &r.Hall, &r.Ticket, &r.Seq, &r.Level, &aspects, &comment, &r.Channel, &r.Window, &at); err != nil {
		return r, err
	}
	r.At = db.FromMicro(at)
	if err := json.Unmarshal([]byte(aspects), &r.Aspects); err != nil {
		return r, err
	}
	var err error
	r.Comment, err = s.Cipher.OpenText(comment, place(r.ID))
	return r, err
}

func place(id string) pii.Place { return pii.Place{Table: "rating", Column: "comment", Row: id} }

func (s *Service) get(q db.Querier, id string) (Rating, error) {
	r, err := db.One(q, s.scan, `SELECT `+columns+` FROM rating WHERE id = $1`, id)
	if db.None(err) {
		return r, ErrUnknown
	}
	return r, err
}

// insert adds a row. What people write may name somebody, so it is stored sealed.
func (s *Service) insert(tx *db.Tx, r Rating) error {
	aspects, err := json.Marshal(r.Aspects)
	if err != nil {
		return err
	}
	comment, err := s.Cipher.SealText(r.Comment, place(r.ID))
	if err != nil {
		return err
	}
	if mutant.On("rating_overwrites") && r.Seq > 1 {
		tx.Touch("rating", r.ID)
		return tx.ExecOne(`UPDATE rating SET id = $1, level = $2, aspects = $3, comment = $4, at = $5 WHERE subject_id = $6`,
			r.ID, r.Level, string(aspects), comment, db.Micro(r.At), r.Ticket)
	}
	tx.Touch("rating", r.ID)
	_, err = tx.Exec(`INSERT INTO rating (`+columns+`, subject_type) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'ticket')`,
		r.ID, r.Hall, r.Ticket, r.Seq, r.Level, string(aspects), comment, string(r.Channel), r.Window, db.Micro(r.At))
	return err
}

// lock finds the visit of a token; two answers at once come one after the other.
func (s *Service) lock(tx *db.Tx, token string) (Visit, error) {
	if err := tx.LockName("rating:" + Clean(token)); err != nil {
		return Visit{}, err
	}
	return s.Of(tx, token)
}

// Of finds the ended visit that a token belongs to, with all that was said and done about it.
func (s *Service) Of(q db.Querier, token string) (Visit, error) {
	t, err := queue.ByRating(q, Clean(token))
	if err == queue.ErrNoSuchTicket || err == nil && t.State != queue.Done {
		return Visit{}, ErrUnknown
	}
	if err != nil {
		return Visit{}, err
	}
	v := Visit{Ticket: t.ID, Hall: t.Hall, Number: t.Number, Window: t.Window, Staff: t.Staff, Ended: t.Ended}
	if v.Ratings, err = db.All(q, s.scan, `SELECT `+columns+` FROM rating WHERE subject_type = 'ticket' AND subject_id = $1 ORDER BY seq`, t.ID); err != nil {
		return v, err
	}
	if bad := v.firstBad(); bad != nil {
		v.Answers, err = HandlingsOf(q, bad.ID)
	}
	return v, err
}

// Followed is the bad rating of a visit that clocks run for; ok is false when there is none.
func (v Visit) Followed() (id string, ok bool) {
	if bad := v.firstBad(); bad != nil {
		return bad.ID, true
	}
	return "", false
}

func (s *Service) insertHandling(tx *db.Tx, r Rating, staff string, h Handling) error {
	tx.Touch("rating_answer", h.ID)
	_, err := tx.Exec(`INSERT INTO rating_answer (id, hall_id, rating_id, kind, staff, words, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		h.ID, r.Hall, r.ID, string(h.Kind), staff, h.Words, db.Micro(h.At))
	if db.Unique(err) {
		return ErrHandled
	}
	return err
}
