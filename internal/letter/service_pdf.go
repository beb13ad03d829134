package letter

import (
	"context"

	"yichuang/internal/blob"
	"yichuang/internal/db"
	"yichuang/internal/doc"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
)

// Press makes PDFs: fonts to draw with and a store that keeps the first one of each letter.
type Press struct {
	Files *blob.Store
	Fonts *doc.Fonts
}

// PDF gives a letter out as PDF. The first one is kept by its hash; later ones are made from it and marked 补打 (decision 8). A void
// letter is drawn anew with the mark 作废 and never becomes a first one. Each is counted by Print.
func (s *Service) PDF(ctx context.Context, actor ids.Actor, id string, press Press) (Letter, []byte, error) {
	if err := press.Fonts.Ready(); err != nil {
		return Letter{}, nil, err
	}
	var l Letter
	var content doc.Letter
	var first string
	var void int64
	err := s.DB.Read(ctx, func(q *db.Q) error {
		var err error
		if l, content, err = s.Thaw(q, id); err != nil {
			return err
		}
		if void, err = VoidSince(q, l); err != nil {
			return err
		}
		first, err = firstPDF(q, id)
		return err
	})
	if err != nil {
		return l, nil, err
	}
	var raw []byte
	switch {
	case void > 0:
		raw, err = press.Fonts.PDF(content, doc.Options{Void: void})
	case first != "":
		return s.reprint(ctx, actor, l, content, first, press)
	default:
		if raw, err = press.Fonts.PDF(content, doc.Options{}); err == nil {
			err = s.keep(ctx, l, raw, press)
		}
	}
	if err != nil {
		return l, nil, err
	}
	l, err = s.Print(ctx, actor, id)
	return l, raw, err
}

func (s *Service) reprint(ctx context.Context, actor ids.Actor, l Letter, content doc.Letter, first string, press Press) (Letter, []byte, error) {
	kept, _, err := press.Files.Get(first)
	if err != nil {
		return l, nil, err
	}
	l, err = s.Print(ctx, actor, l.ID)
	if err != nil {
		return l, nil, err
	}
	raw, err := press.Fonts.Reprint(kept, content.Head.Lang, s.DB.Now().UnixMicro())
	return l, raw, err
}

// keep remembers the first PDF. Of two made at once one stays; both have the same bytes.
func (s *Service) keep(ctx context.Context, l Letter, raw []byte, press Press) error {
	f, err := press.Files.PutPDF(raw)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO letter_pdf (letter_id, hall_id, hash, at) VALUES ($1, $2, $3, $4) ON CONFLICT (letter_id) DO NOTHING`,
			l.ID, l.Hall, f.Hash, tx.Now())
		return err
	})
}

// firstPDF is the hash of the first PDF of a letter; empty when none was made yet.
func firstPDF(q db.Querier, id string) (string, error) {
	hash, err := db.One(q, db.Value[string], `SELECT hash FROM letter_pdf WHERE letter_id = $1`, id)
	if db.None(err) {
		return "", nil
	}
	return hash, err
}

// VoidSince is the instant (microseconds UTC) from which a letter is void; 0 for one that is good.
func VoidSince(q db.Querier, l Letter) (int64, error) {
	if !l.Void {
		return 0, nil
	}
	rows, _, err := journal.Last(q, journal.Filter{Type: Voided{}.EventType(), Object: journal.Ref{Type: "letter", ID: l.ID}}, 0, 1)
	if err != nil || len(rows) == 0 {
		return db.Micro(l.Issued), err // the act stands in the journal; without it the letter was never good
	}
	return rows[0].At, nil
}
