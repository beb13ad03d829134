package letter

import (
	"context"
	"encoding/base64"

	"yichuang/internal/db"
	"yichuang/internal/doc"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/org"
	"yichuang/internal/pii"
	"yichuang/internal/text"
)

// Service issues letters. Safe for concurrent use.
type Service struct {
	DB     *db.DB
	Cipher *pii.Cipher
	Base   string // address under which the public reaches the program, for QR codes
	Demo   bool   // papers say that they have no legal effect
}

// Draft says who speaks about what.
type Draft struct {
	Hall       string
	Department string // whose prefix begins the number
	Subject    journal.Ref
}

// Issue numbers, freezes and stores a paper in the caller's transaction.
func (s *Service) Issue(tx *db.Tx, actor ids.Actor, d Draft, content doc.Content) (Letter, error) {
	hall, err := org.HallByID(tx, d.Hall)
	if err != nil {
		return Letter{}, err
	}
	dep, err := org.DepartmentByID(tx, d.Department)
	if err != nil {
		return Letter{}, err
	}
	kind, year := content.Kind(), tx.Time().Year()
	n, err := next(tx, d, kind, year)
	if err != nil {
		return Letter{}, err
	}
	l := Letter{ID: ids.New(), Hall: d.Hall, Department: d.Department, Kind: kind, Number: number(dep.DocPrefix, kind, year, n),
		Subject: d.Subject, Issued: tx.Time(), By: actor.ID}
	head := doc.Head{Number: l.Number, Lang: text.ZH, IssuedAt: tx.Now(), Verify: s.Base + "/v/" + l.ID, Demo: s.Demo,
		Hall: doc.Hall{Name: hall.Name.ZH, Department: dep.Name.ZH, Address: hall.Address.ZH, Phone: hall.Phone,
			Supervision: dep.Phones.Complaints, SupervisionDays: supervisionDays},
		Seal: s.seal(dep)}
	frozen, err := doc.Freeze(head, content)
	if err != nil {
		return Letter{}, err
	}
	l.Frozen, l.Digest = frozen.Frozen(), frozen.Digest()
	if err := s.insert(tx, l); err != nil {
		return Letter{}, err
	}
	seal := ""
	if head.Seal != nil {
		seal = head.Seal.ID
	}
	return l, record(tx, actor, l, Issued{kind, l.Number, l.Digest, seal, d.Subject.Type + ":" + d.Subject.ID})
}

// supervisionDays: a complaint is answered within three natural days (SUP-3).
const supervisionDays = 3

// seal is the department's seal; the demo draws an evident one (decision 9).
func (s *Service) seal(dep org.Department) *doc.Seal {
	if !s.Demo {
		return nil // on paper, until a seal is uploaded
	}
	return &doc.Seal{ID: "demo-" + dep.ID, Org: dep.Name.ZH, Caption: Words.T(text.ZH, "letter.seal.demo"), Demo: true}
}

// Void takes a letter back in the caller's transaction.
func (s *Service) Void(tx *db.Tx, actor ids.Actor, id, reason string) (Letter, error) {
	l, err := s.Get(tx, id)
	if err != nil {
		return l, err
	}
	if err := identity.Can(actor, "case.void_letter", identity.Object{Hall: l.Hall, Department: l.Department}); err != nil {
		return l, err
	}
	if err := l.void(reason); err != nil {
		return l, err
	}
	tx.Touch("letter", l.ID)
	if err := tx.ExecOne(`UPDATE letter SET void = 1, reason = $1 WHERE id = $2`, reason, id); err != nil {
		return l, err
	}
	return l, record(tx, actor, l, Voided{l.Number, reason})
}

// Print counts that a letter is given out; from the second time on it is a reprint (补打).
func (s *Service) Print(ctx context.Context, actor ids.Actor, id string) (Letter, error) {
	var l Letter
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		var err error
		if l, err = s.Get(tx, id); err != nil {
			return err
		}
		l.Prints++
		tx.Touch("letter", l.ID)
		if err := tx.ExecOne(`UPDATE letter SET prints = prints + 1 WHERE id = $1`, id); err != nil {
			return err
		}
		return record(tx, actor, l, Printed{l.Number, l.Prints})
	})
	return l, err
}

func record(tx *db.Tx, actor ids.Actor, l Letter, e journal.Event) error {
	return journal.Record(tx, l.Hall, actor, journal.Ref{Type: "letter", ID: l.ID}, e)
}

// next takes the next number of body, series and year; an undone act gives it back.
func next(tx *db.Tx, d Draft, kind doc.Kind, year int) (int, error) {
	var n int
	err := tx.QueryRow(`INSERT INTO letter_number (department, hall_id, series, year, last) VALUES ($1, $2, $3, $4, 1)
		ON CONFLICT (department, series, year) DO UPDATE SET last = letter_number.last + 1 RETURNING last`,
		d.Department, d.Hall, series(kind), year).Scan(&n)
	return n, err
}

// series: a grant and a refusal are both decisions and share one run of numbers.
func series(k doc.Kind) string {
	if k == doc.KindGrant || k == doc.KindRefusal {
		return "decision"
	}
	return string(k)
}

func (s *Service) place(id string) pii.Place {
	return pii.Place{Table: "letter", Column: "content", Row: id}
}

func (s *Service) insert(tx *db.Tx, l Letter) error {
	sealed, err := s.Cipher.SealText(base64.StdEncoding.EncodeToString(l.Frozen), s.place(l.ID))
	if err != nil {
		return err
	}
	tx.Touch("letter", l.ID)
	_, err = tx.Exec(`INSERT INTO letter (id, hall_id, department, kind, number, subject_type, subject_id, digest, issued_at, issued_by, void,
		reason, prints, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, '', 0, $11)`,
		l.ID, l.Hall, l.Department, string(l.Kind), l.Number, l.Subject.Type, l.Subject.ID, l.Digest, db.Micro(l.Issued), l.By, sealed)
	return err
}

const columns = `id, hall_id, department, kind, number, subject_type, subject_id, digest, issued_at, issued_by, void, reason, prints`

func scan(s db.Scanner, more ...any) (Letter, error) {
	var l Letter
	var at, void int64
	err := s.Scan(append([]any{&l.ID, &l.Hall, &l.Department, &l.Kind, &l.Number, &l.Subject.Type, &l.Subject.ID, &l.Digest, &at, &l.By, &void,
		&l.Reason, &l.Prints}, more...)...)
	l.Issued, l.Void = db.FromMicro(at), void == 1
	return l, err
}

// Get reads a letter with its frozen content and checks it against its digest.
func (s *Service) Get(q db.Querier, id string) (Letter, error) {
	var sealed string
	l, err := scan(q.QueryRow(`SELECT `+columns+`, content FROM letter WHERE id = $1`, id), &sealed)
	if db.None(err) {
		return l, ErrUnknown
	}
	if err != nil {
		return l, err
	}
	plain, err := s.Cipher.OpenText(sealed, s.place(l.ID))
	if err != nil {
		return l, err
	}
	l.Frozen, err = base64.StdEncoding.DecodeString(plain)
	return l, err
}

// Thaw reads the typed content of a letter.
func (s *Service) Thaw(q db.Querier, id string) (Letter, doc.Letter, error) {
	l, err := s.Get(q, id)
	if err != nil {
		return l, doc.Letter{}, err
	}
	d, err := doc.Thaw(l.Frozen)
	return l, d, err
}

// Of lists the letters about a subject, the oldest first, without their content.
func Of(q db.Querier, subject journal.Ref) ([]Letter, error) {
	return db.All(q, func(s db.Scanner) (Letter, error) { return scan(s) },
		`SELECT `+columns+` FROM letter WHERE subject_type = $1 AND subject_id = $2 ORDER BY issued_at, number`, subject.Type, subject.ID)
}
