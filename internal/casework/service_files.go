package casework

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"yichuang/internal/blob"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/notice"
)

// File is a scan, photo or PDF of one material of a case.
type File struct {
	ID       string
	Hall     string
	Case     string
	Material string
	Hash     string
	Name     string // made here: what people call their files tells too much about them
	Kind     blob.Kind
	Bytes    int64
	Staff    string
	At       time.Time
}

const fileColumns = `id, hall_id, case_id, material, hash, name, kind, bytes, staff, at`

func scanFile(s db.Scanner) (File, error) {
	var f File
	var at int64
	err := s.Scan(&f.ID, &f.Hall, &f.Case, &f.Material, &f.Hash, &f.Name, &f.Kind, &f.Bytes, &f.Staff, &at)
	f.At = db.FromMicro(at)
	return f, err
}

// AddFile keeps a file that was handed in for a material. It is checked and cleaned before anything is written.
func (s *Service) AddFile(ctx context.Context, actor ids.Actor, caseID, material, name string, content io.Reader) (File, error) {
	stored, err := s.Files.Put(name, content, blob.Usual)
	if err != nil {
		return File{}, err
	}
	f := File{ID: ids.New(), Case: caseID, Material: material, Hash: stored.Hash, Kind: stored.Kind, Bytes: stored.Size, Staff: actor.ID}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := s.lock(tx, caseID, 0)
		if err != nil {
			return err
		}
		if err := s.mayFile(actor, "blob.put", c); err != nil {
			return err
		}
		if !slices.ContainsFunc(c.Rows, func(r notice.Row) bool { return r.Material == material }) {
			return errs.New(errs.Invalid, "case.file.no_material").At("file")
		}
		return s.insertFile(tx, actor, c, &f)
	})
	return f, err
}

func (s *Service) insertFile(tx *db.Tx, actor ids.Actor, c *Case, f *File) error {
	var n int
	if err := tx.QueryRow(`SELECT count(*) FROM case_file WHERE case_id = $1 AND material = $2`, c.ID, f.Material).Scan(&n); err != nil {
		return err
	}
	f.Hall, f.At, f.Name = c.Hall, tx.Time(), fmt.Sprintf("%s-%d.%s", f.Material, n+1, f.Kind)
	tx.Touch("case_file", f.ID)
	if _, err := tx.Exec(`INSERT INTO case_file (`+fileColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		f.ID, f.Hall, f.Case, f.Material, f.Hash, f.Name, string(f.Kind), f.Bytes, f.Staff, db.Micro(f.At)); err != nil {
		return err
	}
	return s.record(tx, actor, c, CaseFileAdded{f.Material, f.Hash})
}

// OpenFile gives the content of a file; each opening is an act.
func (s *Service) OpenFile(ctx context.Context, actor ids.Actor, fileID string) (File, []byte, error) {
	var f File
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		var err error
		if f, err = FileByID(tx, fileID); err != nil {
			return err
		}
		c, err := s.get(tx, `id = $1`, "", f.Case)
		if err != nil {
			return err
		}
		if err := s.mayFile(actor, "blob.open", c); err != nil {
			return err
		}
		return s.record(tx, actor, c, CaseFileOpened{f.ID})
	})
	if err != nil {
		return f, nil, err
	}
	content, _, err := s.Files.Get(f.Hash)
	return f, content, err
}

func (s *Service) mayFile(actor ids.Actor, act string, c *Case) error {
	return identity.Can(actor, act, identity.Object{Hall: c.Hall, Department: c.Department, Owner: c.ID})
}

// FileByID reads what is known of a file.
func FileByID(q db.Querier, id string) (File, error) {
	f, err := db.One(q, scanFile, `SELECT `+fileColumns+` FROM case_file WHERE id = $1`, id)
	if db.None(err) {
		return f, ErrUnknown
	}
	return f, err
}

// FilesOf lists the files of a case by material and time.
func FilesOf(q db.Querier, caseID string) ([]File, error) {
	return db.All(q, scanFile, `SELECT `+fileColumns+` FROM case_file WHERE case_id = $1 ORDER BY material, at, id`, caseID)
}
